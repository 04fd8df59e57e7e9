"""The process in which pyworkforce rosters cover: a JSON task on stdin, counts of shifts on stdout.

It lives apart because pyworkforce pulls in OR-tools, whose solver cannot share a process with ours.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def answer(task: dict[str, Any]) -> dict[str, Any]:
    """Status and (day, shift, count) rows of one model; shifts are arrays over the periods of a day."""
    from pyworkforce.scheduling import MinAbsDifference, MinRequiredResources

    most = 2 * max(max(day) for day in task["required"]) + 10
    asked = {
        "num_days": len(task["required"]), "periods": len(task["required"][0]), "shifts_coverage": task["shifts"],
        "required_resources": task["required"], "max_period_concurrency": most, "max_shift_concurrency": most,
        "max_search_time": task["seconds"], "num_search_workers": 2,
    }  # fmt: skip
    if task["model"] == "min":
        found = MinRequiredResources(**asked, cost_dict=task["prices"]).solve()
    else:
        found = MinAbsDifference(**asked).solve()
    rows = [[row["day"], row["shift"], row["resources"]] for row in found["resources_shifts"] if row["resources"] > 0]
    return {"status": found["status"], "rows": rows}


def main() -> None:
    """Answer the task."""
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
