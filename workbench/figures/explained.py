"""A roster explained, as lines in the reader's language: its cost, its gaps, what would fill them, a person's day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from data.contracts.plan import Plan, SolveReport
from scheduling.roster.explain.answer import Empty, GapExplained
from scheduling.roster.explain.contradictions import LOCKED, Contradiction
from scheduling.roster.explain.keepers import Kept
from scheduling.roster.explain.least import Chosen, Single
from scheduling.roster.explain.person import Explained
from scheduling.roster.explain.ways import Way
from workbench.commands.terminal import in_columns
from workbench.display import Display
from workbench.i18n import N_, told_fault
from workbench.phrases import told_note, told_rules

Words = Callable[[str], str]
MOST_NAMES = 6
MOST_WAYS = 12
CODES = {
    "roster.busy": N_("at work that day"),
    "roster.free": N_("free: no rule keeps them away"),
    "pool.max_heads": N_("most seats of the pool"),
    "pool.lead_time": N_("lead time of the pool"),
}
PARTS = {"early": N_("early shifts"), "day": N_("day shifts"), "late": N_("late shifts"), "night": N_("night shifts")}
KINDS = {
    "extra_shift": N_("a shift on a day off"),
    "other_shift": N_("another shift that day"),
    "overtime": N_("overtime before or after the shift"),
    "backup": N_("seats of a backup pool"),
    "outsourced": N_("seats of a partner"),
    "hire": N_("one more person, paid for a week"),
    "cancel_leave": N_("cancelling leave (shown, not advised)"),
}


def overview_lines(
    plan: Plan, unfilled: pd.DataFrame, found: Sequence[Contradiction], language: str
) -> list[str]:  # fmt: skip
    """How each group's roster was solved, the shifts nobody works, and the inputs that contradict."""
    display = Display(language)
    _ = display.words
    seed = plan.seeds.get("solver", 0)
    heads = (N_("Roster"), N_("Cost"), N_("Bound"), N_("Gap"), N_("Seconds"), N_("Status"), N_("Solver"), N_("Seed"))
    rows = [tuple(_(head) for head in heads)]
    rows += [_solve_row(report, seed, display) for report in plan.reports if report.stage == "roster"]
    lines = in_columns(rows) if len(rows) > 1 else []
    for row in unfilled.to_dict("records"):
        line = _("{group}, {day}, {shift}: {heads} shifts nobody works: {reason}")
        reason = told_rules(str(row["reason"]), language)
        where = {"group": row["group"], "day": display.day(row["date"]), "shift": row["shift"]}
        lines.append(line.format(**where, heads=row["heads"], reason=reason))
    if not len(unfilled):
        lines.append(_("Every shift of named people is filled."))
    return lines + [line for one in found for line in _contradiction(one, display)]


def _solve_row(report: SolveReport, seed: int, display: Display) -> tuple[str, ...]:
    status = told_note(report.status, display.language)
    gap = "-" if report.gap is None else f"{report.gap:.3%}"
    figures = [display.number(value) for value in (report.objective, report.bound)]
    return (report.part, *figures, gap, f"{report.seconds:.1f}", status, report.solver, str(seed))


def _contradiction(one: Contradiction, display: Display) -> Iterator[str]:
    _ = display.words
    yield _("Contradiction: {fault}").format(fault=told_fault(one.fault, display.language))
    for fixed in one.inputs:
        line = _("  locked: {agent} works {shift} on {day}") if fixed.why == LOCKED else _(
            "  hard wish: {agent} works {shift} on {day}"
        )  # fmt: skip
        tried = fixed.tried
        yield line.format(agent=tried.agent, shift=tried.pattern.shift, day=display.day(tried.date))


def gap_lines(made: GapExplained, centre: Centre, language: str) -> list[str]:
    """What is lacking and why, what each relaxation alone would give, and the cheapest set."""
    display = Display(language, centre.currency)
    _ = display.words
    head = _("{group} on {day}: {hours} head-hours are lacking")
    lines = [head.format(group=made.gap.group, day=display.day(made.gap.date), hours=f"{made.gap.hours:,.1f}")]
    for queue, reason, hours in made.reasons:
        text = _("  {queue}: {hours} position hours nobody was found for: {reason}")
        lines.append(text.format(queue=queue, hours=f"{hours:,.1f}", reason=told_note(reason, language)))
    for empty in made.empty:
        lines += _empty_lines(empty, display)
    if made.singles:
        lines.append(_("What would help, each alone:"))
        lines += in_columns([_single_row(one, display) for one in made.singles[:MOST_WAYS]])
    return lines + _cheapest_lines(made.cheapest, made.gap.hours, display)


def _empty_lines(empty: Empty, display: Display) -> Iterator[str]:
    _ = display.words
    yield _("  {shift}: {heads} shifts nobody works").format(shift=empty.shift, heads=empty.heads)
    for kept in empty.kept:
        yield _kept_line(kept, display)


