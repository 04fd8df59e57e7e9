"""A queue that gets nobody all day is named, with whether more people would be worth it."""

from __future__ import annotations

import pandas as pd

from scheduling.mix.reasons import TOO_LITTLE, unanswered
from tests.scheduling.mix.kit import ZONE

DAY, NEXT = "2026-11-02", "2026-11-03"


def at(day: str, hour: int) -> pd.Timestamp:
    return pd.Timestamp(f"{day} {hour:02d}:00", tz=ZONE)


def shortage(*rows: tuple[str, pd.Timestamp, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(queue, ts, 0.33, why) for queue, ts, why in rows], columns=["queue", "ts", "positions", "reason"]
    )


def flow(*rows: tuple[str, pd.Timestamp]) -> pd.DataFrame:
    made = pd.DataFrame([("g", queue, ts, 1.0) for queue, ts in rows], columns=["group", "queue", "ts", "positions"])
    return made.astype({"ts": pd.DatetimeTZDtype(tz=ZONE)})


def test_a_queue_without_anybody_all_day_is_named_with_its_first_day() -> None:
    short = shortage(("b", at(NEXT, 9), TOO_LITTLE), ("b", at(DAY, 9), TOO_LITTLE), ("b", at(DAY, 10), TOO_LITTLE))
    (told,) = unanswered(short, flow(("a", at(DAY, 9))))
    assert told == (
        "Queue b: nobody answers it on 2 days, the first is 2026-11-02; at most 0.33 positions are asked for, a "
        "further shift would cost more than the empty positions are priced at."
    )


def test_a_limit_that_binds_is_not_called_a_matter_of_price() -> None:
    (told,) = unanswered(shortage(("b", at(DAY, 9), "all seats of pa are called")), flow())
    assert told.endswith("see the shortage table for the limits.")


def test_a_queue_that_is_answered_for_a_part_of_the_day_is_not_named() -> None:
    assert unanswered(shortage(("b", at(DAY, 9), TOO_LITTLE)), flow(("b", at(DAY, 17)))) == []
