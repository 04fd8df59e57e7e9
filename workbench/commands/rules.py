"""The rules command: the labour rules of a set or of a centre, with their source and state."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.commands.terminal import say
from workbench.i18n import N_, translate

if TYPE_CHECKING:
    from workbench.commands.session import Session


def rules(
    context: typer.Context,
    of_set: Annotated[str, typer.Option("--set", help="A rule set, such as china_standard; none: name them all.")] = "",
    centre: Annotated[Path | None, typer.Option(help="Folder of a centre: the rules in force there.")] = None,
) -> None:
    """List labour rules with value, what a breach does, source and whether they were verified. Not legal advice."""
    from workbench.figures.rule_lines import rule_lines

    session: Session = context.obj
    language = session.settings.language
    _ = translate(language)
    if centre is None and not of_set:
        for found in session.desk.rule_sets(session.user):
            say(f"{found.name}: {found.title_zh if language == 'zh' else found.title_en}, {len(found.rules)}")
        session.say(N_('Choose one in centre.toml: [rules] set = "..."; list its rules with --set.'))
    elif centre is not None:
        for line in rule_lines(session.desk.rules_of_centre(session.user, centre), language):
            say(line)
    else:
        for line in rule_lines(session.desk.rules_of_set(session.user, of_set), language):
            say(line)
    session.say(N_("Rule sets help with planning and are no legal advice: ask counsel before you rely on them."))
