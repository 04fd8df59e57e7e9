"""The door to xlsxwriter: the roster as a workbook to look at, filter and print."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from data.contracts.centre import Centre
from data.export.breaks import pauses_of
from data.export.roster_csv import COLUMNS, roster_rows
from data.export.words import WEEKDAYS, language_of, words_of

LEFT = ("agent", "name", "group", "site", "shifts", "hours")
Record = dict[Hashable, Any]
GREY, RED, EDITED, EDITED_FRAME = "#D9D9D9", "#F4CCCC", "#FFF2CC", "#C00000"
DAY, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
LISTED = (*COLUMNS[: COLUMNS.index("shift_id")], "changed", "shift_id")
A3, A4 = 8, 9


def write_roster_xlsx(
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    centre: Centre,
    path: Path,
    language: str = "zh",
    words: Mapping[str, str] | None = None,
) -> Path:
    """Write people x days (shift codes in the colours of their patterns), all shifts as a list, unnamed seats and
    heads on duty by hour. Every word is written as text, never as a formula. O(people x days + rows).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # a fixed date of making: the same roster gives the same bytes
    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": centre.title_en, "created": centre.as_of.tz_localize(None).to_pydatetime()})
    sheets = _Sheets(book, centre, language_of(language), words_of(language, words))
    days = sheets.days(roster)
    sheets.people(roster[roster["kind"] == "agent"], days)
    sheets.long_list(roster_rows(roster, segments, centre))
    sheets.seats(roster[roster["kind"] == "seat"], days)
    sheets.coverage(roster, days)
    book.close()
    return path


