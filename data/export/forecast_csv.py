"""The forecast of all queues as a CSV that spreadsheets open: what the plan is made for, and what the models said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import QUANTILE_COLUMNS
from data.export.words import language_of, safe_word

COLUMNS = ("queue", "title", "ts", "volume", *QUANTILE_COLUMNS, "aht_s", "system_volume", "system_aht_s")
DIGITS = 6


def write_forecast_csv(
    forecast: pd.DataFrame, system: pd.DataFrame, centre: Centre, path: Path, language: str = "zh"
) -> Path:
    """Write a line a queue and interval: contacts, quantiles and seconds as adjusted, then those of the models.

    Tables FORECAST and FORECAST_SYSTEM; instants with their offset in the centre's zone. O(rows).
    """
    rows = forecast_rows(forecast, system, centre, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.to_csv(path, index=False, encoding="utf-8-sig", float_format=f"%.{DIGITS}g", lineterminator="\r\n")
    return path


def forecast_rows(forecast: pd.DataFrame, system: pd.DataFrame, centre: Centre, language: str = "zh") -> pd.DataFrame:
    """The lines of the file in the order of the forecast. O(rows)."""
    models = system[["queue", "ts", "volume", "aht_s"]]
    models = models.rename(columns={"volume": "system_volume", "aht_s": "system_aht_s"})
    rows = forecast.merge(models, on=["queue", "ts"], how="left", validate="one_to_one")
    chinese = language_of(language) == "zh"
    titles = {name: (queue.title_zh if chinese else queue.title_en) or name for name, queue in centre.queues.items()}
    told = rows.assign(
        title=[safe_word(titles.get(str(name), str(name))) for name in rows["queue"]],
        ts=[when.isoformat() for when in rows["ts"].dt.tz_convert(centre.zone)],
    )
    return told[list(COLUMNS)]
