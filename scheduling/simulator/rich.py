"""The richer event loop: as the plain one, with overflow delays, who comes again, transfers, call-backs, outbound.

It answers a plain centre as the plain loop does, contact for contact, at about half its speed (measured; places that
are used again, a second heap); so each keeps its own loop, and the features cost a plain centre nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduling.compiled import fast_kernel
from scheduling.simulator.draws import (
    CHILD,
    PATIENCE,
    REACHED,
    REDIAL_IN,
    REDIALS,
    REPEAT_IN,
    REPEATS,
    TAKES_CALLBACK,
    UNSOLVED,
    exponential,
    key_of,
    length_of,
    uniform,
)
from scheduling.simulator.engine import duration_s, note, spread
from scheduling.simulator.floor import CHATS, ON, SINGLE, pop, push
from scheduling.simulator.rich_floor import (
    best_group_at,
    expect,
    join_line,
    kind_of,
    leave_line,
    leave_place,
    next_dial,
    next_in_line,
    next_owed,
    open_per_agent,
    owe,
    place_of,
    servers_of,
    spread_over_s,
    still_fits,
    take_place,
)
from scheduling.simulator.yard import (
    ARRIVAL,
    CAME,
    CHAT,
    COME,
    COMING,
    DIALLED,
    FIRST,
    FREE_PLACES,
    GONE,
    GROUP,
    HANDED,
    HANG_UP,
    IN_LINE,
    KIND,
    LENGTH,
    LINE_LENGTH,
    MOVE,
    NEXT,
    OWED,
    OWED_HEAD,
    PATIENT,
    PROMISED,
    QUEUE,
    REDIAL,
    REPEAT,
    SERIAL,
    SERVED,
    SINCE,
    SPARE_PLACES,
    STATE,
    TIMED,
    TO_END,
    TRY,
    WAITING,
    WAKE,
    WAKE_UP,
    WINDOW,
)


@fast_kernel
def play_rich(  # noqa: C901, PLR0915
    arrivals: Any, changes: Any, rooms: Any, features: Any, tally: Any, flows: Any, yard: Any, bin_s: float,
    until_s: float,
) -> bool:  # fmt: skip
    """Play on to the moment `until_s`; False when the yard is full: give it more places and call again.

    O((contacts + events) x (queues + groups + log of those there)) time; memory for those there, not for all.
    """
    at_s, queue_of, work_s, patience_s = arrivals
    change_s, change_group, change_heads = changes
    rank, proficiency, concurrency, factor, target_s = rooms
    seed, after_s, redial, repeat, hand_to, hand, callback, gains, aht_s, mean_patience_s = features[:10]
    dial_queue, dial, window_s, window_of, window_keeps = features[10:]
    offered, _, within, answers, abandoned, wait_s, busy_s, early = tally
    redials, repeats, handed_in, handed_on, callbacks, kept, late, dialled, reached = flows
    crew, figures, marks, keys, ends_s, ends_what, timed_s, timed_what, lines, stock, keeps, wakes_s, counts = yard
    groups, bins, contacts, moves = rank.shape[0], offered.shape[1], at_s.shape[0], change_s.shape[0]
    windows, campaigns = window_s.shape[0], dial_queue.shape[0]
    horizon_s, promise_s = bins * bin_s, callback[:, 2].copy()
    root, dial_root = key_of(np.uint64(seed), 0), key_of(np.uint64(seed), 1)
    while True:
        leave_s = ends_s[0] if counts[TO_END] > 0 else np.inf
        moved_s = change_s[counts[MOVE]] if counts[MOVE] < moves else np.inf
        come_s = at_s[counts[ARRIVAL]] if counts[ARRIVAL] < contacts else np.inf
        open_s = window_s[counts[WINDOW]] if counts[WINDOW] < windows else np.inf
        event_s = timed_s[0] if counts[TIMED] > 0 else np.inf
        now_s = min(leave_s, moved_s, come_s, open_s, event_s)
        if now_s >= until_s:
            return True
        dials = 0
        if campaigns > 0:
            dials = crew[:, ON].sum() + (change_heads[counts[MOVE]] if counts[MOVE] < moves else 0)
        if counts[FREE_PLACES] < SPARE_PLACES + dials or counts[TIMED] + 2 * SPARE_PLACES > timed_s.shape[0]:
            return False
        here = max(min(int(now_s / bin_s), bins - 1), 0)
        group, last, coming = -1, -1, -1  # who is free (from group to last), who comes
        if leave_s <= now_s:
            place = ends_what[0]
            pop(ends_s, ends_what, counts[TO_END])
            counts[TO_END] -= 1
            group = last = marks[place, GROUP]
            crew[group, SINGLE + marks[place, CHAT]] -= 1
            back_s = _served(place, group, now_s, hand_to, hand, repeat, keys, marks)
            if back_s >= horizon_s:
                leave_place(place, marks, counts)
            else:
                if marks[place, KIND] == HANDED and marks[place, STATE] == COMING:
                    handed_on[marks[place, WAKE], here] += 1
                expect(back_s, place, COME, timed_s, timed_what, marks, counts)
        elif moved_s <= now_s:
            group = last = change_group[counts[MOVE]]
            crew[group, ON] = change_heads[counts[MOVE]]
            counts[MOVE] += 1
        elif come_s <= now_s:
            coming = take_place(marks, counts)
            first = counts[ARRIVAL]
            marks[coming, QUEUE], marks[coming, KIND], marks[coming, TRY] = queue_of[first], FIRST, 0
            figures[coming, LENGTH], figures[coming, PATIENT] = work_s[first], patience_s[first]
            keys[coming] = key_of(root, counts[CAME])
            counts[CAME] += 1
            counts[ARRIVAL] += 1
        elif open_s <= now_s:
            keeps[window_of[counts[WINDOW]]] = window_keeps[counts[WINDOW]]
            counts[WINDOW] += 1
            group, last = 0, groups - 1
        else:
            what = timed_what[0]
            pop(timed_s, timed_what, counts[TIMED])
            counts[TIMED] -= 1
            if not still_fits(what, marks):
                continue
            place = place_of(what)
            queue = marks[place, QUEUE]
            if kind_of(what) == COME:
                coming = place
                figures[place, LENGTH] = aht_s[queue, here] * length_of(keys[place])
                figures[place, PATIENT] = mean_patience_s[queue] * exponential(keys[place], PATIENCE)
            elif kind_of(what) == HANG_UP:
                if figures[place, SINCE] >= 0.0:
                    came = min(int(figures[place, SINCE] / bin_s), bins - 1)
                    abandoned[queue, came] += 1
                    if figures[place, PATIENT] <= target_s[queue]:
                        early[queue, came] += 1
                marks[place, STATE] = GONE
                marks[place, SERIAL] += 1
                lines[queue, LINE_LENGTH] -= 1
                counts[WAITING] -= 1
                back_s = now_s + redial[queue, 1] * uniform(keys[place], REDIAL_IN)
                if uniform(keys[place], REDIALS) < redial[queue, 0] and back_s < horizon_s:
                    again = take_place(marks, counts)
                    marks[again, QUEUE], marks[again, KIND], marks[again, TRY] = queue, REDIAL, marks[place, TRY]
                    marks[again, STATE] = COMING
                    keys[again] = key_of(keys[place], CHILD)
                    expect(back_s, again, COME, timed_s, timed_what, marks, counts)
            else:
                marks[place, WAKE] += 1
                wake_s = figures[place, SINCE] + wakes_s[queue, marks[place, WAKE]]
                if wake_s < np.inf:
                    expect(wake_s, place, WAKE_UP, timed_s, timed_what, marks, counts)
                since_s = figures[place, SINCE]
                group = last = best_group_at(queue, concurrency[queue] > 1, since_s, now_s, rank, after_s, crew)
        place = -1
        if coming >= 0:
            queue = marks[coming, QUEUE]
            figures[coming, SINCE] = now_s
            if now_s >= 0.0:
                offered[queue, here] += 1
                _count_kind(marks[coming, KIND], queue, here, redials, repeats, handed_in)
            group = last = best_group_at(queue, concurrency[queue] > 1, now_s, now_s, rank, after_s, crew)
            if group >= 0:
                place = coming
            elif callback[queue, 0] < np.inf and _takes_callback(
                lines[queue, LINE_LENGTH] + 1, aht_s[queue, here], servers_of(queue, factor[queue], rank, crew),
                callback[queue, 0], callback[queue, 1], keys[coming],
            ):  # fmt: skip
                callbacks[queue, here] += 1
                marks[coming, STATE] = PROMISED
                owe(coming, queue, marks, lines, counts)
                group = last = best_group_at(queue, False, -np.inf, now_s, rank, after_s, crew)
            else:
                marks[coming, STATE], marks[coming, WAKE] = IN_LINE, 0
                join_line(coming, queue, marks, lines, counts)
                if figures[coming, PATIENT] < np.inf:
                    gone_s = now_s + figures[coming, PATIENT]
                    expect(gone_s, coming, HANG_UP, timed_s, timed_what, marks, counts)
                if wakes_s[queue, 0] < np.inf:
                    expect(now_s + wakes_s[queue, 0], coming, WAKE_UP, timed_s, timed_what, marks, counts)
        while group >= 0:
            single, direct = False, place >= 0
            if not direct:
                queue = next_in_line(
                    group, now_s, rank, after_s, concurrency, crew, figures, marks, lines, counts
                )  # fmt: skip
                if queue >= 0:
                    place = leave_line(queue, marks, lines, counts)
                else:
                    single = True
                    queue = next_owed(group, rank, promise_s, crew, figures, lines, counts)
                    campaign = -1
                    if queue < 0 and campaigns > 0:
                        campaign = next_dial(group, rank, dial_queue, keeps, stock, crew)
                    if queue >= 0:
                        place = lines[queue, OWED_HEAD]
                        lines[queue, OWED_HEAD] = marks[place, NEXT]
                        counts[OWED] -= 1
                        came = min(int(figures[place, SINCE] / bin_s), bins - 1)
                        made = kept if now_s <= figures[place, SINCE] + promise_s[queue] else late
                        made[queue, came] += 1
                    elif campaign >= 0:
                        stock[campaign] -= 1
                        dialled[campaign, here] += 1
                        key = key_of(key_of(dial_root, campaign), stock[campaign])
                        place = take_place(marks, counts)
                        marks[place, QUEUE], marks[place, KIND] = dial_queue[campaign], DIALLED
                        figures[place, LENGTH] = dial[campaign, 2]
                        if uniform(key, REACHED) < dial[campaign, 1]:
                            reached[campaign, here] += 1
                            figures[place, LENGTH] = dial[campaign, 0] * length_of(key)
                    else:
                        group = group + 1 if group < last else -1
                        continue
            queue = marks[place, QUEUE]
            chat = 1 if concurrency[queue] > 1 and not single else 0
            if not single and figures[place, SINCE] >= 0.0:
                came_s = figures[place, SINCE]
                came = min(int(came_s / bin_s), bins - 1)
                note(queue, came, now_s - came_s, target_s[queue], answers, within, wait_s)
            marks[place, STATE], marks[place, GROUP], marks[place, CHAT] = SERVED, group, chat
            marks[place, SERIAL] += 1
            crew[group, SINGLE + chat] += 1
            length_s = figures[place, LENGTH] / proficiency[group, queue]
            if chat:
                agents = crew[group, ON] - crew[group, SINGLE]
                if gains[queue, 0] < 0:
                    length_s = duration_s(length_s, concurrency[queue], factor[queue], crew[group, CHATS], agents)
                else:
                    per_agent = open_per_agent(crew[group, CHATS], agents, concurrency[queue])
                    length_s = spread_over_s(length_s, per_agent, gains[queue])
            spread(busy_s, group, queue, now_s, now_s + length_s / (concurrency[queue] if chat else 1), bin_s)
            push(ends_s, ends_what, counts[TO_END], now_s + length_s, place)
            counts[TO_END] += 1
            place = -1
            if direct:
                break


@fast_kernel
def _served(place: int, group: int, now_s: float, hand_to: Any, hand: Any, repeat: Any, keys: Any, marks: Any) -> float:
    """When who was just served comes again (inf: never): not solved, handed on at once, or with a new question."""
    if marks[place, KIND] == DIALLED:
        return np.inf
    queue, key = marks[place, QUEUE], keys[place]
    marks[place, SERIAL] += 1
    marks[place, STATE], marks[place, WAKE] = COMING, queue
    keys[place] = key_of(key, CHILD)
    if hand_to[group, queue] >= 0 and uniform(key, UNSOLVED) < hand[group, queue, 0]:
        marks[place, TRY] += 1
        if marks[place, TRY] >= hand[group, queue, 1]:
            marks[place, QUEUE], marks[place, KIND], marks[place, TRY] = hand_to[group, queue], HANDED, 0
            return now_s
        marks[place, KIND] = REPEAT
        return float(now_s + hand[group, queue, 2] * uniform(key, REPEAT_IN))
    marks[place, KIND], marks[place, TRY] = REPEAT, 0
    if uniform(key, REPEATS) < repeat[queue, 0]:
        return float(now_s + repeat[queue, 1] * uniform(key, REPEAT_IN))
    return np.inf


@fast_kernel
def _takes_callback(ahead: int, aht_s: float, servers: float, above_s: float, accepts: float, key: np.uint64) -> bool:
    """The expected wait, those ahead and oneself x handling time / people on work, is long, and the offer is taken."""
    if servers > 0 and ahead * aht_s / servers <= above_s:
        return False
    return uniform(key, TAKES_CALLBACK) < accepts


@fast_kernel
def _count_kind(kind: int, queue: int, here: int, redials: Any, repeats: Any, handed_in: Any) -> None:
    if kind == REDIAL:
        redials[queue, here] += 1
    elif kind == REPEAT:
        repeats[queue, here] += 1
    elif kind == HANDED:
        handed_in[queue, here] += 1