class _Sheets:
    """The sheets of one workbook; formats are made once each."""

    def __init__(self, book: Any, centre: Centre, language: str, said: dict[str, str]) -> None:
        self.book, self.centre, self.language, self.said = book, centre, language, said
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **about: object) -> Any:
        """A cell format, made at its first use."""
        key = tuple(sorted(about.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": "Arial", "font_size": 9, "border": 1, **about})
        return self.formats[key]

    def sheet(self, name: str, freeze: tuple[int, int], header_rows: int, paper: int = A4) -> Any:
        """A sheet that prints landscape, one page wide, its header on each page."""
        sheet = self.book.add_worksheet(self.said[name][:31])
        sheet.freeze_panes(*freeze)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, header_rows - 1)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        title = self.centre.title_zh if self.language == "zh" else self.centre.title_en
        sheet.set_footer(f"&L{title.replace('&', '&&')}  {self.said[name]}&R&P / &N")
        return sheet

    def days(self, roster: pd.DataFrame) -> pd.DatetimeIndex:
        """The days of the plan, and those of shifts beyond it."""
        window = self.centre.window
        first = min(window.first, roster["date"].min()) if len(roster) else window.first
        last = max(window.last, roster["date"].max()) if len(roster) else window.last
        return pd.date_range(first, last)

    def people(self, roster: pd.DataFrame, days: pd.DatetimeIndex) -> None:
        """People by days, with leave, hours and a legend below."""
        sheet = self.sheet("roster", (2, len(LEFT)), 2, A3)
        self._day_header(sheet, [self.said[name] for name in LEFT], days)
        agents = self._agents()
        cells: dict[tuple[str, pd.Timestamp], list[Record]] = {}
        for shift in roster.sort_values("start_ts").to_dict("records"):
            cells.setdefault((shift["agent"], shift["date"]), []).append(shift)
        leave = self.centre.tables["leave"]
        off = dict(zip(zip(leave["agent"], leave["date"], strict=True), leave["kind"], strict=True))
        by_agent = roster.groupby("agent")
        paid_h, shifts = by_agent["paid_min"].sum() / 60, by_agent.size()
        for row, person in enumerate(agents, start=2):
            agent = person["agent"]
            for column, name in enumerate(("agent", "name", "group", "site")):
                sheet.write_string(row, column, person[name], self.format())
            sheet.write_number(row, 4, int(shifts.get(agent, 0)), self.format())
            sheet.write_number(row, 5, round(float(paid_h.get(agent, 0.0)), 2), self.format())
            for column, day in enumerate(days, start=len(LEFT)):
                text, look = self._cell(cells.get((agent, day), []), off.get((agent, day)))
                sheet.write_string(row, column, text, look)
        sheet.autofilter(1, 0, 1 + max(1, len(agents)), len(LEFT) + len(days) - 1)
        for column, width in enumerate((9, 10, 16, 10, 7, 9)):
            sheet.set_column(column, column, width)
        sheet.set_column(len(LEFT), len(LEFT) + len(days) - 1, 9)
        self._legend(sheet, len(agents) + 3)

    def _agents(self) -> list[dict[str, str]]:
        skills = self.centre.tables["skills"]
        site_of = dict(zip(skills["group"], skills["site"], strict=True))
        agents = self.centre.tables["agents"]
        people = [
            {"agent": agent, "name": name, "group": group, "site": site_of.get(group, "")}
            for agent, name, group in zip(agents["agent"], agents["name"], agents["group"], strict=True)
        ]
        return sorted(people, key=lambda person: (person["site"], person["group"], person["agent"]))

    def _cell(self, shifts: list[Record], leave: str | None) -> tuple[str, Any]:
        if not shifts:
            return (self.said["leave"], self.format(align="center", bg_color=GREY)) if leave else ("", self.format())
        pattern = self.centre.shifts.get(str(shifts[0]["shift"]))
        about: dict[str, object] = {"align": "center", **self._colour(pattern.colour if pattern else GREY)}
        if any(shift["origin"] == "planner" for shift in shifts):
            about |= {"italic": True, "border": 2, "border_color": EDITED_FRAME}
        if any(shift["locked"] for shift in shifts):
            about["bold"] = True
        return " + ".join(self._code(shift) for shift in shifts), self.format(**about)

    def _code(self, shift: Record) -> str:
        # the code alone where the times are those of the pattern, else the code with its times
        start, end = (shift[name].tz_convert(self.centre.zone) for name in ("start_ts", "end_ts"))
        pattern = self.centre.shifts.get(str(shift["shift"]))
        span_min = (end - start) / pd.Timedelta(minutes=1)
        usual = pattern and start.hour * 60 + start.minute == pattern.start_min and span_min == pattern.span_min
        return str(shift["shift"]) if usual else f"{shift['shift']} {start:%H:%M}-{end:%H:%M}"

    def _colour(self, colour: str) -> dict[str, object]:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        light = (299 * red + 587 * green + 114 * blue) / 1000 > 140
        return {"bg_color": colour, "font_color": "#000000" if light else "#FFFFFF"}

    def _day_header(self, sheet: Any, left: list[str], days: pd.DatetimeIndex) -> None:
        head = self.format(bold=True, align="center", bg_color="#EFEFEF")
        for column, word in enumerate(left):
            sheet.write_string(0, column, "", head)
            sheet.write_string(1, column, word, head)
        calendar = self.centre.tables["calendar"]
        own = calendar[calendar["region"] == self.centre.forecast.country]
        kinds = dict(zip(own["date"], own["kind"], strict=True))
        for column, day in enumerate(days, start=len(left)):
            free = kinds.get(day, "holiday" if day.day_of_week >= 5 else "") == "holiday"
            look = self.format(bold=True, align="center", bg_color=RED) if free else head
            sheet.write_string(0, column, f"{day:%m-%d}", look)
            sheet.write_string(1, column, WEEKDAYS[self.language][day.day_of_week], look)

    def _legend(self, sheet: Any, row: int) -> None:
        sheet.write_string(row, 0, self.said["legend"], self.format(bold=True))
        for at, pattern in enumerate(self.centre.shifts.values(), start=row + 1):
            end = (pattern.start_min + pattern.span_min) % (24 * 60)
            times = f"{pattern.start_min // 60:02d}:{pattern.start_min % 60:02d}-{end // 60:02d}:{end % 60:02d}"
            sheet.write_string(at, 0, pattern.shift, self.format(align="center", **self._colour(pattern.colour)))
            sheet.write_string(at, 1, times, self.format())
        for at, word in enumerate(("off", "planner"), start=row + 1 + len(self.centre.shifts)):
            sheet.write_string(at, 0, self.said[word], self.book.add_format({"font_size": 9}))

    def long_list(self, rows: pd.DataFrame) -> None:
        """One line a shift, with filters; times are those of the clock on the wall, planners' changes are shaded."""
        sheet = self.sheet("list", (1, 2), 1)
        for column, name in enumerate(LISTED):
            sheet.write_string(0, column, self.said[name], self.format(bold=True, bg_color="#EFEFEF"))
        for row, shift in enumerate(rows.to_dict("records"), start=1):
            shade = {"bg_color": EDITED} if shift["origin"] == "planner" else {}
            for column, name in enumerate(LISTED):
                self._listed(sheet, row, column, name, shift, shade)
        sheet.autofilter(0, 0, max(1, len(rows)), len(LISTED) - 1)
        sheet.set_column(0, len(LISTED) - 1, 11)
        for name, wide in (("start", 16), ("end", 16), ("breaks", 36), ("changed", 16), ("shift_id", 24)):
            sheet.set_column(LISTED.index(name), LISTED.index(name), wide)

    def _listed(self, sheet: Any, row: int, column: int, name: str, shift: Record, shade: dict[str, str]) -> None:
        """One cell of the list: instants and days as dates of the spreadsheet, amounts as numbers, words as words."""
        if name in ("paid_min", "cost_cny"):
            sheet.write_number(row, column, float(shift[name]), self.format(num_format="0.00", **shade))
        elif name in ("date", "start", "end"):
            look = self.format(num_format=DAY if name == "date" else CLOCK, **shade)
            sheet.write_datetime(row, column, datetime.fromisoformat(shift[name]).replace(tzinfo=None), look)
        else:
            sheet.write_string(row, column, self._word(name, shift), self.format(**shade))

    def _word(self, name: str, shift: Record) -> str:
        if name == "breaks":
            return self._breaks(shift)
        if name == "changed":
            return self.said["yes"] if shift["origin"] == "planner" else ""
        if name == "kind":
            return self.said.get(f"{shift[name]}_kind", str(shift[name]))
        if name == "locked":
            return self.said["yes" if shift[name] == "true" else "no"]
        return str(shift[name])

    def _breaks(self, shift: Record) -> str:
        # meal@240:60 after a start at 08:00 is "meal 12:00-13:00"
        start, end = pd.Timestamp(shift["start"]), pd.Timestamp(shift["end"])
        pauses, _wrong = pauses_of(shift["breaks"], int((end - start) / pd.Timedelta(minutes=1)))
        told = []
        for pause in pauses:
            begins = (start + pd.Timedelta(minutes=pause.start_min)).tz_convert(self.centre.zone)
            ends = (start + pd.Timedelta(minutes=pause.start_min + pause.length_min)).tz_convert(self.centre.zone)
            told.append(f"{self.said[pause.activity]} {begins:%H:%M}-{ends:%H:%M}")
        return ", ".join(told)

    def seats(self, roster: pd.DataFrame, days: pd.DatetimeIndex) -> None:
        """Unnamed seats: how many heads of each group work each shift each day."""
        sheet = self.sheet("seats", (2, 4), 2, A3)
        self._day_header(sheet, [self.said[name] for name in ("pool", "pool_kind", "group", "shift")], days)
        counts = roster.groupby(["pool", "group", "shift", "date"], as_index=False).size()
        keys = list(dict.fromkeys(zip(counts["pool"], counts["group"], counts["shift"], strict=True)))
        for row, key in enumerate(keys, start=2):
            pool = self.centre.pools.get(key[0])
            kind = self.said.get(f"{pool.kind}_pool", pool.kind) if pool else ""
            for column, word in enumerate((key[0], kind, *key[1:])):
                sheet.write_string(row, column, word, self.format())
        for heads in counts.to_dict("records"):
            row = keys.index((heads["pool"], heads["group"], heads["shift"])) + 2
            column = 4 + (heads["date"] - days[0]).days
            sheet.write_number(row, column, int(heads["size"]), self.format())
        sheet.autofilter(1, 0, 1 + max(1, len(keys)), 3 + len(days))
        sheet.set_column(0, 3, 14)

    def coverage(self, roster: pd.DataFrame, days: pd.DatetimeIndex) -> None:
        """Mean heads on duty (breaks included) by hour of each day, seats included."""
        sheet = self.sheet("coverage", (2, 1), 2, A3)
        self._day_header(sheet, [self.said["hour"]], days)
        zone = self.centre.zone
        first = days[0].tz_localize(zone)
        hours = pd.date_range(first, (days[-1] + pd.Timedelta(days=1)).tz_localize(zone), freq="h", inclusive="left")
        minute = pd.Timedelta(minutes=1)
        change = np.zeros(len(hours) * 60 + 1)
        for name, sign in (("start_ts", 1.0), ("end_ts", -1.0)):
            at = ((roster[name] - first) // minute).to_numpy(dtype=np.int64).clip(0, len(hours) * 60)
            np.add.at(change, at, sign)
        heads = np.cumsum(change)[:-1].reshape(-1, 60).mean(axis=1)
        for hour in range(24):
            sheet.write_string(2 + hour, 0, f"{hour:02d}:00", self.format(bold=True))
        column_of = {day: column for column, day in enumerate(days, start=1)}
        for ts, count in zip(hours, heads, strict=True):
            column = column_of[ts.tz_localize(None).normalize()]
            sheet.write_number(2 + ts.hour, column, round(float(count), 2), self.format(num_format="0.0"))
        look = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#5B9BD5"}
        sheet.conditional_format(2, 1, 25, len(days), look)
