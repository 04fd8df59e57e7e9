"""The 220 people of the sample: invented names, skill group, contract, wishes, leave and the days before the plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from data.samples.happenings import PLAN_FIRST
from data.samples.numbers import Dice
from data.samples.seats import Rows

HEADS: dict[str, int] = {
    "chat-sh": 50,
    "chat-cd": 46,
    "voice-sh": 36,
    "voice-cd": 32,
    "vip-sh": 15,
    "care-cd": 12,
    "written-sh": 15,
    "written-cd": 14,
}
PART_TIME_EVERY = 7  # one of seven works part time

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "雨桐子涵欣怡浩然思远佳宁梓轩诗涵俊杰梦瑶宇航晓雯志强丽娟建国秀英海燕文博静怡天宇雪梅明哲若曦嘉豪婷婷"
    "子墨可欣泽宇语嫣博文慧敏晨曦立新春燕国栋小红一鸣芷若家豪月华思琪景行玉兰永康安琪振东晓峰依依书豪清扬"
)  # two characters each

_PREFERENCES = {"": 9, "early": 3, "day": 4, "late": 3, "night": 1}
_DAYS_BEFORE = {"0": 6, "1": 3, "2": 3, "3": 3, "4": 2, "5": 2}
_NO_NIGHT_EVERY = 11  # pregnant, nursing or excused by a doctor
_ENDS = {"16:00": 3, "18:00": 3, "19:00": 2, "21:00": 2, "22:00": 2}  # E07, D09, D10, D12, L13

# Leave around the fortnight: kind, first day, days. Nobody takes annual leave from 9 to 12 November.
_LEAVES: list[tuple[str, date, int]] = [
    ("maternity", date(2026, 10, 12), 98),
    ("maternity", date(2026, 9, 21), 98),
    ("parental", date(2026, 11, 5), 5),
    ("marriage", date(2026, 10, 30), 10),
    ("sick", date(2026, 10, 31), 5),
    ("sick", date(2026, 11, 2), 14),
    ("sick", date(2026, 11, 9), 3),
    ("bereavement", date(2026, 11, 3), 3),
    ("training", date(2026, 11, 4), 2),
    ("training", date(2026, 11, 4), 2),
    ("training", date(2026, 11, 5), 2),
    *[("annual", date(2026, 11, 2), 3)] * 4,
    *[("annual", date(2026, 11, 5), 4)] * 4,
    *[("annual", date(2026, 11, 7), 2)] * 4,
    *[("annual", date(2026, 11, 13), 3)] * 5,
    *[("annual", date(2026, 11, 14), 2)] * 3,
]


def people_rows(seed: int) -> tuple[Rows, Rows]:
    """Rows of agents.csv and of leave.csv. O(people)."""
    groups = [group for group, heads in HEADS.items() for _ in range(heads)]
    ids = [f"A{n:03d}" for n in range(1, len(groups) + 1)]
    names = _names(seed, len(ids))
    away = dict(zip(Dice(seed, "leave").shuffled(ids), _LEAVES, strict=False))
    wishes = Dice(seed, "wishes").picks(_PREFERENCES, len(ids))
    before = _before(seed, ids, away)
    nights = Dice(seed, "night ban").whole(_NO_NIGHT_EVERY, len(ids)).tolist()
    agents: Rows = []
    for n, agent in enumerate(ids):
        part_time = n % PART_TIME_EVERY == 3
        days, nights_before, last_end = before[agent]
        night_ok = nights[n] != 0 or nights_before > 0
        wish = wishes[n] if night_ok or wishes[n] != "night" else "day"
        contract = ("part_time", 24) if part_time else ("standard", 40)
        flag = "true" if night_ok else "false"
        agents.append((agent, names[n], groups[n], *contract, flag, wish, days, nights_before, last_end))
    return agents, _leave_rows(away)


def _names(seed: int, count: int) -> list[str]:
    """Different names, each a surname and a given name; any likeness to a living person is chance."""
    given_names = [_GIVEN[i : i + 2] for i in range(0, len(_GIVEN), 2)]
    return Dice(seed, "names").shuffled([surname + given for surname in _SURNAMES for given in given_names])[:count]


def _leave_rows(away: dict[str, tuple[str, date, int]]) -> Rows:
    """A row per day off from a week before the plan to two weeks after it."""
    rows: Rows = []
    for agent in sorted(away):
        kind, first, count = away[agent]
        for day in (first + timedelta(days=k) for k in range(count)):
            if date(2026, 10, 26) <= day <= date(2026, 11, 29):
                rows.append((agent, day.isoformat(), kind))
    return rows


def _before(seed: int, ids: list[str], away: dict[str, tuple[str, date, int]]) -> dict[str, tuple[int, int, str]]:
    """Days and nights in a row up to the eve of the plan, and the end of the last shift; leave cuts them off."""
    rows = Dice(seed, "days before").picks(_DAYS_BEFORE, len(ids))
    ends = Dice(seed, "ends").picks(_ENDS, len(ids))
    on_night = Dice(seed, "nights before").whole(12, len(ids)).tolist()
    eve = PLAN_FIRST - timedelta(days=1)
    before = {}
    for agent, row, end, night in zip(ids, rows, ends, on_night, strict=True):
        days = int(row)
        last_day = eve if days else eve - timedelta(days=1)
        if agent in away and away[agent][1] <= eve:  # away on the eve
            days, last_day = 0, away[agent][1] - timedelta(days=1)
        nights = min(days, 3) if night == 0 else 0
        clock = "07:00" if nights else end  # a night from 22:00 ends on the next morning
        end_day = last_day + timedelta(days=1) if nights else last_day
        stamp = datetime.fromisoformat(f"{end_day.isoformat()}T{clock}:00+08:00")
        before[agent] = (days, nights, stamp.isoformat())
    return before
