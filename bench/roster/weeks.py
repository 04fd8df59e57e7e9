"""Weeks of a call centre (cc_*.json): read into a tours problem, the answer written as the given checker reads it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from scheduling.tours.answer import Tours
from scheduling.tours.problem import (
    Block,
    Booking,
    BreakWindow,
    Cover,
    Flags,
    Floats,
    Kind,
    Law,
    Problem,
    Shift,
    Worker,
)

SLOT_MIN, DAY_SLOTS = 15, 96
NIGHT_FROM, NIGHT_TO = 80, 16  # starts from 20:00 to 04:00
EARLY_FROM, DAY_FROM, LATE_FROM = 16, 36, 56  # 4, 9 and 14 o'clock: classes of the wishes
CLASS_STEP, OFF_WISH = 3.0, 2.0
BACKUP_CALL, ROSTERED_SHARE = 5.0, 0.8
Week = Mapping[str, Any]


def problem_of(week: Week) -> Problem:
    """The tours problem of a week."""
    days = len(week["req"]) // DAY_SLOTS
    lengths = sorted(int(length) for length in week["breaks"])
    kind_of = {length: number for number, length in enumerate(lengths)}
    night = np.zeros(DAY_SLOTS, dtype=np.bool_)
    night[NIGHT_FROM:], night[:NIGHT_TO] = True, True
    pay = np.full((len(week["contracts"]), len(lengths), days * DAY_SLOTS), np.inf)
    for number, contract in enumerate(week["contracts"]):
        pay[number, kind_of[contract["L"]], :] = contract["paid"] * contract["cost"]
    masks = sorted({(agent["leave"], bool(agent["night"])) for agent in week["agents"]})
    wishes = sorted({(agent["pref"], agent["offpref"], agent["wkhist"]) for agent in week["agents"]})
    workers = tuple(
        Worker(
            str(agent["id"]), agent["con"], allowed=masks.index((agent["leave"], bool(agent["night"]))),
            run_before=agent["tail"], wish=wishes.index((agent["pref"], agent["offpref"], agent["wkhist"])),
        )
        for agent in week["agents"]
    )  # fmt: skip
    return Problem(
        SLOT_MIN, days, week["start_step"], 1, tuple(_kind(week, length) for length in lengths),
        tuple(_law(week, contract, kind_of) for contract in week["contracts"]), workers, _cover(week), pay,
        np.array([_mask(days, night, leave, at_night) for leave, at_night in masks]).reshape(-1, days, DAY_SLOTS),
        night, bookings=(_backup(week, days, kind_of),), blocks=(_outsourced(week, days, kind_of),),
        wishes=np.array([_wish(days, *wish) for wish in wishes]).reshape(-1, days * DAY_SLOTS),
        least_people=math.floor(ROSTERED_SHARE * len(workers)),
    )  # fmt: skip


def rows_of(week: Week, problem: Problem, tours: Tours) -> list[list[Any]]:
    """The answer as rows who, pool, length, start, breaks with their lengths."""
    rows: list[list[Any]] = []
    for agent, shifts in zip(week["agents"], tours.shifts, strict=True):
        rows += [[agent["id"], "int", *_shift(problem, shift)] for shift in shifts]
    number = itertools.count()
    rows += [[next(number), "bk", *_shift(problem, shift)] for booked in tours.booked for shift in booked]
    seats = [seat for contracts in tours.sold for contract in contracts for seat in contract]
    rows += [[who, "out", *_shift(problem, shift)] for who, seat in enumerate(seats) for shift in seat]
    return rows


def _shift(problem: Problem, shift: Shift) -> list[Any]:
    kind = problem.kinds[shift.kind]
    breaks = [[int(at), window.slots] for at, window in zip(shift.breaks, kind.breaks, strict=True)]
    return [kind.slots, int(shift.start), breaks]


def _kind(week: Week, length: int) -> Kind:
    paid = {contract["L"]: contract["paid"] for contract in week["contracts"]}
    for pool in ("backup", "outs"):
        paid |= {int(own): hours for own, hours in week[pool]["paid"].items()}
    breaks = tuple(BreakWindow(slots, first, last) for slots, first, last in week["breaks"][str(length)])
    return Kind(f"{length * SLOT_MIN / 60:g} h", length, float(paid.get(length, length * SLOT_MIN / 60)), breaks)


def _law(week: Week, contract: Mapping[str, Any], kind_of: Mapping[int, int]) -> Law:
    days = contract["days"]
    return Law(
        contract["name"], (kind_of[contract["L"]],), days, days, week["min_rest"], week["max_consec"],
        band_slots=week["band_slots"], split_off_cost=week["split_off_cost"],
    )  # fmt: skip


def _cover(week: Week) -> Cover:
    """Convex prices: the first missing heads cost one price, the rest another; idle heads cost the same each."""
    wanted = np.asarray(week["req"], dtype=np.float64)[None, :]
    (share, first), (_, rest) = week["under"]
    every = np.ones_like(wanted)
    return Cover(
        wanted, np.asarray(week["carry"], dtype=np.float64)[None, :], np.ceil(share * wanted), every * first,
        every * rest, every * 1e6, every * week["over"], every * week["over"],
    )  # fmt: skip


def _mask(days: int, night: Flags, leave: int, at_night: bool) -> Flags:
    may = np.ones((days, DAY_SLOTS), dtype=np.bool_)
    if leave >= 0:
        may[leave] = False
    if not at_night:
        may[:, night] = False
    return may


def _wish(days: int, wanted_class: int, off_day: int, weekends: int) -> Floats:
    """What a start in each slot costs against one's wishes: the class of the start, the day off, the weekends."""
    slot = np.arange(DAY_SLOTS)
    early, day = (slot >= EARLY_FROM) & (slot < DAY_FROM), (slot >= DAY_FROM) & (slot < LATE_FROM)
    at = np.where(early, 0, np.where(day, 1, 2))
    cost = np.tile(CLASS_STEP * np.abs(at - wanted_class), (days, 1))
    if 0 <= off_day < days:
        cost[off_day] += OFF_WISH
    cost[5:7] += weekends
    return cost.ravel().astype(np.float64)


def _backup(week: Week, days: int, kind_of: Mapping[int, int]) -> Booking:
    pool = week["backup"]
    pay = _pool_pay(pool, days, kind_of, len(week["breaks"]), BACKUP_CALL)
    most = np.where(np.arange(days) >= pool["lead_day"], pool["day_cap"], 0).astype(np.int64)
    return Booking("backup", 0, tuple(kind_of[length] for length in pool["L"]), pay, most)


def _outsourced(week: Week, days: int, kind_of: Mapping[int, int]) -> Block:
    pool = week["outs"]
    pay = _pool_pay(pool, days, kind_of, len(week["breaks"]), 0.0)
    kinds = tuple(kind_of[length] for length in pool["L"])
    return Block("outsourced", 0, kinds, pay, pool["block"], pool["max_blocks"], 3)


def _pool_pay(pool: Mapping[str, Any], days: int, kind_of: Mapping[int, int], kinds: int, extra: float) -> Floats:
    pay = np.full((kinds, days * DAY_SLOTS), np.inf)
    for length in pool["L"]:
        pay[kind_of[length], pool["lead_day"] * DAY_SLOTS :] = pool["paid"][str(length)] * pool["cost"] + extra
    return pay
