from forecasting.events.festivals import around, places

EVE, SPRING = "Spring Festival's Eve", "Spring Festival"


def test_a_festival_counts_from_the_day_after_its_eve_in_every_year():
    with_bridge = [(9, SPRING), (10, EVE), (11, SPRING), (12, SPRING)]
    without_eve_off = [(400, SPRING), (401, SPRING)]
    assert [offset for _, offset in places(with_bridge)] == [-2, -1, 0, 1]
    assert [offset for _, offset in places([*with_bridge, *without_eve_off])][-2:] == [0, 1]


def test_another_holiday_in_the_middle_does_not_start_the_count_anew():
    days = [(1, "National Day"), (2, "National Day"), (3, "Mid-Autumn Festival"), (4, "National Day")]
    assert places(days) == [
        ("National Day", 0),
        ("National Day", 1),
        ("Mid-Autumn Festival", 0),
        ("National Day", 3),
    ]


def test_days_around_spring_festival_are_not_holidays_twice():
    placed = [(100 + n, SPRING, n) for n in range(-1, 8)]
    days = [day for day, _, _ in around(placed)]
    assert not set(days) & {day for day, _, _ in placed}
    assert (min(days), max(days)) == (92, 114)


def test_other_holidays_have_no_days_around():
    assert around([(100, "Labour Day", 0)]) == []
