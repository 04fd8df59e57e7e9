"""The door of capacity plans: one workbook to look at, or CSV files beside each other."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlsxwriter

from data.export.words import language_of, safe_word

DIGITS = 2
SHEETS = {
    "en": {"months": "Months", "work": "Work by week", "people": "People by week", "actions": "Actions"},
    "zh": {"months": "月度汇总", "work": "每周工作量", "people": "每周人力", "actions": "行动清单"},
}
HEADS = {
    "month": "月份", "group": "技能组", "area": "技能组集合", "week": "周（周一）", "volume": "计划进线量",
    "peak_positions": "高峰小时岗位数", "position_h": "岗位小时", "required_h": "需求在线小时",
    "required_fte_low": "需求人数（低）", "required_fte": "需求人数", "required_fte_high": "需求人数（高）",
    "required_fte_expected": "需求人数（期望）",
    "required_fte_peak": "最忙周需求人数", "own_h": "自有在线小时", "overtime_h": "加班小时", "backup_h": "支援小时",
    "outsourced_h": "外包小时", "gap_h": "缺口小时", "gap_fte": "缺口人数", "gap_fte_high": "缺口人数（高）",
    "reason": "受限原因", "heads": "人数", "starters": "开班人数", "graduates": "上岗人数", "leavers": "离职人数",
    "in_training": "培训中人数", "effective_fte": "有效人数", "contracted": "签约或支援人数", "paid_h": "计薪小时",
    "cost_cny": "成本", "budget_cny": "预算", "action": "序号", "kind": "行动", "hours": "计薪小时",
    "act_by": "最迟开始日", "start": "开始日", "productive": "上岗日", "tenured": "熟练日", "end": "结束日",
}  # fmt: skip


def write_capacity(tables: Mapping[str, pd.DataFrame], out: Path, language: str = "en") -> tuple[Path, ...]:
    """Write the tables months, work, people and actions; returns the files. Files are made aside and then renamed.

    `out` ending in .xlsx: one sheet a table, Chinese headers in Chinese. Else CSV: months to `out`, the others beside
    it as NAME-work.csv, NAME-people.csv and NAME-actions.csv, headers as in docs/tables.md. O(cells).
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=out.parent) as aside:
        if out.suffix.lower() == ".xlsx":
            made = {out: _workbook(tables, Path(aside) / "book.xlsx", language_of(language))}
        else:
            made = {}
            for name, table in tables.items():
                file = out if name == "months" else out.with_name(f"{out.stem}-{name}{out.suffix}")
                made[file] = Path(aside) / f"{name}.csv"
                _safe(table).to_csv(made[file], index=False, encoding="utf-8-sig", float_format=f"%.{DIGITS}f",
                                    date_format="%Y-%m-%d", lineterminator="\r\n")  # fmt: skip
        for file, draft in made.items():
            draft.chmod(0o644)
            draft.replace(file)
    return tuple(made)


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """Words that a spreadsheet would run as formulas are made harmless."""
    words = [name for name in table.columns if pd.api.types.is_string_dtype(table[name])]
    return table.assign(**{name: [safe_word(str(word)) for word in table[name]] for name in words})


def _workbook(tables: Mapping[str, pd.DataFrame], path: Path, language: str) -> Path:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(path, options)
    head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True})
    date, number = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.0"})
    for name, table in tables.items():
        sheet = book.add_worksheet(SHEETS[language][name])
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(table.columns) - 1, 14)
        for column, title in enumerate(str(title) for title in table.columns):
            sheet.write_string(0, column, HEADS[title] if language == "zh" else title.replace("_", " "), head)
            for row, value in enumerate(table[title], start=1):
                if isinstance(value, pd.Timestamp):
                    sheet.write_datetime(row, column, value.to_pydatetime(), date)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif pd.notna(value):
                    sheet.write_number(row, column, float(value), number)
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    book.close()
    return path
