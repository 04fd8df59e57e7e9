"""The same rules in plain Python: people and contacts as objects, every choice made by looking at everybody."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scheduling.simulator import draws
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges
from scheduling.simulator.features import Features


def key_of(key: Any, asked: Any) -> Any:
    return np.uint64(draws.key_of(np.uint64(key), int(asked)))


def uniform(key: Any, asked: int) -> float:
    return draws.uniform(np.uint64(key), asked)


def length_of(key: Any) -> float:
    return draws.length_of(np.uint64(key))


def exponential(key: Any, asked: int) -> float:
    return draws.exponential(np.uint64(key), asked)


ORDER = {"end": 0, "staff": 1, "arrive": 2, "window": 3, "timed": 4}


@dataclass
class Contact:
    queue: int
    kind: str
    work_s: float
    patience_s: float
    key: Any
    since_s: float = 0.0
    tries: int = 0
    state: str = "new"
    group: int = -1
    chat: bool = False


@dataclass
class Oracle:
    """Counts by name: arrays (queue, interval) as in Tally and Flows."""

    rooms: Rooms
    changes: StaffChanges
    features: Features
    stock: list[int]
    queues: int
    bins: int
    bin_s: float
    counts: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = len(self.rooms.rank)
        self.on = [0] * self.groups
        self.busy: list[list[Contact]] = [[] for _ in range(self.groups)]
        self.line: list[Contact] = []
        self.owed: list[Contact] = []
        self.keeps = [np.inf] * len(self.stock)
        self.events: list[tuple[float, int, int, str, Any]] = []
        self.number = itertools.count()

    def count(self, name: str, queue: int, at_s: float, much: float = 1) -> None:
        table = self.counts.setdefault(name, np.zeros((max(self.queues, len(self.stock)), self.bins)))
        table[queue, min(int(at_s / self.bin_s), self.bins - 1)] += much

    def later(self, at_s: float, order: str, what: str, about: Any) -> None:
        heapq.heappush(self.events, (at_s, ORDER[order], next(self.number), what, about))

    # people
    def free(self, group: int, chat: bool) -> int:
        singles = sum(not one.chat for one in self.busy[group])
        chats = len(self.busy[group]) - singles
        serves = [q for q in range(self.queues) if self.rooms.rank[group, q] > 0]
        most = max([1, *(int(self.rooms.concurrency[q]) for q in serves)])
        agents = -(-chats // most)
        idle = self.on[group] - singles - agents
        if most == 1 or idle < 0 or not chat:
            return idle
        return idle * most + agents * most - chats

    def may(self, group: int, contact: Contact, now_s: float) -> bool:
        return (
            self.rooms.rank[group, contact.queue] > 0
            and contact.since_s + self.features.after_s[group, contact.queue] <= now_s
        )

    def is_chat(self, queue: int) -> bool:
        return bool(self.rooms.concurrency[queue] > 1)

    def best_group(self, contact: Contact, now_s: float, chat: bool) -> int:
        able = [g for g in range(self.groups) if self.may(g, contact, now_s) and self.free(g, chat) > 0]
        return min(able, key=lambda g: (self.rooms.rank[g, contact.queue], -self.free(g, chat), g), default=-1)

    # what happens
    def play(self, arrivals: Arrivals) -> None:
        root = key_of(np.uint64(self.features.seed), 0)
        for number, row in enumerate(zip(*arrivals, strict=True)):
            at_s, queue, work_s, patience_s = row
            self.later(at_s, "arrive", "come", Contact(int(queue), "first", work_s, patience_s, key_of(root, number)))
        for at_s, group, heads in zip(*self.changes, strict=True):
            self.later(at_s, "staff", "staff", (group, heads))
        windows = (self.features.window_s, self.features.window_of, self.features.window_keeps)
        for at_s, campaign, keeps in zip(*windows, strict=True):
            self.later(at_s, "window", "window", (campaign, keeps))
        while self.events:
            now_s, _, _, what, about = heapq.heappop(self.events)
            getattr(self, what)(now_s, about)
        for one in self.line:
            if one.since_s + self.rooms.target_s[one.queue] > self.bins * self.bin_s:
                self.count("pending", one.queue, one.since_s)

    def staff(self, now_s: float, about: tuple[int, int]) -> None:
        self.on[about[0]] = int(about[1])
        self.serve(about[0], now_s)

    def window(self, now_s: float, about: tuple[int, float]) -> None:
        self.keeps[about[0]] = about[1]
        for group in range(self.groups):
            self.serve(group, now_s)

    def come(self, now_s: float, one: Contact) -> None:
        one.since_s = now_s
        self.count("offered", one.queue, now_s)
        name = {"redial": "redials", "repeat": "repeats", "handed": "handed_in"}.get(one.kind)
        if name:
            self.count(name, one.queue, now_s)
        group = self.best_group(one, now_s, self.is_chat(one.queue))
        if group >= 0:
            self.take(one, group, now_s)
        elif self.offered_callback(one, now_s):
            one.state = "owed"
            self.owed.append(one)
            self.count("callbacks", one.queue, now_s)
            able = [g for g in range(self.groups) if self.rooms.rank[g, one.queue] > 0 and self.free(g, False) > 0]
            able.sort(key=lambda g: (self.rooms.rank[g, one.queue], -self.free(g, False), g))
            if able:
                self.serve(able[0], now_s)
        else:
            one.state = "line"
            self.line.append(one)
            if np.isfinite(one.patience_s):
                self.later(now_s + one.patience_s, "timed", "hang_up", one)
            waits = {float(self.features.after_s[g, one.queue]) for g in range(self.groups)
                     if self.rooms.rank[g, one.queue] > 0} - {0.0}  # fmt: skip
            for after_s in waits:
                self.later(now_s + after_s, "timed", "wake", one)

    def offered_callback(self, one: Contact, now_s: float) -> bool:
        above_s, accepts, _ = self.features.callback[one.queue]
        if np.isinf(above_s):
            return False
        ahead = sum(other.queue == one.queue for other in self.line) + 1
        people = sum(self.on[g] for g in range(self.groups) if self.rooms.rank[g, one.queue] > 0)
        aht_s = self.features.aht_s[one.queue, min(int(now_s / self.bin_s), self.bins - 1)]
        servers = people * max(self.rooms.factor[one.queue], 1.0)
        long = servers == 0 or ahead * aht_s / servers > above_s
        return long and uniform(one.key, draws.TAKES_CALLBACK) < accepts

    def hang_up(self, now_s: float, one: Contact) -> None:
        if one.state != "line":
            return
        one.state = "gone"
        self.line.remove(one)
        self.count("abandoned", one.queue, one.since_s)
        if one.patience_s <= self.rooms.target_s[one.queue]:
            self.count("abandoned_within", one.queue, one.since_s)
        share, within_s = self.features.redial[one.queue]
        if uniform(one.key, draws.REDIALS) < share:
            again = Contact(one.queue, "redial", 0.0, 0.0, key_of(one.key, draws.CHILD), tries=one.tries)
            self.again(now_s + within_s * uniform(one.key, draws.REDIAL_IN), again)

    def again(self, at_s: float, one: Contact) -> None:
        if at_s < self.bins * self.bin_s:
            self.later(at_s, "timed", "come_back", one)

    def come_back(self, now_s: float, one: Contact) -> None:
        here = min(int(now_s / self.bin_s), self.bins - 1)
        one.work_s = self.features.aht_s[one.queue, here] * length_of(one.key)
        one.patience_s = self.features.patience_s[one.queue] * exponential(one.key, draws.PATIENCE)
        self.come(now_s, one)

    def wake(self, now_s: float, one: Contact) -> None:
        if one.state == "line":
            group = self.best_group(one, now_s, self.is_chat(one.queue))
            if group >= 0:
                self.serve(group, now_s)

    def serve(self, group: int, now_s: float) -> None:
        while True:
            able = [one for one in self.line if self.may(group, one, now_s)
                    and self.free(group, self.is_chat(one.queue)) > 0]  # fmt: skip
            if able:
                one = min(able, key=lambda c: (self.rooms.rank[group, c.queue], c.since_s, c.queue))
                self.line.remove(one)
                self.take(one, group, now_s)
            elif self.call_back(group, now_s) or self.dial(group, now_s):
                continue
            else:
                return

    def call_back(self, group: int, now_s: float) -> bool:
        mine = [one for one in self.owed if self.rooms.rank[group, one.queue] > 0]
        if not mine or self.free(group, False) <= 0:
            return False
        one = min(mine, key=lambda c: (c.since_s + self.features.callback[c.queue, 2], c.queue))
        self.owed.remove(one)
        in_time = now_s <= one.since_s + self.features.callback[one.queue, 2]
        self.count("kept" if in_time else "late", one.queue, one.since_s)
        self.begin(one, group, now_s, chat=False)
        return True

    def dial(self, group: int, now_s: float) -> bool:
        for campaign, queue in enumerate(self.features.dial_queue):
            able = [g for g in range(self.groups) if self.rooms.rank[g, queue] > 0]
            idle = sum(max(self.free(g, False), 0) for g in able)
            if group not in able or self.stock[campaign] <= 0:
                continue
            aht_s, reach, missed_s = self.features.dial[campaign]
            if self.free(group, False) <= 0 or idle <= self.keeps[campaign]:
                continue
            self.stock[campaign] -= 1
            self.count("dialled", campaign, now_s)
            root = key_of(np.uint64(self.features.seed), 1)
            key = key_of(key_of(root, campaign), self.stock[campaign])
            one = Contact(int(queue), "dialled", missed_s, np.inf, key)
            if uniform(key, draws.REACHED) < reach:
                self.count("reached", campaign, now_s)
                one.work_s = aht_s * length_of(key)
            self.begin(one, group, now_s, chat=False)
            return True
        return False

    def take(self, one: Contact, group: int, now_s: float) -> None:
        waited_s = now_s - one.since_s
        self.count("answered", one.queue, one.since_s)
        self.count("wait_s", one.queue, one.since_s, waited_s)
        if waited_s <= self.rooms.target_s[one.queue]:
            self.count("within", one.queue, one.since_s)
        self.begin(one, group, now_s, chat=self.is_chat(one.queue))

    def begin(self, one: Contact, group: int, now_s: float, *, chat: bool) -> None:
        one.state, one.group, one.chat = "served", group, chat
        self.busy[group].append(one)
        length_s = one.work_s / self.rooms.proficiency[group, one.queue]
        if chat:
            agents = self.on[group] - sum(not other.chat for other in self.busy[group])
            most = int(self.rooms.concurrency[one.queue])
            each = min(max(sum(other.chat for other in self.busy[group]) / max(agents, 1), 1.0), most)
            times = self.features.gains[one.queue]
            if times[0] >= 0:
                length_s *= each / float(np.interp(each, np.arange(len(times)), times))
            else:
                length_s *= each / (1 + (self.rooms.factor[one.queue] - 1) * (each - 1) / (most - 1))
        self.later(now_s + length_s, "end", "end", one)

    def end(self, now_s: float, one: Contact) -> None:
        self.busy[one.group].remove(one)
        if one.kind != "dialled":
            self.after_service(now_s, one)
        self.serve(one.group, now_s)

    def after_service(self, now_s: float, one: Contact) -> None:
        to = int(self.features.hand_to[one.group, one.queue])
        unsolved, attempts, within_s = self.features.hand[one.group, one.queue]
        child = key_of(one.key, draws.CHILD)
        if to >= 0 and uniform(one.key, draws.UNSOLVED) < unsolved:
            if one.tries + 1 >= attempts:
                if now_s < self.bins * self.bin_s:
                    self.count("handed_on", one.queue, now_s)
                self.again(now_s, Contact(to, "handed", 0.0, 0.0, child))
            else:
                again = Contact(one.queue, "repeat", 0.0, 0.0, child, tries=one.tries + 1)
                self.again(now_s + within_s * uniform(one.key, draws.REPEAT_IN), again)
        elif uniform(one.key, draws.REPEATS) < self.features.repeat[one.queue, 0]:
            again = Contact(one.queue, "repeat", 0.0, 0.0, child)
            self.again(now_s + self.features.repeat[one.queue, 1] * uniform(one.key, draws.REPEAT_IN), again)
