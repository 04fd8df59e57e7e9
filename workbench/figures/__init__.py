"""Figures that pages show: tables of a plan summed up, one subject a file. No screen, no store."""
