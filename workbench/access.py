"""Who may do what: roles, rights, and the question asked where a deed is done."""

from __future__ import annotations

from enum import StrEnum

from data.contracts.errors import NotAllowed
from data.store.users import ROLES, User

__all__ = ["RIGHTS", "ROLES", "Right", "User", "may", "require"]


class Right(StrEnum):
    """One kind of deed."""

    SEE_PLAN = "see plans"
    SEE_OWN = "see own shifts"
    MAKE_PLAN = "make plans"
    EDIT_ROSTER = "edit rosters"
    EDIT_CENTRE = "edit events and adjustments"
    OVERRULE = "overrule labour rules"
    IMPORT = "import history"
    EXPORT = "export plans"
    PUBLISH = "publish plans"
    MANAGE_USERS = "manage users"


_PLANNER = frozenset(Right) - {Right.MANAGE_USERS, Right.OVERRULE}

RIGHTS: dict[str, frozenset[Right]] = {
    "planner": _PLANNER,
    "manager": frozenset({Right.SEE_PLAN, Right.MAKE_PLAN, Right.EXPORT, Right.PUBLISH, Right.OVERRULE}),
    "agent": frozenset({Right.SEE_OWN}),
    "partner": frozenset({Right.SEE_OWN}),
    "administrator": frozenset(Right),
}


def may(user: User, right: Right) -> bool:
    """Has the user's role this right? An unknown role has none.

    >>> may(User("amy", "planner"), Right.EDIT_ROSTER), may(User("A17", "agent", "A17"), Right.EDIT_ROSTER)
    (True, False)
    """
    return right in RIGHTS.get(user.role, frozenset())


def require(user: User, right: Right) -> None:
    """Raise `NotAllowed` unless the user has the right."""
    if not may(user, right):
        holders = ", ".join(role for role in ROLES if right in RIGHTS[role])
        raise NotAllowed(
            "{user} ({role}) may not {right}.",
            "Ask one of: {holders}.",
            user=user.name,
            role=user.role,
            right=right.value,
            holders=holders,
        )
