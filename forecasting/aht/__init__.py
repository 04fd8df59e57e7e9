"""Handling time ahead: level, hour of the day, mix of reasons, newcomers."""
