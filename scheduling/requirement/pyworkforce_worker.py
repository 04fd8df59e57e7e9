"""The process in which pyworkforce runs: JSON rows in on stdin, JSON answers out on stdout.

It lives apart because pyworkforce pulls in OR-tools, whose solver cannot share a process with ours. Run by
`scheduling.requirement.pyworkforce_sizer` as `python -m scheduling.requirement.pyworkforce_worker`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

_NO_WAIT_MIN = 1e-9  # it refuses a target of 0


def answer(row: list[float]) -> dict[str, Any]:
    """Positions of one row [contacts per hour, AHT, target (both minutes), service level, max occupancy], or a reason.

    [200.0, 3.0, 1 / 3, 0.8, 1.0] gives 14 positions.
    """
    from pyworkforce.queuing import ErlangC  # here, so that merely importing this file never loads OR-tools

    per_hour, aht_min, target_min, service_level, max_occupancy = row
    if per_hour * aht_min == 0:
        return {"positions": 0, "reason": ""}
    try:
        queue = ErlangC(transactions=per_hour, aht=aht_min, asa=max(target_min, _NO_WAIT_MIN), interval=60)
        found = queue.required_positions(service_level=service_level, max_occupancy=max_occupancy)
    except (ArithmeticError, ValueError) as error:
        return {"positions": None, "reason": f"pyworkforce: {error}"}
    return {"positions": int(found["raw_positions"]), "reason": ""}


def main() -> None:
    """Answer all rows."""
    json.dump([answer(row) for row in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
