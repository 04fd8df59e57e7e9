"""Benchmarks of rosters: call-centre weeks and published instances, through the engines of the product."""
