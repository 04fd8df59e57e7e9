"""Each role may do what its row says and nothing else."""

from __future__ import annotations

import pytest

from data.contracts.errors import NotAllowed
from workbench.access import RIGHTS, ROLES, Right, User, may, require


def test_every_role_has_a_row_and_an_unknown_role_may_do_nothing() -> None:
    assert set(RIGHTS) == set(ROLES)
    assert not any(may(User("x", "stranger"), right) for right in Right)


@pytest.mark.parametrize(
    ("role", "right", "allowed"),
    [
        ("planner", Right.EDIT_ROSTER, True),
        ("planner", Right.OVERRULE, False),
        ("planner", Right.MANAGE_USERS, False),
        ("manager", Right.EDIT_ROSTER, False),
        ("manager", Right.PUBLISH, True),
        ("agent", Right.SEE_PLAN, False),
        ("agent", Right.SEE_OWN, True),
        ("partner", Right.EXPORT, False),
        ("administrator", Right.MANAGE_USERS, True),
    ],
)
def test_rights_of_roles(role: str, right: Right, allowed: bool) -> None:
    assert may(User("amy", role), right) is allowed


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowed, match=r"amy \(agent\) may not publish plans. Ask one of: planner, manager"):
        require(User("amy", "agent", "A1"), Right.PUBLISH)
