"""Queues whose best people are the same form an area; helpers and partners do not join areas together."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from scheduling.capacity.areas import areas_of


def centre(rows):
    skills = pd.DataFrame(rows, columns=["group", "pool", "queue", "priority", "proficiency"])
    pools = {name: SimpleNamespace(kind=name) for name in ("internal", "backup", "outsourced")}
    return SimpleNamespace(tables={"skills": skills}, pools=pools, queues=dict.fromkeys(skills["queue"].unique()))


def test_groups_equally_good_at_a_queue_share_an_area_and_slower_help_does_not_join():
    areas = areas_of(
        centre(
            [
                ("sh", "internal", "calls", 1, 1.0),
                ("cd", "internal", "calls", 1, 1.0),
                ("cd", "internal", "chats", 2, 0.8),
                ("chatters", "internal", "chats", 1, 1.0),
                ("seats", "outsourced", "calls", 1, 1.2),
                ("seats", "outsourced", "chats", 1, 1.2),
            ]
        )
    )
    assert [(area.name, area.queues) for area in areas] == [("sh+cd", ("calls",)), ("chatters", ("chats",))]


def test_a_queue_without_own_people_is_an_area_named_by_its_queues():
    (area,) = areas_of(centre([("pa", "outsourced", "night", 1, 0.9), ("pa", "outsourced", "day", 1, 0.9)]))
    assert (area.name, area.groups, area.queues) == ("night+day", (), ("night", "day"))


def test_a_group_that_is_best_at_nothing_is_at_home_where_it_is_least_behind():
    areas = areas_of(
        centre(
            [
                ("a", "internal", "one", 1, 1.0),
                ("b", "internal", "two", 1, 1.0),
                ("c", "internal", "one", 1, 0.7),
                ("c", "internal", "two", 1, 0.9),
            ]
        )
    )
    assert {area.name: area.groups for area in areas} == {"a": ("a",), "b+c": ("b", "c")}
