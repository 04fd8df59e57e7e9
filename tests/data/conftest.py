"""A tiny centre on disk for the tests of the doors."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.contracts.centre import Centre
from data.intake.centre import read_centre

FILES = {
    "centre.toml": """
name = "tiny"
title_en = "Tiny"
title_zh = "小中心"
zone = "Asia/Shanghai"
interval_min = 15
as_of = 2026-10-26T00:00:00+08:00
[plan]
first = 2026-11-02
last = 2026-11-15
[solver]
gap = 0.01
""",
    "queues.csv": """queue,title_en,title_zh,channel,service_level,target_s,sl_definition,max_asa_s,max_occupancy,\
max_abandon,patience_s,concurrency,concurrency_factor,deadline_h,priority
voice,Orders,订单热线,voice,80%,20,answered_of_offered,,0.88,,120,1,1,,2
chat,Pre-sale chat,售前在线,chat,0.8,30,answered_of_offered,,,,,3,2.2,,3
mail,E-mail,邮件,email,,,answered_of_offered,,,,,1,1,8,4
""",
    "sites.csv": "site,title_en,title_zh,zone\nsh,Shanghai,上海,Asia/Shanghai\n",
    "pools.csv": """pool,kind,partner,site,title_en,title_zh,unplanned_absence,lead_time_d,\
max_heads,block_heads,min_days
own,internal,,sh,Own,自有,0.05,0,0,1,1
pa,outsourced,Partner A,sh,Partner A,外包甲,0.08,5,40,5,3
""",
    "rates.csv": """pool,cost_cny_per_h,evening_factor,night_factor,holiday_factor,cost_cny_per_shift
own,45,1,1.3,3,0
pa,52,1,1.2,2,10
""",
    "skills.csv": """group,pool,site,queue,priority,proficiency
own-a,own,sh,voice,1,1
own-a,own,sh,chat,2,0.9
own-b,own,sh,mail,1,1
pa-voice,pa,sh,voice,1,0.85
""",
    "agents.csv": """agent,name,group,contract,week_h,night_ok,preference,days_worked_before,\
nights_worked_before,last_shift_end
A01,王芳,own-a,full,40,是,early,2,0,2026-11-01T18:00:00+08:00
A02,李伟,own-b,full,40,no,,0,0,
""",
    "leave.csv": "agent,date,kind\nA01,2026-11-04,annual\n",
    "shift_patterns.csv": """shift,kinds,start,span_min,paid_min,breaks,colour
E,internal backup,08:00,540,480,meal:60:180-300 break:15:60-150,#4C78A8
N,internal outsourced,22:00,480,480,break:30:120-300,#2F4B7C
""",
    "limits.csv": """contract,rule,value,enforcement
*,min_rest_h,11,hard
*,max_days_in_row,6,hard
full,max_week_h,48,warn
""",
}


def write_centre(folder: Path) -> Path:
    """The tiny centre's files in `folder`."""
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def centre_folder(tmp_path: Path) -> Path:
    """A folder that reads without fault; a test spoils what it wants."""
    return write_centre(tmp_path / "tiny")


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """The tiny centre, read once: nobody changes it."""
    return read_centre(write_centre(tmp_path_factory.mktemp("centre") / "tiny"))
