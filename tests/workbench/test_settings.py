"""Settings come from the environment and survive the way into another process."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.contracts.errors import RefusedInput
from workbench.settings import read_settings


def test_without_variables_everything_lies_in_var_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.database_url == f"sqlite:///{tmp_path}/var/peakcrew.db"
    assert settings.exports == tmp_path / "var" / "exports"
    assert (settings.user, settings.language) == ("planner", "en")


def test_settings_pass_through_an_environment_unchanged() -> None:
    settings = read_settings({"PEAKCREW_VAR": "/srv/x", "PEAKCREW_WORKERS": "3", "LANG": "zh_CN.UTF-8"})
    assert (settings.workers, settings.language) == (3, "zh")
    assert read_settings(settings.environment()) == settings


@pytest.mark.parametrize(
    "wrong", [{"PEAKCREW_WORKERS": "many"}, {"PEAKCREW_WORKERS": "0"}, {"PEAKCREW_LANGUAGE": "tlh"}]
)
def test_a_value_that_makes_no_sense_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(RefusedInput):
        read_settings(wrong)


def test_a_locale_we_do_not_speak_is_english() -> None:
    assert read_settings({"LANG": "de_DE.UTF-8"}).language == "en"
