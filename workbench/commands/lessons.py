"""The lessons command: what we learned from an event, as a table and in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.commands.terminal import say
from workbench.i18n import N_, translate

if TYPE_CHECKING:
    from workbench.commands.session import Session

DIGITS = 6


def lessons(
    context: typer.Context,
    event: Annotated[str, typer.Option(help="The event, as events.csv names it: double11-2026.")],
    out: Annotated[Path, typer.Option(help="The CSV to write: a row a queue and day.")],
    plan: Annotated[str, typer.Option(help="The plan to judge; none: the newest made before the event.")] = "",
    centre: Annotated[str, typer.Option(help="Name of the centre; none: any that has the event.")] = "",
) -> None:
    """What we learned from an event: planned and actual size, hours, handling time, and what is believed next time."""
    from workbench.figures.lessons_words import lessons_words

    session: Session = context.obj
    language = session.settings.language
    learned = session.desk.lessons(session.user, event, plan, centre)
    out.parent.mkdir(parents=True, exist_ok=True)
    learned.rows.to_csv(out, index=False, float_format=f"%.{DIGITS}g", date_format="%Y-%m-%d", lineterminator="\n")
    queues = session.desk.centre(session.user, learned.plan_id).queues
    titles = {name: (queue.title_zh if language == "zh" else queue.title_en) or name for name, queue in queues.items()}
    _ = translate(language)
    glue = "" if language == "zh" else " "
    say(glue.join(lessons_words(learned.rows, _, titles)))
    say(_(N_("Judged by plan {plan}: {out}")).format(plan=learned.plan_id, out=out))
