"""The event loop that plays contacts against people, compiled; the replay and the check of pooled positions use it."""
