"""Positions into heads from internal, backup and outsourced pools, with activation orders."""
