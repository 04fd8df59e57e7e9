"""Repair of a plan on the day: the past and locked shifts stay, the cheapest changes bring the promise back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, SolverSettings
from data.contracts.errors import Fault, RefusedInput
from data.contracts.plan import SolveReport
from data.contracts.progress import Progress, silent
from scheduling.adjust.apply import apply_adjustments
from scheduling.adjust.booking import Booking
from scheduling.adjust.repair.break_moves import GOES, add_break_moves
from scheduling.adjust.repair.change import Change, edits_of
from scheduling.adjust.repair.choice import Floats, Menu
from scheduling.adjust.repair.cover import Terrain, heads_at_work, terrain_of
from scheduling.adjust.repair.extra_people import add_free_people, add_seats
from scheduling.adjust.repair.facts import crowded_absent, facts_of, minute_of
from scheduling.adjust.repair.happened import Happened, faults_of
from scheduling.adjust.repair.lawful import Lawyer, excess_of, key_of
from scheduling.adjust.repair.model import choose, gap_of
from scheduling.adjust.repair.names import changes_of, in_order
from scheduling.adjust.repair.own_people import Scene, add_own_people
from scheduling.adjust.repair.posts import posts_of
from scheduling.adjust.repair.promise import Promise, promise_of
from scheduling.roster.rules.judge import judge

LONGEST_MIN = 26 * 60  # at once; of a longer time a person could change twice, which the rules judge one by one
TURN_MIN = 240  # a repair of several days is cut at 04:00, where least happens
FEW_POSTS = 150  # so few shifts that every choice is offered, not only those worth something at once
SHORT_IN_HOURS = 4.0  # an empty position's price in prices of an hour, where the centre gives none


@dataclass(frozen=True)
class State:
    """A plan as it stands: roster and segments, and the mix's promise (MIX_FLOW, SHORTAGE, SKILL_GROUP)."""

    roster: pd.DataFrame
    segments: pd.DataFrame
    flow: pd.DataFrame
    shortage: pd.DataFrame
    skills: pd.DataFrame


@dataclass(frozen=True)
class Repaired:
    """What happened (`facts`), what to do about it (`changes`), and the promise as planned, before and after.

    `roster` and `segments` hold both. A report per day; `bound` and `gap` of each are those of its integer model, of a
    later day given the days before. `cost_cny` is the price of all changes.
    `crowded`: absent people with two shifts on a day, which a repair cannot tell apart and leaves.
    """

    now: pd.Timestamp
    facts: tuple[Change, ...]
    changes: tuple[Change, ...]
    promise: Promise
    reports: tuple[SolveReport, ...]
    crowded: tuple[str, ...]
    roster: pd.DataFrame
    segments: pd.DataFrame
    seconds: float

    @property
    def cost_cny(self) -> float:
        """Price of all changes."""
        return round(sum(change.price_cny for change in self.changes), 2)


