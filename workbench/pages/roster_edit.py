"""The grid of shifts to edit: an edit is judged at once, saved with a reason, and never overwrites somebody else's."""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from data.contracts.errors import Conflict, Fault, PeakcrewError
from workbench import state
from workbench.desk import Edit
from workbench.figures import roster_grid
from workbench.figures.roster_grid import LEAVE, OFF
from workbench.pages import pieces
from workbench.pages.frame import guarded
from workbench.pages.pieces import plain
from workbench.state import Draft, View

GRID_PX = 528


def codes(view: View) -> pd.DataFrame:
    """Codes of everybody, as saved now."""
    return state.kept("codes", view.key, lambda: _codes(view))


def _codes(view: View) -> pd.DataFrame:
    roster = view.table("roster")
    return roster_grid.codes(roster, view.centre, roster_grid.people(roster, view.centre))


def names(view: View) -> dict[str, str]:
    """Number and name of each agent."""
    agents = view.centre.tables["agents"]
    return {str(a): f"{a} {n}".strip() for a, n in zip(agents["agent"], agents["name"], strict=True)}


@st.fragment
def editor(view: View, who: pd.DataFrame) -> None:
    """The grid, and above it, where it is seen at once, what was edited and what the labour rules say to it."""
    with guarded(view.display.language):
        _legend(view)
        draft = _loaded(view)
        answer = st.container()
        _grid(view, draft, who)
        with answer:
            _pending(view, draft)


def _loaded(view: View) -> Draft:
    """The session's draft, with the roster it starts from; what others saved since is told, not mixed in."""
    _ = view.display.words
    draft = state.draft(view.plan_id)
    if draft.codes.empty or (draft.count != view.edits and not draft.edits):
        rows = view.desk.adjustments(view.user, view.plan_id)
        draft.codes, draft.count = codes(view), view.edits
        draft.seen = dict(zip(rows["target"], rows["edit_id"], strict=True))
        draft.grids.clear()
        draft.nonce += 1
    elif draft.count != view.edits:
        st.info(_("Others saved edits since you loaded the roster. Yours are kept below."), icon=":material/group:")
        if st.button(_("Load theirs, keep mine"), key="load_theirs"):
            state.reload_draft(view.plan_id, draft.edits)
            st.rerun()
    return draft


def _legend(view: View) -> None:
    _ = view.display.words
    line, hours = st.columns([5, 1], vertical_alignment="center")
    line.caption(
        _("Choose a cell, press Enter and pick a shift. The labour rules answer at once; nothing is saved yet.")
    )
    with hours.popover(_("Shift hours"), icon=":material/schedule:"):
        rows = [(code, roster_grid.pattern_hours(view.centre, code)) for code in view.centre.shifts]
        table = pd.DataFrame(rows, columns=["code", "hours"])
        pieces.table(table, {"code": pieces.words(_("Shift")), "hours": pieces.words(_("Hours"))}, "shift_hours")


def _grid(view: View, draft: Draft, who: pd.DataFrame) -> None:
    _ = view.display.words
    words = {OFF: _("off"), LEAVE: _("leave")}
    key = f"grid_{view.plan_id}_{draft.nonce}_{pd.util.hash_pandas_object(who['agent'], index=False).sum()}"
    if key not in draft.grids:
        draft.grids[key] = _with_drafted(draft, draft.codes.reindex(who["agent"]).fillna(OFF))
    shown = draft.grids[key]
    _sync(view, draft, shown, key, words)
    told = names(view)
    table = shown.replace(words).reset_index(drop=True)
    table.insert(0, "who", [told.get(agent, agent) for agent in shown.index])
    table.insert(1, "group", who["group"].to_numpy())
    options = [*words.values(), *view.centre.shifts]
    days = {
        day: st.column_config.SelectboxColumn(
            view.display.grid_day(pd.Timestamp(day)), options=options, required=True, width=64
        )
        for day in shown.columns
    }
    columns = {
        "who": st.column_config.TextColumn(_("Person"), pinned=True, width=124),
        "group": st.column_config.TextColumn(_("Skill group"), width=80),
        **days,
    }
    st.data_editor(
        table, key=key, column_config=columns, disabled=["who", "group"], hide_index=True, num_rows="fixed",
        height=min(GRID_PX, 38 + 35 * len(table)), row_height=35, alt=_("Shifts of people by day, to edit"),
    )  # fmt: skip


def _with_drafted(draft: Draft, shown: pd.DataFrame) -> pd.DataFrame:
    shown = shown.copy()
    for target, edit in draft.edits.items():
        agent, _sep, day = target.rpartition("|")
        if agent in shown.index and day in shown.columns:
            shown.loc[agent, day] = str(json.loads(edit.after)["shift"]) or OFF
    return shown


def _sync(view: View, draft: Draft, shown: pd.DataFrame, key: str, words: dict[str, str]) -> None:
    """Take over what the browser's grid says; a cell put back to what it was is no edit any more."""
    meaning = {word: code for code, word in words.items()}
    told = {
        target: meaning.get(word, word) for target, word in roster_grid.changes(shown, state.edited_cells(key)).items()
    }
    mine = {t for t in draft.edits if t.rpartition("|")[0] in shown.index}
    for target in sorted(mine | set(told)):
        agent, _sep, day = target.rpartition("|")
        wanted = told.get(target, str(shown.at[agent, day]))
        after = roster_grid.wish(wanted)
        before = str(draft.codes.at[agent, day])
        if after == roster_grid.wish(before):
            draft.edits.pop(target, None)
        elif target not in draft.edits or draft.edits[target].after != after:
            cell = view.desk.cell(view.user, view.plan_id, target)
            draft.edits[target] = Edit(target, cell.before, after, draft.seen.get(target, ""))


