"""Words on the terminal: progress on one line, errors with their remedy, and the exit code that tells how it ended."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
import unicodedata
from collections.abc import Callable, Sequence

from data.contracts.errors import PeakcrewError, RefusedInput, Unavailable
from workbench.i18n import told_error, translate

OK, REFUSED, INTERNAL = 0, 1, 2
# A path that was given and cannot be used is refused input; a full or broken disk is not the user's doing.
PATH_ERRORS = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
PATH_ERRNOS = (errno.ENAMETOOLONG, errno.EROFS, errno.ELOOP, errno.EINVAL)


def say(text: str = "") -> None:
    """A line for the reader."""
    print(text, flush=True)


def warn(text: str) -> None:
    """A line beside the result."""
    print(text, file=sys.stderr, flush=True)


def in_columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows with their cells under each other; a Chinese character is as wide as two letters.

    >>> in_columns([("Plan", "By"), ("p", "amy")])
    ['Plan  By', 'p     amy']
    """
    wides = [max(_wide(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (wide - _wide(cell)) for cell, wide in zip(row, wides, strict=True)).rstrip()
        for row in rows
    ]


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class TerminalProgress:
    """Progress on stderr: one line that is overwritten, or in a log a line for every tenth."""

    def __init__(self, language: str) -> None:
        self._words = translate(language)
        self._live = sys.stderr.isatty()
        self._told = -1

    def __call__(self, share: float, doing: str) -> None:
        step = int(share * (100 if self._live else 10))
        if step == self._told:
            return
        self._told = step
        line = f"{share:4.0%}  {self._words(doing)}"
        if self._live:
            print(f"\r\x1b[K{line}", end="" if share < 1 else "\r\x1b[K", file=sys.stderr, flush=True)
        else:
            warn(line)


def ended(run: Callable[[], object], language: str, verbose: bool) -> int:
    """Run a command and turn how it ends into an exit code: 0 done, 1 refused with its remedy, 2 a fault of ours."""
    _ = translate(language)
    try:
        run()
    except RefusedInput as refused:
        head, *faults = told_error(refused, language)
        for line in faults if len(faults) == 1 else [head, *faults]:
            warn(line)
        return _code(refused, verbose)
    except PeakcrewError as error:
        warn(told_error(error, language)[0])
        return _code(error, verbose)
    except KeyboardInterrupt:
        warn(_("Stopped. What was finished is used again by the next run."))
        return REFUSED
    except BrokenPipeError:  # the reader of our output has seen enough
        _leave_quietly()
        return OK
    except OSError as error:
        if isinstance(error, ConnectionError | TimeoutError):
            return _internal(error, language, verbose)
        place = str(error.filename2 or error.filename or "")  # of a rename, the place that was asked for
        reason = error.strerror or str(error)
        text = _("{place} cannot be used: {reason}. Check that it may be written and that the disk has space.")
        warn(text.format(place=place or _("A file"), reason=reason))
        if verbose:
            traceback.print_exc()
        return REFUSED if isinstance(error, PATH_ERRORS) or error.errno in PATH_ERRNOS else INTERNAL
    except Exception as error:  # noqa: BLE001 - the last place that can tell the user
        return _internal(error, language, verbose)
    return OK


def _internal(error: Exception, language: str, verbose: bool) -> int:
    _ = translate(language)
    text = _("Internal error: {error}. Run it again with --verbose and report what it prints.")
    warn(text.format(error=f"{type(error).__name__}: {error}".splitlines()[0]))
    if verbose:
        traceback.print_exc()
    return INTERNAL


def _leave_quietly() -> None:
    """Nobody reads any more: what Python still holds for the closed pipe goes nowhere, instead of failing at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _code(error: PeakcrewError, verbose: bool) -> int:
    if verbose:
        traceback.print_exc()
    return INTERNAL if isinstance(error, Unavailable) else REFUSED
