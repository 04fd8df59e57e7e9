"""Processes of this machine: their names for others, and whether they still live."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def host_name() -> str:
    """The name of this machine."""
    return socket.gethostname()


def owner_name() -> str:
    """This process, as holders of locks are called: machine and process id."""
    return f"{host_name()}:{os.getpid()}"


def is_dead(owner: str) -> bool:
    """True if the owner is a process of this machine that is no more; of other machines nothing is known.

    >>> is_dead(owner_name())
    False
    """
    host, _, pid = owner.rpartition(":")
    return host == host_name() and pid.isdigit() and not alive(int(pid))


def alive(pid: int) -> bool:
    """Does a process with this id run on this machine? One that ended and was not yet asked for its result does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (OSError, IndexError):
        return True
