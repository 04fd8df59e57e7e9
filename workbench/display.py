"""Numbers, money, shares, days and instants as the reader of a language writes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from workbench.i18n import translate
from workbench.phrases import told_methods, told_note, told_rules

BLANK = "–"
WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$"}


@dataclass(frozen=True)
class Display:
    """How one reader sees values: the language and the currency of the centre.

    >>> Display("en").share(0.8123), Display("zh").day(pd.Timestamp("2026-11-11")), Display("en").number(None)
    ('81.2 %', '11月11日 周三', '–')
    """

    language: str
    currency: str = "CNY"

    @property
    def words(self) -> Callable[[str], str]:
        """The function from an English text to the reader's."""
        return translate(self.language)

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with thousands separated."""
        return BLANK if _missing(value) else f"{value:,.{digits}f}"

    def share(self, value: float | None, digits: int = 1) -> str:
        """A share as a percentage."""
        if value is None or _missing(value):
            return BLANK
        return f"{value * 100:.{digits}f}%" if self.language == "zh" else f"{value * 100:.{digits}f} %"

    def points(self, change: float | None) -> str:
        """A change of a share, in percentage points with its sign.

        >>> Display("en").points(0.0123), Display("zh").points(-0.002), Display("en").points(0.0)
        ('+1.2 points', '-0.2 个百分点', '0.0 points')
        """
        if change is None or _missing(change):
            return BLANK
        unit = "个百分点" if self.language == "zh" else "points"
        return f"{self._signed(round(change * 100, 1), 1)} {unit}"

    def change(self, value: float | None, digits: int = 0) -> str:
        """A difference, with its sign."""
        return BLANK if value is None or _missing(value) else self._signed(round(value, digits), digits)

    @staticmethod
    def _signed(value: float, digits: int) -> str:
        return f"{value:+,.{digits}f}" if value else f"{0.0:.{digits}f}"

    def money(self, value: float | None) -> str:
        """An amount, shortened as the language counts: in 万 and 亿, or in thousands and millions.

        >>> Display("zh").money(1_234_567), Display("en").money(1_234_567), Display("en").money(950)
        ('¥123.5万', '¥1.23M', '¥950')
        """
        if value is None or _missing(value):
            return BLANK
        sign = SIGNS.get(self.currency, f"{self.currency} ")
        steps = ((1e8, "亿", 2), (1e4, "万", 1)) if self.language == "zh" else ((1e6, "M", 2), (1e4, "k", 1))
        for size, word, digits in steps:
            if abs(value) >= size:
                unit = 1e3 if word == "k" else size
                return f"{'-' if value < 0 else ''}{sign}{abs(value) / unit:,.{digits}f}{word}"
        return f"{'-' if value < 0 else ''}{sign}{abs(value):,.0f}"

    def seconds(self, value: float | None) -> str:
        """A duration in the unit a reader would choose.

        >>> Display("en").seconds(20), Display("zh").seconds(14400), Display("en").seconds(90)
        ('20 s', '4 小时', '90 s')
        """
        if value is None or _missing(value):
            return BLANK
        zh = self.language == "zh"
        if value >= 7200:
            return f"{value / 3600:.3g} {'小时' if zh else 'h'}"
        if value >= 300:
            return f"{value / 60:.3g} {'分钟' if zh else 'min'}"
        return f"{value:.3g} {'秒' if zh else 's'}" if value < 100 else f"{value:.0f} {'秒' if zh else 's'}"

    def day(self, date: pd.Timestamp, *, weekday: bool = True) -> str:
        """A day of the year."""
        name = WEEKDAYS["zh" if self.language == "zh" else "en"][date.weekday()]
        if self.language == "zh":
            return f"{date.month}月{date.day}日" + (f" 周{name}" if weekday else "")
        return (f"{name} " if weekday else "") + f"{date.day} {MONTHS[date.month - 1]}"

    def short_day(self, date: pd.Timestamp) -> str:
        """A day for the head of a narrow column.

        >>> Display("zh").short_day(pd.Timestamp("2026-11-02")), Display("en").short_day(pd.Timestamp("2026-11-02"))
        ('11-02 一', 'Mon 02')
        """
        name = WEEKDAYS["zh" if self.language == "zh" else "en"][date.weekday()]
        return f"{date:%m-%d} {name}" if self.language == "zh" else f"{name} {date:%d}"

    def grid_day(self, date: pd.Timestamp) -> str:
        """A day for the head of the narrowest column.

        >>> Display("zh").grid_day(pd.Timestamp("2026-11-02")), Display("en").grid_day(pd.Timestamp("2026-11-02"))
        ('02 一', 'Mo 02')
        """
        name = WEEKDAYS["zh" if self.language == "zh" else "en"][date.weekday()]
        return f"{date:%d} {name}" if self.language == "zh" else f"{name[:2]} {date:%d}"

    @property
    def axis_day(self) -> str:
        """How an axis of a chart writes a day, as a d3 format."""
        return "%-m月%-d日" if self.language == "zh" else "%-d %b"

    def instant(self, ts: pd.Timestamp) -> str:
        """A day and a time of day, in the zone the instant carries."""
        return f"{self.day(ts)} {ts:%H:%M}"

    def told(self, note: str) -> str:
        """A note or warning of a stage, which comes as an English sentence."""
        return told_note(note, self.language)

    def told_rules(self, reason: str) -> str:
        """A reason that names labour rules by their codes."""
        return told_rules(reason, self.language)

    def told_methods(self, methods: str) -> str:
        """Formulas of the requirement, which come as their codes."""
        return told_methods(methods, self.language)

    def title(self, thing: object) -> str:
        """The title of a queue, pool or site in the reader's language, else the other one."""
        english, chinese = str(getattr(thing, "title_en", "")), str(getattr(thing, "title_zh", ""))
        return (chinese or english) if self.language == "zh" else (english or chinese)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)
