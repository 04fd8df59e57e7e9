"""Tables of the capacity plan are read like every table, and nonsense is named."""

from __future__ import annotations

import pytest

from data.contracts.errors import RefusedInput
from data.intake.centre import read_centre


def faults(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        read_centre(folder)
    return [(fault.code, fault.file, fault.line, fault.column) for fault in caught.value.faults]


def test_the_tables_of_the_capacity_plan_are_read_with_blank_where_nothing_is_said(centre_folder):
    files = {
        "capacity_groups": "group,attrition_month\n*,0.03\n",
        "hiring_classes": "技能组,每班人数上限,招聘天数\n*,15,\n",
        "shrinkage": "group,category,share,planned\n*,leave,0.1,true\n*,absence,0.05,false\n",
        "budget": "month,cost_cny\n2026-11-01,900000\n",
    }
    for name, text in files.items():
        (centre_folder / f"{name}.csv").write_text(text, encoding="utf-8")
    tables = read_centre(centre_folder).tables
    assert tables["capacity_groups"]["wage_month_cny"].isna().all()
    assert tables["hiring_classes"][["most_per_class"]].to_numpy().tolist() == [[15.0]]
    assert tables["hiring_classes"]["recruit_d"].isna().all()
    assert tables["shrinkage"]["planned"].tolist() == [True, False]
    assert tables["budget"]["cost_cny"].tolist() == [900000.0]
    assert tables["partner_contracts"].empty


def test_every_fault_names_file_row_and_column(centre_folder):
    assert faults(
        centre_folder,
        capacity_groups="group,attrition_month\nnobody,0.03\n*,1.4\n",
        shrinkage="group,category,share,planned\n*,leave,0.5,true\n*,absence,0.45,false\n",
        budget="month,cost_cny\n2026-11-01,1\n2026-11-30,2\n",
    ) == [
        ("table.too_high", "capacity_groups.csv", 3, "attrition_month"),
        ("settings.unknown_name", "capacity_groups.csv", 2, "group"),
        ("capacity.shrinkage", "shrinkage.csv", 3, "share"),
        ("capacity.month_twice", "budget.csv", 3, "month"),
    ]


def test_contracts_and_budgets_that_say_too_much_or_too_little(centre_folder):
    assert faults(
        centre_folder,
        partner_contracts="pool,most_heads,heads_now,until\npa,5,6,2027-01-31\nown,9,6,\n",
        budget="month,cost_cny\n2026-11-01,0\n",
    ) == [
        ("capacity.no_budget", "budget.csv", 2, "cost_cny"),
        ("capacity.too_many_now", "partner_contracts.csv", 2, "heads_now"),
        ("capacity.no_until", "partner_contracts.csv", 3, "until"),
        ("capacity.partner", "partner_contracts.csv", 3, "pool"),
    ]


def test_a_contract_that_ended_is_minded(centre_folder):
    contract = "pool,most_heads,heads_now,until\npa,9,6,"
    for until, minded in (("2025-01-31", 1), ("2028-01-31", 0)):
        (centre_folder / "partner_contracts.csv").write_text(f"{contract}{until}\n", encoding="utf-8")
        assert sum("contract of pa ended" in told for told in read_centre(centre_folder).warnings) == minded


def test_a_group_nobody_knows_and_a_pool_that_is_no_partners(centre_folder):
    found = faults(
        centre_folder,
        hiring_classes="group,recruit_d\nnobody,30\n",
        partner_contracts="pool,most_heads\nown,5\n",
    )
    assert ("settings.unknown_name", "hiring_classes.csv", 2, "group") in found
    assert {code for code, file, *_ in found if file == "partner_contracts.csv"} <= {
        "capacity.partner", "settings.unknown_name"
    }  # fmt: skip
    assert any(file == "partner_contracts.csv" for _, file, *_ in found)
