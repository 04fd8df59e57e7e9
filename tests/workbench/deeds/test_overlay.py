"""Edits are laid over the rows their authors knew, and what no longer fits is told, not lost."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.settings import CENTRE_FILES, QUEUES
from data.contracts.tables import CENTRE_EDITS
from data.intake.row_words import rows_of_words
from data.intake.settings import empty_table
from workbench.deeds.overlay import EDITABLE, key_of, lay_over, row_json, row_of

ZONE = "Asia/Shanghai"
SALE = {"event": "sale", "queue": "voice", "date": "2026-11-11", "kind": "sale", "offset_d": "0", "size": "3"}


def tables(*events, queues=("voice", "chat")):
    made = {name: empty_table(CENTRE_FILES[name][0], ZONE) for name in EDITABLE}
    names = pd.DataFrame({"queue": list(queues)})
    blank = empty_table(QUEUES, ZONE).reindex(range(len(queues))).drop(columns="queue")
    return {**made, "events": rows_of_words("events", events, ZONE)[0].rows, "queues": names.join(blank)}


def edits(*changes, table="events"):
    rows = []
    for number, (before, after) in enumerate(changes):
        key = key_of(table, before or after)
        rows.append([f"e{number}", "shop", table, key, "", row_json(before), row_json(after), "amy", "why", "now"])
    return pd.DataFrame(rows, columns=list(CENTRE_EDITS.columns))


def laid(centre, changes, table="events"):
    made = lay_over(centre, edits(*changes, table=table), ZONE)
    return [row["size"] for row in made.rows["events"]], [edit.edit_id for edit in made.left_out], made


def sized(size):
    return {**SALE, "size": size}


def test_without_edits_nothing_is_changed():
    made = lay_over(tables(SALE), edits(), ZONE)
    assert not made.changed
    assert len(made.rows["events"]) == 1


@pytest.mark.parametrize(
    ("file", "changes", "sizes", "left_out"),
    [
        ("3", [("3", "4")], ["4"], []),
        ("3", [("3", "4"), ("4", "5")], ["5"], []),
        ("3", [("3", None)], [], []),
        (None, [(None, "4")], ["4"], []),
        ("3", [("3", "4"), ("4", "3")], ["3"], []),  # undone
        ("4", [("3", "4")], ["4"], []),  # the file took the edit in
        ("4", [("3", "4"), ("4", "5")], ["5"], []),  # ... and the planner went on
        ("6", [("3", "4"), ("4", "5")], ["6"], ["e1"]),  # the file was changed beside the edits: they do not count
        ("6", [("3", "4"), ("6", "5")], ["5"], []),  # ... until somebody edits what the file says now
        ("6", [("3", "4"), ("4", "3")], ["6"], []),  # undone edits have nothing to say
        (None, [("3", "4")], [], ["e0"]),  # the row is gone from the file
        ("3", [(None, "4"), ("4", None)], ["3"], []),
    ],
)
def test_the_newest_edit_counts_where_the_row_of_the_file_is_known_to_its_authors(file, changes, sizes, left_out):
    rows = [(a and sized(a), b and sized(b)) for a, b in changes]
    found, out, _ = laid(tables(*([sized(file)] if file else [])), rows)
    assert (found, out) == (sizes, left_out)


def test_rows_keep_their_order_and_new_ones_come_last():
    other = {**SALE, "event": "early", "size": "2"}
    new = {**SALE, "event": "a-new-one", "size": "9"}
    found, _, made = laid(tables(SALE, other), [(None, new), (SALE, sized("4"))])
    assert found == ["4", "2", "9"]
    assert made.changed == {"events"}


def test_an_edit_of_a_queue_that_is_gone_is_told_with_its_reason():
    new = {"queue": "chat", "like": "voice", "volume_per_day": "100", "confidence_d": "7"}
    made = lay_over(tables(SALE, queues=("voice",)), edits((None, new), table="new_queues"), ZONE)
    assert made.rows["new_queues"] == []
    (left,) = made.left_out
    assert left.text == (
        "The edit of chat in new_queues by amy no longer fits and is left out (there is no queue chat in queues)."
    )


def test_edits_of_other_rows_stay_when_one_is_at_fault():
    gone = {**SALE, "queue": "fax"}
    found, out, _ = laid(tables(SALE), [(None, gone), (SALE, sized("4"))])
    assert (found, out) == (["4"], ["e0"])


def test_a_shape_that_rows_of_the_file_need_cannot_be_taken_away():
    centre = tables({**SALE, "shape": "late"})
    late = [{"shape": "late", "hour": "20", "share": "1"}]
    centre["event_shapes"] = rows_of_words("event_shapes", late, ZONE)[0].rows
    made = lay_over(centre, edits((late[0], None), table="event_shapes"), ZONE)
    assert made.rows["event_shapes"] == late
    assert [edit.table for edit in made.left_out] == ["event_shapes"]


def test_a_row_is_kept_without_its_blank_cells_and_comes_back_whole():
    assert row_of(row_json(SALE), "events") == {**SALE, "shape": "", "note": ""}