def repair(
    state: State, happened: Happened, now: pd.Timestamp, centre: Centre, *,
    kinds: Sequence[str] | None = None, time_off: bool | None = None, all_gaps: bool = False,
    progress: Progress = silent,
) -> Repaired:  # fmt: skip
    """The cheapest changes after what happened, price of empty positions included; nothing before `now` changes.

    `kinds`: only these kinds of change; `time_off`: whether people may go home by choice (None: if volume fell).
    `all_gaps`: mend what was empty as planned, too; else only what came on top is, so that few people are disturbed.
    Every change is lawful by the rules of the roster, each person changes once, no locked shift moves. Never without an
    answer: where the solver finds none in `centre.repair.limit_s`, nothing is changed and the report says so. Raises
    `RefusedInput` with every event that cannot be. One integer model a day: O(classes of alike people x choices).
    """
    started = time.perf_counter()
    if faults := faults_of(happened, state.roster, now, centre):
        raise RefusedInput(faults)
    facts = facts_of(state.roster, state.segments, happened, now)
    roster, segments = laid_over(state.roster, state.segments, facts, centre)
    low, high = _horizon(facts, happened, now, centre)
    whole = terrain_of(
        state.flow, state.shortage, state.skills, happened.volumes, centre, low, high, short_price(centre)
    )
    wanted_off = any(v.factor < 1.0 for v in happened.volumes) if time_off is None else time_off
    asked = _Asked(happened, minute_of(now), wanted_off, None if kinds is None else frozenset(kinds))
    calm = terrain_of(state.flow, state.shortage, state.skills, (), centre, low, high, short_price(centre))
    solver = chosen_solver(centre)
    planned = gap_of(calm, heads_at_work(calm, state.roster, state.segments), solver)
    before = gap_of(whole, heads_at_work(whole, roster, segments), solver)
    changes: list[Change] = []
    reports = []
    target = whole if all_gaps else replace(whole, wanted=np.maximum(whole.wanted - planned.empty, 0.0))
    for number, (first, last) in enumerate(parts := list(_days(whole))):
        terrain = target.part(first, last)
        made, report, roster, segments = _one_day(terrain, roster, segments, asked, [*facts, *changes], centre)
        reports.append(report)
        changes += made
        progress((number + 1) / len(parts), "repair")
    after = gap_of(whole, heads_at_work(whole, roster, segments), solver)
    crowded = tuple(crowded_absent(state.roster, happened))
    promise = promise_of(whole, planned, before, after)
    return Repaired(now, in_order(facts), in_order(changes), promise, tuple(reports), crowded, roster, segments,
                    time.perf_counter() - started)  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    happened: Happened
    now: int
    time_off: bool
    kinds: frozenset[str] | None


