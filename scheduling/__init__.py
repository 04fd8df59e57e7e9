"""Forecast in, roster of named people out: positions, heads, shifts, assignment and replay."""
