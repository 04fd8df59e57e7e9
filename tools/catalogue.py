"""Collect every text a user may read and keep the gettext catalogues: `python -m tools.catalogue` (make words).

Texts are the constants inside `_()`, `N_()`, the template and remedy of `Fault(...)` and of the error family, the
sentences handed to functions named for a fault (`_fault(...)`, `table.fault(...)`) or kept under a name such as
`template` and `remedy`, and the titles of the columns in data/contracts. English is its own message id; Chinese is
written in workbench/locale/zh_CN. The compiled .mo files are committed, so that running needs no Babel; `--check`
fails when they or a translation are missing.
"""

from __future__ import annotations

import ast
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "workbench" / "locale"
SOURCES = ("app.py", "data", "forecasting", "scheduling", "workbench")
ERRORS = {"PeakcrewError", "NotAllowed", "NotFound", "Conflict", "Busy", "Cancelled", "Unavailable"}
# call -> (positions, keywords) of the texts it carries
CARRIERS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "_": ((0,), ()),
    "N_": ((0,), ()),
    "Fault": ((1, 3), ("template", "remedy")),
    **dict.fromkeys(ERRORS, ((0, 1), ("template", "remedy"))),
}
# Names under which a sentence is kept until a Fault carries it, and how a sentence differs from a code or a column.
KEPT = {"template", "remedy", "text", "fix", "blank", "plain", "share", "patience", "remedies", "meanings", "endless"}
TITLED = {"text", "number", "whole", "flag", "instant", "day"}


def texts_of(source: str, *, titles: bool = False) -> Iterator[tuple[int, str]]:
    """Line and text of every constant text a user may read; column titles too where `titles`.

    >>> list(texts_of('_("Save"); Fault("c", "{a} is odd", {}, remedy="Use {b}.")'))
    [(1, 'Save'), (1, '{a} is odd'), (1, 'Use {b}.')]
    """
    for node in ast.walk(ast.parse(source)):
        for value in _carried(node, titles=titles):
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.lineno, value.value


def _carried(node: ast.AST, *, titles: bool) -> Iterator[ast.expr]:
    """The expressions of a node that are texts for readers."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets: Sequence[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(name, ast.Name) and name.id.lower() in KEPT for name in _names(targets)):
            yield from _sentences(node.value)
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in CARRIERS or (titles and name in TITLED):
        positions, keywords = CARRIERS.get(name, ((0,), ()))
        yield from (node.args[place] for place in positions if place < len(node.args))
        yield from (keyword.value for keyword in node.keywords if keyword.arg in keywords)
    elif name.endswith(("fault", "refused")) or (name == "add" and len(node.args) >= 4):
        for value in node.args:
            yield from _sentences(value)


def _names(targets: Sequence[ast.expr]) -> Iterator[ast.expr]:
    for target in targets:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]


def _sentences(value: ast.expr) -> Iterator[ast.expr]:
    """Constants with a space or a field in them, through choices, tuples and dicts."""
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str) and (" " in value.value.strip() or "{" in value.value):
            yield value
    elif isinstance(value, ast.IfExp):
        yield from (*_sentences(value.body), *_sentences(value.orelse))
    elif isinstance(value, ast.Tuple | ast.List):
        for part in value.elts:
            yield from _sentences(part)
    elif isinstance(value, ast.Dict):
        for part in value.values:
            yield from _sentences(part)


def collect(root: Path = ROOT) -> Catalog:
    """The template: every text with the places it stands in."""
    template = Catalog(project="peakcrew", charset="utf-8", fuzzy=False)
    for place in SOURCES:
        path = root / place
        for file in sorted([path] if path.is_file() else path.rglob("*.py")):
            name = file.relative_to(root).as_posix()
            for _line, text in texts_of(file.read_text(encoding="utf-8"), titles=name.startswith("data/contracts/")):
                template.add(text, locations=[(name, 0)])
    return template


def refreshed(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language with new texts added and vanished ones dropped."""
    file = LOCALE / language / "LC_MESSAGES" / "peakcrew.po"
    catalogue = Catalog(locale=language, header_comment="# peakcrew", project="peakcrew", fuzzy=False)
    if file.exists():
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    if language == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def bodies(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The .po and .mo bytes, without dates or line numbers so that they change only with the texts."""
    po, mo = io.BytesIO(), io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_po(po, catalogue, width=120, omit_header=False, sort_output=True, no_location=True)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts that have no translation yet."""
    return [str(message.id) for message in catalogue if message.id and not message.string]


def main() -> int:
    """Write the catalogues, or with --check only say what is missing."""
    check = "--check" in sys.argv[1:]
    faults = 0
    for language in ("en", "zh_CN"):
        folder = LOCALE / language / "LC_MESSAGES"
        catalogue = refreshed(language, collect())
        for name, body in zip(("peakcrew.po", "peakcrew.mo"), bodies(catalogue), strict=True):
            file = folder / name
            if check and (not file.exists() or file.read_bytes() != body):
                print(f"{file.relative_to(ROOT)} is not up to date; run `make words`.")
                faults += 1
            elif not check:
                folder.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body)
        for text in untranslated(catalogue):
            print(f"{language}: no translation of {text!r}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
