"""A pool gives what one process gives, in order, and survives workers that die."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from data.contracts.errors import Unavailable
from workbench.executor import open_place


def test_all_places_of_this_machine_answer_the_same_in_order() -> None:
    for address, workers in (("one_by_one", 2), ("local", 1), ("local", 2)):
        with open_place(address, workers) as place:
            assert list(place(abs, [-3, 2, -1])) == [3, 2, 1]
            assert list(place(abs, [])) == []


def test_the_answers_of_a_worker_that_was_killed_are_made_again(tmp_path: Path) -> None:
    with open_place("local", 2) as place:
        code = f"import os, signal, pathlib; p = pathlib.Path({str(tmp_path / 'died')!r})\n" + (
            f"if not p.exists(): p.touch(); os.kill(os.getpid(), {int(signal.SIGKILL)})"
        )
        assert list(place(exec, ["pass", code, "pass", "pass"])) == [None] * 4
    assert (tmp_path / "died").exists()


def test_a_part_that_always_kills_its_worker_is_told_and_others_are_answered() -> None:
    with open_place("local", 2) as place:
        answers = iter(place(exec, ["pass", f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"]))
        assert next(answers) is None
        with pytest.raises(Unavailable, match="Part 2 of 2"):
            next(answers)
        assert list(place(abs, [-1])) == [1]


def test_an_error_of_a_part_is_raised_at_its_place() -> None:
    with open_place("local", 2) as place:
        answers = iter(place(int, ["1", "x"]))
        assert next(answers) == 1
        with pytest.raises(ValueError, match="invalid literal"):
            next(answers)


def test_workers_use_one_thread_each() -> None:
    with open_place("local", 2) as place:
        assert list(place(os.getenv, ["OMP_NUM_THREADS"])) == ["1"]


@pytest.mark.parametrize("address", ["moon", "tcp://127.0.0.1:1"])
def test_a_place_that_cannot_be_reached_is_told(address: str) -> None:
    with pytest.raises(Unavailable), open_place(address, 2):
        pass
