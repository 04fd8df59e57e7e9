"""The figures of a plan as lines of text, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.commands.queue_words import titles_of
from workbench.commands.terminal import in_columns
from workbench.deeds.carrying import Dropped
from workbench.display import Display
from workbench.figures.staffing_mix import dearest_limits
from workbench.i18n import told_fault, translate
from workbench.limit_words import told_limits
from workbench.phrases import told_note, told_warnings
from workbench.summary import PoolLine, Summary

MOST_WARNINGS = 5
MOST_LIMITS = 3


def told_summary(summary: Summary, language: str) -> list[str]:
    """Lines for a terminal: what was planned, with which people, at what cost, and whether it holds."""
    _ = translate(language)
    return [
        *_head(summary, language, _),
        "",
        *_people(summary, language, _),
        "",
        *_service(summary, language, _),
        "",
        *_limits(summary, language, _),
    ]


def told_carryover(carried: int, dropped: Sequence[Dropped], language: str) -> list[str]:
    """Lines on the edits of the plan before: how many were carried over, and each that could not be; empty for none."""
    _ = translate(language)
    lines = []
    if carried:
        lines.append(_("Edits carried over from the plan before: {count}").format(count=carried))
    if dropped:
        lines.append(_("Edits that could not be carried over: {count}").format(count=len(dropped)))
    for edit in dropped:
        agent, _bar, day = edit.target.rpartition("|")
        faults = _("; ").join(dict.fromkeys(told_fault(fault, language) for fault in edit.faults))
        lines.append(f"  {agent} {day} ({edit.author}: {told_note(edit.reason, language)}): {faults}")
    return lines


def _head(summary: Summary, language: str, _: Callable[[str], str]) -> list[str]:
    stored, centre = summary.stored, summary.centre
    title = centre.title_zh if language == "zh" else centre.title_en
    first, last = stored.plan.window
    lines = [
        _("Plan {plan}, version {version} of {centre} ({title})").format(
            plan=stored.plan_id, version=stored.version, centre=centre.name, title=title
        ),
        _("Window: {first} to {last}, as of {as_of}").format(first=first, last=last, as_of=stored.plan.as_of[:10]),
        _("Queues: {queues}; contacts expected: {contacts}, most on {day}").format(
            queues=len(summary.queues), contacts=f"{summary.contacts:,.0f}", day=summary.busiest.date()
        ),
    ]
    if stored.plan.scenario:
        lines.append(_("What-if: {wishes}").format(wishes=_wishes(summary)))
    if summary.edits:
        lines.append(_("Edits by planners: {edits}").format(edits=summary.edits))
    return lines


def _wishes(summary: Summary) -> str:
    scenario = summary.stored.plan.scenario
    return "; ".join(f"{lever} {name} = {value:g}" for lever, own in scenario.items() for name, value in own.items())


def _people(summary: Summary, language: str, _: Callable[[str], str]) -> list[str]:
    titles = titles_of(summary.centre.pools, language)
    currency = summary.centre.currency
    shifts, hours = _("{shifts} shifts"), _("{hours} paid h")
    cells = [
        (
            f"  {titles.get(line.pool, line.pool)}",
            _who(line, _),
            shifts.format(shifts=f"{line.shifts:>5}") + _(", ") + hours.format(hours=f"{line.paid_h:>8,.0f}"),
            f"{line.cost:>11,.0f} {currency}",
        )
        for line in summary.pools
    ]
    lines = in_columns(cells) if cells else []
    total = _("People: {cost} {currency} in all, by the roster as built").format(
        cost=f"{summary.cost:,.0f}", currency=currency
    )
    return [total, *lines, *_agreements(summary, _)]


def _agreements(summary: Summary, _: Callable[[str], str]) -> list[str]:
    """What agreements with pools cost beside their shifts; empty where nothing."""
    currency = summary.centre.currency
    told = []
    if summary.top_up >= 0.5:
        line = _("  agreements, promised hours not used: {cost} {currency} on top")
        told.append(line.format(cost=f"{summary.top_up:,.0f}", currency=currency))
    if summary.penalties >= 0.5:
        line = _("  agreements, missed service levels expected to cost {cost} {currency} (no bill)")
        told.append(line.format(cost=f"{summary.penalties:,.0f}", currency=currency))
    return told


def _who(line: PoolLine, _: Callable[[str], str]) -> str:
    parts = []
    if line.people or not line.seats:
        parts.append((_("1 person") if line.people == 1 else _("{people} people")).format(people=line.people))
    if line.seats:
        one = line.seats == 1
        parts.append((_("1 seat a day") if one else _("up to {seats} seats a day")).format(seats=line.seats))
    return _(", ").join(parts)


def _service(summary: Summary, language: str, _: Callable[[str], str]) -> list[str]:
    titles = titles_of(summary.centre.queues, language)
    cells = []
    for line in summary.queues:
        days = _("1 day below") if line.days_short == 1 else _("{days} days below").format(days=line.days_short)
        days = days if line.days_short else ""
        shares = "".join(_share(value) for value in (line.target, line.predicted, line.replayed))
        cells.append((f"  {titles.get(line.queue, line.queue)}", shares, days))
    head = _("Service: promised, predicted by formula, replayed with this roster")
    return [head, *(in_columns(cells) if cells else [])]


def _share(value: float | None) -> str:
    return "      -  " if value is None else f"{value:>8.1%} "


def _short(summary: Summary, _: Callable[[str], str]) -> list[str]:
    """What stays empty: what nobody can fill, and what is worth less than a shift."""
    told = []
    beyond = summary.short_h - summary.unworthy_h
    if beyond > 0.05:
        told.append(_("Short: {hours} position hours cannot be filled").format(hours=f"{beyond:,.1f}"))
    if summary.unworthy_h > 0.05:
        line = _("Not worth a shift: {hours} position hours; one more shift would cost more than they are priced at")
        told.append(line.format(hours=f"{summary.unworthy_h:,.1f}"))
    return told


def _limits(summary: Summary, language: str, _: Callable[[str], str]) -> list[str]:
    pools = titles_of(summary.centre.pools, language)
    lines = _short(summary, _)
    if summary.unfilled:
        lines.append(_("Unfilled: {shifts} shifts nobody may lawfully work").format(shifts=summary.unfilled))
    for order in summary.orders:
        lines.append(
            _("Order from {pool}: up to {heads} seats a day, days of service: {days}, the first by {day}").format(
                pool=pools.get(order.pool, order.pool), heads=order.heads, days=order.days, day=order.order_by.date()
            )
        )
    widest = summary.widest
    if widest is not None and widest.gap is not None:
        lines.append(
            _("Solvers: {count} answers, {proven} proven best; widest gap {gap} ({place}, {status})").format(
                count=len(summary.reports),
                proven=sum(report.status == "optimal" for report in summary.reports),
                gap=f"{widest.gap:.1%}",
                place=f"{told_note(widest.stage, language)} {widest.part}".rstrip(),
                status=told_note(widest.status, language),
            )
        )
        seed = summary.stored.plan.seeds.get("solver", 0)
        lines.append(
            _("Seed of the solvers: {seed}; cost, bound and gap of each roster: peakcrew explain").format(seed=seed)
        )
    titles = {**pools, **titles_of(summary.centre.queues, language)}
    if summary.limits is not None:
        dearest = dearest_limits(summary.limits[summary.limits["verified"]]).drop_duplicates("kind").head(MOST_LIMITS)
        lines += told_limits(dearest.to_dict("records"), Display(language), titles, summary.centre.currency)
    warnings = told_warnings(summary.stored.plan.warnings, language, titles)
    lines += [_("Mind: {warning}").format(warning=warning) for warning in warnings[:MOST_WARNINGS]]
    if len(warnings) > MOST_WARNINGS:
        lines.append(
            _("... and {count} more warnings: dashboard, page Overview, tab Warnings").format(
                count=len(warnings) - MOST_WARNINGS
            )
        )
    return lines