def _kept_line(kept: Kept, display: Display) -> str:
    _ = display.words
    rule = rule_words(kept.rule, display)
    if kept.limit is not None:
        rule = _("{rule} ({limit})").format(rule=rule, limit=f"{kept.limit:g}")
    names = ", ".join(kept.agents[:MOST_NAMES]) + (" ..." if len(kept.agents) > MOST_NAMES else "")
    return _("    {rule}: {people} people: {names}").format(rule=rule, people=len(kept.agents), names=names)


def rule_words(code: str, display: Display) -> str:
    """A rule by its code, in words.

    >>> rule_words("rule.min_rest", Display("en")), rule_words("pool.lead_time", Display("en"))
    ('rest between shifts', 'lead time of the pool')
    """
    return display.words(CODES[code]) if code in CODES else told_rules(code, display.language)


def _single_row(one: Single, display: Display) -> tuple[str, ...]:
    _ = display.words
    rules = _(", ").join(rule_words(code, display) for code in one.rules)
    rules = _("bends: {rules}").format(rules=rules) if rules else _("within all rules")
    hours = _("{hours} head-hours").format(hours=f"{one.chosen.gain_h:,.1f}")
    return (f"  {_(KINDS[one.kind])}", rules, hours, display.money(one.chosen.price_cny))


def _cheapest_lines(chosen: Chosen, hours: float, display: Display) -> list[str]:
    _ = display.words
    if hours <= 0:
        return [_("Nothing is lacking.")]
    if not chosen.ways:
        return [_("Nothing advisable helps at a price the gap is worth.")]
    head = _("Cheapest set: {gain} of {hours} head-hours for {price}")
    price = display.money(chosen.price_cny)
    lines = [head.format(gain=f"{chosen.gain_h:,.1f}", hours=f"{hours:,.1f}", price=price)]
    return lines + [_way_line(way, count, display) for way, count in chosen.ways]


def _way_line(way: Way, count: int, display: Display) -> str:
    _ = display.words
    start = way.shift.start_min % (24 * 60)
    end = (way.shift.start_min + way.shift.span_min) % (24 * 60)
    line = _("  {kind}: {count} x {who}, {shift} {start}-{end}, {price}").format(
        kind=_(KINDS[way.kind]), count=count, who=way.who, shift=way.shift.pattern.shift,
        start=f"{start // 60:02}:{start % 60:02}", end=f"{end // 60:02}:{end % 60:02}",
        price=display.money(way.price_cny * count),
    )  # fmt: skip
    told = [told_fault(fault, display.language) for fault in _worst(way.needs)]
    return _("; ").join([line, *told])


def person_lines(made: Explained, centre: Centre, language: str) -> list[str]:
    """Why the person works that day, or does not, and what every other shift would break."""
    display = Display(language, centre.currency)
    _ = display.words
    who = {"name": made.name, "agent": made.agent, "day": display.day(made.date), "shift": made.works}
    if made.works:
        lines = [_("{name} ({agent}) works {shift} on {day}").format(**who)]
        if made.locked:
            lines.append(_("  The shift is locked."))
        elif made.origin != "plan":
            lines.append(_("  A planner put it there."))
        if made.others:
            names = ", ".join(made.others[:MOST_NAMES]) + (" ..." if len(made.others) > MOST_NAMES else "")
            text = _("  {people} others who are off could take it: {names}")
            lines.append(text.format(people=len(made.others), names=names))
        else:
            lines.append(_("  Nobody of the group who is off could lawfully take it."))
    else:
        lines = [(_("{name} ({agent}) is on leave on {day}") if made.leave
                  else _("{name} ({agent}) is off on {day}")).format(**who)]  # fmt: skip
    hours = _("  {hours} of {contract} contract hours in that week; prefers: {preference}")
    preference = _(PARTS[made.preference]) if made.preference in PARTS else _("nothing in particular")
    lines.append(hours.format(hours=f"{made.week_h:g}", contract=f"{made.contract_h:g}", preference=preference))
    return lines + list(_option_lines(made, display))


def _option_lines(made: Explained, display: Display) -> Iterator[str]:
    """What keeps the person from the other shifts, each reason once with all its shifts; then what would be lawful."""
    _ = display.words
    kept: dict[str, list[str]] = {}
    for option in made.options:
        for fault in _worst(option.faults):
            kept.setdefault(told_fault(fault, display.language), []).append(option.shift)
    for told, shifts in sorted(kept.items(), key=lambda one: -len(one[1])):
        every = len(shifts) == len(made.options)
        yield _("  {shift}: {reasons}").format(shift=_("any shift") if every else ", ".join(shifts), reasons=told)
    free = [option for option in made.options if not option.faults]
    if free:
        shifts_free = ", ".join(option.shift for option in free)
        yield _("  Within all rules: {shifts}").format(shifts=shifts_free)
    wanted = [option.shift for option in free if option.unfilled]
    if wanted:
        yield _("  Of these nobody works yet: {shifts}").format(shifts=", ".join(wanted))


def _worst(faults: Sequence[Fault]) -> list[Fault]:
    """The largest fault of each rule."""
    worst: dict[str, Fault] = {}
    for fault in sorted(faults, key=lambda one: float(one.values.get("excess", 1.0))):
        worst[fault.code] = fault
    return list(worst.values())