def _pending(view: View, draft: Draft) -> None:
    _ = view.display.words
    if not draft.edits:
        return
    theirs = _met(view, draft)
    mine = [edit for target, edit in draft.edits.items() if target not in theirs]
    found = view.desk.judge(view.user, view.plan_id, mine) if mine else []
    with st.container(border=True):
        st.markdown(f"**{_('Not saved yet: {count}').format(count=len(draft.edits))}**")
        _changes(view, draft, found)
        pieces.faults(found, view.display)
        if mine and not found:
            st.markdown(f":material/verified: {_('All labour rules are kept.')}")
        for target, row in theirs.items():
            _conflict(view, draft, target, row)
        hard = any(fault.severity == "hard" for fault in found)
        _save_row(view, draft, blocked=hard or bool(theirs))
    st.space("small")  # the grid's floating tools must not lie over the buttons


def _met(view: View, draft: Draft) -> dict[str, dict[Hashable, Any]]:
    """Cells that somebody else changed after their drafted edit was begun, with that newest edit."""
    rows = view.desk.adjustments(view.user, view.plan_id)
    newest = {str(row["target"]): row for row in rows.to_dict("records")}
    return {
        target: newest[target]
        for target, edit in draft.edits.items()
        if target in newest and newest[target]["edit_id"] != edit.seen_edit
    }


def _changes(view: View, draft: Draft, found: list[Fault]) -> None:
    told = names(view)
    agents = {str(fault.values.get("agent", "")) for fault in found}
    lines = []
    for target, edit in draft.edits.items():
        agent, _sep, day = target.rpartition("|")
        mark = ":material/warning: " if agent in agents else ""
        change = told_change(view, edit.before, edit.after)
        who = plain(told.get(agent, agent))
        lines.append(f"- {mark}{who} · {plain(view.display.day(pd.Timestamp(day)))} · {plain(change)}")
    st.markdown("\n".join(lines))


def told_change(view: View, before: str, after: str) -> str:
    """A change of a cell: from which shift to which, with hours."""
    return f"{_told_cell(view, before)} → {_told_cell(view, after)}"


def _told_cell(view: View, cell: str) -> str:
    code, start, end = roster_grid.told_cell(cell)
    if not code:
        return view.display.words("off")
    hours = f"{start}–{end}" if start and end else roster_grid.pattern_hours(view.centre, code)
    return f"{code} {hours}".strip()


def _save_row(view: View, draft: Draft, *, blocked: bool) -> None:
    _ = view.display.words
    reason_at, save_at, drop_at = st.columns([6, 1.4, 1.4], vertical_alignment="bottom")
    reason = reason_at.text_input(
        _("Reason (required)"), key=f"reason_{draft.nonce}", max_chars=200, placeholder=_("why this change is made")
    )
    help_text = _("Settle what is marked above first: change the edit, or discard it.") if blocked else None
    if save_at.button(
        _("Save"), key="save_edits", type="primary", disabled=blocked, help=help_text, width="stretch",
        icon=":material/save:",
    ):  # fmt: skip
        _save(view, draft, reason)
    if drop_at.button(_("Discard"), key="discard_edits", width="stretch", icon=":material/delete:"):
        state.renew_draft(view.plan_id)
        st.rerun()


def _save(view: View, draft: Draft, reason: str) -> None:
    _ = view.display.words
    try:
        saved = view.desk.adjust(view.user, view.plan_id, list(draft.edits.values()), reason)
    except Conflict:  # somebody was faster: the next run tells who, and what they want
        st.rerun(scope="fragment")
    except PeakcrewError as error:
        pieces.problem(error, view.display)
        return
    state.renew_draft(view.plan_id)
    state.put("flash", _("Edits saved: {count}.").format(count=len(saved.edit_ids)))
    st.rerun()


def _conflict(view: View, draft: Draft, target: str, row: dict[Hashable, Any]) -> None:
    """Who else changed a cell, and the choice between theirs and mine; until then nothing is saved."""
    _ = view.display.words
    agent, _sep, day = target.rpartition("|")
    told = _(
        "{author} changed {who}, {day}, after you had loaded it: now {theirs} (reason: {reason}); you want {yours}. "
        "Nothing was saved."
    )
    st.warning(
        plain(
            told.format(
                author=row["author"],
                who=names(view).get(agent, agent),
                day=view.display.day(pd.Timestamp(day)),
                theirs=_told_cell(view, str(row["after"])),
                reason=row["reason"],
                yours=_told_cell(view, draft.edits[target].after),
            )
        ),
        icon=":material/group:",
    )
    left, right, _rest = st.columns([1, 1, 2])
    if left.button(_("Keep theirs"), key=f"keep_theirs_{target}", width="stretch"):
        _settle(view, {t: e for t, e in draft.edits.items() if t != target})
    if right.button(_("Put mine over it"), key=f"put_mine_{target}", width="stretch"):
        cell = view.desk.cell(view.user, view.plan_id, target)
        edit = draft.edits[target]
        _settle(view, {**draft.edits, target: Edit(target, cell.before, edit.after, cell.seen_edit)})


def _settle(view: View, edits: dict[str, Edit]) -> None:
    state.reload_draft(view.plan_id, edits)
    st.rerun()
