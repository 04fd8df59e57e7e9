"""Volumes and handling times into answering positions per interval."""
