import pandas as pd
import pytest

from forecasting.forecast import make_forecast
from tests.forecasting.made_up import daily_totals, made_up_centre, made_up_history, weekly


def _row(queue="new", like="old", volume=500.0, confidence_d=7.0):
    return pd.DataFrame({"queue": [queue], "like": [like], "volume_per_day": [volume], "confidence_d": [confidence_d],
                         "reason": [""]})  # fmt: skip


def _made(own_d, *, row=True, **given):
    """The forecast of an old queue with 2,000 a day and a new one with 1,000 of which `own_d` days are known."""
    tables = {"new_queues": _row(**given)} if row else {}
    centre = made_up_centre(["old", "new"], **tables)
    history = made_up_history(centre, lambda q, d: weekly(2000 if q == "old" else 1000)(q, d), days=200, noise_seed=3)
    first = centre.as_of - pd.Timedelta(days=own_d)
    return make_forecast(history[(history["queue"] == "old") | (history["ts"] >= first)], centre)


def _mean(made, queue="new"):
    return daily_totals(made.forecast, queue).mean()


def test_a_queue_without_history_is_planned_like_the_named_one():
    made = _made(0)
    new, old = (made.forecast[made.forecast["queue"] == name] for name in ("new", "old"))
    assert _mean(made) == pytest.approx(500.0, rel=0.05)
    shape = new["volume"].to_numpy() / new["volume"].sum() - old["volume"].to_numpy() / old["volume"].sum()
    assert abs(shape).sum() < 0.05
    assert (new["aht_s"].to_numpy() == old["aht_s"].to_numpy()).all()


def test_with_growing_history_the_forecast_goes_over_to_the_own_one():
    means = [_mean(_made(days)) for days in (0, 7, 28, 100)]
    assert means == sorted(means)
    assert means[1] == pytest.approx(750.0, rel=0.08)
    assert means[3] == pytest.approx(1000.0, rel=0.03)


def test_bands_are_wide_at_first_and_get_narrow():
    widths = []
    for days in (0, 14, 100):
        rows = _made(days).forecast.query("queue == 'new' and volume > 5")
        widths.append(((rows["q90"] - rows["q10"]) / rows["volume"]).median())
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1.3 * widths[2]


def test_what_was_borrowed_is_told():
    made = _made(7)
    line = next(w for w in made.warnings if "new queue like old" in w)
    assert line.startswith("new: new queue like old: 7")
    assert line.endswith("7 own days known, own forecast weighs 0 %")
    chosen = made.scores[(made.scores["queue"] == "new") & made.scores["chosen"]]
    assert set(chosen["model"]) == {"analogue"}


def test_a_row_that_is_no_longer_needed_is_told():
    made = _made(150)
    assert any(w == "new: 150 days of own history suffice; its row in new_queues.csv is no longer needed"
               for w in made.warnings)  # fmt: skip
    assert _mean(made) == _mean(_made(150, row=False))


def test_a_queue_with_few_days_is_told_that_it_can_name_another():
    hint = "new: only 7 days of history; name a similar queue in new_queues.csv for a better forecast"
    assert hint in _made(7, row=False).warnings
    assert not any("name a similar queue" in w for w in _made(60, row=False).warnings)
    assert not any("name a similar queue" in w for w in _made(7).warnings)


def test_a_similar_queue_without_history_is_told():
    centre = made_up_centre(["old", "new"], new_queues=_row("new", "old"))
    made = make_forecast(made_up_history(centre, weekly(1000), days=1).iloc[:0], centre)
    assert any(w.startswith("new: old has no history to borrow from") for w in made.warnings)
    assert _mean(made) == pytest.approx(500.0)
