"""The larger published instances: long, restartable, only when named."""

from __future__ import annotations

from bench.roster.targets import run_long


def run() -> bool:
    """True when all bars hold."""
    return run_long()
