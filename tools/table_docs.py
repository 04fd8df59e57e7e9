"""Write docs/tables.md from the contracts: each table, its key, columns, units and meaning."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data.contracts.columns import unit_of
from data.contracts.settings import CENTRE_FILES
from data.contracts.tables import ADJUSTMENTS, CENTRE_EDITS, STAGE_TABLES
from data.intake.aliases import chinese_headers
from data.intake.history_columns import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandera.pandas as pa

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tables.md"
HEAD = """# Tables

Made from `data/contracts` by `python -m tools.table_docs`, not by hand. Shares run from 0 to 1; `ts` is the start
of an interval and always carries a zone; `date` is the local day on which a shift starts. *Key* columns are unique
together. The name of a column, its meaning and its Chinese headers are all understood as headers of a centre's files.
A blank cell of an optional column means "not given"; a missing number is not zero.
"""


def page() -> str:
    """The whole page: the files of a centre's folder first, then the tables that flow between the stages."""
    lines = [HEAD, "## Files of a centre's folder\n"]
    for name, (table, needed) in CENTRE_FILES.items():
        lines += _section(f"{name}.csv" + ("" if needed else " (optional)"), table, headers=True)
    lines += _history()
    lines.append("## Tables between the stages\n")
    for name, table in [*STAGE_TABLES.items(), ("adjustments", ADJUSTMENTS), ("centre_edits", CENTRE_EDITS)]:
        if name != "skill_group":
            lines += _section(name, table)
    return "\n".join(lines)


def _history() -> Iterator[str]:
    """The headers of history files, which have more spellings than a table of settings."""
    yield "### history/*.csv\n"
    yield "Case, blanks, `_` and brackets do not matter; a unit in brackets is understood for handling time.\n"
    yield "| column | English headers | Chinese headers |"
    yield "|---|---|---|"
    for column, words in WORDS.items():
        english = ", ".join(word for word in words if word.isascii())
        yield f"| `{column}` | {english} | {', '.join(word for word in words if not word.isascii())} |"
    yield ""


def _section(title: str, table: pa.DataFrameSchema, *, headers: bool = False) -> Iterator[str]:
    key = (table.metadata or {}).get("key", [])
    yield f"### {title}\n"
    yield "| column | meaning | unit | |" + (" Chinese headers |" if headers else "")
    yield "|---|---|---|---|" + ("---|" if headers else "")
    for name, column in table.columns.items():
        notes = ["key"] if name in key else []
        notes += ["may be blank"] if column.nullable else []
        for check in column.checks:
            notes += _limits(check)
        yield f"| `{name}` | {column.title} | {unit_of(table, name)} | {'; '.join(notes)} |" + (
            f" {', '.join(chinese_headers(table, str(name)))} |" if headers else ""
        )
    yield ""


def _limits(check: pa.Check) -> list[str]:
    told = check.statistics or {}
    if "allowed_values" in told:
        return [", ".join(f"`{value}`" if value else "blank" for value in told["allowed_values"])]
    if "min_value" in told and "max_value" not in told:
        return [f"at least {told['min_value']:g}"]
    if "max_value" in told and "min_value" not in told:
        return [f"at most {told['max_value']:g}"]
    return []


def main() -> int:
    """Write the page; with --check only say whether it is up to date."""
    body = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == body else 1
    PAGE.write_text(body, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
