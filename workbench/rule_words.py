"""Labour rules and limits in words: the name under which a reader meets a rule wherever it speaks."""

from __future__ import annotations

from workbench.i18n import N_

# codes as the stages and the judge use them
RULES = {
    "rule.known_agent": N_("known people only"),
    "rule.skill": N_("skills"),
    "rule.leave": N_("days of leave"),
    "rule.one_shift_a_day": N_("one shift a day"),
    "rule.availability": N_("own availability"),
    "rule.rotation": N_("own rotation"),
    "rule.shift_contract": N_("shifts of other contracts"),
    "rule.own_week": N_("hours and days agreed for a week"),
    "rule.max_day_h": N_("hours a day"),
    "rule.max_week_h": N_("hours a week"),
    "rule.max_month_h": N_("hours a month"),
    "rule.max_quarter_h": N_("hours a quarter"),
    "rule.max_year_h": N_("hours a year"),
    "rule.max_average_week_h": N_("hours a week on average"),
    "rule.max_overtime_day_h": N_("overtime a day"),
    "rule.max_overtime_week_h": N_("overtime a week"),
    "rule.max_overtime_month_h": N_("overtime a month"),
    "rule.max_overtime_quarter_h": N_("overtime a quarter"),
    "rule.max_overtime_year_h": N_("overtime a year"),
    "rule.min_rest": N_("rest between shifts"),
    "rule.min_rest_after_night": N_("rest after nights"),
    "rule.min_weekly_rest": N_("rest in a row each week"),
    "rule.min_days_off_week": N_("days off a week"),
    "rule.max_days_in_row": N_("days in a row"),
    "rule.min_days_in_row": N_("least days worked in a row"),
    "rule.min_days_off_in_row": N_("least days off in a row"),
    "rule.max_weekends": N_("weekends worked"),
    "rule.min_free_weekends": N_("free weekends"),
    "rule.whole_weekends": N_("whole weekends"),
    "rule.max_nights_in_row": N_("nights in a row"),
    "rule.max_night_h": N_("hours of a night shift"),
    "rule.night_ban": N_("no night work"),
    "rule.no_night": N_("protection from night work"),
    "rule.max_start_shift": N_("starts that jump from day to day"),
    "rule.same_start_band": N_("starts of a week close together"),
    "rule.forbidden_succession": N_("shifts that must not follow each other"),
    "rule.break_after": N_("break after hours of work"),
    "rule.meal_after": N_("meal by an hour of the shift"),
    "rule.second_meal_after": N_("second meal by an hour of the shift"),
    "rule.rest_break_every": N_("short breaks"),
    "rule.not_alone": N_("trainees not alone"),
    "rule.mentor_present": N_("mentor on shift"),
    "rule.apart": N_("people who must not meet"),
    "rule.together": N_("people who come and go together"),
    "rule.own_limit": N_("limits of the centre's own"),
}
# limits that say what a word means
MEANINGS = {
    "average_weeks": N_("weeks over which hours are averaged"),
    "overtime_after_day_h": N_("hours of a day beyond which overtime counts"),
    "overtime_after_week_h": N_("hours of a week beyond which overtime counts"),
    "weekend_weeks": N_("weeks over which weekends are counted"),
    "night_start_h": N_("night begins at this hour"),
    "night_end_h": N_("night ends at this hour"),
    "night_least_h": N_("hours at night that make a night shift"),
    "break_least_min": N_("minutes that make a break"),
    "meal_least_min": N_("minutes that make a meal"),
    "rest_break_least_min": N_("minutes that make a short break"),
    "break_premium_h": N_("hours of pay for a day with a missed break"),
    "pay_overtime_factor": N_("pay of overtime"),
    "pay_rest_day_factor": N_("pay on a rest day"),
    "pay_rest_day_from_d": N_("worked day of a week from which rest-day pay holds"),
    "pay_holiday_factor": N_("pay on a statutory holiday"),
    "pay_double_after_day_h": N_("hours of a day beyond which more is paid"),
    "pay_double_factor": N_("pay beyond these hours"),
}
FACTS = {
    "pregnant_7m": N_("pregnant, seventh month or later"),
    "nursing": N_("nursing a child under one year"),
    "minor": N_("minor"),
    "intern": N_("student intern"),
    "trainee": N_("trainee"),
    "mentor": N_("mentor"),
}
ENFORCEMENTS = {
    "off": N_("off"),
    "warn": N_("warns"),
    "soft": N_("priced"),
    "hard": N_("binds"),
}
MEANT = N_("says what is meant")


def code_of(limit: str) -> str:
    """The code of the rule that reads a limit of limits.csv; empty for one that only says what a word means.

    >>> code_of("min_rest_h"), code_of("max_shifts_per_day"), code_of("night_start_h")
    ('rule.min_rest', 'rule.one_shift_a_day', '')
    """
    if limit == "max_shifts_per_day":
        return "rule.one_shift_a_day"
    return next((code for code in (f"rule.{limit}", f"rule.{limit.removesuffix('_h')}") if code in RULES), "")


def limit_words(limit: str) -> str:
    """A limit in English words, to be translated.

    >>> limit_words("max_week_h"), limit_words("night_least_h")
    ('hours a week', 'hours at night that make a night shift')
    """
    return RULES.get(code_of(limit), "") or MEANINGS.get(limit, limit)
