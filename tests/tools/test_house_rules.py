"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("data", "forecasting", "scheduling", "workbench")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAX_LINES = 400  # the aim is 300, see CONTRIBUTING.md; beyond this a file has a second subject


def product_files() -> list[Path]:
    """Every Python file that is installed."""
    return [ROOT / "app.py", *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]


def imported_modules(path: Path) -> set[str]:
    """Names of the modules a file imports, at any depth."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_every_package_is_listed_for_installation():
    there = {
        ".".join(path.parent.relative_to(ROOT).parts) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == there


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for path in product_files()} - {ROOT}
    bare = [folder for folder in folders if not (folder / "__init__.py").exists() and "migrations" not in folder.parts]
    assert bare == []


def test_every_file_beside_the_code_is_installed_with_it():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    beside = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file() and path.suffix != ".py"]
    left_out = [path for path in beside if "__pycache__" not in path.parts and not is_shipped(path, patterns)]
    assert left_out == []


def is_shipped(path: Path, patterns: list[str]) -> bool:
    """Whether a file fits one of the patterns, which are a name or `**/*.suffix`."""
    return any(path.match(pattern.removeprefix("**/")) for pattern in patterns)


def test_tests_hold_no_package_that_could_hide_ours():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_place_to_download_from(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|^-", text, re.MULTILINE)


def test_developers_run_the_versions_users_run():
    def versions(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==.*$", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_every_dependency_is_locked():
    names = {re.split(r"[\[<>=]", line)[0].strip() for line in PROJECT["project"]["dependencies"]}
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert names <= locked


def test_only_state_touches_the_session():
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in product_files()}
    assert {name for name, text in texts.items() if "session_state" in text} <= {"workbench/state.py"}


def test_the_web_face_knows_only_streamlit_and_the_workbench():
    roots = {name.split(".")[0] for name in imported_modules(ROOT / "app.py")}
    assert roots <= {"__future__", "streamlit", "workbench"}


def test_nothing_imports_the_web_face():
    assert [path for path in product_files() if "app" in imported_modules(path)] == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_file_is_named_for_nothing(name: str):
    assert [path for path in product_files() if path.stem == name] == []


def test_no_file_grows_beyond_its_subject():
    long = {
        path.name: n
        for path in product_files()
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_highs_and_ortools_live_in_one_process():
    """The pair that breaks with highspy 1.15; a resolver does not see it (google/or-tools#5246)."""
    import highspy
    from ortools.sat.python import cp_model

    assert highspy.Highs().version().startswith("1.")
    assert cp_model.CpModel() is not None
