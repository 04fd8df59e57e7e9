"""Benchmarks of speed and quality against peers, run by `make bench`."""
