"""Agreements that cannot be kept, alone or beside each other, are refused with every row that is part of it."""

from __future__ import annotations

import pytest

from data.contracts.errors import RefusedInput
from data.intake.centre import read_centre

HEAD = "commitment,pool,start_date,end_date,least_heads,most_heads,least_hours,lock_date,ordered_heads\n"
DAYS = "pa,2026-11-09,2026-11-12"


def refused(folder, *rows):
    (folder / "commitments.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        read_centre(folder)
    return caught.value.faults


def places(folder, *rows):
    return [(fault.code, fault.line, fault.column) for fault in refused(folder, *rows)]


def warned(folder, *rows):
    (folder / "commitments.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return [warning for warning in read_centre(folder).warnings if "promise" in warning]


def test_two_orders_locked_for_the_same_days_are_refused_and_both_are_named(centre_folder):
    (fault,) = refused(centre_folder, f"a,{DAYS},,,,2026-11-01,10", f"b,{DAYS},,,,2026-11-01,15")
    assert (fault.code, fault.line) == ("seats.two_locks", 3)
    assert (fault.values["one"], fault.values["line"], fault.values["other"]) == ("a", 2, "b")


def test_orders_of_days_apart_or_with_one_lock_are_fine(centre_folder):
    assert warned(centre_folder, f"a,{DAYS},,,,2026-11-01,10", "b,pa,2026-11-13,2026-11-14,,,,2026-11-01,15") == []
    assert warned(centre_folder, f"a,{DAYS},,,,2026-11-01,10", f"b,{DAYS},,,,,") == []


def test_more_ordered_than_the_same_row_allows_is_refused(centre_folder):
    assert places(centre_folder, f"a,{DAYS},,5,,2026-11-01,10") == [("seats.least", 2, "ordered_heads")]


def test_what_one_row_promises_or_orders_must_be_allowed_by_the_other(centre_folder):
    for asking in (f"a,{DAYS},10,,,,", f"a,{DAYS},,,,2026-11-01,10"):
        (fault,) = refused(centre_folder, asking, f"b,{DAYS},,5,,,")
        assert fault.code == "seats.contradiction"
        assert [fault.values[name] for name in ("more", "less", "line", "own")] == ["a", "b", 2, 3]
    (fault,) = refused(centre_folder, f"b,{DAYS},,5,,,", f"a,{DAYS},10,,,,")
    assert (fault.values["more"], fault.values["less"], fault.line) == ("a", "b", 3)


def test_heads_promised_twice_beyond_the_seats_are_refused_and_within_them_minded(centre_folder):
    (fault,) = refused(centre_folder, f"a,{DAYS},25,,,,", f"b,{DAYS},30,,,,")
    assert (fault.code, fault.line, fault.values["both"]) == ("seats.promised_twice", 3, "55")
    assert len(warned(centre_folder, f"a,{DAYS},5,,,,", f"b,{DAYS},10,,,,")) == 1
    assert warned(centre_folder, f"a,{DAYS},5,,,,", f"b,{DAYS},,,100,,") == []


@pytest.mark.parametrize(
    ("row", "column"), [("2.5,,,,", "least_heads"), (",5.5,,,", "most_heads"), (",,,2026-11-01,2.5", "ordered_heads")]
)
def test_heads_are_whole(centre_folder, row, column):
    assert places(centre_folder, f"a,{DAYS},{row}") == [("seats.whole", 2, column)]


def test_more_hours_than_all_seats_give_in_the_longest_shift_are_refused(centre_folder):
    (fault,) = refused(centre_folder, f"a,{DAYS},,,1000000,,")
    assert (fault.code, fault.column, fault.values["days"]) == ("seats.too_many_hours", "least_hours", 4)
    most = float(str(fault.values["most"]).replace(",", ""))
    assert refused(centre_folder, f"a,{DAYS},,,{most + 1:.0f},,")
    assert warned(centre_folder, f"a,{DAYS},,,{most:.0f},,") == []
