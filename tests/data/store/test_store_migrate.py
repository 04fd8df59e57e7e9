"""The database comes up on both engines, from nothing, by many at once, and never silently from the future."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data.contracts.errors import Unavailable
from data.store.engine import Database
from data.store.migrate import downgrade, migrate
from data.store.schema import METADATA
from data.store.store import open_store
from data.store.users import User

OPEN = "import sys; from data.store.store import open_store; print(open_store(sys.argv[1]).users.all())"


def test_a_new_database_has_all_tables_and_the_embedded_planner(database_url: str) -> None:
    store = open_store(database_url)
    assert set(METADATA.tables) <= set(sa.inspect(store.database.engine).get_table_names())
    assert store.users.all() == [User("planner", "planner")]
    store.close()


def test_the_migrations_make_exactly_the_tables_of_the_schema(database_url: str) -> None:
    store = open_store(database_url)
    with store.database.read() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(found, METADATA) == []
    store.close()


def test_steps_can_be_taken_back_and_again(database_url: str) -> None:
    database = Database(database_url)
    migrate(database)
    downgrade(database, "base")
    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrate(database)
    migrate(database)
    assert "plans" in sa.inspect(database.engine).get_table_names()
    database.close()


def test_processes_that_open_a_new_database_at_once_all_get_it(database_url: str) -> None:
    asked = [sys.executable, "-c", OPEN, database_url]
    opened = [subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in opened:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        assert out.count("User(") == 1


def test_a_database_of_a_newer_release_is_refused(database_url: str) -> None:
    store = open_store(database_url)
    with store.database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from the future'"))
    store.close()
    with pytest.raises(Unavailable, match="newer release"):
        open_store(database_url)


@pytest.mark.parametrize("url", ["mysql://h/db", "no address", "sqlite:////proc/nowhere/x.db"])
def test_an_address_that_cannot_be_used_is_told_with_a_remedy(url: str) -> None:
    with pytest.raises(Unavailable) as error:
        open_store(url)
    assert error.value.remedy


def test_an_unreachable_server_is_told_without_the_password() -> None:
    with pytest.raises(Unavailable) as error:
        open_store("postgresql://amy:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "secret" not in str(error.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "p.db").write_bytes(b"no database at all, " * 100)
    with pytest.raises(Unavailable, match="file is not a database"):
        open_store(f"sqlite:///{tmp_path / 'p.db'}")


@pytest.mark.parametrize("name", ["what?x=1", "50%20", "a#b", "空 格", "at@home:1", "c;d"])
def test_a_folder_of_any_name_holds_its_own_database(tmp_path, name):
    open_store(f"sqlite:///{tmp_path / name / 'p.db'}").close()
    assert (tmp_path / name / "p.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]
