"""Which column of a history file is which: by the source's mapping, else by English and Chinese header words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from data.contracts.errors import Fault
from data.intake.aliases import plain
from data.intake.mappings import Mapping

WORDS: dict[str, tuple[str, ...]] = {
    "queue": ("queue", "queue name", "queue id", "skill", "split", "队列", "队列名称", "技能组", "技能组名称",
              "业务组", "接待组"),
    "channel": ("channel", "channel type", "media type", "渠道", "接入渠道", "媒体类型", "渠道类型"),
    "interval_start": ("interval start", "ts", "timestamp", "start ts", "日期时间", "统计时间", "时段开始时间",
                       "时段开始"),
    "when": ("time", "start time", "start", "interval", "时段", "时间", "开始时间", "统计时段", "时间段"),
    "date": ("date", "day", "日期", "统计日期"),
    "interval_min": ("interval minutes", "interval min", "interval length", "时段长度", "统计粒度"),
    "offered": (
        "offered", "contacts", "calls", "contacts offered", "calls offered", "volume", "进线量", "呼入量", "人工进线量",
        "人工呼入量", "来电量", "进线数", "呼入数", "咨询量", "会话量", "人工请求量", "请求量", "咨询人数",
    ),
    "handled": (
        "handled", "answered", "contacts handled", "interactions handled", "acdcalls", "acd calls", "接起量", "接通量",
        "应答量", "人工接起量", "人工接通量", "接待量", "接起数", "接通数", "接待人数", "handled contacts",
    ),
    "abandoned": (
        "abandoned", "abandons", "abncalls", "aban calls", "contacts abandoned", "放弃量", "呼损量", "排队放弃量",
        "人工放弃量", "放弃数",
    ),
    "average": (
        "aht", "average handle time", "average handling time", "avg handle time", "avg handling time", "平均处理时长",
        "平均处理时间", "平均办理时长", "平均服务时长",
    ),
    "total": (
        "total handle time", "total handling time", "handle time total", "总处理时长", "处理总时长", "累计处理时长",
        "处理时长合计", "处理时长总计", "服务总时长",
    ),
    "unsaid": ("handle time", "handling time", "处理时长", "处理时间", "服务时长", "办理时长"),
}  # fmt: skip
KNOWN = {plain(word): column for column, words in WORDS.items() for word in words}
UNIT = re.compile(
    r"(?:[(_\s（]\s*)(s|sec|secs|second|seconds|秒|min|mins|minute|minutes|分钟|分|h|hours|小时)\s*[)）]?$", re.I
)
UNIT_S = {"s": 1.0, "秒": 1.0, "m": 60.0, "分": 60.0, "h": 3600.0, "小": 3600.0}
REQUIRED = ("queue", "interval_start", "offered")


@dataclass(frozen=True)
class Layout:
    """Our column -> header of the file; what the handling time is, in which unit; headers nobody reads."""

    columns: dict[str, str]
    handle_time: str
    handle_time_unit_s: float
    unread: tuple[str, ...]


def layout_of(headers: list[str], mapping: Mapping | None, file: str) -> tuple[Layout, list[Fault]]:
    """The layout of a history file and what is wrong with its header. The mapping's words go before the known ones.

    >>> layout_of(["技能组", "日期", "时段", "进线量", "平均处理时长(分钟)"], None, "h.csv")[0].handle_time_unit_s
    60.0
    """
    faults: list[Fault] = []
    columns = _mapped(headers, mapping, file, faults)
    kind, unit_s = (mapping.handle_time, mapping.handle_time_unit_s) if mapping else ("", 1.0)
    for header in headers:
        if header in columns.values():
            continue
        column, unit = _known(header)
        if column in ("average", "total", "unsaid") and "handle_time" not in columns:
            kind = _handle_time_kind(header, column, kind, file, faults)
            unit_s = unit if unit is not None else unit_s
            columns["handle_time"] = header
        elif column and column not in ("average", "total", "unsaid"):
            _take(columns, column, header, file, faults)
    _settle_when(columns)
    if mapping and "handle_time" in (mapping.columns or {}) and not kind:
        kind = _handle_time_kind(columns.get("handle_time", ""), _known(columns.get("handle_time", ""))[0] or "unsaid",
                                 kind, file, faults)  # fmt: skip
    faults += _missing(columns, headers, file)
    if kind == "total" and "handle_time" in columns and "handled" not in columns:
        values = {"header": columns["handle_time"]}
        template = "{header} is a total, and there is no column of handled contacts to divide it by"
        remedy = "Add the column handled (接起量)."
        faults.append(Fault("intake.total_without_handled", template, values, remedy, file, 1, columns["handle_time"]))
    summed = set(mapping.sum_over) if mapping else set()
    unread = tuple(header for header in headers if header not in columns.values() and header not in summed)
    return Layout(columns, kind, unit_s, unread), faults


def _mapped(headers: list[str], mapping: Mapping | None, file: str, faults: list[Fault]) -> dict[str, str]:
    columns: dict[str, str] = {}
    spelled = {plain(header): header for header in headers}
    for column, header in (mapping.columns if mapping else {}).items():
        if plain(header) in spelled:
            columns[column] = spelled[plain(header)]
        elif column in ("handled", "abandoned", "handle_time", "channel", "interval_min"):
            continue  # what a source never counts stays not known
        else:
            near = get_close_matches(header, headers, 1)
            name = mapping.name if mapping else ""
            values = {"header": header, "mapping": name, "near": near[0] if near else ", ".join(headers)}
            template = "column {header}, which the mapping {mapping} asks for, is missing"
            remedy = "Correct the mapping or the header; the file has {near}."
            faults.append(Fault("intake.missing_column", template, values, remedy, file, 1, header))
            columns[column] = header
    return columns


def _known(header: str) -> tuple[str, float | None]:
    if plain(header) in KNOWN:
        return KNOWN[plain(header)], None
    folded = unicodedata.normalize("NFKC", header).strip()
    match = UNIT.search(folded)
    if match is None:
        return "", None
    return KNOWN.get(plain(folded[: match.start()]), ""), UNIT_S[match.group(1)[0].lower()]


def _take(columns: dict[str, str], column: str, header: str, file: str, faults: list[Fault]) -> None:
    if column not in columns:
        columns[column] = header
    elif column != "when":
        values = {"header": header, "other": columns[column], "column": column}
        template = "{header} and {other} both mean {column}"
        remedy = "Remove one, or name the right one in a column mapping."
        faults.append(Fault("intake.two_columns", template, values, remedy, file, 1, header))


def _handle_time_kind(header: str, said: str, kind: str, file: str, faults: list[Fault]) -> str:
    if kind or said in ("average", "total"):
        return kind or said
    template = "{header} does not say whether it is the total or the average handling time"
    remedy = (
        "Name it 平均处理时长 or 总处理时长 (aht_s or total_handle_time_s), or set handle_time in a column mapping."
    )
    faults.append(Fault("intake.handle_time_unsaid", template, {"header": header}, remedy, file, 1, header))
    return kind


def _settle_when(columns: dict[str, str]) -> None:
    # 时段 or "time" beside a day is the time of day, alone it is the whole instant
    when = columns.pop("when", None)
    if when is None:
        return
    if "date" in columns and "interval_start" not in columns:
        columns.setdefault("time", when)
    else:
        columns.setdefault("interval_start", when)


def _missing(columns: dict[str, str], headers: list[str], file: str) -> list[Fault]:
    faults = []
    whole = "interval_start" in columns or ("date" in columns and "time" in columns)
    for column in REQUIRED:
        if column in columns or (column == "interval_start" and whole):
            continue
        words = ", ".join(WORDS[column][:1] + tuple(word for word in WORDS[column] if not word.isascii())[:2])
        near = [header for header in headers if get_close_matches(plain(header), [plain(w) for w in WORDS[column]], 1)]
        values = {"column": column, "words": words, "near": near[0] if near else ""}
        remedy = "Is it {near}? Name it one of {words}." if near else "Name it one of {words}, or use a column mapping."
        template = "no column means {column}"
        faults.append(Fault("intake.missing_column", template, values, remedy, file, 1, column))
    return faults
