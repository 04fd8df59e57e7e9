"""A process that ended does not live, asked for its result or not; of other machines nothing is known."""

from __future__ import annotations

import os
import subprocess
import sys

from workbench.processes import alive, host_name, is_dead, owner_name


def test_a_process_that_ended_is_dead_even_while_nobody_asked_for_its_result() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it ended and is kept as a zombie
    assert not alive(process.pid)
    assert is_dead(f"{host_name()}:{process.pid}")
    process.wait()
    assert not alive(process.pid)


def test_this_process_lives_and_other_machines_are_not_judged() -> None:
    assert alive(os.getpid())
    assert not is_dead(owner_name())
    assert not is_dead("elsewhere:1")
    assert not is_dead("no owner")
