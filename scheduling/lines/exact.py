"""The exact half of the engine: bound by column generation, whole lines from it, then branching till it is proved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from data.contracts.centre import SolverSettings
from scheduling.lines.branch import branch
from scheduling.lines.choose import choose_lines
from scheduling.lines.columns import Generation
from scheduling.lines.dive import dive
from scheduling.lines.pricing import Terrain
from scheduling.lines.problem import Problem
from scheduling.lines.shared import Shared
from scheduling.lines.totals import totals_bound

STATE_BYTES = 400_000_000  # most memory for the way back of one line
MOVES_PER_S = 3e8  # measured: moves of states that the search of lines makes a second
LEAST_ROUNDS = 40  # column generation that cannot price so often within the limit is not begun
TOTALS_SHARE = 0.1
TAKE_AFTER = (0, 8, 12, 20, 100_000)  # rounds until the lines of the search are taken in (again)
CHOICE_SHARE = 0.1
CHOICE_S = 15.0


def run_exact(problem: Problem, shared: Shared, settings: SolverSettings) -> None:
    """Tell `shared` bounds and lines until it is over. Order: see `columns` and `branch`."""
    shared.prove(totals_bound(problem, settings, TOTALS_SHARE * shared.left_s))
    with ThreadPoolExecutor(max(1, settings.threads)) as pool:
        generation = Generation(problem, settings, pool if settings.threads > 1 else None)
        if refusal := _too_large(generation.terrains, shared.left_s, settings.threads):
            shared.notes.append(refusal)
            return
        if nobody := [i for i in range(len(problem.people)) if not generation.has_line(i)]:
            names = ", ".join(problem.people[i] for i in nobody)
            shared.impossible = f"no lawful line exists for {names}"
            return
        _improve(shared, generation, settings)


def _improve(shared: Shared, generation: Generation, settings: SolverSettings) -> None:
    for rounds in TAKE_AFTER:
        if shared.best is not None:
            generation.master.take(list(enumerate(shared.best)))
        level = generation.relax(shared.deadline, told=shared.prove, over=shared.over, rounds=rounds)
        if level.solved:
            break
    shared.prove(level.bound)
    if level.values is None or not level.solved or shared.over():
        return
    lines = dive(generation, level.values, shared)
    if lines is not None:
        shared.offer(lines)
    if shared.over():
        return
    if shared.best is not None:
        generation.master.take(list(enumerate(shared.best)))
    limit_s = min(CHOICE_S, CHOICE_SHARE * shared.left_s)
    room = shared.cost - shared.bound if shared.best is not None else np.inf
    lines = choose_lines(generation, settings, limit_s, room, shared.best)
    if lines is not None:
        shared.offer(lines)
    branch(generation, shared, level)


def _too_large(terrains: list[Terrain], limit_s: float, threads: int) -> str:
    """Why lines are not generated; empty if they are."""
    moves = memory = 0.0
    for ground in terrains:
        most_run, classes = float(ground.shape[1]), float(ground.shape[9])
        block = float(ground.shape[5] + 1) * float(ground.shape[6] + 1) * float(ground.shape[7])
        states = classes * most_run + float(ground.shape[3])
        moves += len(ground.may) * states * (len(ground.groups) + 1) * block
        memory = max(memory, len(ground.may) * states * block * 2.0)
        if (states + 1) * (len(ground.groups) + 1) > np.iinfo(np.uint16).max:
            return "too many states for whole lines: the bound is that of totals (days by kind against cover)"
    if memory * threads > STATE_BYTES:
        return "whole lines would need too much memory: the bound is that of totals (days by kind against cover)"
    if moves / MOVES_PER_S * LEAST_ROUNDS > limit_s * threads:
        return "too little time for whole lines: the bound is that of totals (days by kind against cover)"
    return ""
