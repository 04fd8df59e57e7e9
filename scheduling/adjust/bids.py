"""Bids: people rank lines, and lines are awarded by seniority or by fairness; every answer tells why."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from data.contracts.errors import Fault, RefusedInput

ORDERS = ("seniority", "fairness")
HISTORY = ("nights", "weekends", "holidays")  # what people have worked that others would rather not


def award_bids(bids: pd.DataFrame, lines: pd.DataFrame, people: pd.DataFrame, by: str = "seniority") -> pd.DataFrame:
    """Which line each person gets. `bids`: agent, choice (1 first), line; `lines`: line, heads; `people`: agent,
    seniority, nights, weekends, holidays (what is left out counts 0).

    One after the other, in this order, each takes the best of the own choices that is free: by `seniority` the most
    senior first; by `fairness` who has worked most nights, weekends and holidays first, then the more senior. Equal
    people go by their id, so equal bids give equal awards. Nobody can gain by bidding other than truly, because nobody
    loses a line to somebody later in the order.

    Returns agent, turn, line (empty: none of the choices was free), choice (0 then) and why_not: the better choices
    with who took their last place. Raises `RefusedInput` with every fault. O(people x choices).

    >>> bids = pd.DataFrame({"agent": ["A", "A", "B"], "choice": [1, 2, 1], "line": ["x", "y", "x"]})
    >>> lines = pd.DataFrame({"line": ["x", "y"], "heads": [1, 1]})
    >>> people = pd.DataFrame({"agent": ["A", "B"], "seniority": [2.0, 9.0]})
    >>> award_bids(bids, lines, people)[["agent", "line", "why_not"]].values.tolist()
    [['B', 'x', ''], ['A', 'y', 'x: B']]
    """
    if faults := list(_faults(bids, lines, people, by)):
        raise RefusedInput(faults)
    left = {str(line): int(heads) for line, heads in zip(lines["line"], lines["heads"], strict=True)}
    wishes = bids.sort_values(["agent", "choice"], kind="stable")
    asked = {str(agent): rows["line"].astype(str).tolist() for agent, rows in wishes.groupby("agent", sort=False)}
    last: dict[str, str] = {}
    rows = []
    for turn, agent in enumerate(_order(sorted(asked), people, by), start=1):
        free = next((line for line in asked[agent] if left[line] > 0), "")
        better = asked[agent] if not free else asked[agent][: asked[agent].index(free)]
        if free:
            left[free] -= 1
            last[free] = agent
        why_not = "; ".join(f"{line}: {last.get(line, '-')}" for line in better)
        rows.append((agent, turn, free, asked[agent].index(free) + 1 if free else 0, why_not))
    return pd.DataFrame(rows, columns=["agent", "turn", "line", "choice", "why_not"])


def _order(agents: list[str], people: pd.DataFrame, by: str) -> list[str]:
    """Who chooses first."""
    known = people.assign(agent=people["agent"].astype(str)).set_index("agent")
    seniority = {a: float(known["seniority"].get(a, 0.0)) if "seniority" in known else 0.0 for a in agents}
    burden = {a: sum(float(known[name].get(a, 0.0)) for name in HISTORY if name in known) for a in agents}
    if by == "fairness":
        return sorted(agents, key=lambda agent: (-burden[agent], -seniority[agent], agent))
    return sorted(agents, key=lambda agent: (-seniority[agent], agent))


def _faults(bids: pd.DataFrame, lines: pd.DataFrame, people: pd.DataFrame, by: str) -> Iterator[Fault]:
    if by not in ORDERS:
        values = {"by": by, "known": ", ".join(ORDERS)}
        yield Fault("bids.order", "lines cannot be awarded by {by}", values, "Give one of {known}.")
    known, listed = set(lines["line"].astype(str)), set(people["agent"].astype(str))
    for position, row in enumerate(bids.to_dict("records")):
        line = position + 2
        if str(row["line"]) not in known:
            yield Fault("bids.line", "there is no line {line}", {"line": str(row["line"])},
                        "Give a line of the list of lines.", "bids", line, "line")  # fmt: skip
        if len(people) and str(row["agent"]) not in listed:
            yield Fault("bids.agent", "{agent} is not in the list of people", {"agent": str(row["agent"])},
                        "Add the person there.", "bids", line, "agent")  # fmt: skip
    yield from _lists(lines, people)
    for position in [i for i, choice in enumerate(bids["choice"]) if not (choice >= 1 and choice % 1 == 0)]:
        yield Fault("bids.choice", "{choice} is no choice", {"choice": f"{bids['choice'].iloc[position]:g}"},
                    "Number the choices 1, 2, 3 ...; 1 is the first wish.", "bids", position + 2, "choice")  # fmt: skip
    for column in ("choice", "line"):
        again = bids.duplicated(["agent", column])
        for position in [i for i, twice in enumerate(again) if twice]:
            values = {"agent": str(bids["agent"].iloc[position]), "value": str(bids[column].iloc[position])}
            yield Fault(
                "bids.twice", "{agent} bids {value} twice", values, "Give each once.", "bids", position + 2, column
            )


def _lists(lines: pd.DataFrame, people: pd.DataFrame) -> Iterator[Fault]:
    """What is wrong with the lists of lines and of people themselves."""
    for name, table, key in (("lines", lines, "line"), ("people", people, "agent")):
        for position in [i for i, twice in enumerate(table.duplicated([key])) if twice]:
            values = {"value": str(table[key].iloc[position])}
            yield Fault("bids.listed", "{value} is listed twice", values, "List each once.", name, position + 2, key)
    for position in [i for i, heads in enumerate(lines["heads"]) if not (heads >= 0 and heads % 1 == 0)]:
        yield Fault(
            "bids.heads", "a line has 0 heads or more", {}, "Give a whole number.", "lines", position + 2, "heads"
        )
