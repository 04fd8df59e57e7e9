"""Judging forecasts by the history that arrived after them: accuracy, what the planners' touch was worth, its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, NotFound, RefusedInput
from data.contracts.grid import local_date
from data.store.plans import StoredPlan
from workbench.access import Right, User, require
from workbench.deeds.reading import Reading
from workbench.figures.speaking import EVERY, LATEST, RULES, Speaker, speaking

if TYPE_CHECKING:
    from forecasting.accuracy.value_added import Touch

Cuts = tuple[str, ...]


@dataclass(frozen=True)
class AccuracyWish:
    """What to judge: days (both included), cuts of the tables, which plan speaks and how long before, and the cost.

    `speaks`: latest, published or all (workbench.figures.speaking); `lead_d`: days between a plan's data and the day.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    cuts: tuple[Cuts, ...] = ((),)
    speaks: str = LATEST
    lead_d: int = 0
    cost: bool = False


@dataclass(frozen=True)
class Accuracy:
    """The answer: measures per wish of cuts (forecasting.accuracy.report), adjustments, cost, and what to mind.

    `spoke`: which plan speaks for which days (plan, version, as_of, first, last, days, hindsight: days that had begun
    when the plan was made). `adjustments`: forecasting.accuracy.value_added.TOLD and WORTH. `cost`: COLUMNS of
    workbench.figures.cost_of_error, empty unless asked for. `unknown`: open intervals without history; `outages`:
    intervals of recorded outages, which are not scored.
    """

    tables: dict[Cuts, pd.DataFrame]
    spoke: pd.DataFrame
    adjustments: pd.DataFrame = field(default_factory=pd.DataFrame)
    cost: pd.DataFrame = field(default_factory=pd.DataFrame)
    unknown: int = 0
    outages: int = 0

    @property
    def empty(self) -> bool:
        """Nothing arrived after any plan."""
        return all(table.empty for table in self.tables.values())


