"""Proposed events: every day has its phase, every year its festivals, and nothing is invented about sizes."""

from __future__ import annotations

from datetime import date

import pytest

from data.contracts.errors import RefusedInput
from data.intake.event_templates import event_shapes, event_templates, proposed_events


def test_a_chinese_year_has_its_four_events_and_no_sizes():
    rows = proposed_events([2027], "CN")
    main = rows[rows["offset_d"] == 0].set_index("event")["date"].dt.date.to_dict()
    assert main == {
        "spring_festival-2027": date(2027, 2, 6),
        "618-2027": date(2027, 6, 18),
        "double11-2027": date(2027, 11, 11),
        "double12-2027": date(2027, 12, 12),
    }
    assert rows["size"].isna().all()


def test_spring_festival_moves_with_the_moon_and_keeps_its_offsets():
    rows = proposed_events([2026, 2027], "CN", only=["spring_festival"])
    by_year = rows.groupby("event")["offset_d"].apply(list)
    assert by_year.iloc[0] == by_year.iloc[1] == list(range(-8, 15))


def test_windows_have_no_gaps_and_no_day_twice():
    for template in event_templates().values():
        days = [d for phase in template.phases for d in range(phase.first_d, phase.last_d + 1)]
        assert days == list(range(days[0], days[-1] + 1)), template.kind
        assert 0 in days


def test_a_campaign_stands_where_the_planner_says():
    rows = proposed_events([2027], "CN", dates={"campaign": [date(2027, 3, 8)]}, only=["campaign"])
    assert set(rows["event"]) == {"campaign-2027-03-08"}
    assert rows.loc[rows["offset_d"] == 0, "date"].dt.date.tolist() == [date(2027, 3, 8)]


def test_bills_go_out_every_month_on_the_last_day_where_the_month_is_short():
    rows = proposed_events([2027], "CN", only=["bill_day"], bill_day=31)
    days = rows.loc[rows["offset_d"] == 0, "date"].dt.date.tolist()
    assert (len(days), days[1]) == (12, date(2027, 2, 28))


def test_black_friday_is_the_day_after_the_fourth_thursday():
    rows = proposed_events([2026], "US", only=["black_friday"])
    assert rows.loc[rows["offset_d"] == 0, "date"].dt.date.tolist() == [date(2026, 11, 27)]


def test_a_shape_the_centre_does_not_have_is_left_blank():
    rows = proposed_events([2027], "CN", only=["double11"], shapes={"midnight_open"})
    assert set(rows["shape"]) == {"", "midnight_open"}


def test_shapes_of_the_templates_are_shares_of_a_day():
    shapes = event_shapes().groupby("shape")["share"]
    assert shapes.size().tolist() == [24, 24]
    assert shapes.sum().tolist() == pytest.approx([1.0, 1.0])
    named = {phase.shape for template in event_templates().values() for phase in template.phases} - {""}
    assert named == set(shapes.groups)


@pytest.mark.parametrize(
    ("years", "country", "only"), [([2027], "XX", []), ([2027], "CN", ["sale"]), ([2300], "CN", [])]
)
def test_what_is_not_known_is_refused(years, country, only):
    with pytest.raises(RefusedInput):
        proposed_events(years, country, only=only)
