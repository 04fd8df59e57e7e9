"""Labour rules, one a file: each shapes the roster and judges edits under one name."""

from __future__ import annotations

from scheduling.roster.rules.agent_pairs import Apart, Together
from scheduling.roster.rules.availability import Availability
from scheduling.roster.rules.average_week import AverageWeek
from scheduling.roster.rules.breaks_due import BreakAfter, MealAfter, RestBreaks, SecondMeal
from scheduling.roster.rules.company import MentorPresent, NotAlone
from scheduling.roster.rules.day_hours import DayHours
from scheduling.roster.rules.days_in_row import DaysInRow
from scheduling.roster.rules.days_off_week import DaysOffWeek
from scheduling.roster.rules.known_agent import KnownAgent
from scheduling.roster.rules.least_runs import LeastDaysOff, LeastDaysWorked, WholeWeekends
from scheduling.roster.rules.leave import Leave
from scheduling.roster.rules.min_rest import MinRest
from scheduling.roster.rules.night_ban import NightBan
from scheduling.roster.rules.night_hours import NightHours
from scheduling.roster.rules.nights_in_row import NightsInRow
from scheduling.roster.rules.no_night import NoNight
from scheduling.roster.rules.one_shift import OneShiftADay
from scheduling.roster.rules.overtime import DayOvertime, WeekOvertime
from scheduling.roster.rules.own_limit import OwnLimits
from scheduling.roster.rules.own_week import OwnWeek
from scheduling.roster.rules.period_hours import MonthHours, QuarterHours, YearHours
from scheduling.roster.rules.period_overtime import MonthOvertime, QuarterOvertime, YearOvertime
from scheduling.roster.rules.rest_after_night import RestAfterNight
from scheduling.roster.rules.rotation import Rotation
from scheduling.roster.rules.shape import Rule
from scheduling.roster.rules.shift_contract import ShiftContract
from scheduling.roster.rules.skill import Skill
from scheduling.roster.rules.starts import StartBand, StartShift
from scheduling.roster.rules.succession import ForbiddenSuccession
from scheduling.roster.rules.week_hours import WeekHours
from scheduling.roster.rules.weekends import FreeWeekends, Weekends
from scheduling.roster.rules.weekly_rest import WeeklyRest

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
        DayHours(),
        MonthHours(),
        QuarterHours(),
        YearHours(),
        AverageWeek(),
        DayOvertime(),
        WeekOvertime(),
        MonthOvertime(),
        QuarterOvertime(),
        YearOvertime(),
        RestAfterNight(),
        WeeklyRest(),
        DaysOffWeek(),
        LeastDaysWorked(),
        LeastDaysOff(),
        Weekends(),
        FreeWeekends(),
        WholeWeekends(),
        NightHours(),
        NoNight(),
        StartShift(),
        StartBand(),
        ForbiddenSuccession(),
        BreakAfter(),
        MealAfter(),
        SecondMeal(),
        RestBreaks(),
        NotAlone(),
        MentorPresent(),
        Apart(),
        Together(),
        OwnLimits(),
    )
}
