"""The words of the exports in each language, and words made safe for spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "roster": "Roster", "list": "Shifts", "coverage": "On duty", "seats": "Seats", "legend": "Legend",
        "agent": "Agent", "name": "Name", "group": "Skill group", "site": "Site", "pool": "Pool", "hours": "Paid hours",
        "shifts": "Shifts", "date": "Date", "shift": "Shift", "start": "Start", "end": "End", "breaks": "Breaks",
        "paid_min": "Paid minutes", "cost_cny": "Cost", "kind": "Kind", "locked": "Locked", "origin": "Made by",
        "shift_id": "Shift id", "hour": "Hour", "leave": "Leave", "off": "blank = day off",
        "planner": "red frame = changed by a planner, bold = locked", "shift_title": "Shift {shift}", "break": "Break",
        "meal": "Meal", "meeting": "Meeting", "training": "Training", "offline": "Offline work",
        "agent_kind": "agent", "seat_kind": "seat", "yes": "yes", "no": "no", "changed": "Changed by planner",
        "pool_kind": "Kind of pool", "internal_pool": "internal", "backup_pool": "backup",
        "outsourced_pool": "outsourced",
    },
    "zh": {
        "roster": "班表", "list": "班次明细", "coverage": "在岗人数", "seats": "席位", "legend": "图例",
        "agent": "工号", "name": "姓名", "group": "技能组", "site": "职场", "pool": "坐席池", "hours": "计薪小时",
        "shifts": "班次数", "date": "日期", "shift": "班次", "start": "上班时间", "end": "下班时间", "breaks": "休息",
        "paid_min": "计薪分钟", "cost_cny": "成本", "kind": "类型", "locked": "锁定", "origin": "来源",
        "shift_id": "班次编号", "hour": "小时", "leave": "请假", "off": "空白 = 休息日",
        "planner": "红框 = 排班师已调整，粗体 = 已锁定", "shift_title": "班次 {shift}", "break": "小休",
        "meal": "用餐", "meeting": "会议", "training": "培训", "offline": "离线工作",
        "agent_kind": "坐席", "seat_kind": "席位", "yes": "是", "no": "否", "changed": "排班师已调整",
        "pool_kind": "坐席池类型", "internal_pool": "自有", "backup_pool": "备用", "outsourced_pool": "外包",
    },
}  # fmt: skip
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
RUNS = re.compile(r"^[=+\-@\t\r]")


def words_of(language: str, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """The words of a language (`en` unless `zh...`), with the caller's own words laid over them.

    >>> words_of("zh_CN", {"roster": "双十一班表"})["roster"]
    '双十一班表'
    """
    return {**WORDS[language_of(language)], **(own or {})}


def language_of(language: str) -> str:
    """`zh` for any Chinese locale, else `en`."""
    return "zh" if language.lower().startswith("zh") else "en"


def safe_word(word: str) -> str:
    """The word such that no spreadsheet runs it as a formula; `plain_word` gives it back.

    >>> safe_word("=cmd|'/c calc'!A1")
    "'=cmd|'/c calc'!A1"
    """
    return f"'{word}" if RUNS.match(word.lstrip("'")) else word


def plain_word(word: str) -> str:
    """The word before `safe_word`.

    >>> plain_word(safe_word("-A7")), plain_word(safe_word("'=x")), plain_word("'tis")
    ('-A7', "'=x", "'tis")
    """
    return word[1:] if word.startswith("'") and RUNS.match(word.lstrip("'")) else word
