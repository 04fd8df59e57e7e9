"""A lawful roster made better by small steps: empty shifts filled, shifts handed over or swapped where both gain."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np

from scheduling.clock import week_numbers
from scheduling.roster.demand import Demand
from scheduling.roster.lawful import Diary
from scheduling.roster.wishes import (
    HOURS_PRICE,
    NIGHT_PRICE,
    OVERTIME_PRICE,
    burdens,
    contract_minutes,
    wish_price,
)

GAIN = 1e-6
ROUNDS = 30


class Ledgers:
    """What each person's shifts cost in wishes, hours and burdens, at the prices of the integer model."""

    def __init__(self, demand: Demand) -> None:
        self.weeks = [int(week_numbers(slot.day)) for slot in demand.slots]
        self.hours = [slot.paid_min / 60.0 for slot in demand.slots]
        people = range(len(demand.people))
        self.wish = [{j: wish_price(demand.people[i], demand.slots[j]) for j in demand.may[i]} for i in people]
        self.asked = [contract_minutes(demand, i) for i in people]
        self.carried = [{j: burdens(demand.slots[j], demand.people[i]) for j in demand.may[i]} for i in people]
        self.even = {burden: self._even(demand, burden) for burden in ("night", "weekend")}

    def _even(self, demand: Demand, burden: str) -> list[float]:
        """The even share of each person: by contract hours, of all who may carry the burden, rounded up."""
        able = [any(burden in found for found in carried.values()) for carried in self.carried]
        slots = {j for carried in self.carried for j, found in carried.items() if burden in found}
        total = sum(demand.wanted(j) for j in slots)
        weight = [person.week_h if can else 0.0 for person, can in zip(demand.people, able, strict=True)]
        return [float(math.ceil(total * w / sum(weight) - 1e-9)) if sum(weight) > 0 else 0.0 for w in weight]

    def price(self, i: int, worked: set[int]) -> float:
        """Price of a person's shifts. O(shifts of the person)."""
        total = 0.0
        hours = {week: minutes / -60.0 for week, minutes in self.asked[i].items()}
        counts = {"night": 0, "weekend": 0}
        for j in worked:
            total += self.wish[i][j]
            hours[self.weeks[j]] = hours.get(self.weeks[j], 0.0) + self.hours[j]
            for burden in self.carried[i][j]:
                counts[burden] += 1
        total += sum(OVERTIME_PRICE * more if more > 0 else -HOURS_PRICE * more for more in hours.values())
        return total + sum(NIGHT_PRICE * max(0.0, n - self.even[burden][i]) for burden, n in counts.items())


def polished(demand: Demand, worked: Sequence[set[int]], deadline: float) -> list[set[int]]:
    """The roster after all steps that pay; never worse, never unlawful. O(rounds x days x people^2)."""
    diaries = [Diary(demand, i) for i in range(len(worked))]
    for diary, mine in zip(diaries, worked, strict=True):
        for j in mine:
            diary.add(j)
    ledgers = Ledgers(demand)
    price = [ledgers.price(i, diary.worked) for i, diary in enumerate(diaries)]
    dice = np.random.Generator(np.random.PCG64(demand.settings.seed))
    by_day: dict[int, list[int]] = {}
    for j, slot in enumerate(demand.slots):
        by_day.setdefault(slot.day, []).append(j)
    for _ in range(ROUNDS):
        if paid := _fill(demand, diaries):
            price = [ledgers.price(i, diary.worked) for i, diary in enumerate(diaries)]
        order = dice.permutation(len(diaries)).tolist()
        for of_day in by_day.values():
            if time.perf_counter() > deadline:
                return [diary.worked for diary in diaries]
            paid |= _swapped_on(of_day, order, ledgers, diaries, price)
        if not paid:
            break
    return [diary.worked for diary in diaries]


def _swapped_on(slots: list[int], order: list[int], ledgers: Ledgers, diaries: list[Diary], price: list[float]) -> bool:
    """Try every pair of people on one day; `diaries` and `price` change in place."""
    today = [next((j for j in slots if j in diary.worked), -1) for diary in diaries]
    paid = False
    for a in order:
        for b in order:
            if a < b and today[a] != today[b]:
                paid |= _swapped(ledgers, diaries, price, today, a, b)
    return paid


def _fill(demand: Demand, diaries: list[Diary]) -> bool:
    """Give empty shifts to people who may work them; a filled shift is worth more than every wish."""
    paid = False
    for j in range(len(demand.slots)):
        missing = demand.wanted(j) - sum(j in diary.worked for diary in diaries)
        for diary in diaries if missing > 0 else []:
            if missing > 0 and j not in diary.worked and not diary.forbids(j):
                diary.add(j)
                missing -= 1
                paid = True
    return paid


def _swapped(ledgers: Ledgers, diaries: list[Diary], price: list[float], today: list[int], a: int, b: int) -> bool:
    """Let two people exchange their shifts of a day (one may be a day off) if that is lawful and pays."""
    mine, other = today[a], today[b]
    if (other >= 0 and other not in diaries[a].may) or (mine >= 0 and mine not in diaries[b].may):
        return False
    new_a, new_b = (diaries[a].worked - {mine}) | {other}, (diaries[b].worked - {other}) | {mine}
    after_a, after_b = ledgers.price(a, new_a - {-1}), ledgers.price(b, new_b - {-1})
    if after_a + after_b > price[a] + price[b] - GAIN:
        return False
    _exchange(diaries[a], diaries[b], mine, other)
    if (other >= 0 and _broken(diaries[a], other)) or (mine >= 0 and _broken(diaries[b], mine)):
        _exchange(diaries[a], diaries[b], other, mine)
        return False
    price[a], price[b] = after_a, after_b
    today[a], today[b] = other, mine
    return True


def _exchange(first: Diary, second: Diary, mine: int, other: int) -> None:
    """The first gives `mine` for `other`; -1 is a day off."""
    for diary, out, new in ((first, mine, other), (second, other, mine)):
        if out >= 0:
            diary.drop(out)
        if new >= 0:
            diary.add(new)


def _broken(diary: Diary, j: int) -> bool:
    """Whether a shift just added broke a limit."""
    return any(diary.left[r] < -1e-9 for r in diary.of_slot.get(j, []))
