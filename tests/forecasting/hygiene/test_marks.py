import numpy as np
import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.hygiene import meanings
from data.contracts.tables import HYGIENE_MARKS
from forecasting.arrays import day_number
from forecasting.daily import split_queues
from forecasting.hygiene.cells import CELL_REASONS
from forecasting.hygiene.clean import clean_days
from forecasting.hygiene.marks import decisions_of, marks_of, marks_table, outside_warning
from tests.forecasting.made_up import made_up_centre, made_up_history, weekly

DAY = pd.Timestamp("2026-09-16")


def _marks(history, centre, bad=()):
    """The table of marks of all queues of a small centre."""
    found = []
    for part in split_queues(history, centre):
        said = decisions_of(centre)[part.queue]
        none = np.zeros(len(part.days), dtype=bool)
        clean = clean_days(part, none, np.isin(part.days, [day_number(day) for day in bad]), said)
        found.append((part.queue, marks_of(part, clean, said)))
    return checked(HYGIENE_MARKS, marks_table(found, centre))


def _faulty(centre, hours, change, queue="a"):
    """A noisy history of which the hours of `DAY` are changed."""
    history = made_up_history(centre, weekly(2000), days=120, noise_seed=5)
    wall = history["ts"].dt.tz_localize(None)
    hit = (wall.dt.normalize() == DAY) & wall.dt.hour.isin(hours) & (history["queue"] == queue)
    return history.assign(offered=history["offered"].mask(hit, change(history["offered"])))


def _decided(*rows):
    table = pd.DataFrame(rows, columns=["queue", "date", "decision"])
    return table.assign(date=pd.to_datetime(table["date"]).astype("datetime64[us]"), reason="", author="")


def test_a_sound_history_has_no_marks():
    centre = made_up_centre(["a"])
    assert _marks(made_up_history(centre, weekly(2000), days=120, noise_seed=5), centre).empty


def test_an_outage_is_told_from_its_first_to_its_last_interval():
    centre = made_up_centre(["a"])
    (mark,) = _marks(_faulty(centre, [9, 10], lambda x: 0.0 * x), centre).to_dict("records")
    assert (mark["queue"], mark["date"], mark["reason"]) == ("a", DAY, "outage")
    assert str(mark["start_ts"]) == "2026-09-16 09:00:00+08:00"
    assert str(mark["end_ts"]) == "2026-09-16 11:00:00+08:00"
    assert mark["seen"] == 0.0
    assert mark["expected"] == pytest.approx(2000 * 28 / 231, rel=0.15)
    assert (mark["used"], mark["decision"], mark["note"]) == (False, "", "filled by the usual shape of its day")


def test_a_typo_is_marked_and_used_once_the_planner_calls_it_real():
    rows = {}
    for decision in ("", "accept", "refuse"):
        said = _decided(("*", DAY, decision)) if decision else _decided()
        centre = made_up_centre(["a"], hygiene_decisions=said)
        (rows[decision],) = _marks(_faulty(centre, [10], lambda x: 20 * x), centre).to_dict("records")
    assert {row["reason"] for row in rows.values()} == {"freak_interval"}
    assert [row["used"] for row in rows.values()] == [False, False, True]
    assert [row["decision"] for row in rows.values()] == ["", "accept", "refuse"]


def test_a_queues_own_decision_goes_before_the_one_for_all():
    centre = made_up_centre(["a", "b"], hygiene_decisions=_decided(("a", DAY, "refuse"), ("*", DAY, "accept")))
    number = day_number(DAY)
    assert decisions_of(centre) == {"a": {number: "refuse"}, "b": {number: "accept"}}


def test_decisions_on_queues_that_are_gone_are_passed_over():
    centre = made_up_centre(["a"], hygiene_decisions=_decided(("old", DAY, "refuse")))
    assert decisions_of(centre) == {"a": {}}


def test_a_day_set_aside_by_the_planner_alone_is_told_so():
    centre = made_up_centre(["a"], hygiene_decisions=_decided(("a", DAY, "accept")))
    (mark,) = _marks(made_up_history(centre, weekly(2000), days=120, noise_seed=5), centre).to_dict("records")
    assert (mark["reason"], mark["used"], mark["note"]) == ("planner", False, "the day is set aside")


def test_a_missing_day_has_an_expected_volume_and_none_seen():
    centre = made_up_centre(["a"])
    history = made_up_history(centre, weekly(2000), days=120, noise_seed=5)
    gone = history[history["ts"].dt.tz_localize(None).dt.normalize() != DAY]
    (mark,) = _marks(gone, centre).to_dict("records")
    assert (mark["reason"], mark["note"]) == ("missing", "the day is set aside")
    assert np.isnan(mark["seen"])
    assert mark["expected"] == pytest.approx(2000, rel=0.1)


def test_a_recorded_outage_is_one_mark_of_the_whole_day():
    centre = made_up_centre(["a"])
    (mark,) = _marks(_faulty(centre, range(24), lambda x: 0.0 * x), centre, bad=[DAY]).to_dict("records")
    assert (mark["reason"], mark["used"]) == ("recorded_outage", False)
    assert mark["end_ts"] - mark["start_ts"] == pd.Timedelta(days=1)


def _with_hours(**more):
    hours = pd.DataFrame({"queue": "a", "weekday": range(5), "open": "08:00", "close": "18:00"})
    return made_up_centre(["a"], open_hours=hours, **more)


def _inside(history, odd_day):
    wall = history["ts"].dt.tz_localize(None)
    is_open = wall.dt.hour.between(8, 17) & (wall.dt.day_of_week < 5)
    return history[is_open | (wall.dt.normalize() == pd.Timestamp(odd_day))]


def test_contacts_on_a_closed_day_are_an_artefact():
    centre = _with_hours()
    history = _inside(made_up_history(centre, weekly(2000), days=120, noise_seed=5), "2026-09-19")
    (mark,) = _marks(history, centre).to_dict("records")
    assert (mark["date"], mark["reason"], mark["used"]) == (pd.Timestamp("2026-09-19"), "closed_artefact", False)
    assert mark["seen"] > 1500


def test_contacts_outside_hours_on_most_days_mean_that_the_hours_are_wrong():
    centre = _with_hours()
    history = made_up_history(centre, weekly(2000), days=120, noise_seed=5)
    assert _marks(history, centre).empty
    (part,) = split_queues(history, centre)
    assert outside_warning(part) == ["a: contacts outside opening hours on 120 days are left out; check open_hours.csv"]


@pytest.mark.parametrize(("as_of", "day"), [("2026-04-20", "2026-03-29"), ("2026-11-20", "2026-10-25")])
def test_hours_that_the_clock_skips_or_doubles_are_told_as_that(as_of, day):
    centre = made_up_centre(["a"], zone="Europe/London", as_of=pd.Timestamp(as_of))
    (mark,) = _marks(made_up_history(centre, weekly(2000), days=120, noise_seed=5), centre).to_dict("records")
    assert (mark["date"], mark["reason"]) == (pd.Timestamp(day), "clock_change")


def test_a_new_level_is_for_information():
    centre = made_up_centre(["a"])
    step = day_number(DAY)
    history = made_up_history(centre, lambda q, d: weekly(2000)(q, d) * np.where(d >= step, 1.6, 1.0), days=200,
                              noise_seed=5)  # fmt: skip
    (mark,) = _marks(history, centre).to_dict("records")
    assert (mark["reason"], mark["used"]) == ("level_shift", True)
    assert abs((mark["date"] - DAY).days) <= 2


def test_every_reason_of_an_interval_has_words():
    assert set(CELL_REASONS.values()) <= set(meanings)
