"""Queues without a past: borrowed from a similar one."""
