"""What if: pull levers, plan the scenario as a job, and see it beside the base plan."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from workbench import state
from workbench.charts import staffing as charts
from workbench.desk import StoredPlan
from workbench.figures import totals
from workbench.pages import pieces, whatif_job
from workbench.pages.overview import plan_totals
from workbench.pages.pieces import plain
from workbench.pages.scenario_words import scenario_words
from workbench.pages.whatif_form import lever_form
from workbench.state import View

HIGHER_IS_BETTER = {"service_level", "days_met", "queues_kept"}
SHARES = {"service_level", "days_met", "abandonment", "occupancy"}


def render() -> None:
    """The page."""
    view = state.view()
    _ = view.display.words
    st.header(_("What if"))
    base = _base_view(view)
    st.caption(_("Base: {plan}. A scenario is planned from exactly the same settings and history, levers apart.")
               .format(plan=_words(base)))  # fmt: skip
    form, beside = st.columns([5, 7], gap="medium")
    with form:
        lever_form(base)
        whatif_job.watch(base)
    with beside:
        _scenarios(base)


def _base_view(view: View) -> View:
    """The plan shown, or the plan a shown scenario was made from."""
    if not view.stored.plan.scenario:
        return view
    for stored in view.desk.plans(view.user, view.stored.plan.centre):
        if not stored.plan.scenario and _same_inputs(stored, view.stored):
            return view_of(view, stored)
    return view


def view_of(view: View, stored: StoredPlan) -> View:
    """The same session looking at another plan."""
    centre = view.desk.centre(view.user, stored.plan_id)
    return replace(view, stored=stored, centre=centre, edits=len(view.desk.adjustments(view.user, stored.plan_id)))


def _same_inputs(one: StoredPlan, other: StoredPlan) -> bool:
    return one.settings == other.settings and one.plan.history_hash == other.plan.history_hash


def _words(view: View) -> str:
    told = scenario_words(view.stored.plan.scenario, view.centre, view.display)
    return f"{view.display.title(view.centre)} v{view.stored.version}" + (f" ({told})" if told else "")


def _scenarios(base: View) -> None:
    _ = base.display.words
    plans = base.desk.plans(base.user, base.stored.plan.centre)
    others = {p.plan_id: p for p in plans if p.plan.scenario and _same_inputs(p, base.stored)}
    if not others:
        st.info(_("No scenario was planned from this base yet. Pull a lever and start one."), icon=":material/tune:")
        return
    names = {
        name: f"v{plan.version} · {scenario_words(plan.plan.scenario, base.centre, base.display)}"
        for name, plan in others.items()
    }
    chosen = state.pick("scenario", _("Scenario"), list(others), names.__getitem__)
    _compare(base, view_of(base, others[chosen]))


def _compare(base: View, other: View) -> None:
    _ = base.display.words
    pieces.incomplete(other.stored.plan, base.display)
    rows = totals.side_by_side(plan_totals(base), plan_totals(other))
    _tiles(base, rows)
    key = (base.key, other.key)
    levels = state.kept(
        "levels_beside", key,
        lambda: totals.levels_side_by_side(base.table("replay_days"), other.table("replay_days"), base.centre),
    )  # fmt: skip
    _fallen(base, levels)
    seats = state.kept(
        "seats_beside", key,
        lambda: totals.seats_side_by_side(base.table("roster"), other.table("roster"), base.centre),
    )  # fmt: skip
    names = pieces.titles(base.centre.pools, base.display)
    look = pieces.look(base.display)
    numbers, pools, queues = st.tabs([_("Figures"), _("Seats and cost by pool"), _("Service by queue")])
    with numbers:
        _figures(base, rows)
    with pools:
        left, right = st.columns(2)
        with left:
            st.markdown(f"**{_('Paid hours')}**")
            pieces.chart(charts.side_by_side(seats, "hours", names, look, "h"), "beside_hours",
                         _("Paid hours by pool, base and scenario"))  # fmt: skip
        with right:
            st.markdown(f"**{_('Cost, {currency}').format(currency=base.centre.currency)}**")
            pieces.chart(charts.side_by_side(seats, "cost_cny", names, look, base.centre.currency), "beside_cost",
                         _("Cost by pool, base and scenario"))  # fmt: skip
    with queues:
        _levels(base, levels)


def measure_words(view: View) -> dict[str, tuple[str, str]]:
    """Words and glossary term of the measures compared."""
    _ = view.display.words
    return {
        "cost_cny": (_("Cost"), "cost"),
        "hours": (_("Paid hours"), ""),
        "peak_heads": (_("Most people on a day"), "peak_heads"),
        "service_level": (_("Service level"), "replayed"),
        "days_met": (_("Kept in the replay, mean of days"), "days_met"),
        "asa_s": (_("Mean wait without deferred queues, s"), "asa_s"),
        "abandonment": (_("Abandoned"), "abandonment"),
        "occupancy": (_("Occupancy"), "occupancy"),
        "queues_kept": (_("Queues that keep their promise"), "service_level"),
        "shortage_h": (_("Shortage, position hours"), "shortage"),
        "unfilled": (_("Unfilled shifts"), "unfilled"),
    }


def told(view: View, measure: str, value: float) -> str:
    """A value of a measure as readers write it."""
    if measure == "cost_cny":
        return view.display.money(value)
    if measure in SHARES:
        return view.display.share(value)
    return view.display.number(value, 1 if measure == "asa_s" else 0)


def told_change(view: View, measure: str, change: float) -> str:
    """A change of a measure with its sign; of shares in points."""
    if measure in SHARES:
        return view.display.points(change)
    if measure == "cost_cny":
        return ("+" if change > 0 else "") + view.display.money(change)
    return view.display.change(change, 1 if measure == "asa_s" else 0)


def _fallen(view: View, levels: pd.DataFrame) -> None:
    """Say which queues the scenario takes below their promise, and which stay below as they are in the base."""
    _ = view.display.words
    told = {
        _("The scenario takes these queues below their promise: {queues}."): levels["kept_base"],
        _("Below their promise in the base and in the scenario: {queues}."): ~levels["kept_base"],
    }
    for words, which in told.items():
        queues = [
            f"{view.display.title(view.centre.queues[str(row['queue'])])} "
            f"({view.display.share(row['other'])} < {view.display.share(row['promised'], 0)})"
            for row in levels[which & ~levels["kept_other"]].to_dict("records")
        ]
        if queues:
            st.warning(plain(words.format(queues=_("; ").join(queues))), icon=":material/warning:")


def _tiles(view: View, rows: pd.DataFrame) -> None:
    words = measure_words(view)
    shown = [row for row in rows.to_dict("records")
             if row["measure"] in ("cost_cny", "service_level", "days_met", "peak_heads")]  # fmt: skip
    for column, row in zip(st.columns(len(shown)), shown, strict=True):
        measure = str(row["measure"])
        label, term = words[measure]
        change = float(row["change"])
        delta = told_change(view, measure, change)
        column.metric(
            label, told(view, measure, float(row["other"])), delta=delta, border=True,
            delta_color="off" if change == 0 else "normal" if measure in HIGHER_IS_BETTER else "inverse",
            help=pieces.explained(view.display, term),
        )  # fmt: skip


def _figures(view: View, rows: pd.DataFrame) -> None:
    _ = view.display.words
    words = measure_words(view)
    table = pd.DataFrame(
        {
            "measure": [words[name][0] for name in rows["measure"]],
            **{
                side: [told(view, name, value) for name, value in zip(rows["measure"], rows[side], strict=True)]
                for side in ("base", "other")
            },
            "change": [
                told_change(view, name, value) for name, value in zip(rows["measure"], rows["change"], strict=True)
            ],
        }
    )
    columns = {
        "measure": pieces.words(_("Figure")),
        "base": pieces.words(_("Base")),
        "other": pieces.words(_("Scenario")),
        "change": pieces.words(_("Change")),
    }
    pieces.table(table, columns, "beside_figures")


def _levels(base: View, rows: pd.DataFrame) -> None:
    _ = base.display.words
    rows = rows.assign(change=[base.display.points(change) for change in rows["change"]])
    for name in ("promised", "base", "other"):
        rows = rows.assign(**{name: rows[name] * 100})
    rows = rows.assign(title=rows["queue"].map(pieces.titles(base.centre.queues, base.display)))
    columns = {
        "title": pieces.words(_("Queue")),
        "promised": pieces.share(base.display, _("Promised"), "service_level", 0),
        "base": pieces.share(base.display, _("Base"), "replayed"),
        "other": pieces.share(base.display, _("Scenario"), "replayed"),
        "change": pieces.words(_("Change")),
        "asa_s_base": pieces.number(base.display, _("Mean wait in the base, s"), "asa_s"),
        "asa_s_other": pieces.number(base.display, _("Mean wait in the scenario, s"), "asa_s"),
    }
    pieces.table(rows, columns, "beside_levels")
