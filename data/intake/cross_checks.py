"""Do the settings tables of a centre fit each other? Every name that one table uses must stand in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import SimpleNamespace
from zoneinfo import available_timezones

import numpy as np

from data.contracts.errors import Fault
from data.contracts.settings import POOL_KINDS
from data.intake.capacity_checks import capacity_faults
from data.intake.channel_checks import (
    answered_at_once_faults,
    backlog_faults,
    callback_faults,
    chat_faults,
    outbound_faults,
)
from data.intake.flow_checks import transfer_faults
from data.intake.hours_checks import hours_faults
from data.intake.people_checks import wish_faults
from data.intake.placed import Placed
from data.intake.planner_checks import (
    adjustment_faults,
    method_faults,
    mix_faults,
    new_queue_faults,
    unknown_reason_faults,
)
from data.intake.rule_checks import rule_faults
from data.intake.seat_checks import seat_faults
from data.intake.shift_checks import shift_table_faults
from data.intake.shift_words import break_rules, clock_min, fit_together

# table, column, table that must know the word, words that are always fine
REFERENCES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("pools", "site", "sites", ()),
    ("rates", "pool", "pools", ()),
    ("skills", "pool", "pools", ()),
    ("skills", "site", "sites", ()),
    ("skills", "queue", "queues", ()),
    ("agents", "group", "skills", ()),
    ("leave", "agent", "agents", ()),
    ("events", "queue", "queues", ("*",)),
    ("events", "shape", "event_shapes", ("",)),
    ("forecast_adjustments", "queue", "queues", ("*",)),
    ("hygiene_decisions", "queue", "queues", ("*",)),
    ("new_queues", "queue", "queues", ()),
    ("new_queues", "like", "queues", ()),
    ("open_hours", "queue", "queues", ()),
    ("contact_reasons", "queue", "queues", ()),
    ("reason_mix", "queue", "queues", ()),
    ("training_classes", "group", "skills", ()),
    ("ramps", "group", "skills", ("*",)),
    ("event_echoes", "queue", "queues", ()),
    ("capacity_groups", "group", "skills", ("*",)),
    ("hiring_classes", "group", "skills", ("*",)),
    ("shrinkage", "group", "skills", ("*",)),
    ("partner_contracts", "pool", "pools", ()),
    ("event_echoes", "echo_queue", "queues", ()),
    ("staffing_methods", "queue", "queues", ("*",)),
    ("chat_times", "queue", "queues", ()),
    ("callbacks", "queue", "queues", ()),
    ("outbound", "queue", "queues", ()),
    ("backlogs", "queue", "queues", ()),
    ("repeats", "queue", "queues", ()),
    ("transfers", "from_queue", "queues", ()),
    ("transfers", "to_queue", "queues", ()),
    ("transfers", "pool", "pools", ("*",)),
    ("pool_hours", "pool", "pools", ()),
    ("commitments", "pool", "pools", ()),
    ("limits", "site", "sites", ("",)),
    ("agent_pairs", "agent", "agents", ()),
    ("agent_pairs", "other", "agents", ()),
    ("agent_facts", "agent", "agents", ()),
    ("agent_balances", "agent", "agents", ()),
    ("agents", "rotation", "rotations", ("",)),
    ("availability", "agent", "agents", ()),
    ("wishes", "agent", "agents", ()),
    ("leave_quota", "group", "skills", ("*",)),
    ("carried_shifts", "group", "skills", ()),
)
KEY_OF = {
    "sites": "site", "pools": "pool", "queues": "queue", "skills": "group", "agents": "agent", "event_shapes": "shape",
    "rotations": "rotation",
}  # fmt: skip

REALLY_CLOSE = 0.8  # how alike a name must be to be proposed: a wrong proposal is worse than none


def cross_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    """Every fault between the tables that could be read. O(rows)."""
    faults: list[Fault] = []
    for table, column, home, fine in REFERENCES:
        if table in tables and home in tables:
            faults += _unknown_words(tables[table], column, home, tables[home].rows[KEY_OF[home]], fine)
    checks = (
        ("sites", _zone_faults), ("shift_patterns", _shift_faults),
        ("open_hours", hours_faults), ("queues", _target_faults), ("event_shapes", _shape_faults),
        ("queues", _concurrency_faults), ("pools", _block_faults),
        ("forecast_adjustments", adjustment_faults), ("new_queues", new_queue_faults), ("reason_mix", mix_faults),
    )  # fmt: skip
    for table, check in checks:
        if table in tables:
            faults += check(tables[table])
    faults += _channel_faults(tables)
    faults += seat_faults(tables)
    faults += rule_faults(tables)
    faults += shift_table_faults(tables)
    faults += capacity_faults(dict(tables))
    return faults + _faults_between(tables)


def _faults_between(tables: Mapping[str, Placed]) -> list[Fault]:
    """Faults that two tables have together."""
    faults: list[Fault] = []
    if "wishes" in tables and "shift_patterns" in tables:
        faults += wish_faults(tables["wishes"], tables["shift_patterns"])
    if "staffing_methods" in tables and "queues" in tables:
        faults += method_faults(tables["staffing_methods"], tables["queues"].rows)
    if "pools" in tables and "rates" in tables:
        faults += _rate_faults(tables["pools"], set(tables["rates"].rows["pool"]), tables["rates"].file)
    if "reason_mix" in tables and "contact_reasons" in tables:
        faults += unknown_reason_faults(tables["reason_mix"], tables["contact_reasons"].rows)
    if "pools" in tables and "skills" in tables:
        faults += _group_faults(tables["skills"])
    if "agents" in tables and "limits" in tables:
        faults += _lawless_faults(tables["agents"], set(tables["limits"].rows["contract"]), tables["limits"].file)
    return faults


def _channel_faults(tables: Mapping[str, Placed]) -> list[Fault]:
    faults = outbound_faults(tables["outbound"]) if "outbound" in tables else []
    checks = (
        ("chat_times", chat_faults), ("callbacks", answered_at_once_faults), ("outbound", answered_at_once_faults),
        ("callbacks", callback_faults), ("backlogs", backlog_faults),
    )  # fmt: skip
    for table, check in checks:
        if table in tables and "queues" in tables:
            faults += check(tables[table], tables["queues"].rows)
    if "transfers" in tables:
        faults += transfer_faults(tables["transfers"], tables["skills"].rows if "skills" in tables else None)
    return faults


def _unknown_words(table: Placed, column: str, home: str, words: Iterable[str], fine: tuple[str, ...]) -> list[Fault]:
    known = {*words, *fine}
    names = sorted(word for word in known if word)
    faults = []
    for row, word in enumerate(table.rows[column]):
        if word not in known:
            near = get_close_matches(word, names, 1, REALLY_CLOSE)
            some = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
            values = {"kind": KEY_OF[home], "value": word or "-", "home": home, "known": some or "-"}
            values["near"] = near[0] if near else ""
            remedy = "Did you mean {near}?" if near else "Add it to {home}, remove these rows, or use one of {known}."
            template = "there is no {kind} {value} in {home}"
            faults.append(table.fault(row, column, "settings.unknown_name", template, remedy, **values))
    return faults


def _zone_faults(sites: Placed) -> list[Fault]:
    zones = available_timezones()
    return [
        sites.fault(row, "zone", "settings.zone", "{value} is no time zone", "Write it like Asia/Shanghai.",
                    value=repr(zone))
        for row, zone in enumerate(sites.rows["zone"]) if zone not in zones
    ]  # fmt: skip


def _rate_faults(pools: Placed, priced: set[str], file: str) -> list[Fault]:
    return [
        pools.fault(row, "pool", "settings.no_rate", "pool {value} has no price", "Add a row {value} to {file}.",
                    value=pool, file=file)
        for row, pool in enumerate(pools.rows["pool"]) if pool not in priced
    ]  # fmt: skip


def _group_faults(skills: Placed) -> list[Fault]:
    faults = []
    for column in ("pool", "site"):
        first = dict(zip(reversed(list(skills.rows["group"])), reversed(list(skills.rows[column])), strict=True))
        for row, (group, word) in enumerate(zip(skills.rows["group"], skills.rows[column], strict=True)):
            if first[group] != word:
                template = "group {group} is of {column} {first} above and of {value} here"
                remedy = "A group belongs to one pool and one site: correct it or split the group."
                values = {"group": group, "column": column, "first": first[group], "value": word}
                faults.append(skills.fault(row, column, "settings.split_group", template, remedy, **values))
    return faults


def _lawless_faults(agents: Placed, contracts: set[str], file: str) -> list[Fault]:
    if "*" in contracts:
        return []
    return [
        agents.fault(row, "contract", "settings.no_limits", "contract {value} has no labour limits",
                     "Add its rows to {file}, or rows of the contract * for all.", value=repr(contract), file=file)
        for row, contract in enumerate(agents.rows["contract"]) if contract not in contracts
    ]  # fmt: skip


def _concurrency_faults(queues: Placed) -> list[Fault]:
    rows = queues.rows
    return [
        queues.fault(int(row), "concurrency_factor", "settings.concurrency",
                     "a gain of {factor} from {places} contacts at once", "Give at most the concurrency.",
                     factor=f"{rows['concurrency_factor'].iloc[row]:g}", places=int(rows["concurrency"].iloc[row]))
        for row in np.flatnonzero(rows["concurrency_factor"] > rows["concurrency"])
    ]  # fmt: skip


def _block_faults(pools: Placed) -> list[Fault]:
    rows = pools.rows
    return [
        pools.fault(int(row), "block_heads", "settings.block",
                    "blocks of {block} in a pool of at most {most} heads can never be ordered",
                    "Make the blocks smaller or max_heads larger.",
                    block=int(rows["block_heads"].iloc[row]), most=int(rows["max_heads"].iloc[row]))
        for row in np.flatnonzero((rows["max_heads"] > 0) & (rows["block_heads"] > rows["max_heads"]))
    ]  # fmt: skip


def _shift_faults(shifts: Placed) -> list[Fault]:
    faults = []
    for row, given in enumerate(shifts.rows.to_dict("records")):
        shift = SimpleNamespace(**{str(key): value for key, value in given.items()})
        kinds = str(shift.kinds).split()
        wrong = [kind for kind in kinds if kind not in POOL_KINDS]
        if wrong or not kinds:
            values = {"value": " ".join(wrong) or "blank", "known": " ".join(POOL_KINDS)}
            template, remedy = "{value} is no kind of pool", "Use {known}, blank-separated."
            faults.append(shifts.fault(row, "kinds", "settings.kinds", template, remedy, **values))
        if clock_min(str(shift.start)) in (None, 24 * 60):
            template, remedy = "{value} is no start of a shift", "Write HH:MM, 00:00 to 23:59."
            faults.append(shifts.fault(row, "start", "settings.clock", template, remedy, value=repr(shift.start)))
        if int(shift.paid_min) > int(shift.span_min):
            template, remedy = "{paid} paid minutes in a shift of {span}", "Pay at most the span."
            minutes = {"paid": int(shift.paid_min), "span": int(shift.span_min)}
            faults.append(shifts.fault(row, "paid_min", "settings.paid", template, remedy, **minutes))
        colour = str(shift.colour)
        if len(colour) != 7 or colour[0] != "#" or not all(c in "0123456789abcdefABCDEF" for c in colour[1:]):
            template, remedy = "{value} is no colour", "Write it as #RRGGBB, for example #4C78A8."
            faults.append(shifts.fault(row, "colour", "settings.colour", template, remedy, value=repr(colour)))
        faults += _break_faults(shifts, row, str(shift.breaks), int(shift.span_min))
    return faults


def _break_faults(shifts: Placed, row: int, words: str, span_min: int) -> list[Fault]:
    rules, wrong = break_rules(words)
    remedy = "Write activity:length:earliest-latest in minutes after the start, for example meal:60:180-300."
    faults = [
        shifts.fault(row, "breaks", "settings.break", "{value} is no break", remedy, value=repr(word)) for word in wrong
    ]
    for rule in rules:
        word = f"{rule.activity}:{rule.length_min}:{rule.earliest_min}-{rule.latest_min}"
        if rule.length_min == 0 or rule.latest_min < rule.earliest_min:
            values = {"value": word}
            template = "{value} has no length or ends before it begins"
            faults.append(shifts.fault(row, "breaks", "settings.break", template, remedy, **values))
        elif rule.latest_min + rule.length_min > span_min:
            template, fix = "{value} may reach beyond the shift of {span} min", "Start it earlier or make it shorter."
            faults.append(shifts.fault(row, "breaks", "settings.break", template, fix, value=word, span=span_min))
    if not faults and not fit_together(rules, span_min):
        template, fix = "the breaks do not fit into the shift of {span} min with work left", "Shorten or move them."
        faults.append(shifts.fault(row, "breaks", "settings.break", template, fix, span=span_min))
    return faults


def _target_faults(queues: Placed) -> list[Fault]:
    faults = []
    rows = queues.rows
    half = rows["service_level"].notna() != rows["target_s"].notna()
    for row in np.flatnonzero(half & rows["deadline_h"].isna()):
        template = "service_level and target_s belong together, one is blank"
        remedy = "Give both (0.8 within 20 s) or leave both blank."
        faults.append(queues.fault(int(row), "service_level", "settings.half_target", template, remedy))
    return faults


def _shape_faults(shapes: Placed) -> list[Fault]:
    faults = []
    for shape, total in shapes.rows.groupby("shape")["share"].sum().items():
        if abs(total - 1) > 0.01:
            row = int(np.flatnonzero(shapes.rows["shape"] == shape)[0])
            template, remedy = "shares of shape {shape} add up to {total}", "Make the 24 shares add up to 1."
            values = {"shape": shape, "total": f"{total:.3f}"}
            faults.append(shapes.fault(row, "share", "settings.shares", template, remedy, **values))
    return faults