class Judging(Reading):
    """Deeds that look back."""

    def accuracy(self, user: User, centre: str, wish: AccuracyWish) -> Accuracy:
        """How right the stored forecasts of a centre were on the days of the wish, system and adjusted side by side.

        Base plans only; a plan of a time before adjustments counts its forecast as both. Raises `RefusedInput` for an
        unknown rule or cut, `NotFound` for a centre without a plan. O(forecast intervals + rows of the history).
        """
        # Loaded by who judges, not by every command and page.
        from forecasting.accuracy.report import judge, with_total
        from forecasting.accuracy.value_added import value_added
        from forecasting.hygiene.true_demand import first_attempts

        require(user, Right.SEE_PLAN)
        _check(wish)
        known = {stored.plan_id: stored for stored in self._base_plans(centre)}
        newest = self._centre(next(iter(known.values())))
        actual, _told = first_attempts(self._history_now(newest), newest)  # what a forecast is a forecast of
        dates = list(pd.date_range(wish.first, wish.last, unit="us"))
        spoken = speaking(self._speakers(list(known.values())), dates, wish.speaks, wish.lead_d)
        spoke = _spoke(spoken, known, newest.zone)
        if not spoken:
            return Accuracy({cuts: with_total(pd.DataFrame(), cuts) for cuts in wish.cuts}, spoke)
        forecasts = pd.concat([self._versions(known[plan], days) for plan, days in spoken.items()], ignore_index=True)
        judged = judge(forecasts, actual, newest)
        answer = Accuracy(
            {cuts: with_total(judged.rows, cuts) for cuts in wish.cuts}, spoke,
            value_added(self._touches(spoken, known), actual, newest), unknown=judged.unknown, outages=judged.outages,
        )  # fmt: skip
        if not wish.cost or judged.rows.empty:
            return answer
        return replace(answer, cost=self._cost(forecasts, actual, judged.rows, known[list(spoken)[-1]]))

    def arrived(self, user: User, plan_id: str) -> pd.DataFrame:
        """What came in the days that a plan forecast, as far as it is known now: queue, ts, offered (first attempts).

        O(rows of the history).
        """
        from forecasting.hygiene.true_demand import first_attempts

        require(user, Right.SEE_PLAN)
        stored = self.store.plans.get(plan_id)
        centre, ts = self._centre(stored), self._artefact(stored.plan.tables["forecast"])["ts"]
        actual, _told = first_attempts(self._history_now(centre), centre)
        now = (actual["ts"] >= ts.min()) & (actual["ts"] <= ts.max()) & actual["offered"].notna()
        rows: pd.DataFrame = actual.loc[now, ["queue", "ts", "offered"]]
        return rows.reset_index(drop=True)

    def foretold_days(self, user: User, centre: str, wish: AccuracyWish, queue: str | None) -> pd.DataFrame:
        """What came and what was foretold by day, of a queue or (None) of all that are recorded whole on a day.

        COLUMNS of workbench.figures.against: date, offered, system, adjusted and, of one queue, the band; whole days
        of the wish only. Raises as `accuracy`, and `RefusedInput` where every plan speaks. O(forecast + history rows).
        """
        from workbench.figures.against import foretold, together

        require(user, Right.SEE_PLAN)
        _check(replace(wish, cost=True))  # one plan a day, as for the cost
        known = {stored.plan_id: stored for stored in self._base_plans(centre)}
        dates = list(pd.date_range(wish.first, wish.last, unit="us"))
        parts = []
        for plan, days in speaking(self._speakers(list(known.values())), dates, wish.speaks, wish.lead_d).items():
            came, tables = self.arrived(user, plan), known[plan].plan.tables
            forecast = self._artefact(tables["forecast"])
            system = self._artefact(tables["forecast_system"]) if "forecast_system" in tables else forecast
            paths = self._artefact(tables["forecast_paths"]) if queue and "forecast_paths" in tables else None
            for name in [queue] if queue else list(forecast["queue"].unique()):
                rows = foretold(forecast, system, came, name, paths)
                parts.append(rows[rows["date"].isin(list(days))])
        return together(parts)

    def accuracy_days(self, user: User, centre: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """First and last day that a base plan of the centre forecast and history has arrived for; None for none."""
        require(user, Right.SEE_PLAN)
        speakers = self._speakers(self._base_plans(centre))
        actual = self._history_now(self._centre(self._base_plans(centre)[0]))
        if actual.empty:
            return None
        arrived = set(local_date(actual["ts"]).unique())
        both = arrived & {date for one in speakers for date in one.dates}
        return (min(both), max(both)) if both else None

    def accuracy_state(self, user: User, centre: str) -> tuple[str, ...]:
        """Names everything that `accuracy` of a centre depends on: its plans, publications and imports."""
        require(user, Right.SEE_PLAN)
        plans = [f"{stored.plan_id}:{stored.made_at.isoformat()}" for stored in self.store.plans.all(centre)]
        handed_out = len(self.store.plans.publications(centre))
        return (*plans, str(handed_out), str(len(self.store.imports.all(centre))))

    def _base_plans(self, centre: str) -> list[StoredPlan]:
        found = [stored for stored in self.store.plans.all(centre) if not stored.plan.scenario
                 and "forecast" in stored.plan.tables]  # fmt: skip
        if not found:
            raise NotFound("Centre {centre} has no plan yet.", "Make one with `peakcrew plan`.", centre=centre)
        return found

    def _history_now(self, centre: Centre) -> pd.DataFrame:
        """All history of the centre as it stands now; imports are only ever added, so their number names it."""
        key = ("history", centre.name, centre.zone, len(self.store.imports.all(centre.name)))
        made = self._remembered.get(key, lambda: self.store.history.read(centre.name, centre.zone))
        return cast("pd.DataFrame", made).copy(deep=False)

    def _speakers(self, plans: Sequence[StoredPlan]) -> list[Speaker]:
        """What each plan forecast, and when."""
        handed_out = list(reversed(self.store.plans.publications(plans[0].plan.centre)))
        order = {publication.plan_id: at for at, publication in enumerate(handed_out, start=1)}
        return [
            Speaker(stored.plan_id, stored.version, _as_of(self._base_centre(stored)), self._dates(stored),
                    order.get(stored.plan_id, 0))
            for stored in plans
        ]  # fmt: skip

    def _dates(self, stored: StoredPlan) -> frozenset[pd.Timestamp]:
        content = stored.plan.tables["forecast"]
        return cast("frozenset[pd.Timestamp]", self._remembered.get(
            ("dates", content), lambda: frozenset(local_date(self._artefact(content)["ts"]).unique())
        ))  # fmt: skip

    def _versions(self, stored: StoredPlan, days: Sequence[pd.Timestamp]) -> pd.DataFrame:
        """Forecast rows of the days, as the models gave them and as they were adjusted."""
        parts = []
        for version, name in (("system", "forecast_system"), ("adjusted", "forecast")):
            rows = self._artefact(stored.plan.tables.get(name, stored.plan.tables["forecast"]))
            parts.append(rows[local_date(rows["ts"]).isin(list(days))].assign(version=version))
        as_of = _as_of(self._base_centre(stored))
        return pd.concat(parts, ignore_index=True).assign(plan=stored.plan_id, as_of=as_of)

    def _touches(self, spoken: Mapping[str, Sequence[pd.Timestamp]], known: Mapping[str, StoredPlan]) -> list[Touch]:
        """Every adjustment of the plans, one after the other, on the days that they speak for."""
        from forecasting.accuracy.value_added import Touch
        from forecasting.adjusted import adjust_forecast

        touches = []
        for plan, days in spoken.items():
            stored = known[plan]
            rows = self._base_centre(stored).tables.get("forecast_adjustments")
            if rows is None or rows.empty or "forecast_system" not in stored.plan.tables:
                continue
            before = self._artefact(stored.plan.tables["forecast_system"])
            on = local_date(before["ts"]).isin(list(days))
            for at in range(len(rows)):
                after = adjust_forecast(before, rows.iloc[[at]]).forecast
                touches.append(Touch(rows.iloc[at], before[on], after[on], _as_of(self._base_centre(stored))))
                before = after
        return touches

    def _cost(
        self, forecasts: pd.DataFrame, actual: pd.DataFrame, judged: pd.DataFrame, stored: StoredPlan
    ) -> pd.DataFrame:
        from workbench.figures.cost_of_error import cost_of_error

        scored = judged.loc[(judged["quantity"] == "volume") & (judged["version"] == "system"), ["queue", "ts"]]
        came = actual.merge(scored.astype({"queue": "str"}), on=["queue", "ts"])
        tables = {name: self._artefact(stored.plan.tables[name]) for name in ("skill_group", "mix_flow")}
        return cost_of_error(forecasts, came, self._centre(stored), tables["skill_group"], tables["mix_flow"])


def _as_of(centre: Centre) -> pd.Timestamp:
    """The local day on which the data of a plan ends: its first forecast day."""
    return pd.Timestamp(centre.as_of.tz_convert(centre.zone).tz_localize(None).normalize()).as_unit("us")


def _spoke(spoken: Mapping[str, Sequence[pd.Timestamp]], known: Mapping[str, StoredPlan], zone: str) -> pd.DataFrame:
    rows = []
    for plan, days in spoken.items():
        stored = known[plan]
        made = pd.Timestamp(stored.made_at).tz_convert(zone).tz_localize(None)
        rows.append((plan, stored.version, stored.plan.as_of[:10], min(days), max(days), len(days),
                     sum(day < made for day in days)))  # fmt: skip
    return pd.DataFrame(rows, columns=["plan", "version", "as_of", "first", "last", "days", "hindsight"])


def _check(wish: AccuracyWish) -> None:
    """Refuse what cannot be judged, all at once."""
    from forecasting.accuracy.days import CUTS

    faults = []
    unknown = sorted({name for cuts in wish.cuts for name in cuts if name not in CUTS})
    if unknown:
        faults.append(Fault("accuracy.cut", "there is no cut {unknown}", {"unknown": ", ".join(unknown),
                            "known": ", ".join(CUTS)}, "Choose from {known}."))  # fmt: skip
    if wish.speaks not in RULES:
        faults.append(Fault("accuracy.speaks", "no plan is chosen by {rule}", {"rule": wish.speaks,
                            "known": ", ".join(RULES)}, "Choose from {known}."))  # fmt: skip
    if wish.last < wish.first:
        faults.append(Fault("accuracy.days", "the days end before they begin", {}, "Swap --from and --to."))
    if wish.lead_d < 0:
        faults.append(Fault("accuracy.lead", "{days} days before are none", {"days": wish.lead_d}, "Give 0 or more."))
    if wish.cost and wish.speaks == EVERY:
        faults.append(Fault("accuracy.cost", "people are planned by one plan a day, not by all", {},
                            "Ask for the cost with latest or published."))  # fmt: skip
    if faults:
        raise RefusedInput(faults)
