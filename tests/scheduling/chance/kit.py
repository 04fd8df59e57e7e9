"""A tiny centre with one queue of calls and one day planned, its forecast and its paths."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.centre import (
    Centre,
    ForecastSettings,
    PlanWindow,
    Pool,
    Queue,
    ReplaySettings,
    SolverSettings,
    StaffingSettings,
    Target,
)
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid

ZONE, DAY = "Asia/Shanghai", pd.Timestamp("2026-11-02")
GRID = interval_grid(DAY, DAY, 15, ZONE)
SKILLS = pd.DataFrame(
    {"group": ["own"], "pool": ["own"], "site": ["sh"], "queue": ["voice"], "priority": [1], "proficiency": [1.0]}
)


def queue(service_level: float | None = 0.8, patience_s: float | None = 120.0, **more) -> Queue:
    target = Target(service_level=service_level, target_s=20.0)
    return Queue(
        "voice", "voice", "voice", "voice", target, patience_s, 1, 1.0, more.pop("deadline_h", None), 1, **more
    )


def pool(name: str = "own", kind: str = "internal", absence: float = 0.0) -> Pool:
    return Pool(name, kind, "", "sh", name, name, absence, 0, 100, 1, 1)


def centre(one: Queue | None = None, paths: int = 40, **tables: pd.DataFrame) -> Centre:
    one = one or queue()
    return Centre(
        name="c", title_en="c", title_zh="c", zone=ZONE, currency="CNY", interval_min=15,
        as_of=pd.Timestamp("2026-10-26", tz=ZONE), window=PlanWindow(DAY, DAY), queues={one.queue: one},
        pools={"own": pool(), "partner": pool("partner", "outsourced", 0.1)}, shifts={}, limits={},
        forecast=ForecastSettings(), staffing=StaffingSettings(chance_paths=paths), solver=SolverSettings(),
        replay=ReplaySettings(paths=paths), tables=tables,
    )  # fmt: skip


def forecast(volume: float = 40.0, aht_s: float = 180.0) -> pd.DataFrame:
    bands = dict.fromkeys(QUANTILE_COLUMNS, volume)
    return pd.DataFrame({"queue": "voice", "ts": GRID, "volume": volume, **bands, "aht_s": aht_s})


def paths(day_sd: float = 0.1, aht_sd: float = 0.0, number: int = 40) -> pd.DataFrame:
    scores = np.random.default_rng(1).standard_normal(number)
    rows = {"path": np.arange(number), "queue": "voice", "date": DAY, "score": scores, "day_share": 0.5}
    return pd.DataFrame({**rows, "day_sd": day_sd, "aht_sd": aht_sd})


def positions(number: float) -> pd.DataFrame:
    return pd.DataFrame({"queue": "voice", "ts": GRID, "positions": number})
