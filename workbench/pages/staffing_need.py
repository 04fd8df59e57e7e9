"""Requirement of a queue: positions over the day, how each stretch was computed and why, what callers then meet."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.grid import local_date
from workbench import state
from workbench.charts import service
from workbench.charts import staffing_need as charts
from workbench.figures import promise, staffing, staffing_need
from workbench.figures.roster_grid import days_of
from workbench.pages import pieces, staffing_methods, staffing_words
from workbench.pages.day_choice import pick_day
from workbench.state import View


def render(view: View) -> None:
    """The section."""
    _ = view.display.words
    names = pieces.titles(view.centre.queues, view.display)
    left, right, _rest = st.columns([2, 2, 3], vertical_alignment="bottom")
    with left:
        queue = state.pick("queue", _("Queue"), list(names), names.__getitem__)
    with right:
        date = pd.Timestamp(pick_day(view, [day.date().isoformat() for day in days_of(view.centre)]))
    key = (*view.key, queue, str(date.date()))
    day = state.kept("need_day", key, lambda: staffing_need.queue_day(view.table("requirement"), queue, date))
    if day.empty or not (day["positions"] > 0).any():
        st.info(_("This queue is closed on this day."), icon=":material/bedtime:")
        return
    _tiles(view, queue, date, day)
    words = {name: staffing_words.family_words(view.display, name) for name in staffing_need.FAMILIES}
    at_once = view.centre.queues[queue].concurrency
    load = _("busy on average") if at_once == 1 else _("chats open on average, up to {count} a person")
    figure = charts.positions(
        day, words, load.format(count=at_once), view.centre.interval_min, pieces.look(view.display)
    )
    pieces.chart(figure, "need_positions", _("Positions required over the day, by method"))
    _stretches(view, day)
    _service(view, queue, date, key)
    _sharing(view, queue, date, key)
    _hours(view, queue, date, key)
    staffing_methods.render(view, queue, date)


def _tiles(view: View, queue: str, date: pd.Timestamp, day: pd.DataFrame) -> None:
    _ = view.display.words
    display = view.display
    replay = view.table("replay") if view.has("replay") else pd.DataFrame(columns=["queue", "ts", "offered",
                                                                                   "service_level"])  # fmt: skip
    mine = replay[(replay["queue"] == queue)]
    mine = mine[local_date(mine["ts"]) == date] if len(mine) else mine
    told = staffing_need.told(day, mine, view.centre.interval_min)
    promised = view.centre.queues[queue].target.service_level
    at = _("at {time}").format(time=f"{told.peak_ts:%H:%M}") if told.peak_ts is not None else ""
    pieces.tiles(display, [
        (_("Contacts"), display.number(told.contacts), "", ""),
        (_("Most positions"), display.number(told.peak, 1), at, "positions"),
        (_("Position hours"), display.number(told.position_h), _("on this day"), "positions"),
        (_("Predicted"), display.share(told.predicted), "" if promised is None else
         _("promised {share}").format(share=display.share(promised, 0)), "predicted"),
        (_("Replayed"), display.share(told.replayed), _("with the roster"), "replayed"),
    ])  # fmt: skip
    _binding(view, queue, day)


def _binding(view: View, queue: str, day: pd.DataFrame) -> None:
    """Which promise decides at the peak, as a level far above the promised one asks for a reason."""
    _ = view.display.words
    if view.centre.queues[queue].deferred:
        return
    name = staffing_need.binding(day, view.centre.queues[queue].target)
    if name is None:
        return
    told = _("At the peak {promise} decides how many people are needed.").format(promise=_(staffing_words.ASKS[name]))
    if name != "service_level" and view.centre.queues[queue].target.service_level is not None:
        told += " " + _("The service level promised alone would need fewer, so the one predicted lies above it.")
    st.caption(told)


def _stretches(view: View, day: pd.DataFrame) -> None:
    """Which stretch of the day was computed how, and why, in words."""
    _ = view.display.words
    display = view.display
    rows = staffing_need.stretches(day, view.centre.interval_min)
    rows = rows.assign(
        time=[f"{start:%H:%M}–{_end(end)}" for start, end in zip(rows["start_ts"], rows["end_ts"], strict=True)],
        how=[staffing_words.family_words(display, name) for name in rows["family"]],
        why=[staffing_words.reason_words(display, code) for code in rows["reason"]],
        formula=[display.told_methods(method) for method in rows["method"]],
    )
    columns = {
        "time": pieces.words(_("Time")),
        "how": pieces.words(_("How computed"), _methods_explained(view)),
        "why": pieces.words(_("Why so")),
        "formula": pieces.words(_("Formula")),
        "volume": pieces.number(display, _("Contacts")),
        "positions": pieces.number(display, _("Positions, most"), "positions", 1),
    }
    if not rows["why"].any():
        columns.pop("why")
        st.caption(_("This plan does not tell yet why a method was taken; a new plan does."))
    pieces.table(rows, columns, "need_stretches")


def _end(ts: pd.Timestamp) -> str:
    return "24:00" if (ts.hour, ts.minute) == (0, 0) else f"{ts:%H:%M}"


def _methods_explained(view: View) -> str:
    return "\n\n".join(view.display.words(text) for text in staffing_words.FAMILIES_TOLD.values())


def _service(view: View, queue: str, date: pd.Timestamp, key: tuple[str, ...]) -> None:
    """Service level as predicted for the requirement and as replayed with the roster."""
    _ = view.display.words
    if not view.has("replay"):
        return
    played = state.kept(
        "queue_day", key, lambda: promise.by_interval(view.table("replay"), view.table("requirement"), queue, date)
    )
    if played.empty:
        return
    st.markdown(f"**{_('Promised, predicted and replayed')}**", help=pieces.explained(view.display, "replayed"))
    figure = service.queue_day(played, view.centre.queues[queue].target.service_level, pieces.look(view.display))
    pieces.chart(figure, "queue_day", _("Service level by interval"))


def _sharing(view: View, queue: str, date: pd.Timestamp, key: tuple[str, ...]) -> None:
    """What it saves that the queue shares its people with others."""
    _ = view.display.words
    display = view.display
    if not view.has("requirement_cuts"):
        return
    rows = state.kept(
        "need_sharing", key,
        lambda: staffing_need.sharing(view.table("requirement_cuts"), view.table("requirement"), queue, date,
                                      view.centre.interval_min),
    )  # fmt: skip
    if rows.empty:
        return
    names = pieces.titles(view.centre.queues, display)
    with st.expander(_("What sharing people saves"), icon=":material/group_work:"):
        st.caption(pieces.explained(display, "sharing"))
        if staffing_need.keeps_its_own(view.table("requirement_cuts"), queue, date):
            st.caption(_("On this day the queue keeps its own positions within the set: its promise is stricter, or a "
                         "play of the mix showed that it needs them."))  # fmt: skip
        st.markdown("\n".join(f"- {_shared(view, row, names)}" for row in rows.to_dict("records")))


def _shared(view: View, row: dict[Any, Any], names: dict[str, str]) -> str:
    """What one set of queues saves on the day, as a sentence."""
    _ = view.display.words
    number = view.display.number
    queues = " + ".join(pieces.plain(names.get(one, one)) for one in str(row["cut"]).split("+"))
    told = _(
        "{queues}: at most **{together}** positions instead of {apart}; **{hours}** position hours saved on the day"
    )
    return told.format(queues=queues, together=number(row["together"], 1), apart=number(row["apart"], 1),
                       hours=number(row["apart_h"] - row["together_h"], 1))  # fmt: skip


def _hours(view: View, queue: str, date: pd.Timestamp, key: tuple[str, ...]) -> None:
    _ = view.display.words
    display = view.display
    rows = state.kept("by_hour", key, lambda: staffing.requirement_by_hour(view.table("requirement"), queue, date))
    for name in ("service_level", "abandonment", "occupancy"):
        rows = rows.assign(**{name: rows[name] * 100})
    rows = rows.assign(
        hour=[f"{hour:02d}:00" for hour in rows["hour"]],
        method=[display.told_methods(method) for method in rows["method"]],
    )
    columns = {
        "hour": pieces.words(_("Hour")),
        "volume": pieces.number(display, _("Contacts")),
        "aht_s": pieces.number(display, _("Handling time, s"), "aht_s"),
        "load_erl": pieces.number(display, _("Load, erlangs"), "load_erl", 1),
        "positions": pieces.number(display, _("Positions, most"), "positions", 1),
        "service_level": pieces.share(display, _("Predicted"), "predicted"),
        "asa_s": pieces.number(display, _("Mean wait, s"), "asa_s", 1),
        "abandonment": pieces.share(display, _("Abandoned"), "abandonment"),
        "occupancy": pieces.share(display, _("Occupancy"), "occupancy"),
        "method": pieces.words(_("Method")),
    }
    with st.expander(_("Hour by hour"), icon=":material/table_rows:"):
        pieces.table(rows, columns, "requirement_table", empty=_("This queue is closed on this day."))
