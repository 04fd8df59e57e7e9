"""The list of plans on the terminal: a header, one plan a line, times of the centre's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workbench.commands.terminal import in_columns
from workbench.i18n import N_, translate

if TYPE_CHECKING:
    from workbench.access import User
    from workbench.desk import Desk

HEADS = (
    N_("Plan"), N_("Centre"), N_("Version"), N_("Window"), N_("Status"), N_("Made at"), N_("By"), N_("What-if"),
)  # fmt: skip


def plan_lines(desk: Desk, user: User, language: str) -> list[str]:
    """A line of heads and one for each plan, the newest first. O(plans)."""
    _ = translate(language)
    rows = [tuple(_(head) for head in HEADS)]
    for stored in desk.plans(user):
        made = stored.plan
        zone = desk.centre(user, stored.plan_id).zone  # the planners' clock, not that of the server
        wishes = (f"{lever} {name} = {value:g}" for lever, own in made.scenario.items() for name, value in own.items())
        cells = (
            stored.plan_id, made.centre, f"v{stored.version}", "..".join(made.window), _(stored.status),
            f"{stored.made_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", stored.author, "; ".join(wishes),
        )  # fmt: skip
        rows.append(cells)
    return in_columns(rows)
