"""Repair of a plan on the day: what happened, what may still be changed, the cheapest choice of it, and its effect."""