def _one_day(
    terrain: Terrain, roster: pd.DataFrame, segments: pd.DataFrame, asked: _Asked, done: Sequence[Change],
    centre: Centre,
) -> tuple[list[Change], SolveReport, pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Changes of one day of the repair, after those of the days before; roster and segments with them."""
    settings, part = centre.repair, terrain.stamps()[0].date().isoformat()
    solver = chosen_solver(centre)
    heads = heads_at_work(terrain, roster, segments)
    gap = gap_of(terrain, heads, solver)
    scene = scene_of(terrain, gap.value, asked.now, roster, segments, centre, time_off=asked.time_off, done=done)
    menu = menu_of(scene, asked.happened, asked.kinds)
    report, taken = choose(terrain, heads, menu, solver, settings.limit_s, part, gap.cost_cny)
    made = changes_of(menu, taken, roster, centre.interval_min)
    kept, roster, segments = _lawful_together(roster, segments, made, centre)
    if len(kept) < len(made):
        report = replace(report, note=f"{len(made) - len(kept)} changes that break a rule together are left out")
    return kept, report, roster, segments


def scene_of(
    terrain: Terrain, value: Floats, now: int, roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre, *,
    time_off: bool, done: Sequence[Change] = (), small: bool = True,
) -> Scene:  # fmt: skip
    """What the choices on a terrain are made from; cells that were changed already are left alone."""
    posts = posts_of(roster, segments, terrain.low, terrain.high)
    changed = {change.target for change in done}
    open_posts = [post for post in posts if f"{post.agent}|{post.date:%Y-%m-%d}" not in changed]
    worked = {str(agent): float(paid) for agent, paid in roster.groupby("agent")["paid_min"].sum().items()}
    return Scene(terrain, value, now, open_posts, roster, Lawyer(roster, centre), Booking(centre), centre,
                 centre.repair, worked, time_off, small and len(posts) <= FEW_POSTS)  # fmt: skip


def menu_of(scene: Scene, happened: Happened, kinds: frozenset[str] | None = None) -> Menu:
    """All choices of a scene, or those of some kinds."""
    menu = Menu()
    if kinds is None or "move_break" in kinds:
        add_break_moves(menu, scene)
    if kinds is None or kinds & {"extend", "time_off"}:
        add_own_people(menu, scene)
    if kinds is None or kinds & {"overtime", "backup"}:
        add_free_people(menu, scene, happened)
    if kinds is None or kinds & {"backup", "partner"}:
        add_seats(menu, scene, happened)
    if kinds is not None:
        menu.choices = [choice for choice in menu.choices if choice.kind in kinds | {GOES}]
    return menu


def laid_over(
    roster: pd.DataFrame, segments: pd.DataFrame, changes: Sequence[Change], centre: Centre
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Roster and segments with the changes. O(shifts); only those of the people concerned are rebuilt."""
    if not changes:
        return roster, segments
    near = roster["agent"].isin({change.agent for change in changes})
    own = segments["shift_id"].isin(set(roster.loc[near, "shift_id"]))
    made = apply_adjustments(roster[near], segments[own], edits_of(changes), centre)
    if made.stale:
        raise AssertionError(f"changes of cells that are not as they were: {made.stale}")
    return (
        pd.concat([roster[~near], made.roster]).reset_index(drop=True),
        pd.concat([segments[~own], made.segments]).reset_index(drop=True),
    )


def _lawful_together(
    roster: pd.DataFrame, segments: pd.DataFrame, made: list[Change], centre: Centre
) -> tuple[list[Change], pd.DataFrame, pd.DataFrame]:
    """The changes but those of people who break a hard rule by all of them together (the judge is asked once more),
    and roster and segments with them.
    """
    while made:
        agents = {change.agent for change in made}
        before = {key_of(f): excess_of(f) for f in judge(roster[roster["agent"].isin(agents)], centre, agents)}
        after, cut = laid_over(roster, segments, made, centre)
        caused = hard_faults(judge(after[after["agent"].isin(agents)], centre, agents), before)
        if not caused:
            return made, after, cut
        guilty = {str(fault.values["agent"]) for fault in caused}
        made = [change for change in made if change.agent not in guilty]
    return made, roster, segments


def hard_faults(faults: Sequence[Fault], before: Mapping[tuple[str, str, str], float]) -> list[Fault]:
    """Hard faults that were not there before, or less."""
    return [f for f in faults if f.severity == "hard" and excess_of(f) > before.get(key_of(f), 0.0) + 1e-9]


def short_price(centre: Centre) -> float:
    """Price of an empty position for an hour."""
    if centre.repair.short_cny_per_h > 0.0:
        return centre.repair.short_cny_per_h
    rates = centre.tables["rates"]
    own = rates[[centre.pools[pool].kind == "internal" for pool in rates["pool"].astype(str)]]
    hour = float((own if len(own) else rates)["cost_cny_per_h"].max()) if len(rates) else 0.0
    return SHORT_IN_HOURS * hour


def _horizon(facts: Sequence[Change], happened: Happened, now: pd.Timestamp, centre: Centre) -> tuple[int, int]:
    """From now to the end of the last shift or window that what happened touches, within the plan."""
    grid = centre.grid()
    end = minute_of(grid[-1]) + centre.interval_min
    ends = [minute_of(v.to_ts) for v in happened.volumes]
    ends += [minute_of(c.before.end) for c in facts if c.before.end is not None]
    low = minute_of(now)
    return low, min(end, max([low, *ends]))


def _days(terrain: Terrain) -> Iterator[tuple[int, int]]:
    """Intervals of each part: a day at once, else cut at 04:00 of each day."""
    count, step = terrain.intervals, terrain.step_min
    if count * step <= LONGEST_MIN:
        yield from [(0, count)] if count else []
        return
    stamps = terrain.stamps()
    turns = [i for i in range(1, count) if stamps[i].hour * 60 + stamps[i].minute == TURN_MIN]
    edges = [0, *turns, count]
    yield from ((a, b) for a, b in pairwise(edges) if b > a)


def chosen_solver(centre: Centre) -> SolverSettings:
    """The solver's settings with the gap of a repair."""
    return replace(centre.solver, gap=centre.repair.gap)
