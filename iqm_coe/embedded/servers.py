"""The servers of one caller: started where the environment names none, stopped when the caller is done."""

import os
import shutil
import signal
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from iqm_coe.embedded.locks import Lock
from iqm_coe.embedded.places import PROJECT, Places, places
from iqm_coe.embedded.postgres import APP, OWNER, STOP, Postgres, database_url
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.processes import end_left_over
from iqm_coe.embedded.valkey import Valkey, redis_url

SETS_FOR_TESTS = 16
GUEST_PATIENCE = 15.0

Server = Postgres | Valkey


class Servers:
    """PostgreSQL and Valkey under one lock, with the environment that leads to them."""

    def __init__(self, where: Places, lock: Lock, *, fast: bool, given: Mapping[str, str]) -> None:
        """The lock is held already; `given` is the caller's environment."""
        self.where, self.lock, self.fast, self.given = where, lock, fast, given
        self.started: list[Server] = []

    def clear_the_way(self) -> None:
        """Make the places, and end whatever a killed predecessor left running."""
        self.where.make()
        end_left_over(self.where.run, {"postgres": STOP})

    def start(self) -> None:
        """Start what the caller has not got."""
        self.clear_the_way()
        for name, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)):
            if not self.given.get(name):
                server: Server = kind(self.where, fast=self.fast)
                self.started.append(server)
                server.start()

    def empty(self) -> None:
        """Remove what the servers keep; they are not running."""
        self.clear_the_way()
        Postgres(self.where).clear_the_way()
        for name in ("postgres", "valkey"):
            shutil.rmtree(self.where.data / name, ignore_errors=True)

    def stop(self) -> None:
        """Stop Valkey and then PostgreSQL, and let go of the lock."""
        self.stop_servers()
        self.lock.release()

    def stop_servers(self) -> None:
        """Stop Valkey and then PostgreSQL; the places stay ours."""
        for server in reversed(self.started):
            server.stop()
        self.started.clear()

    @property
    def environment(self) -> dict[str, str]:
        """What the caller's children need to reach the servers."""
        return environment(self.where, self.given, as_owner=self.fast)


def environment(where: Places, given: Mapping[str, str], *, as_owner: bool) -> dict[str, str]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL: the caller's own, and ours where the caller has none."""
    database = given.get("DATABASE_URL") or database_url(where, OWNER if as_owner else APP)
    owner = given.get("DATABASE_OWNER_URL") or (given.get("DATABASE_URL") or database_url(where, OWNER))
    return {
        "DATABASE_URL": database,
        "DATABASE_OWNER_URL": owner,
        "REDIS_URL": given.get("REDIS_URL") or redis_url(where),
    }


def ordinary_lock(where: Places) -> Lock:
    """The lock of the ordinary servers, the one by which a second runner is refused."""
    return Lock(where.run / "lock")


@contextmanager
def for_tests(project: Path = PROJECT, given: Mapping[str, str] = os.environ) -> Generator[dict[str, str], None, None]:
    """Fast servers whose data does not outlive a crash, in the first set of directories that nobody uses."""
    for slot in range(1, SETS_FOR_TESTS + 1):
        where = places(project, tests_slot=slot)
        lock = ordinary_lock(where)
        if lock.take():
            with _running(Servers(where, lock, fast=True, given=given)) as found:
                yield found
            return
    raise LauncherError(f"All {SETS_FOR_TESTS} sets of test servers are in use.")


@contextmanager
def ordinary(project: Path = PROJECT, given: Mapping[str, str] = os.environ) -> Generator[dict[str, str], None, None]:
    """The durable servers: started for this caller, or those of a runner that is at work already."""
    where = places(project)
    lock = ordinary_lock(where)
    if lock.take():
        with _running(Servers(where, lock, fast=False, given=given)) as found:
            yield found
        return
    _wait_for_host(where, lock, given)
    yield environment(where, given, as_owner=False)


@contextmanager
def _running(servers: Servers) -> Generator[dict[str, str], None, None]:
    try:
        servers.start()
        yield servers.environment
    finally:
        servers.stop()


def _wait_for_host(where: Places, lock: Lock, given: Mapping[str, str]) -> None:
    """Until the sockets are there that the caller has no address for."""
    sockets = {"DATABASE_URL": "postgres/.s.PGSQL.5432", "REDIS_URL": "valkey/valkey.sock"}
    needed = [where.sockets / path for name, path in sockets.items() if not given.get(name)]
    deadline = time.monotonic() + GUEST_PATIENCE
    while not all(socket.exists() for socket in needed):
        if time.monotonic() > deadline:
            raise LauncherError(f"Process {lock.holder()} holds the servers but they do not answer; see {where.logs}.")
        time.sleep(0.1)


class ToldToStop(SystemExit):
    """A signal asked for an orderly end; on its own it ends the process with the status that a shell expects."""


def stop_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into an orderly end, so that whatever is running is stopped on the way out."""

    def leave(number: int, _: object) -> None:
        raise ToldToStop(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup asked for that
            signal.signal(number, leave)
