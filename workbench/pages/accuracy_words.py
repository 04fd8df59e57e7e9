"""Words of accuracy reports: values of the cuts in their order, and what to mind of the figures."""

from __future__ import annotations

from workbench.desk import Accuracy
from workbench.display import WEEKDAYS, Display


def cut_words(cut: str, display: Display) -> dict[object, str]:
    """The words of each value of a cut, in the order in which they are shown."""
    _ = display.words
    if cut == "lead":
        return {
            "day_ahead": _("1 day ahead"),
            "week_ahead": _("2 to 7 days ahead"),
            "two_weeks_ahead": _("8 to 14 days ahead"),
            "month_ahead": _("15 to 28 days ahead"),
            "longer": _("longer ahead"),
        }
    if cut == "day_type":
        return {
            "weekday": _("working days"),
            "weekend": _("weekends"),
            "holiday": _("holidays"),
            "makeup_workday": _("make-up workdays"),
            "event": _("event days"),
        }
    names = WEEKDAYS["zh" if display.language == "zh" else "en"]
    return {day: f"周{name}" if display.language == "zh" else name for day, name in enumerate(names)}


def warnings_told(told: Accuracy, display: Display) -> list[str]:
    """Which plans speak, and what a reader of the figures should mind."""
    _ = display.words
    spoke = told.spoke
    days = int(spoke["days"].sum())
    first, last = (display.day(day) for day in (spoke["first"].min(), spoke["last"].max()))
    text = _(
        "{days} days, {first} to {last}. Plans that speak for them: {plans}; the newest knew the days before {as_of}."
    )
    lines = [text.format(days=days, first=first, last=last, plans=len(spoke), as_of=spoke["as_of"].max())]
    if told.unknown:
        lines.append(_("{count} open intervals have no history yet and are not judged.").format(count=told.unknown))
    if told.outages:
        lines.append(_("{count} intervals of recorded outages are not judged.").format(count=told.outages))
    for row in spoke[spoke["hindsight"] > 0].to_dict("records"):
        text = _("Version {version} was made when {days} of these days had begun: its adjustments may know what came.")
        lines.append(text.format(version=row["version"], days=row["hindsight"]))
    return lines
