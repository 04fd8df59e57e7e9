"""The command line: each command asks the desk and prints what it answers."""
