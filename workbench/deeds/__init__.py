"""Deeds of the desk, one subject a file; each asks for the right it needs."""
