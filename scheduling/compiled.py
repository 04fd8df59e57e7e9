"""The one decorator for compiled kernels, with a cache on disk that never outlives a changed source.

Numba keeps machine code beside each file and renews it when that file changes, but not when a kernel it calls, in
another file, does: after a `git pull` the old formula would go on working inside the new one. So the cached code of all
kernels is dropped as soon as the source of any kernel differs from what it was made of.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

_HERE = Path(__file__).parent
_MARKS = (b"@kernel", b"@fast_kernel", b"@free_kernel", b"njit")


def _fingerprint(root: Path) -> str:
    """Hash over the sources of all kernels below `root`."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(root.glob("*/*.py")):
        text = source.read_bytes()
        if any(mark in text for mark in _MARKS):
            digest.update(source.name.encode() + b"\0" + text)
    return digest.hexdigest()


def forget_stale(root: Path) -> bool:
    """Drop cached machine code below `root` unless it was made from these sources; False when that is impossible."""
    stamp = root / "__pycache__" / "kernels.stamp"
    now = _fingerprint(root)
    with contextlib.suppress(OSError):
        if stamp.read_text(encoding="ascii") == now:
            return True
    try:
        for cached in [*root.glob("*/__pycache__/*.nbi"), *root.glob("*/__pycache__/*.nbc")]:
            cached.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        fresh = stamp.with_name(f"{stamp.name}.{os.getpid()}")
        fresh.write_text(now, encoding="ascii")
        fresh.replace(stamp)
    except OSError:
        return False
    return True


_CACHE = "NUMBA_CACHE_DIR" not in os.environ and forget_stale(_HERE)


def kernel(function: Kernel) -> Kernel:
    """Compile a function of numbers and arrays at its first call; later processes load it from disk."""
    return cast("Kernel", numba.njit(cache=_CACHE)(function))


def fast_kernel(function: Kernel) -> Kernel:
    """A kernel for the innermost loops: division by zero gives inf or NaN and raises nothing, so it may be inlined."""
    return cast("Kernel", numba.njit(cache=_CACHE, error_model="numpy")(function))


def free_kernel(function: Kernel) -> Kernel:
    """A fast kernel that lets other threads of the process run beside it; its arrays must not change meanwhile."""
    return cast("Kernel", numba.njit(cache=_CACHE, error_model="numpy", nogil=True)(function))
