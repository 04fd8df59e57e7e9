"""The fixtures give what they promise."""

from __future__ import annotations

import pytest
import sqlalchemy as sa


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_gets_an_empty_database_that_knows_chinese(database_url: str, turn: str):
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE made_here (name VARCHAR(20))"))  # fails if an earlier test left it
        connection.execute(sa.text("INSERT INTO made_here VALUES ('双十一')"))
        assert connection.execute(sa.text("SELECT name FROM made_here")).scalar_one() == "双十一"
    engine.dispose()
