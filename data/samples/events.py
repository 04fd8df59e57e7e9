"""Rows of events.csv and event_shapes.csv: what a planner of the sample shop knows of its past and coming sales."""

from __future__ import annotations

from datetime import timedelta

from data.samples.happenings import (
    LIVESTREAM,
    NEW_YEARS,
    OCCURRENCES,
    OUTAGE_DAY,
    SALES,
    SPRING,
    Sale,
)
from data.samples.queues import Template
from data.samples.seats import Rows
from data.samples.shapes import EVENT_HOURS


def event_rows(template: Template) -> Rows:
    """Rows of events.csv: a blank size is learned from the past."""
    rows: Rows = []
    for sale in OCCURRENCES:
        rows += _sale_rows(sale, template)
    for new_year in NEW_YEARS:
        for offset_d in SPRING:
            day = new_year + timedelta(days=offset_d)
            rows.append(
                (f"spring_festival-{new_year.year}", "*", day.isoformat(), "spring_festival", offset_d, "", "", "")
            )
    event, queue, live_day, size, _ = LIVESTREAM
    note = "First live stream of this brand, 19:00: size estimated by marketing"
    rows.append((event, queue, live_day.isoformat(), "livestream", 0, size, "livestream", note))
    note = "Phone platform down 10:30-13:00: no rows recorded. Callers came back until 15:00"
    for row in template.queues:
        if row.channel == "voice":
            rows.append((f"outage-{OUTAGE_DAY}", row.queue, OUTAGE_DAY.isoformat(), "outage", 0, "", "", note))
    return rows


def _sale_rows(sale: Sale, template: Template) -> Rows:
    """One row a day for all queues; on days of an opening one row a queue, as only the rush takes its shape."""
    kind = SALES[sale.kind]
    shapes = {offset_d: shape for offset_d, _, shape in kind.openings}
    rows: Rows = []
    for offset_d in range(kind.first_d, kind.last_d + 1):
        day = (sale.anchor + timedelta(days=offset_d)).isoformat()
        if offset_d not in shapes:
            rows.append((sale.event, "*", day, sale.kind, offset_d, "", "", ""))
            continue
        for row in template.queues:
            shape = shapes[offset_d] if row.wave == "rush" else ""
            rows.append((sale.event, row.queue, day, sale.kind, offset_d, "", shape, "opening" if shape else ""))
    return rows


def shape_rows() -> Rows:
    """Rows of event_shapes.csv: shape, hour, share."""
    return [(name, hour, f"{share:.6f}") for name, hours in EVENT_HOURS.items() for hour, share in enumerate(hours)]
