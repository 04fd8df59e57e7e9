"""What-if levers: a scenario is a checked override of a base, pulled between the stages. Stages know no scenarios."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS

ALL = "*"


@dataclass(frozen=True)
class Lever:
    """One kind of override: which names it takes (queues or pools) and which values make sense."""

    names: str
    lowest: float
    highest: float
    meaning: str


LEVERS: dict[str, Lever] = {
    "volume": Lever("queues", 0.0, 50.0, "multiple of the forecast volume"),
    "aht": Lever("queues", 0.05, 20.0, "multiple of the forecast handling time"),
    "absence": Lever("pools", 0.0, 0.9, "unplanned absence of the pool"),
    "price": Lever("pools", 0.0, 20.0, "multiple of the price of a paid hour and of a shift"),
    "heads": Lever("pools", 0.0, 100_000.0, "most heads on one day; 0: the pool is not there"),
}


@dataclass(frozen=True)
class Scenario:
    """Overrides by lever and name (`*` for all). The empty scenario is the base, bit for bit.

    >>> Scenario({"volume": {"*": 1.2, "vip_voice": 2.0}}).value("volume", "vip_voice", 1.0)
    2.0
    """

    overrides: Mapping[str, Mapping[str, float]]

    def value(self, lever: str, name: str, untouched: float) -> float:
        """What the scenario says of this name: its own value, else that of `*`, else `untouched`."""
        own = self.overrides.get(lever, {})
        return float(own.get(name, own.get(ALL, untouched)))

    def touches(self, *levers: str) -> bool:
        """Does any of these levers override anything?"""
        return any(self.overrides.get(lever) for lever in levers)

    @property
    def label(self) -> str:
        """One line that says what is overridden, empty for the base.

        >>> Scenario({"volume": {"*": 1.2}}).label
        'volume * = 1.2'
        """
        return "; ".join(
            f"{lever} {name} = {value:g}"
            for lever, own in sorted(self.overrides.items())
            for name, value in sorted(own.items())
        )


def read_scenario(wishes: Mapping[str, Any], centre: Centre) -> Scenario:
    """Check a what-if as it comes from a page or a file and make it canonical (untouched levers left out).

    Raises RefusedInput with every fault: unknown lever, queue or pool, a value that is no number or out of range.
    """
    known = {"queues": [ALL, *centre.queues], "pools": [ALL, *centre.pools]}
    if not isinstance(wishes, Mapping):  # it may come from anybody's file
        raise RefusedInput([_shapeless("scenario")])
    faults: list[Fault] = []
    overrides: dict[str, dict[str, float]] = {}
    for lever, own in wishes.items():
        if lever not in LEVERS:
            faults.append(_unknown("lever", str(lever), list(LEVERS)))
        elif not isinstance(own, Mapping):
            faults.append(_shapeless(lever))
        else:
            kind = LEVERS[lever]
            faults += [
                _unknown(kind.names[:-1], str(name), known[kind.names]) for name in own if name not in known[kind.names]
            ]
            faults += [fault for name, value in own.items() if (fault := _value_fault(lever, name, value))]
            if lever == "heads":
                faults += [fault for name, value in own.items() if (fault := _named_pool_fault(name, value, centre))]
            overrides[lever] = {name: value for name, value in own.items() if name in known[kind.names]}
    heads = overrides.get("heads", {})
    if not faults and heads and all(heads.get(pool, heads.get(ALL, 1)) == 0 for pool in centre.pools):
        remedy = "Leave at least one pool."
        faults.append(Fault("scenario.nobody", "heads 0 for every pool leaves nobody to plan", {}, remedy))
    if faults:
        raise RefusedInput(faults)
    return Scenario(
        {lever: {n: float(v) for n, v in sorted(own.items())} for lever, own in sorted(overrides.items()) if own}
    )


def _shapeless(lever: str) -> Fault:
    return Fault(
        "scenario.shape",
        "lever {lever} needs names and values",
        {"lever": lever},
        remedy='Write it like {{"volume": {{"*": 1.2}}}}.',
    )


def _named_pool_fault(pool: str, cap: object, centre: Centre) -> Fault | None:
    """People with names are there or not: which of them a smaller number means is for their leave and skills to say."""
    skills, agents = centre.tables["skills"], centre.tables["agents"]
    named = set(skills.loc[skills["group"].isin(agents["group"]), "pool"])
    if cap == 0 or pool not in (named if pool != ALL else {ALL}):
        return None
    return Fault(
        "scenario.named_pool",
        "pool {pool} has named people, its heads cannot be capped at {cap}",
        {"pool": pool, "cap": cap},
        remedy="Give 0 to take the pool out, raise its absence, or enter leave for the people who are away.",
    )


def _unknown(kind: str, name: str, known: list[str]) -> Fault:
    near = difflib.get_close_matches(name, known, 1)
    return Fault(
        "scenario.unknown",
        "there is no {kind} {name}",
        {"kind": kind, "name": name, "known": ", ".join(near or known)},
        remedy="Known: {known}.",
    )


def _value_fault(lever: str, name: str, value: Any) -> Fault | None:
    kind = LEVERS[lever]
    if isinstance(value, bool) or not isinstance(value, int | float) or not kind.lowest <= value <= kind.highest:
        return Fault(
            "scenario.value",
            "{lever} of {name} is {value}",
            {"lever": lever, "name": name, "value": value, "lowest": kind.lowest, "highest": kind.highest},
            remedy="Give a number from {lowest:g} to {highest:g}.",
        )
    if lever == "heads" and value != int(value):
        return Fault(
            "scenario.value",
            "{lever} of {name} is {value}",
            {"lever": lever, "name": name, "value": value},
            remedy="Give a whole number.",
        )
    return None


def pull_forecast(forecast: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The forecast with volume and handling-time levers pulled; the same object when nothing is touched. O(rows)."""
    if not scenario.touches("volume", "aht"):
        return forecast
    volume = forecast["queue"].map(_by_name(scenario, "volume", forecast["queue"]))
    aht = forecast["queue"].map(_by_name(scenario, "aht", forecast["queue"]))
    scaled = {column: forecast[column] * volume for column in ("volume", *QUANTILE_COLUMNS)}
    return forecast.assign(**scaled, aht_s=forecast["aht_s"] * aht)


