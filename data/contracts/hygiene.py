"""Why a day or a stretch of history is marked: the reason codes of the table `hygiene_marks` in words."""

from __future__ import annotations

ACCEPT, REFUSE = "accept", "refuse"

# Reason code -> what it means, a message of the catalogue.
meanings: dict[str, str] = {
    "recorded_outage": "recorded outage",
    "outage": "no contacts, or next to none, where many were due",
    "missing": "missing intervals",
    "outlier_high": "far more than the days around it",
    "outlier_low": "far less than the days around it",
    "counted_twice": "counted twice (twice the usual, every count even)",
    "freak_interval": "one interval far above the rest of its day",
    "stuck": "the same count over and over",
    "level_shift": "a new level begins",
    "closed_artefact": "contacts outside opening hours",
    "duplicate_stamp": "two records for one interval",
    "clock_change": "the clock changes",
    "planner": "set aside by the planner",
}
