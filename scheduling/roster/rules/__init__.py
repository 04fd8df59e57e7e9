"""Labour rules, one a file: each shapes the roster and judges edits under one name."""

from __future__ import annotations

from scheduling.roster.rules.availability import Availability
from scheduling.roster.rules.days_in_row import DaysInRow
from scheduling.roster.rules.known_agent import KnownAgent
from scheduling.roster.rules.leave import Leave
from scheduling.roster.rules.min_rest import MinRest
from scheduling.roster.rules.night_ban import NightBan
from scheduling.roster.rules.nights_in_row import NightsInRow
from scheduling.roster.rules.one_shift import OneShiftADay
from scheduling.roster.rules.own_week import OwnWeek
from scheduling.roster.rules.rotation import Rotation
from scheduling.roster.rules.shape import Rule
from scheduling.roster.rules.shift_contract import ShiftContract
from scheduling.roster.rules.skill import Skill
from scheduling.roster.rules.week_hours import WeekHours

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        KnownAgent(),
        Skill(),
        Leave(),
        OneShiftADay(),
        MinRest(),
        DaysInRow(),
        WeekHours(),
        NightBan(),
        NightsInRow(),
        Availability(),
        Rotation(),
        ShiftContract(),
        OwnWeek(),
    )
}
