"""What we learned from an event that is over: what was foretold, planned and came, and what is believed next time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.contracts.errors import PeakcrewError
from workbench import state
from workbench.charts import models as charts
from workbench.desk import Lessons
from workbench.figures.lessons_words import lessons_words
from workbench.pages import pieces
from workbench.state import View


def render(view: View, queue: str) -> None:
    """Choose an event that was planned and has arrived; its lesson in words, a chart and a table of the queue."""
    _ = view.display.words
    centre = view.stored.plan.centre
    known = view.desk.accuracy_state(view.user, centre)
    lived = state.kept("lived_events", known, lambda: view.desk.lived_events(view.user, centre))
    if not lived:
        st.caption(
            _(
                "Nothing yet: once history has arrived for days of an event that a plan held, this tells how large it "
                "was against what was planned, and what is believed next time. Import newer history."
            )
        )
        return
    event = st.selectbox(_("Event"), lived, index=None, key="lesson_event", placeholder=_("choose an event"))
    if not event:
        return
    try:
        learned = state.kept("lessons", (known, event),
                             lambda: view.desk.lessons(view.user, str(event), "", centre))  # fmt: skip
    except PeakcrewError as error:
        pieces.problem(error, view.display)
        return
    _told(view, queue, learned)


def _told(view: View, queue: str, learned: Lessons) -> None:
    _ = view.display.words
    titles = pieces.titles(view.centre.queues, view.display)
    st.markdown("\n".join(f"- {pieces.plain(line)}" for line in lessons_words(learned.rows, _, titles)))
    st.caption(_("Judged by plan v{version}, the newest that was made before.").format(version=learned.version))
    rows = learned.rows[learned.rows["queue"] == queue].sort_values("date", kind="stable")
    if rows.empty:
        st.caption(_("No day of this event has arrived for this queue."))
        return
    foretold = pd.concat(
        [rows.assign(origin="", model=name, mean=rows[column])
         for name, column in (("system", "planned_system"), ("planned", "planned"))],
    )  # fmt: skip
    arrived = rows.rename(columns={"actual": "offered"})
    names = {"planned": _("planned"), "system": _("models, before adjustments")}
    figure = charts.foretold(foretold, arrived, names, pieces.look(view.display))
    pieces.chart(figure, "lesson_chart", _("The event as foretold, planned and arrived, by day"))
    _table(view, rows, learned)


def _table(view: View, rows: pd.DataFrame, learned: Lessons) -> None:
    _ = view.display.words
    display = view.display
    told = rows.assign(
        day=[display.day(date) for date in rows["date"]],
        **{name: rows[name] * 100.0 for name in ("error_share", "in_band", "moved")},
    )

    def multiple(label: str) -> object:
        return st.column_config.NumberColumn(label, format="×%.2f", help=pieces.explained(display, "effect"))

    columns = {
        "day": pieces.words(_("Day")),
        "planned": pieces.number(display, _("Planned")),
        "actual": pieces.number(display, _("Came")),
        "error_share": pieces.share(display, _("Error"), "bias"),
        "size_planned": multiple(_("Multiple planned")),
        "size_actual": multiple(_("Multiple that came")),
        "believed_before": multiple(_("Believed before")),
        "believed_after": multiple(_("Believed next time")),
        "in_band": pieces.share(display, _("In the 80 % band"), "coverage", 0),
        "moved": pieces.share(display, _("In other hours"), "moved", 0),
        "aht_planned_s": pieces.number(display, _("Handling time planned, s"), "aht_s"),
        "aht_s": pieces.number(display, _("Handling time, s"), "aht_s"),
    }
    pieces.table(told, columns, "lesson_table")
    pieces.download(_("All queues, CSV"), learned.rows, f"lessons_{learned.event}.csv", "lesson_csv")
