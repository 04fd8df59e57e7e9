"""Requests about a plan: swaps that are asked, answered and approved, and offers that people accept."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from data.contracts.errors import Conflict, Fault, NotFound, RefusedInput
from data.contracts.request_tables import REQUEST_STEPS
from scheduling.adjust.offers import Candidate, Offer, people_to_ask, rank_candidates
from scheduling.adjust.swap import Judged, Swap, judge_swap
from workbench.access import Right, User, may, require
from workbench.deeds.editing import Edit, edit_rows
from workbench.deeds.reasons import checked_reason
from workbench.deeds.repairing import Repairing


@dataclass(frozen=True)
class Asked:
    """An offer with everybody who may take it, the first to be asked first, and how many to ask."""

    request: str
    candidates: tuple[Candidate, ...]
    to_ask: int


class Requesting(Repairing):
    """Deeds on requests. Each step is kept; a step that did not see the newest one is a `Conflict`."""

    def requests(self, user: User, plan_id: str) -> pd.DataFrame:
        """The newest step of each request of a plan (REQUEST_STEPS), oldest request first."""
        require(user, Right.SEE_PLAN)
        return self.store.requests.of_plan(plan_id).drop_duplicates("request", keep="last").reset_index(drop=True)

    def request_steps(self, user: User, plan_id: str, request: str) -> pd.DataFrame:
        """All steps of a request, oldest first."""
        require(user, Right.SEE_PLAN)
        steps = self.store.requests.of_plan(plan_id)
        return steps[steps["request"] == request].reset_index(drop=True)

    def judge_swap(self, user: User, plan_id: str, swap: Swap, now: pd.Timestamp | None = None) -> Judged:
        """What a swap would do, and everything that is wrong with it; nothing is saved."""
        _own_or_planner(user, swap.agent)
        stored = self.store.plans.get(plan_id)
        adjusted = self._adjusted(stored)
        return judge_swap(adjusted.roster, adjusted.segments, swap, self._centre(stored), now)

    def ask_swap(self, user: User, plan_id: str, swap: Swap, reason: str, now: pd.Timestamp | None = None) -> str:
        """Ask for a swap; returns the id of the request. `RefusedInput` with every fault that forbids it."""
        judged = self.judge_swap(user, plan_id, swap, now)
        if judged.hard:
            raise RefusedInput(judged.hard)
        request = uuid.uuid4().hex[:8]
        self.store.requests.append(_step(plan_id, request, "", "swap", "asked", _body(swap), user, reason))
        return request

    def answer_swap(self, user: User, plan_id: str, request: str, yes: bool, reason: str) -> None:
        """The answer of who is asked to swap."""
        newest = self._newest(plan_id, request, "swap", ("asked",))
        swap = _swap(newest["body"])
        _own_or_planner(user, swap.other)
        state = "agreed" if yes else "declined"
        self.store.requests.append(
            _step(plan_id, request, newest["edit_id"], "swap", state, newest["body"], user, reason)
        )

    def decide_swap(self, user: User, plan_id: str, request: str, approve: bool, reason: str) -> tuple[str, ...]:
        """Approve or refuse a swap that both want; returns the edits it was saved as.

        It is judged once more, as the roster may have changed; the edits and the step are kept together or not at all.
        """
        require(user, Right.EDIT_ROSTER)
        newest = self._newest(plan_id, request, "swap", ("agreed",) if approve else ("asked", "agreed"))
        state = "approved" if approve else "refused"
        step = _step(plan_id, request, newest["edit_id"], "swap", state, newest["body"], user, reason)
        if not approve:
            self.store.requests.append(step)
            return ()
        judged = self.judge_swap(user, plan_id, _swap(newest["body"]))
        if judged.hard:
            raise RefusedInput(judged.hard)
        return self._save(user, plan_id, judged.edits, step, reason)

    def open_offer(self, user: User, plan_id: str, offer: Offer, reason: str) -> Asked:
        """Open an offer; returns whom to ask, in order. `RefusedInput` for an offer that cannot be."""
        require(user, Right.EDIT_ROSTER)
        request = uuid.uuid4().hex[:8]
        asked = self._asked(plan_id, request, offer)
        body = json.dumps({"kind": offer.kind, "group": offer.group, "date": offer.date.date().isoformat(),
                           "shift": offer.shift, "heads": offer.heads, "yes": [], "no": []})  # fmt: skip
        self.store.requests.append(_step(plan_id, request, "", "offer", "open", body, user, reason))
        return asked

    def whom_to_ask(self, user: User, plan_id: str, request: str) -> Asked:
        """Who may still take an open offer, those who answered left out."""
        require(user, Right.SEE_PLAN)
        newest = self._newest(plan_id, request, "offer", ("open", "accepted", "declined"))
        said, offer = _offer(newest["body"])
        asked = self._asked(plan_id, request, offer)
        left = tuple(c for c in asked.candidates if c.agent not in {*said["yes"], *said["no"]})
        rest = Offer(offer.kind, offer.group, offer.date, offer.shift, max(1, offer.heads - len(said["yes"])))
        return Asked(request, left, people_to_ask(rest, left, self._centre(self.store.plans.get(plan_id))))

    def answer_offer(self, user: User, plan_id: str, request: str, agent: str, yes: bool, reason: str) -> str:
        """Keep the answer of somebody who was asked; a yes changes the roster at once, the last one closes the offer.

        Returns the state of the offer: accepted, declined or closed.
        """
        _own_or_planner(user, agent)
        newest = self._newest(plan_id, request, "offer", ("open", "accepted", "declined"))
        said, offer = _offer(newest["body"])
        if agent in {*said["yes"], *said["no"]}:
            raise Conflict("{agent} has answered the offer {request} already.", "", agent=agent, request=request)
        said["yes" if yes else "no"].append(agent)
        state = ("closed" if len(said["yes"]) >= offer.heads else "accepted") if yes else "declined"
        step = _step(plan_id, request, newest["edit_id"], "offer", state, json.dumps(said), user, reason)
        if not yes:
            self.store.requests.append(step)
            return state
        found = [c for c in self._asked(plan_id, request, offer).candidates if c.agent == agent]
        if not found:
            values = {"agent": agent, "date": offer.date.date().isoformat()}
            raise RefusedInput([Fault("offer.nobody", "{agent} may not take the offer of {date}", values,
                                      "Ask somebody of the list of the offer.")])  # fmt: skip
        target = f"{agent}|{offer.date:%Y-%m-%d}"
        edits = pd.DataFrame({"target": [target], "before": [found[0].before.as_json()],
                              "after": [found[0].after.as_json()]})  # fmt: skip
        self._save(user, plan_id, edits, step, reason)
        return state

    def _asked(self, plan_id: str, request: str, offer: Offer) -> Asked:
        stored = self.store.plans.get(plan_id)
        adjusted, centre = self._adjusted(stored), self._centre(stored)
        ranked = rank_candidates(adjusted.roster, adjusted.segments, offer, centre)
        return Asked(request, tuple(ranked), people_to_ask(offer, ranked, centre))

    def _save(self, user: User, plan_id: str, edits: pd.DataFrame, step: pd.DataFrame, reason: str) -> tuple[str, ...]:
        """Edits and the step that caused them, in one transaction."""
        known = self.store.adjustments.of_plan(plan_id)
        seen = dict(zip(known["target"], known["edit_id"], strict=True))
        wanted = [
            Edit(row["target"], row["before"], row["after"], str(seen.get(row["target"], "")))
            for row in edits.to_dict("records")
        ]
        rows = edit_rows(plan_id, wanted, user, checked_reason(reason))
        broken = [f for f in self._judge(self.store.plans.get(plan_id), rows) if f.severity == "hard"]
        if broken:
            raise RefusedInput(broken)
        self.store.requests.append_with(step, self.store.adjustments.log, rows)
        return tuple(rows["edit_id"])

    def _newest(self, plan_id: str, request: str, kind: str, states: tuple[str, ...]) -> dict[str, str]:
        steps = self.store.requests.of_plan(plan_id)
        own = steps[(steps["request"] == request) & (steps["kind"] == kind)]
        if own.empty:
            raise NotFound("There is no request {request} of this kind.", "List them with `peakcrew requests`.",
                           request=request)  # fmt: skip
        newest = own.iloc[-1]
        if newest["state"] not in states:
            raise Conflict("The request {request} is {state} already, by {author}.", "Load the requests again.",
                           request=request, state=newest["state"], author=newest["author"])  # fmt: skip
        return {str(name): str(newest[name]) for name in ("edit_id", "body", "state", "author")}


def _own_or_planner(user: User, agent: str) -> None:
    """People speak for themselves, planners for everybody."""
    if not (may(user, Right.SEE_OWN) and user.subject == agent):
        require(user, Right.EDIT_ROSTER)


def _body(swap: Swap) -> str:
    other = "" if swap.other_date is None else swap.other_date.date().isoformat()
    said = {"agent": swap.agent, "date": swap.date.date().isoformat(), "other": swap.other, "other_date": other}
    return json.dumps(said)


def _swap(body: str) -> Swap:
    said = json.loads(body)
    other = pd.Timestamp(said["other_date"]).as_unit("us") if said["other_date"] else None
    return Swap(said["agent"], pd.Timestamp(said["date"]).as_unit("us"), said["other"], other)


def _offer(body: str) -> tuple[dict[str, Any], Offer]:
    said = json.loads(body)
    date = pd.Timestamp(said["date"]).as_unit("us")
    return said, Offer(said["kind"], said["group"], date, said["shift"], int(said["heads"]))


def _step(
    plan_id: str, request: str, seen: str, kind: str, state: str, body: str, user: User, reason: str
) -> pd.DataFrame:
    row = (uuid.uuid4().hex[:12], plan_id, request, seen, kind, state, body, user.name, checked_reason(reason),
           datetime.now(UTC))  # fmt: skip
    table = pd.DataFrame([row], columns=list(REQUEST_STEPS.columns))
    return table.astype({name: "datetime64[us, UTC]" if name == "made_at" else "str" for name in table.columns})
