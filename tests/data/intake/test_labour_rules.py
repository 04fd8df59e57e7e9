"""Rule sets below, limits.csv over them, and tables of rules that make no sense are refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import data.export
from data.contracts.errors import RefusedInput
from data.contracts.labour import LIMIT_KINDS
from data.intake.centre import read_centre
from data.intake.rule_sets import rule_set, rule_set_names

SET = '\n[rules]\nset = "china_standard"\n'


def with_set(folder: Path) -> None:
    head = folder / "centre.toml"
    head.write_text(head.read_text(encoding="utf-8") + SET, encoding="utf-8")


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_without_a_set_only_limits_csv_speaks(centre_folder: Path):
    centre = read_centre(centre_folder)
    assert centre.rules.set == ""
    assert "max_overtime_month_h" not in centre.limits_of("anybody").values
    assert centre.labour.scoped == ()


def test_a_set_lies_under_limits_csv(centre_folder: Path):
    with_set(centre_folder)
    centre = read_centre(centre_folder)
    limits = centre.limits_of("anybody")
    assert limits.values["max_overtime_month_h"] == 36.0
    assert limits.enforcement["min_rest_h"] == "hard"  # limits.csv says so, the set would only warn
    assert "no legal advice" in centre.warnings[-1]
    flags = {(term.rule, term.flag, term.enforcement) for term in centre.labour.scoped}
    assert ("no_night", "pregnant_7m", "hard") in flags
    assert ("no_night", "intern", "warn") in flags


def test_a_row_with_dates_in_the_plan_holds_on_some_days_only(centre_folder: Path):
    day = read_centre(centre_folder).window.first + pd.Timedelta(days=1)
    write(centre_folder, "limits", "contract,rule,value,enforcement,price_cny,valid_from,flag",
          "*,max_week_h,44,hard,,,", f"*,max_week_h,40,soft,30,{day.date()},",
          "*,no_night,1,hard,,,nursing")  # fmt: skip
    centre = read_centre(centre_folder)
    assert centre.limits["*"].values == {"max_week_h": 44.0}
    night, week = sorted(centre.labour.scoped, key=lambda term: term.rule, reverse=True)
    assert (night.rule, night.flag, night.first) == ("no_night", "nursing", None)
    assert (week.value, week.enforcement, week.price_cny, week.first) == (40.0, "soft", 30.0, day)


def test_limits_pairs_facts_and_balances_are_read(centre_folder: Path):
    agent, other = read_centre(centre_folder).tables["agents"]["agent"].iloc[[0, 0]]
    write(centre_folder, "own_limits", "limit,contract,counts,of,window,bound,value,enforcement",
          "lates,*,shifts,late,week,most,2,hard")  # fmt: skip
    write(centre_folder, "successions", "contract,earlier,later,enforcement", "*,late,early,hard")
    write(centre_folder, "agent_pairs", "agent,other,kind,enforcement", f"{agent},{other},apart,warn")
    write(centre_folder, "agent_facts", "agent,fact", f"{agent},trainee")
    write(centre_folder, "agent_balances", "agent,period,quantity,value", f"{agent},month,overtime,12")
    centre = read_centre(centre_folder)
    assert [(own.limit, own.of, own.window) for own in centre.labour.own] == [("lates", ("late",), "week")]
    assert [(s.earlier, s.later) for s in centre.labour.successions] == [("late", "early")]
    assert centre.labour.pairs[0].tolerance_min == 15.0
    assert len(centre.tables["agent_facts"]) == len(centre.tables["agent_balances"]) == 1


@pytest.mark.parametrize(
    ("name", "lines", "code"),
    [
        ("limits", ("contract,rule,value,enforcement", "*,max_weeks_h,44,hard"), "settings.unknown_rule"),
        ("limits", ("contract,rule,value,enforcement", "*,max_week_h,44,soft"), "rules.no_price"),
        ("limits", ("contract,rule,value,enforcement,valid_from,valid_until",
                    "*,max_week_h,44,hard,2026-11-03,2026-11-02"), "rules.dates"),
        ("own_limits", ("limit,contract,counts,of,window,bound,value,enforcement",
                        "x,*,shifts,teatime,week,most,2,hard"), "rules.shift"),
        ("own_limits", ("limit,contract,counts,of,window,bound,value,enforcement",
                        "x,*,shifts,,fortnight,most,2,hard"), "rules.window"),
        ("successions", ("contract,earlier,later,enforcement", "*,teatime,early,hard"), "rules.shift"),
        ("agent_facts", ("agent,fact", "?,tired"), "rules.fact"),
        ("agent_balances", ("agent,period,quantity,value", "?,month,naps,12"), "rules.quantity"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(centre_folder: Path, name: str, lines: tuple[str, ...], code: str):
    agent = str(read_centre(centre_folder).tables["agents"]["agent"].iloc[0])
    write(centre_folder, name, *(line.replace("?", agent) for line in lines))
    with pytest.raises(RefusedInput) as refused:
        read_centre(centre_folder)
    assert code in {fault.code for fault in refused.value.faults}


def test_a_set_that_is_none_is_refused(centre_folder: Path):
    head = centre_folder / "centre.toml"
    head.write_text(head.read_text(encoding="utf-8") + SET.replace("standard", "standart"), encoding="utf-8")
    with pytest.raises(RefusedInput) as refused:
        read_centre(centre_folder)
    assert [fault.column for fault in refused.value.faults] == ["rules.set"]


def test_facts_and_balances_of_people_are_in_no_export():
    folder = Path(data.export.__file__).parent
    told = {path.name for path in folder.glob("*.py") if "agent_facts" in path.read_text(encoding="utf-8")}
    told |= {path.name for path in folder.glob("*.py") if "agent_balances" in path.read_text(encoding="utf-8")}
    assert told == set()


@pytest.mark.parametrize("name", rule_set_names())
def test_every_rule_of_a_set_is_known_has_a_source_and_binds_only_if_verified(name: str):
    made = rule_set(name)
    assert made.title_en
    assert made.title_zh
    told = [(rule.term.rule, rule.term.flag, rule.term.kind) for rule in made.rules]
    assert len(told) == len(set(told))
    for rule in made.rules:
        assert rule.term.rule in LIMIT_KINDS
        assert rule.source
        assert rule.verified or rule.term.enforcement in ("off", "warn")
