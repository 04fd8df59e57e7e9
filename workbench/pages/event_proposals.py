"""Events of a year proposed from templates: the planner ticks those that happen here, and saves them with a reason."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import state
from workbench.desk import CentreTable, EventWish
from workbench.figures import event_list
from workbench.pages import centre_edits, pieces
from workbench.state import View

YEARS_AHEAD = 2
PLANNERS_DAY = "date"  # anchor of templates whose day only the planner knows


def render(view: View, table: CentreTable, *, allowed: bool) -> None:
    """Choose a year, see what is proposed, take some of it."""
    _ = view.display.words
    st.caption(_("Shopping festivals, holidays and bill days with their phases, a row a day. What your calendar has "
                 "already "
                 "is left out; sizes stay blank and are learned, or are yours to fill in."))  # fmt: skip
    templates = view.desk.event_templates(view.user)
    country = view.centre.forecast.country
    titles = {kind: view.display.title(one) for kind, one in templates.items()
              if one.country == country and one.anchor != PLANNERS_DAY}  # fmt: skip
    if not titles:
        st.info(_("There are no templates for {country}. Add your events above.").format(country=country))
        return
    year_at, kinds_at, bill_at = st.columns([1, 4, 1.4], vertical_alignment="bottom")
    first = int(view.centre.as_of.year)
    year = year_at.selectbox(_("Year"), [first + n for n in range(YEARS_AHEAD + 1)], key="proposed_year")
    kinds = kinds_at.multiselect(_("Events"), list(titles), format_func=titles.__getitem__, key="proposed_kinds",
                                 placeholder=_("all"))  # fmt: skip
    bill_day = bill_at.number_input(_("Bill day of the month"), 1, 31, None, key="proposed_bill_day",
                                    placeholder=_("none"))  # fmt: skip
    wish = EventWish([int(year)], country, tuple(kinds), {}, None if bill_day is None else int(bill_day))
    key = (wish.country, int(year), tuple(kinds), bill_day, view.display.language)
    rows = state.kept("proposed_events", key,
                      lambda: view.desk.propose_events(view.user, wish, None, view.display.language))  # fmt: skip
    rows = event_list.not_yet(rows, table.rows, view.centre.as_of)
    if rows.empty:
        st.success(_("Your calendar has all of these already."), icon=":material/check_circle:")
        return
    _take(view, table, rows, f"{year}_{'-'.join(kinds)}_{bill_day or ''}", allowed=allowed)


def _take(view: View, table: CentreTable, rows: pd.DataFrame, name: str, *, allowed: bool) -> None:
    _ = view.display.words
    nonce = centre_edits.nonce()
    listed = rows.groupby(["event", "kind"], as_index=False, sort=False).agg(
        first=("date", "min"), last=("date", "max"), days=("date", "nunique"),
        phases=("note", lambda notes: ", ".join(dict.fromkeys(note for note in notes if note))),
    )  # fmt: skip
    listed.insert(0, "take", ~listed["event"].isin(set(table.rows["event"])))  # its window is the planner's already
    edited = st.data_editor(
        listed, key=f"proposed_grid_{nonce}_{name}", hide_index=True, alt=_("Proposed events, to take or to "
                                                                                 "leave"),
        disabled=["event", "kind", "first", "last", "days", "phases"] if allowed else True, placeholder="",
        column_config={
            "take": st.column_config.CheckboxColumn(_("Take")),
            "event": pieces.words(_("Event")),
            "kind": pieces.words(_("Kind"), _("Occurrences of one kind teach each other.")),
            "first": pieces.day(_("First day")),
            "last": pieces.day(_("Last day")),
            "days": pieces.number(view.display, _("Days")),
            "phases": pieces.words(_("Phases"), width="large"),
        },
    )  # fmt: skip
    taken = rows[rows["event"].isin(set(edited.loc[edited["take"], "event"]))]
    why, go = st.columns([8, 2], vertical_alignment="bottom")
    reason = why.text_input(_("Reason (required)"), key=f"proposed_reason_{nonce}", max_chars=200, disabled=not allowed,
                            placeholder=_("why this change is made"))  # fmt: skip
    if go.button(_("Add {count} days").format(count=len(taken)), key="save_proposed", type="primary", width="stretch",
                 icon=":material/add:", disabled=not allowed or taken.empty):  # fmt: skip
        shapes = centre_edits.table(view, "event_shapes")
        needed = event_list.shapes_needed(taken, view.desk.template_shapes(view.user), shapes.rows)
        edits = [*(shapes.edit(None, row) for row in needed),
                 *(table.edit(None, row) for row in event_list.as_words(taken))]  # fmt: skip
        centre_edits.save(view, edits, reason, _("The events are added. The next plan reckons with them."))
