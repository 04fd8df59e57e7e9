"""Shifts into a roster: named people under all hard rules, seats numbered, what nobody may lawfully work told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.plan import SolveReport
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from data.contracts.tables import ROSTER, SEGMENTS, UNFILLED
from scheduling.breaks import segments_of
from scheduling.clock import day_numbers, day_of
from scheduling.roster.demand import Demand, demands_of
from scheduling.roster.fairness import fairness_of, fairness_table, unmet
from scheduling.roster.premium_pay import with_premiums
from scheduling.roster.reasons import read_reason, reason_text
from scheduling.roster.rules.judge import judge
from scheduling.roster.rules.lawful_part import lawful_part
from scheduling.roster.seats import seat_shifts
from scheduling.roster.solve import Named, name_shifts
from scheduling.roster.tell import reasons_table, solves_table

Record = dict[str, object]


@dataclass(frozen=True)
class RosterMade:
    """The tables roster, segments, unfilled, fairness, roster_reasons and roster_solves, a report per named group, and
    what the reader should know.
    """

    roster: pd.DataFrame
    segments: pd.DataFrame
    unfilled: pd.DataFrame
    fairness: pd.DataFrame
    roster_reasons: pd.DataFrame
    roster_solves: pd.DataFrame
    reports: tuple[SolveReport, ...]
    warnings: tuple[str, ...]


def build_roster(
    shift_plan: pd.DataFrame, centre: Centre, *, progress: Progress = silent, place: PartMap = one_by_one
) -> RosterMade:
    """Give the shifts of the plan to named agents and numbered seats.

    No hard rule is ever broken: a shift nobody may lawfully work goes to `unfilled`, with the rules that bind and for
    how many people. Skill groups are independent parts, solved at the `place` of work. Their searches end by counted
    tries, so equal inputs give equal tables on any machine and at any place; `settings.roster_limit_s` is a net for
    each group, and a report says so when it struck. A shift id is the agent (or seat) and the day, so it survives a
    new solve.
    """
    demands = demands_of(shift_plan, centre)
    records: list[tuple[Record, str]] = []
    unfilled: list[Record] = []
    answers: list[Named] = []
    for demand in demands:
        if not demand.people:
            seats = seat_shifts(demand)
            names = [f"{demand.group}-{number:04d}" for number in range(1, len(seats) + 1)]
            records += _records(demand, names, "seat", seats)
    named = [demand for demand in demands if demand.people]
    for done, answer in enumerate(place(name_shifts, named), start=1):
        records += _records(answer.demand, [p.agent for p in answer.demand.people], "agent", answer.worked)
        unfilled += _unfilled(answer)
        answers.append(answer)
        progress(done / len(named), f"roster {answer.demand.group}")
    roster, segments = _tables(records, centre)
    roster, segments, taken = _lawful(roster, segments, centre)
    unfilled = _together(unfilled + taken)
    roster = with_premiums(roster, centre)
    gaps = pd.DataFrame(unfilled, columns=list(UNFILLED.columns))
    gaps["date"] = pd.DatetimeIndex(gaps["date"]).as_unit("us")
    gaps = gaps.astype({"heads": "int64", "group": "str", "shift": "str", "reason": "str"})
    fair = [record for answer in answers for record in fairness_of(answer.demand, _left(answer, roster))]
    reports = tuple(answer.report for answer in answers)
    tables = (fairness_table(fair), reasons_table(roster, gaps, centre), solves_table(answers))
    return RosterMade(roster, segments, gaps, *tables, reports, _warnings(roster, gaps, answers, centre))


def _records(
    demand: Demand, names: list[str], kind: str, worked: list[set[int]] | tuple[frozenset[int], ...]
) -> list[tuple[Record, str]]:
    """Rows of the roster with the breaks of each; the heads of a slot take its break texts in order."""
    texts = {j: list(demand.breaks[j]) for j in range(len(demand.slots))}
    records = []
    for name, slots in zip(names, worked, strict=True):
        for j in sorted(slots):
            slot = demand.slots[j]
            date = day_of(slot.day)
            record: Record = {
                "shift_id": f"{name}-{date:%Y%m%d}",
                "agent": name,
                "kind": kind,
                "date": date,
                "start_ts": slot.start,
                "end_ts": slot.end,
                "shift": slot.shift,
                "pool": demand.pool,
                "site": demand.site,
                "group": demand.group,
                "paid_min": slot.paid_min,
                "cost_cny": demand.cost_cny[j],
                "locked": False,
                "origin": "plan",
            }
            records.append((record, texts[j].pop(0)))
    return records


def _tables(records: list[tuple[Record, str]], centre: Centre) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables roster and segments, sorted by agent and day."""
    records = sorted(records, key=lambda made: (str(made[0]["agent"]), str(made[0]["date"])))
    roster = pd.DataFrame([record for record, _ in records], columns=list(ROSTER.columns))
    for column in ("start_ts", "end_ts"):
        minutes = pd.to_datetime(roster[column].astype("int64") * 60_000_000, unit="us", utc=True)
        roster[column] = minutes.dt.tz_convert(centre.zone).dt.as_unit("us")
    roster["date"] = pd.DatetimeIndex(roster["date"]).as_unit("us")
    words = [column for column in roster.columns if roster[column].dtype == object]
    roster = roster.astype(
        {**dict.fromkeys(words, "str"), "paid_min": "float64", "cost_cny": "float64", "locked": bool}
    )
    segments = segments_of(roster, [text for _, text in records])
    return roster, segments.sort_values(["shift_id", "start_ts"], kind="stable").reset_index(drop=True)[
        list(SEGMENTS.columns)
    ]


