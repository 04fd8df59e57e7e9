"""The roster benchmark: weeks of a call centre and published rosters of named people, against bars and aims."""

from __future__ import annotations


def run() -> bool:
    """Weeks and small published instances; True when all bars hold."""
    from bench.roster.targets import run_small

    return run_small()
