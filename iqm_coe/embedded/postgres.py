"""Our own PostgreSQL server: made once, started on a socket, with the two roles of the product."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from iqm_coe.embedded.places import Places
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.processes import Program, last_lines, working_in, wrapping
from iqm_coe.embedded.programs import postgres_binaries

SUPERUSER, OWNER, APP, DATABASE = "postgres", "iqm_owner", "iqm_app", "iqm_coe"
LOCALE = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
DURABLE = {"max_connections": "60"}
FAST = {  # for tests only: the data does not outlive a crash
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
}
BOTH = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
ROLES = (
    f"CREATE ROLE {APP} LOGIN NOCREATEDB NOCREATEROLE",
    f"CREATE ROLE {OWNER} LOGIN CREATEDB NOCREATEROLE",
    f"ALTER ROLE {APP} SET jit = off",
    f"ALTER ROLE {OWNER} SET jit = off",
    f"GRANT {APP} TO {OWNER}",
    f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
)
# So that the tests may empty tables that are written once; given anew at each start, to servers of before as well.
BEHIND_GUARDS = f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}"
STOP, PATIENCE, LINGERING = signal.SIGINT, 15.0, 5.0
RECOVERING = 180.0  # seconds: after a crash the server first repeats what was written last
FULL = "No space left on device"
MAKE_ROOM = "Make room there (about 200 MB to begin with), and say the same again."
CLEAN = "stopped-cleanly"


class Postgres:
    """One server and its data directory; the caller holds the lock of its places."""

    name = "postgres"

    def __init__(self, where: Places, *, fast: bool = False) -> None:
        """Nothing is touched yet."""
        self.where, self.fast = where, fast
        self.data = where.data / "postgres"
        self.sockets = where.sockets / "postgres"
        self.log = where.logs / "postgres.log"
        self.program: Program | None = None

    @property
    def ended_with(self) -> int | None:
        """The exit status of a server that has ended by itself."""
        return self.program.ended_with if self.program else None

    def start(self) -> None:
        """Make the data directory where there is none, start the server, and wait until it answers."""
        binaries = postgres_binaries(self.where)
        self.clear_the_way()
        if not (self.data / "PG_VERSION").is_file():
            self._make(binaries)
        self._require_same_version(binaries)
        self.where.identity.own(self.data)
        self.program = self._program(binaries)
        self.program.start()
        self._wait_until_it_answers(self.program)
        self._make_roles()

    def stop(self) -> None:
        """Stop it as one does before switching off: nothing is lost, sessions are ended."""
        if self.program is not None:
            self.program.stop()
            if self.fast:
                (self.where.run / CLEAN).touch()
        self.program = None

    def last_lines(self) -> str:
        """The end of its log."""
        return last_lines(self.log, 15)

    def _wait_until_it_answers(self, program: Program) -> None:
        """A server that was killed lingers for a moment and keeps the next from starting: try again for a while."""
        began = time.monotonic()
        while not self._answers():
            waited, has_ended = time.monotonic() - began, program.ended_with is not None
            if waited > (LINGERING if has_ended else RECOVERING):
                raise LauncherError(self._does_not_start(program.last_lines()))
            if has_ended:
                time.sleep(0.2)
                program.start()

    def _does_not_start(self, said: str) -> str:
        if FULL in said:
            return f"PostgreSQL does not start: the disk of {self.data.parent} is full. {MAKE_ROOM}"
        return f"PostgreSQL does not start; {self.log} tells more, and its end is:\n{said}"

    def _program(self, binaries: Path) -> Program:
        settings: Mapping[str, str] = {**BOTH, **(FAST if self.fast else DURABLE)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [str(binaries / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *options]
        return Program(self.name, command, self.log, self.where.run, LOCALE, self.where.identity, STOP, PATIENCE)

    def clear_the_way(self) -> None:
        """End an old server of this data directory; drop what it left; drop unsafe data that was not stopped well."""
        deadline = time.monotonic() + LINGERING
        while pids := list(working_in(self.data)):
            late = time.monotonic() > deadline
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else STOP)
            time.sleep(0.1)
        for left in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)
        if self.fast:
            clean = self.where.run / CLEAN
            if not clean.exists():
                shutil.rmtree(self.data, ignore_errors=True)
            clean.unlink(missing_ok=True)

    def _make(self, binaries: Path) -> None:
        """Run initdb beside the final place, so that one that was interrupted is never taken for a database."""
        half_done = self.data.with_name("postgres.half-done")
        shutil.rmtree(half_done, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        half_done.mkdir(mode=0o700, parents=True)
        self.where.identity.own(half_done)
        prefix, options = wrapping(self.where.identity, signal.SIGTERM)
        command = [
            *prefix,
            str(binaries / "initdb"),
            *("-D", str(half_done), "-U", SUPERUSER, "--auth=trust", "--no-instructions"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
            *(("--no-sync",) if self.fast else ()),
        ]
        done = subprocess.run(command, env=LOCALE, cwd="/", capture_output=True, text=True, check=False, **options)
        if done.returncode:
            shutil.rmtree(half_done, ignore_errors=True)
            raise LauncherError(self._not_made(f"{done.stdout}{done.stderr}"))
        half_done.replace(self.data)

    def _not_made(self, said: str) -> str:
        """What it said is kept in its log; the person is told the error and what to do."""
        with suppress(OSError), self.log.open("a") as log:
            log.write(said)
        if FULL in said:
            return f"PostgreSQL cannot make its data: the disk of {self.data.parent} is full. {MAKE_ROOM}"
        errors = [line for line in said.splitlines() if re.search(r"\b(error|FATAL|PANIC):", line)]
        last = (errors or said.strip().splitlines() or ["it said nothing"])[-1]
        return (
            f"PostgreSQL cannot make its data in {self.data}: {last}\n"
            f"Look at {self.log} for the rest, and when its cause is gone say the same again."
        )

    def _require_same_version(self, binaries: Path) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        server = said.split()[2].partition(".")[0]
        if made_by != server:
            raise LauncherError(
                f"{self.data} was made by PostgreSQL {made_by}, and the server here is {server}. "
                "Start with bin/run --reset, which empties it, or bring back the older server."
            )

    def _answers(self) -> bool:
        time.sleep(0.03)
        try:
            superuser(self.where).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_roles(self) -> None:
        """The two roles and the database, each made where it is missing; the database is made last."""
        with superuser(self.where) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [DATABASE]).fetchone():
                for statement in ROLES:
                    with suppress(psycopg.errors.DuplicateObject):
                        connection.execute(statement)
            if self.fast:
                connection.execute(BEHIND_GUARDS)


def superuser(where: Places) -> psycopg.Connection:
    """A connection that may make and rename databases, to the one that every server has."""
    sockets = str(where.sockets / "postgres")
    return psycopg.connect(
        host=sockets, port=5432, user=SUPERUSER, dbname="postgres", autocommit=True, connect_timeout=5
    )


def database_url(where: Places, role: str) -> str:
    """The address for one role, in the form that django-environ reads: a socket's directory in front of the name."""
    return f"postgres://{role}@/{quote(str(where.sockets / 'postgres'))}/{DATABASE}"
