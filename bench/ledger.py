"""Lines of a benchmark: what was measured against which bar, printed as it comes and kept as CSV and Markdown."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path("var/bench")
HEAD = ("part", "measure", "figure", "bar", "aim", "verdict")


class Ledger:
    """Collects the lines of one part; a line with a bar is ok or a MISS, one without is told."""

    def __init__(self, part: str) -> None:
        self.part = part
        self._rows: list[tuple[str, ...]] = []
        self._good = True

    @property
    def good(self) -> bool:
        """True while no bar was missed."""
        return self._good

    def most(self, measure: str, figure: float, bar: float, aim: float | None = None) -> None:
        """The figure must not exceed the bar; the aim is told."""
        told = "" if aim is None else f"{aim:g} {'met' if figure <= aim else 'missed'}"
        self._line(measure, f"{figure:.2f}", f"<= {bar:g}", told, "ok" if figure <= bar else "MISS")

    def within(self, measure: str, figure: float, least: float, most: float, *, binding: bool = True) -> None:
        """The figure must lie between two bars (or is meant to, when they are not binding)."""
        inside = least <= figure <= most
        verdict = ("ok" if inside else "MISS") if binding else ("near" if inside else "off")
        self._line(measure, f"{figure:.1f}", f"{least:g} to {most:g}", "", verdict)

    def tell(self, measure: str, figure: float, unit: str = "") -> None:
        """A figure without a bar."""
        self._line(measure, f"{figure:.2f}{unit}", "", "", "")

    def _line(self, measure: str, figure: str, bar: str, aim: str, verdict: str) -> None:
        self._rows.append((self.part, measure, figure, bar, aim, verdict))
        self._good &= verdict != "MISS"
        aimed = f", aim {aim}" if aim else ""
        print(f"  {verdict:4} {measure}: {figure}" + (f" (bar {bar}{aimed})" if bar else ""), flush=True)

    def save(self) -> None:
        """Write var/bench/<part>.csv and .md."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (FOLDER / f"{self.part}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEAD, *self._rows])
        lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
        lines += [f"| {' | '.join(row)} |" for row in self._rows]
        (FOLDER / f"{self.part}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