def _by_name(scenario: Scenario, lever: str, names: pd.Series) -> dict[str, float]:
    return {str(name): scenario.value(lever, str(name), 1.0) for name in names.unique()}


def pull_centre(centre: Centre, scenario: Scenario) -> Centre:
    """The centre with absence, price and capacity levers pulled; the same object when nothing is touched."""
    for pull in (_pull_absence, _pull_price, _pull_heads):
        centre = pull(centre, scenario)
    return centre


def _pull_absence(centre: Centre, scenario: Scenario) -> Centre:
    if not scenario.touches("absence"):
        return centre
    pools = {
        name: replace(pool, unplanned_absence=scenario.value("absence", name, pool.unplanned_absence))
        for name, pool in centre.pools.items()
    }
    absence = {name: pool.unplanned_absence for name, pool in pools.items()}
    return _with_column(replace(centre, pools=pools), "pools", "unplanned_absence", lambda name, _: absence[name])


def _pull_price(centre: Centre, scenario: Scenario) -> Centre:
    if not scenario.touches("price"):
        return centre
    for column in ("cost_cny_per_h", "cost_cny_per_shift"):
        centre = _with_column(centre, "rates", column, lambda name, old: old * scenario.value("price", name, 1.0))
    return centre


def _pull_heads(centre: Centre, scenario: Scenario) -> Centre:
    """Cap the pools; a pool capped at 0 leaves the skill groups, so that nobody of it can be booked."""
    if not scenario.touches("heads"):
        return centre
    caps = {name: scenario.value("heads", name, -1.0) for name in centre.pools}
    gone = [name for name, cap in caps.items() if cap == 0]
    pools = {
        name: replace(pool, max_heads=int(caps[name])) if caps[name] > 0 else pool
        for name, pool in centre.pools.items()
    }
    centre = _with_column(replace(centre, pools=pools), "pools", "max_heads", lambda name, _: pools[name].max_heads)
    skills = centre.tables["skills"]
    kept = skills[~skills["pool"].isin(gone)].reset_index(drop=True)
    agents = centre.tables["agents"]
    staying = agents[agents["group"].isin(kept["group"])].reset_index(drop=True)
    return replace(centre, tables={**centre.tables, "skills": kept, "agents": staying})


def _with_column(centre: Centre, table: str, column: str, value: Callable[[str, Any], Any]) -> Centre:
    rows = centre.tables[table]
    new = [value(name, old) for name, old in zip(rows["pool"], rows[column], strict=True)]
    return replace(centre, tables={**centre.tables, table: rows.assign(**{column: new})})
