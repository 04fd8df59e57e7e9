"""Queues that share part of their people: fewer positions together than apart, as far as a simulation bears it out."""
