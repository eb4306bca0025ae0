"""A database that other migrations made: told from today's, kept whole, and never touched where it is not ours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iqm_coe.embedded import before, servers
from iqm_coe.embedded.places import Places, places
from iqm_coe.embedded.postgres import superuser
from iqm_coe.embedded.preparation import connected
from iqm_coe.embedded.problem import LauncherError

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
NAME = "iqm_coe_before_20261128_093000"


@pytest.fixture
def url(shared_project: Path) -> Iterator[str]:
    with servers.ordinary(shared_project, {}) as environment:
        yield environment["DATABASE_OWNER_URL"]
        with superuser(places(shared_project)) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME}")
            connection.execute("DROP DATABASE iqm_coe")
            connection.execute("CREATE DATABASE iqm_coe OWNER iqm_owner")


def applied(url: str, *migrations: tuple[str, str]) -> None:
    with connected(url) as connection:
        connection.execute("CREATE TABLE django_migrations (app text, name text)")
        for migration in migrations:
            connection.execute("INSERT INTO django_migrations VALUES (%s, %s)", migration)


def make_way(where: Places, url: str, files: Path, *, is_ours: bool = True) -> str | None:
    return before.make_way(where, url, is_ours=is_ours, now=NOW, files=files)


def test_empty_database_is_of_today(url: str) -> None:
    assert not before.is_from_before(url)


def test_database_of_these_migrations_and_of_libraries_is_of_today(url: str) -> None:
    applied(url, ("membership", "0001_membership"), ("auth", "0012_alter_user_first_name_max_length"))
    assert not before.is_from_before(url)


@pytest.mark.parametrize("migration", [("centres", "0001_centres"), ("accounts", "0001_people_and_trail")])
def test_migration_that_is_gone_tells_a_database_from_before(url: str, migration: tuple[str, str]) -> None:
    applied(url, migration)
    assert before.is_from_before(url)


def test_it_is_kept_whole_with_its_files_and_an_empty_one_takes_its_place(
    url: str, shared_project: Path, tmp_path: Path
) -> None:
    where, files = places(shared_project), tmp_path / "files"
    files.mkdir()
    (files / "plan.pdf").write_text("a plan")
    (where.data / "tables-of-before").touch()
    applied(url, ("centres", "0001_centres"))
    assert make_way(where, url, files) == NAME
    assert not before.is_from_before(url)
    assert before.is_from_before(url.replace("iqm_coe", NAME))
    assert (tmp_path / f"files-{NAME}" / "plan.pdf").read_text() == "a plan"
    assert not list(where.data.glob("tables-*"))
    assert make_way(where, url, files) is None


def test_database_that_the_caller_brought_is_refused_and_stays_as_it_is(
    url: str, shared_project: Path, tmp_path: Path
) -> None:
    applied(url, ("centres", "0001_centres"))
    with pytest.raises(LauncherError, match="It was not touched"):
        make_way(places(shared_project), url, tmp_path / "files", is_ours=False)
    assert before.is_from_before(url)
