"""Places of work for independent parts: this process, a pool of processes that survives dead workers, a cluster."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from data.contracts.errors import Unavailable
from data.contracts.progress import PartMap, one_by_one

ATTEMPTS = 3  # a part may take its worker down twice (memory, a signal) before we give up on it
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@contextmanager
def open_place(address: str, workers: int) -> Iterator[PartMap]:
    """The place of work at an address, for the time of the `with`.

    `local`: a pool of `workers` processes of this machine (with one worker: this process); `one_by_one`: this process;
    `tcp://host:8786`: the scheduler of a running Dask cluster. Raises `Unavailable` when it cannot be reached.
    """
    if address == "one_by_one" or (address == "local" and workers <= 1):
        yield one_by_one
    elif address == "local":
        pool = LocalPool(workers)
        try:
            yield pool
        finally:
            pool.close()
    elif "://" in address:
        with _dask(address) as cluster:
            yield cluster
    else:
        raise Unavailable(
            "There is no place of work {address}.",
            "Give local, one_by_one or the address of a Dask scheduler, tcp://host:8786.",
            address=address,
        )


class LocalPool:
    """Processes of this machine, started at the first use. Parts lost with a dead worker are done again."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, work: Callable[[Any], Any], parts: Sequence[Any]) -> Iterator[Any]:
        """Answers in the order of the parts; an error of a part is raised where its answer would be."""
        parts = list(parts)
        answers: dict[int, Future[Any]] = {}
        for attempt in range(1, ATTEMPTS + 1):
            open_parts = [i for i in range(len(parts)) if not _finished(answers.get(i))]
            if not open_parts:
                break
            # After two losses each part gets the pool for itself, so that one bad part takes no other down.
            alone = attempt == ATTEMPTS
            for batch in [[i] for i in open_parts] if alone else [open_parts]:
                self._run(work, parts, batch, answers)
        for i in range(len(parts)):
            yield _answer(answers[i], i, len(parts))

    def _run(
        self, work: Callable[[Any], Any], parts: Sequence[Any], batch: list[int], answers: dict[int, Future[Any]]
    ) -> None:
        pool = self._started()
        try:
            for i in batch:
                answers[i] = pool.submit(work, parts[i])
        except BrokenProcessPool:  # a worker died while we were still handing out
            self.close()
            for i in batch:
                answers.setdefault(i, _lost())
        for i in batch:
            if isinstance(answers[i].exception(), BrokenProcessPool):
                self.close()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            for name in ONE_THREAD:  # read by the libraries at import, so before the workers start
                os.environ.setdefault(name, "1")
            way = "forkserver" if sys.platform == "linux" else "spawn"
            self._pool = ProcessPoolExecutor(self.workers, multiprocessing.get_context(way))
        return self._pool

    def close(self) -> None:
        """Stop the workers; the next use starts new ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _finished(answer: Future[Any] | None) -> bool:
    return answer is not None and not isinstance(answer.exception(), BrokenProcessPool)


def _lost() -> Future[Any]:
    answer: Future[Any] = Future()
    answer.set_exception(BrokenProcessPool())
    return answer


def _answer(answer: Future[Any], number: int, count: int) -> Any:
    try:
        return answer.result()
    except BrokenProcessPool as error:
        raise Unavailable(
            "Part {number} of {count} ended its worker process {attempts} times.",
            "Most often memory ran out: give fewer workers (PEAKCREW_WORKERS=1) or more memory.",
            number=number + 1,
            count=count,
            attempts=ATTEMPTS,
        ) from error


@contextmanager
def _dask(address: str) -> Iterator[PartMap]:
    try:
        client_class = importlib.import_module("distributed").Client
    except ImportError:
        raise Unavailable(
            "The place of work {address} needs Dask, which is not installed.",
            "Run `pip install 'peakcrew[cluster]'`, or set PEAKCREW_PLACE=local.",
            address=address,
        ) from None
    try:
        client = client_class(address, timeout="10s")
    except OSError as error:
        raise Unavailable(
            "No Dask scheduler answers at {address}.",
            "Start one with `dask scheduler`, or set PEAKCREW_PLACE=local.",
            address=address,
        ) from error

    def spread(work: Callable[[Any], Any], parts: Sequence[Any]) -> Iterator[Any]:
        futures = client.map(work, list(parts), retries=ATTEMPTS - 1, pure=False)
        for future in futures:
            yield future.result()

    with client:
        yield spread