def _lawful(
    roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre
) -> tuple[pd.DataFrame, pd.DataFrame, list[Record]]:
    """What breaks a hard rule that no row of the search holds is taken off and told as unfilled."""
    kept, taken = lawful_part(roster, centre)
    if not taken:
        return roster, segments, []
    gone = roster[roster["shift_id"].isin(list(taken))]
    gaps: list[Record] = [
        {"group": row["group"], "date": row["date"], "shift": row["shift"], "heads": 1,
         "reason": f"{taken[str(row['shift_id'])]} (1)"}
        for row in gone.to_dict("records")
    ]  # fmt: skip
    return kept, segments[~segments["shift_id"].isin(list(taken))].reset_index(drop=True), gaps


def _left(answer: Named, roster: pd.DataFrame) -> list[set[int]]:
    """The slots of each person that are in the roster still."""
    there = set(zip(roster["agent"], day_numbers(pd.DatetimeIndex(roster["date"])).tolist(), strict=True))
    slots = answer.demand.slots
    return [
        {j for j in worked if (person.agent, slots[j].day) in there}
        for person, worked in zip(answer.demand.people, answer.worked, strict=True)
    ]


def _together(gaps: list[Record]) -> list[Record]:
    """One row a group, day and shift: heads and the people under each reason added up."""
    made: dict[tuple[object, ...], Record] = {}
    for gap in gaps:
        key = (gap["group"], gap["date"], gap["shift"])
        if key in made:
            counts = dict(read_reason(str(made[key]["reason"])))
            for code, people in read_reason(str(gap["reason"])):
                counts[code] = counts.get(code, 0) + people
            heads = int(str(made[key]["heads"])) + int(str(gap["heads"]))
            made[key] = {**made[key], "heads": heads, "reason": reason_text(counts)}
        else:
            made[key] = gap
    return list(made.values())


def _unfilled(answer: Named) -> list[Record]:
    rows = []
    for j, reason in sorted(answer.reasons.items()):
        slot = answer.demand.slots[j]
        missing = answer.demand.wanted(j) - sum(j in slots for slots in answer.worked)
        rows.append(
            {
                "group": answer.demand.group,
                "date": day_of(slot.day),
                "shift": slot.shift,
                "heads": missing,
                "reason": reason,
            }
        )
    return rows


def _warnings(
    roster: pd.DataFrame, gaps: pd.DataFrame, answers: Sequence[Named], centre: Centre
) -> tuple[str, ...]:  # fmt: skip
    said = [
        f"{group}: {int(heads)} shifts are not filled; the table unfilled names the rules that bind."
        for group, heads in gaps.groupby("group")["heads"].sum().items()
    ]
    for answer in answers:
        said += [
            f"{agent}: the hard wish for {shift} on {day.date()} is not met; see peakcrew explain."
            for agent, shift, day in unmet(answer.demand, answer.worked)
        ]
    for fault in judge(roster, centre):
        said.append(f"{fault.code}: {fault.text}")
    return tuple(said)
