"""Compiled steps made ready beside other work: where they are not on disk yet, making them takes a minute of CPU.

A process of its own makes them and leaves them on disk; this process then loads them within a second or two. The
compiler would else hold the lock of the interpreter for longer than any time limit, and its memory would be ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from scheduling.tours.problem import Block, Booking, BreakWindow, Cover, Kind, Law, Problem, Worker

LOOK_S = 0.05  # wall seconds between two looks at the process
_ROOT = Path(__file__).resolve().parents[2]
_lock = threading.Lock()
_makers: list[subprocess.Popen[bytes]] = []
_loaded: list[bool] = []


def make_ready() -> None:
    """Begin to make the compiled steps, once for a process; they need nothing of the problem."""
    with _lock:
        if not _loaded and not _makers:
            paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            around = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
            asked = [sys.executable, "-m", "scheduling.tours.ready"]
            none = subprocess.DEVNULL
            _makers.append(subprocess.Popen(asked, env=around, stdin=none, stdout=none, stderr=none))


def ready_by(moment: float) -> bool:
    """Whether the compiled steps are ready and loaded, waiting for them until a moment of `time.perf_counter`."""
    make_ready()
    while not _loaded and _makers and _makers[0].poll() is None and time.perf_counter() < moment:
        time.sleep(LOOK_S)
    with _lock:
        if not _loaded and _makers and _makers[0].poll() == 0 and time.perf_counter() < moment:
            use_all()
            _loaded.append(True)
    return bool(_loaded)


def give_up() -> None:
    """End a process that still makes steps; what it has made stays on disk, and the next one goes on from there."""
    with _lock:
        while _makers:
            maker = _makers.pop()
            if maker.poll() is None:
                maker.kill()
            maker.wait()


def use_all() -> None:
    """Solve a tiny problem by all compiled steps."""
    from scheduling.tours.race import race  # here, because importing it loads the compiler

    tiny = _tiny()
    race(tiny, race(tiny, limit_s=0.02), limit_s=0.02)


def _tiny() -> Problem:
    """One person, one booking, one block, on a day."""
    one, pay = np.ones((1, 96)), np.ones((1, 1, 96))
    cover = Cover(one, 0.0 * one, one, one, 2.0 * one, one, one, one)
    kind, law = Kind("", 8, 2.0, (BreakWindow(1, 2, 4),)), Law("", (0,), 1, 1, 0, 1)
    return Problem(
        15, 1, 4, 1, (kind,), (law,), (Worker("", 0),), cover, pay, np.ones((1, 1, 96), dtype=np.bool_),
        np.zeros(96, dtype=np.bool_), bookings=(Booking("", 0, (0,), pay[0], np.ones(1, dtype=np.int64)),),
        blocks=(Block("", 0, (0,), pay[0], 1, 1, 1),),
    )  # fmt: skip


if __name__ == "__main__":
    use_all()
