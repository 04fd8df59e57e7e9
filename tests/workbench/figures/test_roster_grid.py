"""The grid of codes: who stands in it, what a cell says, and what an edited cell asks for."""

from __future__ import annotations

import json

import pandas as pd

from data.contracts.centre import Centre
from workbench.figures import roster_grid
from workbench.figures.roster_grid import LEAVE


def test_named_people_come_before_seats_and_nobody_is_left_out(centre: Centre, roster: pd.DataFrame):
    who = roster_grid.people(roster, centre)
    assert list(who["agent"]) == ["A1", "A2", "pa-1"]
    assert list(roster_grid.people(roster.iloc[:0], centre)["agent"]) == ["A1", "A2"]


def test_cells_hold_codes_leave_or_nothing(centre: Centre, roster: pd.DataFrame):
    codes = roster_grid.codes(roster, centre, roster_grid.people(roster, centre))
    assert codes.loc["A1"].tolist() == ["E", "N"]
    assert codes.loc["A2"].tolist() == ["E", LEAVE]
    assert codes.loc["pa-1"].tolist() == ["", "E"]


def test_two_pieces_on_a_day_are_both_told(centre: Centre, roster: pd.DataFrame):
    split = roster.assign(date=roster["date"].iloc[0])
    codes = roster_grid.codes(split, centre, roster_grid.people(split, centre))
    assert codes.loc["A1"].tolist() == ["E+N", ""]


def test_every_word_of_a_search_must_fit(centre: Centre, roster: pd.DataFrame):
    who = roster_grid.people(roster, centre)
    assert list(roster_grid.filtered(who, search="li na")["agent"]) == ["A2"]
    assert list(roster_grid.filtered(who, search="王")["agent"]) == ["A1"]
    assert roster_grid.filtered(who, search="li 王").empty
    assert list(roster_grid.filtered(who, pools=["pa"])["agent"]) == ["pa-1"]


def test_a_cell_cleared_or_set_to_leave_asks_for_no_shift():
    assert json.loads(roster_grid.wish("")) == {"shift": ""}
    assert json.loads(roster_grid.wish(LEAVE)) == {"shift": ""}
    assert json.loads(roster_grid.wish("E")) == {"shift": "E"}


def test_hours_of_a_night_end_on_the_next_day(centre: Centre):
    assert roster_grid.pattern_hours(centre, "N") == "22:00–07:00"
    assert roster_grid.pattern_hours(centre, "unknown") == ""
