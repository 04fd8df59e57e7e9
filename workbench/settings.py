"""Settings of this installation, from the environment: where files lie, which database, how many workers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.contracts.errors import Fault, RefusedInput
from workbench.i18n import LANGUAGES, N_

VAR = "PEAKCREW_VAR"
DATABASE_URL = "PEAKCREW_DATABASE_URL"
PLACE = "PEAKCREW_PLACE"
WORKERS = "PEAKCREW_WORKERS"
LANGUAGE = "PEAKCREW_LANGUAGE"
USER = "PEAKCREW_USER"


@dataclass(frozen=True)
class Settings:
    """Where run-time files lie, the database's address, the place of work, the language and the user of commands."""

    var: Path
    database_url: str
    place: str = "local"
    workers: int = 2
    language: str = "en"
    user: str = "planner"

    @property
    def centres(self) -> Path:
        """Folders of centres, the sample's included."""
        return self.var / "centres"

    @property
    def exports(self) -> Path:
        """What commands hand out."""
        return self.var / "exports"

    def environment(self) -> dict[str, str]:
        """Variables from which another process reads the same settings."""
        return {
            VAR: str(self.var),
            DATABASE_URL: self.database_url,
            PLACE: self.place,
            WORKERS: str(self.workers),
            LANGUAGE: self.language,
            USER: self.user,
        }


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from environment variables; blank ones count as not given.

    Default: files in var/ of the current folder, SQLite in it, as many workers as processors, the language of LANG.
    Raises RefusedInput for a value that makes no sense.
    """
    given = {name: value.strip() for name, value in (os.environ if environment is None else environment).items()}
    var = Path(given.get(VAR) or "var").expanduser().absolute()
    return Settings(
        var=var,
        database_url=given.get(DATABASE_URL) or f"sqlite:///{var / 'peakcrew.db'}",
        place=given.get(PLACE) or "local",
        workers=_workers(given.get(WORKERS, "")),
        language=_language(given),
        user=given.get(USER) or "planner",
    )


def read_language(word: str) -> str | None:
    """The language a locale name stands for; None for one we do not speak.

    >>> [read_language(word) for word in ("zh_CN.UTF-8", "zh", "en_GB", "C.UTF-8", "de_DE")]
    ['zh', 'zh', 'en', None, None]
    """
    spoken = word.replace("-", "_").split(".")[0].split("_")[0].lower()
    return spoken if spoken in LANGUAGES else None


def _language(given: Mapping[str, str]) -> str:
    wish = given.get(LANGUAGE, "")
    if wish and read_language(wish) is None:
        raise RefusedInput([_fault(LANGUAGE, wish, N_("Give en or zh."))])
    locale = given.get("LC_ALL") or given.get("LC_MESSAGES") or given.get("LANG") or ""
    return read_language(wish) or read_language(locale) or "en"


def _workers(wish: str) -> int:
    if not wish:
        return os.cpu_count() or 1
    if not wish.isascii() or not wish.isdigit() or int(wish) == 0:
        raise RefusedInput([_fault(WORKERS, wish, N_("Give a whole number from 1 up."))])
    return int(wish)


def _fault(name: str, value: str, remedy: str) -> Fault:
    return Fault("settings.value", "{name} is {value}", {"name": name, "value": repr(value)}, remedy)
