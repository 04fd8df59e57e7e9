"""A small centre, quick to plan by the real chain: two queues, eight people, one week by day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.settings import Settings

ZONE = "Asia/Shanghai"
AGENTS = "\n".join(f"A{n},Agent {n},{'voice-sh' if n <= 5 else 'chat-sh'},full,40,no,,0,0," for n in range(1, 9))
FILES = {
    "centre.toml": """
name = "small"
title_en = "Small"
title_zh = "小中心"
zone = "Asia/Shanghai"
interval_min = 30
as_of = 2026-10-26T00:00:00+08:00
[plan]
first = 2026-11-02
last = 2026-11-08
[forecast]
horizon_d = 14
models = ["seasonal_mean"]
origins = 1
origin_days = 7
[solver]
mix_limit_s = 5
shifts_limit_s = 5
roster_limit_s = 5
gap = 0.02
[replay]
paths = 2
seed = 11
""",
    "queues.csv": """queue,title_en,title_zh,channel,service_level,target_s,sl_definition,max_asa_s,max_occupancy,\
max_abandon,patience_s,concurrency,concurrency_factor,deadline_h,priority
voice,Orders,订单热线,voice,0.8,20,answered_of_offered,,,,120,1,1,,1
chat,Pre-sale chat,售前在线,chat,0.8,30,answered_of_offered,,,,,2,1.7,,2
""",
    "sites.csv": "site,title_en,title_zh,zone\nsh,Shanghai,上海,Asia/Shanghai\n",
    "pools.csv": """pool,kind,partner,site,title_en,title_zh,unplanned_absence,lead_time_d,max_heads,block_heads,\
min_days
own,internal,,sh,Own,自有,0.05,0,0,1,1
pa,outsourced,Partner A,sh,Partner A,外包甲,0.05,3,10,1,1
""",
    "rates.csv": """pool,cost_cny_per_h,evening_factor,night_factor,holiday_factor,cost_cny_per_shift
own,45,1,1.3,3,0
pa,52,1,1.2,2,10
""",
    "skills.csv": """group,pool,site,queue,priority,proficiency
voice-sh,own,sh,voice,1,1
chat-sh,own,sh,chat,1,1
pa-all,pa,sh,voice,1,0.9
pa-all,pa,sh,chat,2,0.9
""",
    "agents.csv": "agent,name,group,contract,week_h,night_ok,preference,days_worked_before,nights_worked_before,"
    f"last_shift_end\n{AGENTS}\n",
    "shift_patterns.csv": """shift,kinds,start,span_min,paid_min,breaks,colour
E,internal outsourced,08:00,540,480,meal:60:180-300,#4C78A8
M,internal outsourced,10:00,540,480,meal:60:180-300,#72B7B2
L,internal outsourced,12:00,540,480,meal:60:180-300,#F58518
""",
    "limits.csv": """contract,rule,value,enforcement
*,min_rest_h,12,hard
*,max_days_in_row,6,hard
*,max_week_h,44,warn
""",
    "open_hours.csv": "queue,weekday,open,close\n"
    + "".join(f"{queue},{day},09:00,20:00\n" for queue in ("voice", "chat") for day in range(7)),
}


def write_history(path: Path, weeks: int = 8, factor: float = 1.0, last: str = "2026-10-25") -> Path:
    """Half-hourly history of both queues, the last `weeks` weeks before the plan, the same every time."""
    draw = np.random.Generator(np.random.PCG64(7))
    days = pd.date_range(end=last, periods=7 * weeks)
    stamps = [day + pd.Timedelta(minutes=m) for day in days for m in range(9 * 60, 20 * 60, 30)]
    lines = ["queue,interval_start,offered,handled,abandoned,aht_s"]
    for queue, volume, aht_s in (("voice", 14.0, 240), ("chat", 20.0, 200)):
        for stamp in stamps:
            offered = int(draw.poisson(volume * factor))
            lines.append(f"{queue},{stamp:%Y-%m-%dT%H:%M}:00+08:00,{offered},{offered},0,{aht_s}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_small_centre(folder: Path) -> Path:
    """The small centre and its history in `folder`."""
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_history(folder / "history" / "history.csv")
    return folder


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A centre's folder that plans in a few seconds."""
    return write_small_centre(tmp_path / "small")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own."""
    return Settings(tmp_path / "var", f"sqlite:///{tmp_path / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    """A desk on an empty store."""
    opened = open_desk(settings)
    yield opened
    opened.store.close()


@pytest.fixture
def planner() -> User:
    """The embedded user."""
    return User("planner", "planner")


@pytest.fixture(scope="session")
def planned_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run-time folder of an installation that has planned the small centre once; copy it, do not change it."""
    home = tmp_path_factory.mktemp("planned")
    folder = write_small_centre(home / "small")
    settings = Settings(home / "var", f"sqlite:///{home / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)
    desk, user = open_desk(settings), User("planner", "planner")
    desk.import_folder(user, folder, desk.check_centre(user, folder))
    desk.make_plan(user, folder)
    desk.store.close()
    return home


@pytest.fixture
def planned(planned_var: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with the small centre planned, for this test alone."""
    home = tmp_path / "planned"
    shutil.copytree(planned_var, home)
    settings = Settings(home / "var", f"sqlite:///{home / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)
    opened = open_desk(settings)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def judged_var(planned_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `planned_var`, planned again a week later, and history until 4 November; copy it, do not change it.

    The second plan holds an adjustment: amy expects a quarter more calls on 2 and 3 November.
    """
    home = tmp_path_factory.mktemp("judged") / "home"
    shutil.copytree(planned_var, home)
    settings = Settings(home / "var", f"sqlite:///{home / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)
    desk, user, folder = open_desk(settings), User("planner", "planner"), home / "small"
    desk.import_history(user, write_history(home / "weeks.csv", weeks=1, factor=1.25, last="2026-11-01"), folder)
    text = (folder / "centre.toml").read_text(encoding="utf-8")
    (folder / "centre.toml").write_text(text.replace("as_of = 2026-10-26", "as_of = 2026-11-02"), encoding="utf-8")
    (folder / "forecast_adjustments.csv").write_text(
        "adjustment,queue,start_date,end_date,start_time,end_time,quantity,kind,value,reason,author\n"
        "mailing,voice,2026-11-02,2026-11-03,,,volume,factor,1.25,a mailing goes out,amy\n",
        encoding="utf-8",
    )
    desk.make_plan(user, folder)
    desk.import_history(user, write_history(home / "days.csv", weeks=1, factor=1.25, last="2026-11-04"), folder)
    desk.store.close()
    return home
