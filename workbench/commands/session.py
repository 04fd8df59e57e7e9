"""What every command has: its settings, the desk when it is needed, and a voice in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.commands.terminal import TerminalProgress, say, warn
from workbench.i18n import N_, translate
from workbench.intake_phrases import told_intake
from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.access import User
    from workbench.desk import Desk


@dataclass
class Session:
    """One command: its settings, and the desk opened when it is needed (reading help needs no database)."""

    settings: Settings
    _desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        from workbench.desk import open_desk

        if self._desk is None:
            self._desk = open_desk(self.settings)
        return self._desk

    @property
    def user(self) -> User:
        return self.desk.user(self.settings.user)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self._desk is not None:
            self._desk.store.close()

    def say(self, text: str, **values: Any) -> None:
        say(translate(self.settings.language)(text).format(**values))

    def progress(self) -> TerminalProgress:
        return TerminalProgress(self.settings.language)

    def warnings(self, texts: Sequence[str]) -> None:
        for text in texts:
            told = told_intake(text, self.settings.language)
            warn(translate(self.settings.language)(N_("Mind: {warning}")).format(warning=told))
