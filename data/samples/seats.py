"""Sites, pools, prices, skill groups, shift patterns and labour limits of the sample centres, as rows."""

from __future__ import annotations

from data.samples.queues import Template

Rows = list[tuple[object, ...]]

SITES: Rows = [
    ("shanghai", "Shanghai", "上海", "Asia/Shanghai"),
    ("chengdu", "Chengdu", "成都", "Asia/Shanghai"),
    ("hefei", "Hefei (partner A)", "合肥（外包商A）", "Asia/Shanghai"),
    ("wuhan", "Wuhan (partner B)", "武汉（外包商B）", "Asia/Shanghai"),
    ("xian", "Xi'an (partner B)", "西安（外包商B）", "Asia/Shanghai"),
]

# pool, kind, partner, site, titles, unplanned absence, lead time d, most heads, block, least days, training days.
# partner-b-xian is late on purpose: ordered on 26 October it starts on 13 November, after Double 11.
POOLS: Rows = [
    ("internal-sh", "internal", "", "shanghai", "Own staff Shanghai", "上海自有坐席", 0.08, 0, 0, 1, 1, ""),
    ("internal-cd", "internal", "", "chengdu", "Own staff Chengdu", "成都自有坐席", 0.08, 0, 0, 1, 1, ""),
    ("trainees", "backup", "", "chengdu", "Trainees", "实训新人", 0.10, 7, 30, 1, 1, 3),
    ("other-dept", "backup", "", "shanghai", "Other departments", "其他部门支援", 0.06, 3, 60, 1, 1, ""),
    ("partner-a", "outsourced", "partner-a", "hefei", "Partner A, Hefei", "外包商A合肥", 0.05, 7, 220, 10, 3, ""),
    ("partner-b", "outsourced", "partner-b", "wuhan", "Partner B, Wuhan", "外包商B武汉", 0.07, 10, 150, 5, 2, ""),
    ("partner-b-xian", "outsourced", "partner-b", "xian", "Partner B, Xi'an", "外包商B西安", 0.07, 18, 60, 5, 2, ""),
]

# What was agreed with partner A for the second wave: 60 seats a day and 3,000 paid hours at least, to be changed until
# 30 October. Columns as in commitments.csv.
COMMITMENTS: Rows = [
    ("partner-a-wave-2", "partner-a", "2026-11-09", "2026-11-13", 60, "", 3000, "", "2026-10-30", "", "", "",
     "Frame contract of the season"),
]  # fmt: skip

# pool, CNY per paid hour, factors in the evening, at night, on statutory holidays, CNY per shift
RATES: Rows = [
    ("internal-sh", 58, 1, 1.3, 3, 0),
    ("internal-cd", 50, 1, 1.3, 3, 0),
    ("trainees", 34, 1, 1.3, 3, 0),
    ("other-dept", 82, 1, 1.3, 3, 0),
    ("partner-a", 46, 1.15, 1.5, 2, 60),
    ("partner-b", 42, 1.15, 1.5, 2, 40),
    ("partner-b-xian", 38, 1.15, 1.5, 2, 40),
]

# skill group: pool, site, proficiency
GROUPS: dict[str, tuple[str, str, float]] = {
    "chat-sh": ("internal-sh", "shanghai", 1.0),
    "chat-cd": ("internal-cd", "chengdu", 1.0),
    "voice-sh": ("internal-sh", "shanghai", 1.0),
    "voice-cd": ("internal-cd", "chengdu", 1.0),
    "vip-sh": ("internal-sh", "shanghai", 1.0),
    "care-cd": ("internal-cd", "chengdu", 1.0),
    "written-sh": ("internal-sh", "shanghai", 1.0),
    "written-cd": ("internal-cd", "chengdu", 1.0),
    "trainees": ("trainees", "chengdu", 0.6),
    "other-dept": ("other-dept", "shanghai", 0.8),
    "pa-chat": ("partner-a", "hefei", 0.9),
    "pa-voice": ("partner-a", "hefei", 0.9),
    "pa-written": ("partner-a", "hefei", 0.9),
    "pb-chat": ("partner-b", "wuhan", 0.85),
    "pb-voice": ("partner-b", "wuhan", 0.85),
    "px-chat": ("partner-b-xian", "xian", 0.85),
}

