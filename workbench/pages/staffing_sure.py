"""How sure: the chance that each promise is kept, by queue and day, and what more certainty would take."""

from __future__ import annotations

import streamlit as st

from workbench import state
from workbench.charts import staffing_sure as charts
from workbench.figures import staffing_sure
from workbench.pages import pieces
from workbench.state import View

MOST_ROWS = 200


def render(view: View) -> None:
    """The section."""
    _ = view.display.words
    if not view.has("chance"):
        pieces.not_in_plan(view.display, _("the chance of each promise"))
        return
    st.caption(
        _(
            "The chance that each promise is kept if exactly the required positions are filled: what the forecast "
            "cannot know is in it. Absence and people who help other queues are in the proof, not here."
        )
        + " "
        + _(
            "The days kept in the replay, on the overview, are another figure and mostly higher: there the finished "
            "roster is played, with whole shifts and people who are shared."
        )
    )
    wished = _wished(view)
    _tiles(view, wished)
    chances = state.kept("chances", view.key, lambda: staffing_sure.by_day(view.table("chance"), view.centre))
    levels = state.kept(
        "chance_levels", view.key, lambda: staffing_sure.by_day(view.table("chance"), view.centre, "expected_sl")
    )
    if chances.empty:
        st.info(_("No chances were computed for this plan."))
        return
    st.markdown(f"**{_('Chance to keep the promise, %')}**", help=pieces.explained(view.display, "chance"))
    figure = charts.chance_map(chances, levels, wished, view.centre, pieces.look(view.display))
    pieces.chart(figure, "chance_map", _("Chance to keep the promise by queue and day"))
    st.caption(_("▼ and orange: less sure than chosen above."))
    _window(view)
    _prices(view)


def _wished(view: View) -> float:
    _ = view.display.words
    usual = view.centre.staffing.probability or 0.8
    with st.columns([3, 2])[0]:
        percent = st.slider(
            _("How sure do you want to be?"), 50, 99, round(usual * 100), 1, format="%d%%", key="chance_wished",
            persist_state="session",
            help=_("The chance with which each queue should keep its promise on each day. 80 % means: four of five "
                   "such days."),
        )  # fmt: skip
    return float(percent) / 100.0


def _tiles(view: View, wished: float) -> None:
    _ = view.display.words
    display = view.display
    mean = staffing_sure.mean_of_days(view.table("chance"))
    tiles = [(_("Chance of the requirement"), display.share(mean, 0), _("mean of queues and days"), "chance")]
    if view.has("chance_prices"):
        made = state.kept(
            "chance_wish", (*view.key, wished), lambda: staffing_sure.wish(view.table("chance_prices"), wished)
        )
        tiles += [
            (_("Less sure than that"), f"{display.number(made.days_below)} / {display.number(made.days)}",
             _("queues × days"), ""),
            (_("It would take about"), _("{hours} h").format(hours=display.number(made.hours)),
             _("hours of positions"), "cost_of_point"),
            (_("at about"), display.money(made.cost_cny), _("by the price of the next point"), "cost_of_point"),
        ]  # fmt: skip
        pieces.tiles(display, tiles)
        if made.far:
            st.caption(_("{count} of these lie far from it: there the true cost is higher than told.")
                       .format(count=display.number(made.far)))  # fmt: skip
        if made.unpriced:
            st.caption(_("{count} of these have no price: nobody more is to be had.")
                       .format(count=display.number(made.unpriced)))  # fmt: skip
        setting = _("To plan for it, set `probability = {value}` under `[staffing]` in centre.toml and plan again: the "
                    "plan then asks for just as many positions as that takes.")  # fmt: skip
        st.caption(setting.format(value=f"{wished:g}"))
        return
    pieces.tiles(display, tiles)


def _window(view: View) -> None:
    """The whole window, queue by queue."""
    _ = view.display.words
    display = view.display
    rows = staffing_sure.of_window(view.table("chance"), view.centre)
    if rows.empty:
        return
    names = pieces.titles(view.centre.queues, display)
    rows = rows.assign(
        title=rows["queue"].map(names).fillna(rows["queue"]),
        **{name: rows[name] * 100.0 for name in ("promised", "expected_sl", "sl_p10", "p_target_met")},
    )
    columns = {
        "title": pieces.words(_("Queue")),
        "p_target_met": pieces.share(display, _("Chance, all days together"), "chance", 0),
        "promised": pieces.share(display, _("Promised"), "service_level", 0),
        "expected_sl": pieces.share(display, _("Expected"), "expected_sl"),
        "sl_p10": pieces.share(display, _("9 of 10 reach"), "sl_p10"),
        "offered": pieces.number(display, _("Contacts")),
        "position_hours": pieces.number(display, _("Position hours"), "positions"),
    }
    pieces.table(rows, columns, "chance_window")
    if (rows["expected_sl"] < rows["sl_p10"]).any():
        st.caption(_("Where the expected level lies below the one that nine of ten courses reach, the few worst "
                     "courses pull the mean down."))  # fmt: skip


def _prices(view: View) -> None:
    """Day by day what one more point costs, those below the wish first."""
    _ = view.display.words
    display = view.display
    if not view.has("chance_prices"):
        pieces.not_in_plan(display, _("the price of more certainty"))
        return
    names = pieces.titles(view.centre.queues, display)
    prices = view.table("chance_prices")
    rows = prices.sort_values("p_target_met", kind="stable").head(MOST_ROWS)
    rows = rows.assign(
        title=rows["queue"].map(names).fillna(rows["queue"]), expected_sl=rows["expected_sl"] * 100.0,
        p_target_met=rows["p_target_met"] * 100.0,
    )  # fmt: skip
    currency = view.centre.currency
    columns = {
        "date": pieces.day(_("Day")),
        "title": pieces.words(_("Queue")),
        "p_target_met": pieces.share(display, _("Chance"), "chance", 0),
        "expected_sl": pieces.share(display, _("Expected"), "expected_sl"),
        "hours_per_p_point": pieces.number(display, _("Hours, one point of chance"), "cost_of_point", 2),
        "cost_cny_per_p_point": pieces.number(
            display, _("Cost of it, {currency}").format(currency=currency), "cost_of_point"
        ),
        "hours_per_sl_point": pieces.number(display, _("Hours, one point of level"), "cost_of_point", 2),
        "cost_cny_per_sl_point": pieces.number(
            display, _("Cost of that, {currency}").format(currency=currency), "cost_of_point"
        ),
    }
    with st.expander(_("What one more point costs, the least sure days first"), icon=":material/price_check:"):
        pieces.table(rows, columns, "chance_prices", empty=_("No prices were computed for this plan."))
