"""Proof: the roster played contact by contact, the stretches that break the promise, why, and what one more buys."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.access import Right, may
from workbench.charts import service
from workbench.charts import staffing_proof as charts
from workbench.desk import Job, ReplayRun
from workbench.figures import promise, staffing_proof
from workbench.figures.roster_grid import days_of
from workbench.i18n import N_
from workbench.pages import job_watch, pieces, staffing_words
from workbench.pages.day_choice import pick_day
from workbench.state import View

ALL, STORED = "", "plan"
MOST_SHOWN = 300
FLOWS = {
    "first": N_("first attempts"),
    "redial": N_("came again after hanging up"),
    "repeat": N_("came again after being served"),
    "handed_in": N_("handed in by other queues"),
    "handed_on": N_("handed on to other queues"),
    "callback": N_("took a call-back"),
    "callback_kept": N_("called back in time"),
    "callback_late": N_("called back late"),
    "callback_open": N_("call-backs open at the end"),
    "dialled": N_("dialled for campaigns"),
    "reached": N_("reached by campaigns"),
}
Tables = dict[str, pd.DataFrame]


def render(view: View) -> None:
    """The section."""
    if not view.has("replay_breaks"):
        pieces.not_in_plan(view.display, view.display.words("the stretches that break the promise"))
        return
    name, played, key = _played(view)
    _tiles(view, played, key)
    _map(view, played, key)
    _breaks(view, played)
    _flows(view, played)
    _again(view, name)


def _played(view: View) -> tuple[str, Tables, tuple[str, ...]]:
    """The replay that is shown: that of the plan, or one played again with the edits; and what names its content."""
    _ = view.display.words
    runs = {run.result: run for run in view.desk.replay_runs(view.user, view.plan_id)}
    chosen = STORED
    if runs:
        told = {STORED: _("as the plan was made"), **{name: _run_words(view, run) for name, run in runs.items()}}
        with st.columns([3, 2])[0]:
            chosen = state.pick("replay", _("Replay"), list(told), told.__getitem__, STORED)
    if chosen != STORED:
        return chosen, view.desk.replay_run(view.user, chosen), ("replay run", chosen)
    tables = {name: view.table(name) for name in ("replay", "replay_days", "replay_breaks", "replay_flows")}
    if view.edits:
        st.caption(_("The plan was replayed before the {count} changes of its roster; play it again below to see them.")
                   .format(count=view.edits))  # fmt: skip
    return STORED, tables, view.key


def _run_words(view: View, run: ReplayRun) -> str:
    _ = view.display.words
    at = view.display.instant(pd.Timestamp(run.made_at).tz_convert(view.centre.zone))
    days = view.display.day(pd.Timestamp(run.day)) if run.day else _("all days")
    return _("{at} · {days} · {edits} roster changes · {paths} paths · {author}").format(
        at=at, days=days, edits=run.edits, paths=run.paths, author=run.author
    )


def _tiles(view: View, played: Tables, key: tuple[str, ...]) -> None:
    _ = view.display.words
    display = view.display
    made = state.kept(
        "proof", key, lambda: staffing_proof.told(played["replay_days"], played["replay_breaks"], view.centre)
    )
    pieces.tiles(display, [
        (_("Promise kept"), f"{display.number(made.kept)} / {display.number(made.days)}", _("queues × days"),
         "replayed"),
        (_("Stretches that break it"), display.number(made.stretches), _("hours of single days"), ""),
        (_("Contacts short of it"), display.number(made.missed), _("all days"), "missed"),
        (_("One more person mends"), display.number(made.mended), _("of these stretches"), "one_more"),
    ])  # fmt: skip
    if made.kept and made.stretches:
        st.caption(_("A promise is kept over whole days: a day can keep it though a stretch of a few of its intervals "
                     "does not."))  # fmt: skip


def _map(view: View, played: Tables, key: tuple[str, ...]) -> None:
    _ = view.display.words
    levels = state.kept("proof_levels", key, lambda: promise.levels_by_day(played["replay_days"], view.centre))
    if levels.empty:
        return
    with st.expander(_("Service level by queue and day"), icon=":material/grid_on:"):
        st.caption(_("Replayed, in %. Beside each queue what it promises; ▼ and orange: below the promise."))
        figure = service.level_map(levels, view.centre, pieces.look(view.display))
        pieces.chart(figure, "proof_map", _("Replayed service level of each queue and day"))


def _breaks(view: View, played: Tables) -> None:
    """The stretches in a table, the chosen one with its day drawn."""
    _ = view.display.words
    names = {ALL: _("all queues"), **pieces.titles(view.centre.queues, view.display)}
    st.subheader(_("Where the promise breaks"))
    left, right, _rest = st.columns([2, 2, 3], vertical_alignment="bottom")
    with left:
        queue = state.pick("proof_queue", _("Queue"), list(names), names.__getitem__, ALL)
    days = [day.date().isoformat() for day in days_of(view.centre)]
    told = {ALL: _("all days"), **{day: view.display.day(pd.Timestamp(day)) for day in days}}
    with right:
        day = state.pick("proof_day", _("Day"), list(told), told.__getitem__, ALL)
    date = pd.Timestamp(day) if day else None
    rows = staffing_proof.stretches(played["replay_breaks"], queue, date)
    if rows.empty:
        st.success(_("No stretch breaks the promise here."), icon=":material/task_alt:")
        if queue:
            _day(view, played, queue, pd.Timestamp(day or pick_day_of(view, days)), rows)
        return
    at = pieces.choice_table(_told(view, rows.head(MOST_SHOWN), names), _columns(view), "breaks_table", height="auto")
    row = rows.iloc[at]
    st.caption(_("Choose a row to see its day."))
    _sentence(view, row)
    _day(view, played, str(row["queue"]), row["start_ts"].tz_localize(None).normalize(), rows)


def pick_day_of(view: View, days: list[str]) -> str:
    """A day for a queue without breaks."""
    with st.columns([2, 5])[0]:
        return pick_day(view, days)


def _told(view: View, rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    _ = view.display.words
    shares = ("promised", "service_level", "p_target_met", "service_level_plus_one")
    return rows.assign(
        when=[f"{view.display.day(start)} {start:%H:%M}–{end:%H:%M}"
              for start, end in zip(rows["start_ts"], rows["end_ts"], strict=True)],
        title=rows["queue"].map(names).fillna(rows["queue"]),
        why=[_(staffing_words.CAUSES.get(cause, cause)) for cause in rows["cause"]],
        group=[pieces.group_title(view.centre, view.display, str(one)) if one else "" for one in rows["group"]],
        **{name: rows[name] * 100.0 for name in shares},
    )  # fmt: skip


def _columns(view: View) -> dict[str, object]:
    _ = view.display.words
    display = view.display
    return {
        "title": pieces.words(_("Queue")),
        "when": pieces.words(_("Time")),
        "offered": pieces.number(display, _("Contacts")),
        "promised": pieces.share(display, _("Promised"), "service_level", 0),
        "service_level": pieces.share(display, _("Replayed"), "replayed"),
        "missed": pieces.number(display, _("Contacts short"), "missed", 1),
        "group": pieces.words(_("One more in"), pieces.explained(display, "one_more")),
        "service_level_plus_one": pieces.share(display, _("would give"), "one_more"),
        "why": pieces.words(_("Why")),
        "p_target_met": pieces.share(display, _("Kept on paths"), "days_met", 0),
    }


def _sentence(view: View, row: pd.Series) -> None:
    """The chosen stretch in a sentence."""
    _ = view.display.words
    display = view.display
    queue = view.centre.queues.get(str(row["queue"]))
    told = _("{queue}, {day} {start}–{end}: {level} instead of {promised}, so {missed} of {offered} contacts are "
             "served worse than promised; {cause}.").format(
        queue=display.title(queue) if queue else row["queue"], day=display.day(row["start_ts"]),
        start=f"{row['start_ts']:%H:%M}", end=f"{row['end_ts']:%H:%M}", level=display.share(row["service_level"]),
        promised=display.share(row["promised"], 0), missed=display.number(row["missed"], 1),
        offered=display.number(row["offered"], 0), cause=_(staffing_words.CAUSES.get(row["cause"], row["cause"])),
    )  # fmt: skip
    if row["group"] and pd.notna(row["service_level_plus_one"]):
        told += " " + _("One more person in {group} would give {level}.").format(
            group=pieces.group_title(view.centre, view.display, str(row["group"])),
            level=display.share(row["service_level_plus_one"]),
        )
    st.markdown(pieces.plain(told))


def _day(view: View, played: Tables, queue: str, date: pd.Timestamp, breaks: pd.DataFrame) -> None:
    _ = view.display.words
    rows = staffing_proof.with_band(played["replay"], queue, date)
    if rows.empty:
        return
    mine = staffing_proof.stretches(breaks, queue, date)
    figure = charts.day_with_breaks(rows, mine, view.centre.queues[queue].target.service_level,
                                    pieces.look(view.display))  # fmt: skip
    pieces.chart(figure, "proof_day_chart", _("Replayed service level by interval with its band"))
    st.caption(_("Shaded orange: the promise is broken. The band holds 18 of 20 replayed courses of the day."))


def _flows(view: View, played: Tables) -> None:
    """Contacts that come again, are handed on, called back or dialled."""
    _ = view.display.words
    rows = staffing_proof.flows(played["replay_flows"]) if "replay_flows" in played else pd.DataFrame()
    if rows.empty or set(rows.columns) <= {"queue", "first"}:
        return
    names = pieces.titles(view.centre.queues, view.display)
    rows = rows.assign(title=rows["queue"].map(names).fillna(rows["queue"]))
    columns = {"title": pieces.words(_("Queue"))}
    columns |= {name: pieces.number(view.display, _(words)) for name, words in FLOWS.items() if name in rows.columns}
    with st.expander(_("Contacts that come again, are handed on or called back"), icon=":material/replay:"):
        pieces.table(rows, columns, "flows_table")


def _again(view: View, shown: str) -> None:
    """Play the plan again as a job: with the edits as they are now, on as many paths as wished."""
    _ = view.display.words
    st.subheader(_("Play it again"))
    alive = job_watch.watch(view, "replay", _("Playing: {doing}"), _("Played again; it is shown above."), _show)
    allowed = may(view.user, Right.MAKE_PLAN)
    days = [day.date().isoformat() for day in days_of(view.centre)]
    told = {ALL: _("all days"), **{day: view.display.day(pd.Timestamp(day)) for day in days}}
    which, how_many, go = st.columns([3, 2, 3], vertical_alignment="bottom")
    day = which.selectbox(
        _("Which days"), list(told), format_func=told.__getitem__, key="replay_day", disabled=not allowed
    )
    paths = how_many.number_input(
        _("Paths"), 1, 1000, view.centre.replay.paths, 10, key="replay_paths", disabled=not allowed,
        help=_("How many possible courses of the days are played. More give narrower figures and take longer."),
    )  # fmt: skip
    label = _("Play again with the {count} roster changes").format(count=view.edits) if view.edits else _("Play again")
    why_not = None if allowed else _("Your role may look, but not start runs.")
    if go.button(label, key="replay_again", type="primary", icon=":material/play_arrow:", width="stretch",
                 disabled=alive or not allowed, help=why_not):  # fmt: skip
        view.desk.start_replay(view.user, view.plan_id, paths=int(paths), day=str(day))
        st.rerun()
    if shown != STORED:
        st.caption(_("Nothing is stored in the plan by this; the overview shows the replay the plan was made with."))


def _show(job: Job) -> None:
    state.choose("replay", job.plan_id)
