"""The door for files coming in: contact history and the centre's settings."""
