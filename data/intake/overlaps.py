"""Do two history files tell the same queue and interval? Then one would silently overrule the other."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.contracts.errors import Fault


def overlap_faults(histories: Sequence[tuple[str, pd.DataFrame]]) -> list[Fault]:
    """A fault for each file, earlier file and queue that share intervals, in the order of the files. O(rows).

    >>> one = pd.DataFrame({"queue": ["app"], "ts": pd.to_datetime(["2026-11-02T08:00Z"])})
    >>> [fault.text for fault in overlap_faults([("a.csv", one), ("b.csv", one)])]
    ['b.csv: 1 intervals of queue app stand in a.csv too, the first at 2026-11-02T08:00:00+00:00']
    """
    parts = [rows[["queue", "ts"]].assign(file=number) for number, (_, rows) in enumerate(histories) if len(rows)]
    if len(parts) < 2:
        return []
    rows = pd.concat(parts, ignore_index=True)
    rows["queue"] = rows["queue"].astype("category")
    rows["earlier"] = rows.groupby(["queue", "ts"], observed=True, sort=False)["file"].transform("min")
    twice = rows[rows["earlier"] < rows["file"]]
    remedy = "Keep each queue and interval in one file: correct or remove one of the two."
    template = "{count} intervals of queue {queue} stand in {other} too, the first at {ts}"
    faults = []
    for keys, own in twice.groupby(["file", "earlier", "queue"], observed=True, sort=True):
        file, earlier, queue = (str(key) for key in keys)
        values = {
            "count": len(own),
            "queue": queue,
            "other": histories[int(earlier)][0],
            "ts": own["ts"].min().isoformat(),
        }
        faults.append(Fault("intake.two_files", template, values, remedy, histories[int(file)][0]))
    return faults
