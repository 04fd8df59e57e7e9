"""What to do next: the orders to place, and the gaps that break a promise, each with the limit that made it."""

from __future__ import annotations

import streamlit as st

from workbench import state
from workbench.figures import money, promise, staffing_proof, staffing_sure
from workbench.figures.staffing import shortage_hours
from workbench.i18n import N_
from workbench.pages import staffing_words
from workbench.pages.pieces import group_title, plain
from workbench.state import View

MOST = 6
URGENT = 3  # orders told before anything else
WORST = 2  # stretches told
EVEN = 0.5  # a promise less sure than this is worth a line
# Words by which a reason names its limit (scheduling.mix.reasons) -> what lifts that limit.
LIFTS = (
    ("lead time of", N_("Order earlier, or from a pool with a shorter lead time.")),
    ("all seats of", N_("Raise the pool's capacity.")),
    ("no group may serve", N_("Give a skill group the queue.")),
    ("no shift pattern", N_("Add a shift pattern that covers this time.")),
    ("has no people", N_("Give the pool people or seats.")),
    ("has no rate", N_("Give the pool a rate.")),
    ("contract hours of", N_("Let more groups serve the queue, or hire for these groups.")),
    ("everybody of", N_("Let more groups serve the queue, or move leave and training.")),
)
ELSE = N_("The promise would need a further shift that costs more than what it would win.")


def next_steps(view: View) -> None:
    """The card: urgent orders first, then gaps, broken promises and the least sure day; the rest is to unfold."""
    _ = view.display.words
    st.subheader(_("What to do next"))
    orders = _order_steps(view)
    steps = [*orders[:URGENT], *_gap_steps(view), *_break_steps(view), *_chance_steps(view), *orders[URGENT:]]
    with st.container(border=True, gap="small"):
        _lines(steps[:MOST])
        if not steps:
            st.markdown(_("Nothing is left to do: no seats to call, no gaps to fill."))
        elif len(steps) > MOST:
            with st.expander(_("and {count} more").format(count=len(steps) - MOST)):
                _lines(steps[MOST:])


def _lines(steps: list[tuple[str, str, str]]) -> None:
    for icon, head, below in steps:
        st.markdown(f":material/{icon}: **{plain(head)}**  \n{plain(below)}")


def _order_steps(view: View) -> list[tuple[str, str, str]]:
    _ = view.display.words
    display = view.display
    orders = state.kept("orders", view.key, lambda: money.orders_to_place(view.table("orders"), view.centre))
    steps = []
    for order in orders.to_dict("records"):
        pool = view.centre.pools.get(str(order["pool"]))
        head = _("By {day}: call up to {heads} people a day from {pool}").format(
            day=display.day(order["order_by"]),
            heads=display.number(order["peak_heads"]),
            pool=display.title(pool) if pool else order["pool"],
        )
        left = int(order["days_left"])
        when = {0: _("today"), 1: _("tomorrow")}.get(left, _("in {count} days").format(count=left))
        below = _("{when}; for {first} to {last}, {shifts} shifts, {cost} as ordered by the mix").format(
            when=when if left >= 0 else _("overdue"),
            first=display.day(order["first"], weekday=False),
            last=display.day(order["last"], weekday=False),
            shifts=display.number(order["shifts"]),
            cost=display.money(order["cost_cny"]),
        )
        steps.append(("call", head, below))
    return steps


def _gap_steps(view: View) -> list[tuple[str, str, str]]:
    _ = view.display.words
    display = view.display
    short = state.kept("shortage", view.key, lambda: shortage_hours(view.table("shortage"), view.centre.interval_min))
    missed = promise.days_below(view.table("replay_days"), view.centre)
    steps = []
    for row in [row for row in short.to_dict("records") if (row["queue"], row["date"]) in missed][:3]:
        queue = view.centre.queues.get(str(row["queue"]))
        head = _("Below its promise, {hours} position hours left empty: {queue}, {day}").format(
            hours=display.number(row["hours"]),
            queue=display.title(queue) if queue else row["queue"],
            day=display.day(row["date"]),
        )
        steps.append(("person_alert", head, _("Why: {reason}. {remedy}").format(
            reason=display.told(str(row["reason"])), remedy=_(remedy(str(row["reason"])))
        )))  # fmt: skip
    unfilled = int(view.table("unfilled")["heads"].sum())
    if unfilled:
        told = _("Shifts that nobody may lawfully work: {count}").format(count=display.number(unfilled))
        steps.append(("event_busy", told, _("See Unfilled shifts below for the rules that bind.")))
    return steps


def _break_steps(view: View) -> list[tuple[str, str, str]]:
    """The stretches that break a promise worst, with the cause and what one more person would bring."""
    _ = view.display.words
    display = view.display
    if not view.has("replay_breaks"):
        return []
    steps = []
    for row in staffing_proof.stretches(view.table("replay_breaks")).head(WORST).to_dict("records"):
        queue = view.centre.queues.get(str(row["queue"]))
        head = _("Below the promise for a while: {queue}, {day} {start}–{end}, {level} instead of {promised}").format(
            queue=display.title(queue) if queue else row["queue"], day=display.day(row["start_ts"]),
            start=f"{row['start_ts']:%H:%M}", end=f"{row['end_ts']:%H:%M}", level=display.share(row["service_level"]),
            promised=display.share(row["promised"], 0),
        )  # fmt: skip
        below = _("Why: {cause}.").format(cause=_(staffing_words.CAUSES.get(str(row["cause"]), str(row["cause"]))))
        if row["group"]:
            more = _("One more person in {group} would give {level}.")
            below += " " + more.format(
                group=group_title(view.centre, display, str(row["group"])),
                level=display.share(row["service_level_plus_one"]),
            )
        steps.append(("trending_down", head, below))
    return steps


def _chance_steps(view: View) -> list[tuple[str, str, str]]:
    """The queue and day whose promise is least sure, where it is less sure than an even chance."""
    _ = view.display.words
    display = view.display
    if not view.has("chance_prices"):
        return []
    row = staffing_sure.least_sure(view.table("chance_prices"))
    if row is None or float(row["p_target_met"]) >= EVEN:
        return []
    queue = view.centre.queues.get(str(row["queue"]))
    head = _("Least sure: {queue} on {day}, the promise is kept with {chance}").format(
        queue=display.title(queue) if queue else row["queue"], day=display.day(row["date"]),
        chance=display.share(float(row["p_target_met"]), 0),
    )  # fmt: skip
    cost = float(row["cost_cny_per_p_point"])
    below = _("See Staffing, How sure.") if cost != cost else _("One more point costs about {money}.").format(
        money=display.money(cost)
    )  # fmt: skip
    return [("casino", head, below)]


def remedy(reasons: str) -> str:
    """What lifts the limit that a shortage names; of several, the one that is easiest to lift.

    >>> remedy("less than one more shift is worth; all seats of pa are called")
    "Raise the pool's capacity."
    """
    return next((advice for words, advice in LIFTS if words in reasons), ELSE)
