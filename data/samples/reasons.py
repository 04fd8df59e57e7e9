"""Why people contact each queue of the sample: shares, handling times and what self-service could finish."""

from __future__ import annotations

from math import fsum

from data.samples.queues import QueueTruth, Template
from data.samples.seats import Rows

# wave of the queue: reason, share, handling time relative to the others, share finished by self-service
_REASONS: dict[str, tuple[tuple[str, float, float, float], ...]] = {
    "rush": (
        ("product_advice", 0.38, 1.2, 0.15),
        ("coupon_rules", 0.30, 0.9, 0.40),
        ("stock_delivery_date", 0.20, 0.8, 0.35),
        ("payment", 0.12, 1.0, 0.20),
    ),
    "order": (
        ("where_is_my_parcel", 0.52, 0.8, 0.50),
        ("change_address", 0.18, 1.0, 0.30),
        ("late_or_lost", 0.20, 1.5, 0.05),
        ("invoice", 0.10, 1.0, 0.45),
    ),
    "after": (
        ("return_refund", 0.46, 1.0, 0.20),
        ("exchange", 0.18, 1.0, 0.10),
        ("damaged_wrong", 0.20, 1.2, 0.05),
        ("price_protection", 0.16, 0.7, 0.45),
    ),
    "written": (
        ("where_is_my_parcel", 0.35, 0.8, 0.45),
        ("return_refund", 0.35, 1.2, 0.20),
        ("invoice", 0.15, 0.8, 0.50),
        ("other", 0.15, 1.2, 0.05),
    ),
    "care": (
        ("help_to_order", 0.45, 1.2, 0.0),
        ("where_is_my_parcel", 0.35, 0.8, 0.10),
        ("return_refund", 0.20, 1.0, 0.0),
    ),
}


def reason_rows(template: Template) -> Rows:
    """Rows of contact_reasons.csv; the mean handling time over the reasons is the queue's."""
    return [row for queue in template.queues for row in _of(queue)]


def _of(queue: QueueTruth) -> Rows:
    reasons = _REASONS[queue.wave]
    mean = fsum(share * longer for _, share, longer, _ in reasons)
    rows: Rows = []
    for reason, share, longer, containment in reasons:
        rows.append((queue.queue, reason, share, f"{queue.aht_s * longer / mean:.1f}", containment))
    return rows
