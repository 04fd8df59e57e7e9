"""The replay command: what a plan with its edits would deliver, and where it breaks its promise."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from data.contracts.errors import NotFound
from workbench.commands.intraday import iso_stamps
from workbench.commands.queue_words import titles_of
from workbench.commands.terminal import TerminalProgress, in_columns, say, warn
from workbench.i18n import N_, translate
from workbench.phrases import told_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.desk import Replayed

DIGITS = 6
WORST = 10
CAUSES = {
    "understaffed": N_("too few people"),
    "breaks": N_("more people on a break than usual"),
    "overflow": N_("people were free but may take these contacts only after a wait"),
    "preferred": N_("the people were at queues they serve first"),
}


def replay(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan; none: the newest.")] = "",
    paths: Annotated[int | None, typer.Option(help="How many paths of the forecast; else as in centre.toml.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the draws; else as in centre.toml.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for replay.csv and its fellows.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only this day of the plan.")] = None,
) -> None:  # fmt: skip
    """Play the roster of a plan, with its edits, against the forecast contact by contact; list where it falls short."""
    session = context.obj
    language = session.settings.language
    desk, user = session.desk, session.user
    if not plan:
        newest = desk.latest_plan(user)
        if newest is None:
            raise NotFound("There is no plan yet.", "Make one with `peakcrew plan`.")
        plan = newest.plan_id
    date = None if day is None else pd.Timestamp(day)
    made = desk.replay(user, plan, paths=paths, seed=seed, day=date, progress=TerminalProgress(language))
    folder = out or session.settings.exports / "replay"
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"replay": made.replay, "replay_days": made.days, "replay_breaks": made.breaks, "replay_flows": made.flows}
    for name, table in tables.items():
        iso_stamps(table).to_csv(folder / f"{name}.csv", index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    for line in told_replay(made, language):
        say(line)
    _ = translate(language)
    for text in told_warnings(made.warnings, language, titles_of(made.centre.queues, language)):
        warn(_("Mind: {warning}").format(warning=text))
    say(_("Written: {files}").format(files=", ".join(str(folder / f"{name}.csv") for name in tables)))


def told_replay(made: Replayed, language: str) -> list[str]:
    """What was played, each queue's promise beside what it gets, and the worst stretches, as lines. O(rows)."""
    _ = translate(language)
    window, settings = made.centre.window, made.centre.replay
    head = _("Replay of plan {plan}, {first} to {last}: {paths} paths, seed {seed}, {edits} edits of the roster")
    lines = [
        head.format(plan=made.plan_id, first=window.first.date(), last=window.last.date(), paths=settings.paths,
                    seed=settings.seed, edits=made.edits)
    ]  # fmt: skip
    lines += _queue_lines(made, language, _)
    lines += _stretch_lines(made, language, _)
    return lines + _flow_lines(made, _)


def _queue_lines(made: Replayed, language: str, _: Callable[[str], str]) -> list[str]:
    titles = titles_of(made.centre.queues, language)
    rows = [tuple(_(head) for head in (N_("Queue"), N_("Contacts"), N_("Promised"), N_("Replayed"),
                                       N_("Days below"), N_("Abandoned"), N_("Mean wait, s")))]  # fmt: skip
    for name, days in made.days.groupby("queue", sort=False):
        queue, offered = made.centre.queues[str(name)], days["offered"]
        promised = queue.target.service_level
        below = "" if promised is None else str(int((days["service_level"] < promised - 1e-9).sum()))
        told = (_mean(days["service_level"], offered), _mean(days["abandonment"], offered))
        rows.append((titles[str(name)], f"{offered.sum():,.0f}", "-" if promised is None else f"{promised:.0%}",
                     f"{told[0]:.1%}", below, f"{told[1]:.1%}", f"{_mean(days['asa_s'], offered):,.0f}"))  # fmt: skip
    return in_columns(rows)


def _mean(values: pd.Series, weights: pd.Series) -> float:
    known = values.notna()
    total = float(weights[known].sum())
    return float((values[known] * weights[known]).sum()) / total if total else float("nan")


def _stretch_lines(made: Replayed, language: str, _: Callable[[str], str]) -> list[str]:
    breaks = made.breaks
    if breaks.empty:
        return [_("No interval breaks its promise.")]
    head = _("{count} stretches break the promise; the worst:").format(count=len(breaks))
    titles = titles_of(made.centre.queues, language)
    lines = [head]
    for row in breaks.head(WORST).to_dict("records"):
        plain = _("  {queue}, {start} to {end}: {level} instead of {promised} of {offered} contacts, kept on {chance} "
                  "of the paths; {cause}")  # fmt: skip
        line = plain.format(
            queue=titles[row["queue"]], start=f"{row['start_ts']:%Y-%m-%d %H:%M}", end=f"{row['end_ts']:%H:%M}",
            level=f"{row['service_level']:.1%}", promised=f"{row['promised']:.0%}", offered=f"{row['offered']:,.1f}",
            chance=f"{row['p_target_met']:.0%}", cause=_(CAUSES[row["cause"]]),
        )  # fmt: skip
        if row["group"]:
            more = _("; one more in {group}: {level}")
            line += more.format(group=row["group"], level=f"{row['service_level_plus_one']:.1%}")
        lines.append(line)
    return lines


FLOWS = {
    "redial": N_("came again after hanging up: {contacts}"),
    "repeat": N_("came again after being served: {contacts}"),
    "handed_on": N_("handed on to another queue: {contacts}"),
    "callback": N_("took a call-back: {contacts}, {kept} of them called in time"),
    "dialled": N_("dialled for campaigns: {contacts}"),
}


def _flow_lines(made: Replayed, _: Callable[[str], str]) -> list[str]:
    total = made.flows.groupby("flow")["contacts"].sum()
    kept = total.get("callback_kept", 0.0) / max(total.get("callback", 0.0), 1e-9)
    return [
        "  " + _(text).format(contacts=f"{total[flow]:,.0f}", kept=f"{kept:.0%}")
        for flow, text in FLOWS.items() if total.get(flow, 0.0) > 0
    ]  # fmt: skip
