"""Capacity plan: how many people a centre needs over the coming months, and when to hire, train or contract them."""
