"""What we learned from an event, in one paragraph."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from workbench.i18n import N_

TOTAL = N_("{event} (queues: {queues}, days: {days}): {actual:,.0f} contacts came.")
SAID = N_("The models had said {system:,.0f} ({system_error:+.0%}), the plan {planned:,.0f} ({error:+.0%}).")
MISS = N_("The largest miss: {queue} on {date}, {planned:.2f} times a normal day planned, {actual:.2f} times came.")
BANDS = N_("{inside:.0%} of the intervals lay in their 80 % band; {moved:.0%} of the contacts came in other hours than "
           "planned.")  # fmt: skip
AHT = N_("Handling took {aht:+.1%} against the plan.")
HELPED = N_("The planners' adjustments took {points:.0%} off the models' error.")
HURT = N_("The planners' adjustments added {points:.0%} to the models' error.")
NEXT = N_(
    "Next time {queue} is expected at {after:.2f} times the usual level on the main day; before it was {before:.2f}."
)
FIRST = N_(
    "Next time {queue} is expected at {after:.2f} times the usual level on the main day; nothing was known before."
)
LEAST_TOUCH = 0.005


def lessons_words(rows: pd.DataFrame, _: Callable[[str], str], titles: dict[str, str] | None = None) -> list[str]:
    """Sentences about rows of forecasting.events.after_event.LESSONS (at least one), the whole event first."""
    titles = titles or {}
    actual, system, planned = (float(rows[name].sum()) for name in ("actual", "planned_system", "planned"))
    told = [
        _(TOTAL).format(event=rows["event"].iloc[0], days=rows["date"].nunique(), queues=rows["queue"].nunique(),
                        actual=actual),
        _(SAID).format(system=system, planned=planned, system_error=_share(system - actual, actual),
                       error=_share(planned - actual, actual)),
    ]  # fmt: skip
    worst = rows.iloc[int(rows["error"].abs().to_numpy().argmax())]
    if pd.notna(worst["size_planned"]):
        told.append(_(MISS).format(
            queue=titles.get(worst["queue"], worst["queue"]), date=f"{worst['date']:%Y-%m-%d}",
            planned=worst["size_planned"], actual=worst["size_actual"],
        ))  # fmt: skip
    told.append(_(BANDS).format(inside=_mean(rows, "in_band", "actual"), moved=_mean(rows, "moved", "actual")))
    longer = rows.assign(off=rows["aht_s"] / rows["aht_planned_s"] - 1.0)
    if longer["off"].notna().any():
        told.append(_(AHT).format(aht=_mean(longer, "off", "actual")))
    errors = [float((rows[name] - rows["actual"]).abs().sum()) for name in ("planned_system", "planned")]
    touch = _share(errors[0] - errors[1], actual)
    if abs(touch) >= LEAST_TOUCH:
        told.append(_(HELPED if touch > 0 else HURT).format(points=abs(touch)))
    return told + _next(rows, _, titles)


def _next(rows: pd.DataFrame, _: Callable[[str], str], titles: dict[str, str]) -> list[str]:
    """What is believed of the main day of the queue with the most contacts."""
    main = rows[rows["believed_after"].notna() & (rows["offset_d"].abs() == rows["offset_d"].abs().min())]
    if main.empty:
        return []
    row = main.loc[main["actual"].idxmax()]
    values = {"queue": titles.get(row["queue"], row["queue"]), "after": row["believed_after"]}
    if pd.isna(row["believed_before"]):
        return [_(FIRST).format(**values)]
    return [_(NEXT).format(before=row["believed_before"], **values)]


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _mean(rows: pd.DataFrame, column: str, weight: str) -> float:
    known = rows[rows[column].notna()]
    return _share(float((known[column] * known[weight]).sum()), float(known[weight].sum()))
