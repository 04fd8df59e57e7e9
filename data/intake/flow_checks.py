"""Do transfers make sense: to another queue, whole attempts, by a pool that serves the queue they come from?"""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Fault
from data.intake.placed import Placed


def transfer_faults(transfers: Placed, skills: pd.DataFrame | None) -> list[Fault]:
    """Every fault of the rows; `skills` None: could not be read. O(rows)."""
    faults = []
    serves = None if skills is None else set(zip(skills["pool"], skills["queue"], strict=True))
    for row, given in enumerate(transfers.rows.to_dict("records")):
        about = {"queue": given["from_queue"], "pool": given["pool"]}
        if given["to_queue"] == given["from_queue"]:
            template, remedy = "{queue} hands its contacts on to itself", "Name another queue."
            faults.append(transfers.fault(row, "to_queue", "transfer.itself", template, remedy, **about))
        if pd.notna(given["attempts"]) and given["attempts"] != round(given["attempts"]):
            template, remedy = "{value} contacts", "Give a whole number."
            value = f"{given['attempts']:g}"
            faults.append(transfers.fault(row, "attempts", "transfer.attempts", template, remedy, value=value))
        if serves is not None and _nobody_serves(serves, given["pool"], given["from_queue"]):
            template, remedy = "nobody of pool {pool} serves {queue}", "Name a pool that serves it, or *."
            faults.append(transfers.fault(row, "pool", "transfer.pool", template, remedy, **about))
    return faults


def _nobody_serves(serves: set[tuple[str, str]], pool: str, queue: str) -> bool:
    """Both are known, but not together (an unknown name is told elsewhere)."""
    known = pool in {name for name, _ in serves} and queue in {name for _, name in serves}
    return known and (pool, queue) not in serves
