"""Planner edits laid over the roster and judged by the rules the roster was built with."""
