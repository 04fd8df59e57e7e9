"""Compiled steps made ready beside other work: where they are not on disk yet, making them takes a minute of CPU."""

from __future__ import annotations

import threading
import time

import numpy as np

from scheduling.tours.problem import Block, Booking, BreakWindow, Cover, Kind, Law, Problem, Worker

_lock = threading.Lock()
_ready = threading.Event()
_makers: list[threading.Thread] = []


def make_ready() -> None:
    """Begin to load (or make) the compiled steps, once for a process; they need nothing of the problem."""
    with _lock:
        if not _makers:
            _makers.append(threading.Thread(target=_make, daemon=True))
            _makers[0].start()


def ready_by(moment: float) -> bool:
    """Whether the compiled steps are ready, waiting for them until a moment of `time.perf_counter`."""
    make_ready()
    while _makers[0].is_alive() and not _ready.is_set() and time.perf_counter() < moment:
        _ready.wait(min(0.1, max(0.0, moment - time.perf_counter())))
    return _ready.is_set()


def _make() -> None:
    """Solve a tiny problem by all compiled steps."""
    from scheduling.tours.race import race  # here, because importing it loads the compiler

    tiny = _tiny()
    tours = race(tiny, limit_s=0.02)
    race(tiny, tours, limit_s=0.02)
    _ready.set()


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