_NINE_H = "break:15:90-165 meal:60:210-300 break:15:375-465"
_TWELVE_H = "break:15:90-150 meal:60:240-360 break:15:435-495 break:15:570-630"
_PART = "break:15:75-120 meal:30:165-240"
_SHORT = "break:15:90-150"

# family: kind of pool, span, paid minutes, breaks, colour
_FAMILIES: dict[str, tuple[str, int, int, str, str]] = {
    "E": ("internal", 540, 480, _NINE_H, "#F6C85F"),
    "D": ("internal", 540, 480, _NINE_H, "#6FB07F"),
    "L": ("internal", 540, 480, _NINE_H, "#5B8FD9"),
    "N": ("internal", 540, 480, _NINE_H, "#5A4E8C"),
    "P": ("internal", 390, 360, _PART, "#9AD1B8"),
    "O": ("outsourced", 540, 480, _NINE_H, "#E58B5B"),
    "T": ("outsourced", 720, 660, _TWELVE_H, "#C75B5B"),
    "B": ("backup", 540, 480, _NINE_H, "#B58BC9"),
    "H": ("backup", 240, 240, _SHORT, "#D9B3E3"),
}
_CODES = (
    "E06 E07 E08 D09 D10 D12 L13 L14 L15 L17 N19 N22 N23 N00 P08 P10 P14 P16 P18 "
    "O07 O09 O12 O15 O18 O22 O00 T08 T10 T12 T14 T18 T20 B09 B13 B16 B22 H09 H13 H18 H20 H23"
)  # the number is the hour of the start


def pattern_rows() -> Rows:
    """Shift patterns: code, kinds, start, span, paid, breaks, colour."""
    rows: Rows = []
    for code in _CODES.split():
        kind, span, paid, breaks, colour = _FAMILIES[code[0]]
        rows.append((code, kind, f"{code[1:]}:00", span, paid, breaks, colour))
    return rows


LIMITS: Rows = [
    ("*", "min_rest_h", 11, "hard"),
    ("*", "max_days_in_row", 6, "hard"),
    ("*", "max_nights_in_row", 4, "hard"),
    ("*", "max_shifts_per_day", 1, "hard"),
    ("*", "night_ban", 1, "hard"),
    ("*", "leave", 1, "hard"),
    ("*", "skill", 1, "hard"),
    ("*", "night_start_h", 22, "off"),  # what night means; not a rule of its own
    ("*", "night_end_h", 6, "off"),
    ("standard", "max_week_h", 44, "hard"),
    ("part_time", "max_week_h", 28, "hard"),
]


# rule, its kind, queues, first and last day, share, usual days to compare with
_RULES: Rows = [
    ("no-partner", "never_outsourced", "vip_voice complaint_voice elderly_voice deaf_text", "", "", "", "", "",
     "Stays in the house whatever it costs"),
    ("after-sale-30", "least_over_usual", "aftersale_chat aftersale_voice", "2026-11-11", "2026-11-13", 0.3,
     "2026-11-03", "2026-11-06", "30 % more after-sale seats after the opening"),
]  # fmt: skip


def rule_rows(template: Template) -> Rows:
    """Rows of seat_rules.csv, for the queues that the template has."""
    known = {queue.queue for queue in template.queues}
    rows: Rows = []
    for name, kind, queues, first, last, share, usual_first, usual_last, note in _RULES:
        there = " ".join(queue for queue in str(queues).split() if queue in known)
        rows.append((name, kind, there, first, last, "", share, usual_first, usual_last, "", "hard", "", note))
    return rows


def skill_rows(template: Template) -> Rows:
    """Which group serves which queue: group, pool, site, queue, priority, proficiency.

    Own people are a little slower on work that is not their daily one (`~` in `served_by`).
    """
    rows: Rows = []
    for group, (pool, site, proficiency) in GROUPS.items():
        for queue in template.queues:
            served = dict(item.split(":") for item in queue.served_by.split())
            if group in served:
                priority = int(served[group].rstrip("~"))
                slower = 0.9 if served[group].endswith("~") else 1.0
                rows.append((group, pool, site, queue.queue, priority, f"{proficiency * slower:.2f}"))
    return rows
