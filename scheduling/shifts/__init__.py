"""Heads per interval into shifts and tours with breaks."""
