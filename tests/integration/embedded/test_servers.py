"""The launcher with real servers: what it starts, whom it refuses, and what it survives."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest

from iqm_coe.embedded import servers
from iqm_coe.embedded.places import LONGEST_SOCKET_PATH, Places, places
from iqm_coe.embedded.processes import working_in

HOLD = """
import sys, time
from pathlib import Path
from iqm_coe.embedded import servers
with servers.ordinary(Path(sys.argv[1]), {}) as environment:
    print(environment["DATABASE_URL"], flush=True)
    time.sleep(60)
"""


def connect(url: str) -> psycopg.Connection[Any]:
    found = environ.Env.db_url_config(url)
    return psycopg.connect(host=found["HOST"], user=found["USER"], dbname=found["NAME"], autocommit=True)


def ping(url: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(url.removeprefix("unix://"))
        connection.sendall(b"PING\r\n")
        return connection.recv(16)


@pytest.mark.slow
def test_servers_answer_and_keep_the_roles_apart(shared_project: Path) -> None:
    with servers.for_tests(shared_project, {}) as found:
        with connect(found["DATABASE_OWNER_URL"]) as owner:
            for extension in ("btree_gist", "citext", "pg_trgm", "unaccent"):
                owner.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            owner.execute("CREATE TABLE seen (id int)")
            owner.execute("SET ROLE iqm_app")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute("CREATE TABLE unseen (id int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute("SELECT * FROM seen")
            owner.execute("RESET ROLE")
            owner.execute("DROP TABLE seen")
        assert found["DATABASE_URL"] == found["DATABASE_OWNER_URL"]
        assert ping(found["REDIS_URL"]) == b"+PONG\r\n"


@pytest.mark.slow
def test_ordinary_servers_are_durable_and_serve_the_restricted_role(shared_project: Path) -> None:
    where = places(shared_project)
    with servers.ordinary(shared_project, {}) as found:
        with connect(found["DATABASE_URL"]) as app:
            shown = {name: app.execute(f"SHOW {name}").fetchone() for name in ("fsync", "jit", "listen_addresses")}
            who = app.execute("SELECT current_user, current_setting('is_superuser')").fetchone()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (id int)")
        with servers.ordinary(shared_project, {}) as guest:
            assert guest == found
        assert not servers.ordinary_lock(where).take()
    assert shown == {"fsync": ("on",), "jit": ("off",), "listen_addresses": ("",)}
    assert who == ("iqm_app", "off")
    assert list(working_in(where.data / "postgres")) == []
    assert (where.sockets / "postgres").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_killed_holder_takes_its_servers_with_it_and_never_blocks_the_next(
    shared_project: Path, python: Callable[..., Any]
) -> None:
    where = places(shared_project)
    holder = python(HOLD, str(shared_project))
    with connect(holder.stdout.readline().strip().replace("iqm_app", "iqm_owner")) as owner:
        owner.execute("CREATE TABLE kept (id int)")
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with servers.ordinary(shared_project, {}) as found, connect(found["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert list(working_in(where.data / "postgres")) == []


@pytest.mark.slow
def test_killed_server_and_a_foreign_number_in_its_pid_file_do_not_block_the_next_start(shared_project: Path) -> None:
    with servers.for_tests(shared_project, {}):
        pass
    where = places(shared_project, tests_slot=1)
    (where.data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (where.sockets / "postgres" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (where.sockets / "valkey" / "valkey.sock").touch()
    (where.run / "web.pid").write_text(f"{os.getpid()} 1 another-boot\n")
    with servers.for_tests(shared_project, {}) as found:
        assert ping(found["REDIS_URL"]) == b"+PONG\r\n"
        (pid,) = [int((where.run / "postgres.pid").read_text().split()[0])]
        os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    with servers.for_tests(shared_project, {}) as found, connect(found["DATABASE_URL"]) as owner:
        assert owner.execute("SELECT 1").fetchone() == (1,)
    assert time.monotonic() - began < 10


@pytest.mark.slow
def test_second_set_for_tests_has_a_database_of_its_own(shared_project: Path) -> None:
    given = {"REDIS_URL": "redis://given:1"}
    with servers.for_tests(shared_project, given) as first, servers.for_tests(shared_project, given) as second:
        assert first["DATABASE_URL"] != second["DATABASE_URL"]
        with connect(second["DATABASE_URL"]) as owner:
            assert owner.execute("SELECT current_user").fetchone() == ("iqm_owner",)


@pytest.mark.slow
def test_long_path_gets_sockets_that_the_kernel_takes(project: Path) -> None:
    deep = project / ("d" * 90) / "clone"
    deep.mkdir(parents=True)
    where = places(deep)
    try:
        with servers.ordinary(deep, {"DATABASE_URL": "postgres://given/name"}) as found:
            assert ping(found["REDIS_URL"]) == b"+PONG\r\n"
            assert found["DATABASE_OWNER_URL"] == "postgres://given/name"
        assert len(os.fsencode(where.sockets / "postgres" / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
        assert where.sockets.stat().st_mode & 0o777 == 0o700
    finally:
        for directory in (where.sockets / "postgres", where.sockets / "valkey", where.sockets):
            directory.rmdir()


def test_given_addresses_start_nothing(project: Path, where: Places) -> None:
    given = {
        "DATABASE_URL": "postgres://a@host/b",
        "REDIS_URL": "redis://host:6379",
        "DATABASE_OWNER_URL": "postgres://o@host/b",
    }
    with servers.ordinary(project, given) as found:
        assert found == given
        assert list(where.run.glob("*.pid")) == []
    assert not (where.data / "postgres").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be kept out of the way of its own servers")
def test_closed_parent_moves_the_data_and_stays_closed(project: Path) -> None:
    closed = project / "closed"
    clone = closed / "clone"
    clone.mkdir(parents=True)
    closed.chmod(0o700)
    where = places(clone)
    assert where.is_elsewhere
    assert clone not in where.data.parents
    assert closed.stat().st_mode & 0o777 == 0o700
