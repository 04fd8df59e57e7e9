"""What a session holds: its language, user, plan, choices and unsaved edits. The only file that touches session state.

Choices worth a link (plan, language, day, queue) also stand in the address, so that a colleague can open it and a
reload keeps them; everything else is lost with the browser's tab.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from data.contracts.centre import Centre
from workbench.access import User
from workbench.desk import Desk, Edit, StoredPlan, open_desk
from workbench.display import Display
from workbench.i18n import LANGUAGES, language_of
from workbench.settings import Settings, read_settings

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class View:
    """What every page starts from: whom it serves and which plan it shows."""

    desk: Desk
    user: User
    stored: StoredPlan
    centre: Centre
    display: Display
    edits: int

    @property
    def plan_id(self) -> str:
        return self.stored.plan_id

    @property
    def key(self) -> tuple[str, ...]:
        """Names the content shown: all tables of the plan and the edits laid over them."""
        return (*sorted(f"{name}:{body}" for name, body in self.stored.plan.tables.items()), str(self.edits))

    def has(self, name: str) -> bool:
        """Whether the plan holds this table: plans of earlier releases lack some."""
        return name in self.stored.plan.tables

    def table(self, name: str) -> pd.DataFrame:
        """A table of the plan."""
        return self.desk.table(self.user, self.plan_id, name)


@dataclass
class Draft:
    """Edits of the roster that are not saved yet, by target, and what the grid was drawn from.

    `shown` holds the tables of the roster when it was loaded; an edit answers to what its author saw, not to what
    somebody else saved meanwhile. `nonce` names the grid: a new one makes the browser forget its own edits.
    """

    plan_id: str = ""
    edits: dict[str, Edit] = field(default_factory=dict)
    codes: pd.DataFrame = field(default_factory=pd.DataFrame)
    seen: dict[str, str] = field(default_factory=dict)
    count: int = 0
    nonce: int = 0
    grids: dict[str, pd.DataFrame] = field(default_factory=dict)


def settings() -> Settings:
    """Settings of this installation."""
    return read_settings()


def desk() -> Desk:
    """The desk, one for all sessions of this server and database."""
    return _open_desk(str(settings().var), settings().database_url)


@st.cache_resource(show_spinner=False)
def _open_desk(var: str, database_url: str) -> Desk:  # noqa: ARG001 - the key under which it is kept
    return open_desk(read_settings())


def kept(name: str, key: Hashable, make: Callable[[], Answer]) -> Answer:
    """An aggregate, remembered for all sessions; `key` names the content it was made from."""
    return cast("Answer", _kept(name, key, make))


@st.cache_data(show_spinner=False, max_entries=500)
def _kept(name: str, key: Hashable, _make: Callable[[], Any]) -> Any:  # noqa: ARG001 - the key under which it is kept
    return _make()


def language() -> str:
    """The language of this session: as chosen, else as the address says, else the browser's."""
    chosen = st.session_state.get("lang")
    if chosen not in LANGUAGES:
        chosen = language_of(st.query_params.get("lang") or st.context.locale, settings().language[:2])
        st.session_state["lang"] = chosen
    return str(chosen)


def set_language(wanted: str) -> None:
    """Change the language of this session."""
    st.session_state["lang"] = wanted


def show(view: View) -> None:
    """What the pages of this run show."""
    st.session_state["view"] = view


def view() -> View:
    """What the page shows; the frame has put it here."""
    return cast("View", st.session_state["view"])


def remember_in_address(name: str, value: str) -> None:
    """Put a choice into the address of the page."""
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def asked_in_vain(name: str, known: Sequence[str]) -> str:
    """What the address asks for and nobody knows; blank when it asks for nothing or for something known."""
    asked = st.query_params.get(name, "")
    return "" if asked in known else asked


def pick(
    name: str,
    label: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    default: str | None = None,
    *,
    help_text: str | None = None,
    collapsed: bool = False,
) -> str:
    """A choice that pages share and the address remembers; options are ids, `shown` tells their words."""
    widget = f"pick_{name}"
    here = st.session_state.get(widget)
    wanted = here if here in options else st.session_state.get(f"chosen_{name}", st.query_params.get(name))
    st.session_state[widget] = wanted if wanted in options else (default or options[0])
    chosen = st.selectbox(
        label,
        options,
        format_func=shown,
        key=widget,
        help=help_text,
        label_visibility="collapsed" if collapsed else "visible",
    )
    st.session_state[f"chosen_{name}"] = chosen
    remember_in_address(name, chosen)
    return chosen


def tabs(name: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Tabs of a page by id, one of them open; the address, the session and a change of language keep which.

    `labels`: the words of each id. Only what stands in the open tab (`.open`) need be drawn.
    """
    widget = f"pick_{name}"
    here = {words: one for one, words in labels.items()}.get(st.session_state.get(widget, ""))
    wanted = here or st.session_state.get(f"chosen_{name}", st.query_params.get(name))
    st.session_state[widget] = labels[wanted if wanted in labels else next(iter(labels))]
    made = dict(zip(labels, st.tabs(list(labels.values()), on_change="rerun", key=widget), strict=True))
    opened = next((one for one, tab in made.items() if tab.open), next(iter(labels)))
    st.session_state[f"chosen_{name}"] = opened
    remember_in_address(name, opened)
    return made


def chosen(name: str) -> str:
    """What `pick` of this name answered last."""
    return str(st.session_state[f"chosen_{name}"])


def chosen_or(name: str, default: str) -> str:
    """What `pick` of this name answered last, else what the address says, else `default`."""
    return str(st.session_state.get(f"chosen_{name}", st.query_params.get(name, default)))


def choose(name: str, value: str) -> None:
    """Make a choice for the user, as after a scenario was planned; takes effect at the next run."""
    st.session_state.pop(f"pick_{name}", None)
    st.session_state[f"chosen_{name}"] = value


def draft(plan_id: str) -> Draft:
    """Unsaved edits of a plan; those of another plan are forgotten."""
    held = st.session_state.get("draft")
    if not isinstance(held, Draft) or held.plan_id != plan_id:
        held = Draft(plan_id, nonce=held.nonce + 1 if isinstance(held, Draft) else 0)
        st.session_state["draft"] = held
    return held


def renew_draft(plan_id: str) -> None:
    """Forget the unsaved edits and load the roster again."""
    held = draft(plan_id)
    st.session_state["draft"] = Draft(plan_id, nonce=held.nonce + 1)


def reload_draft(plan_id: str, edits: dict[str, Edit]) -> None:
    """Load the roster again and lay these unsaved edits over it."""
    held = draft(plan_id)
    st.session_state["draft"] = Draft(plan_id, edits=edits, nonce=held.nonce + 1)


def edited_cells(editor_key: str) -> dict[int, dict[str, Any]]:
    """What the browser's grid says was edited: row number -> column -> value."""
    told = st.session_state.get(editor_key) or {}
    return {int(row): dict(cells) for row, cells in told.get("edited_rows", {}).items()}


def put(name: str, value: Any) -> None:
    """Hold a value for this session."""
    st.session_state[f"held_{name}"] = value


def held(name: str, default: Any = None) -> Any:
    """A value held for this session."""
    return st.session_state.get(f"held_{name}", default)


def is_dark() -> bool:
    """Whether the browser shows the dark theme."""
    return bool(getattr(st.context.theme, "type", None) == "dark")
