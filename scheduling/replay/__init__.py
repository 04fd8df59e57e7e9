"""Discrete-event simulator: what a plan would really deliver."""
