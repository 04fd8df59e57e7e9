"""Shifts into assignments of named people."""
