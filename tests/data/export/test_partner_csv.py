"""A partner gets its hours per interval, in its own zone, whatever the clock does that day."""

from __future__ import annotations

import pandas as pd

from data.export.partner_csv import partner_hours


def _moved(table: pd.DataFrame, zone: str, days: pd.Timedelta) -> pd.DataFrame:
    stamps = {name: table[name].dt.tz_convert(zone) + days for name in ("start_ts", "end_ts")}
    return table.assign(**stamps)


def test_hours_add_up_to_the_shifts_and_leave_the_break_out(tables, centre):
    hours = partner_hours(*tables, centre)
    assert hours["hours_present"].sum() == 8
    assert hours["hours_on_queue"].sum() == 7.5
    assert (hours["interval_end"] - hours["interval_start"]).unique() == pd.Timedelta(minutes=15)


def test_a_day_without_midnight_is_a_day_like_any_other(tables, centre):
    zone = "America/Havana"  # on 2026-03-08 the clock jumps from 0:00 to 1:00
    sites = centre.tables["sites"].assign(zone=zone)
    there = type(centre)(**{**centre.__dict__, "zone": zone, "tables": {**centre.tables, "sites": sites}})
    to_march = pd.Timestamp("2026-03-08 05:00", tz="UTC") - pd.Timestamp("2026-11-02 22:00", tz="Asia/Shanghai")
    roster, segments = (_moved(table, zone, to_march) for table in tables)
    hours = partner_hours(roster, segments, there)
    assert hours["interval_start"].iloc[0].isoformat() == "2026-03-08T01:00:00-04:00"
    assert hours["hours_present"].sum() == 8
