"""A disk is gone: back to a named instant from a base backup and archived WAL, and how much is lost at the end of it.

`bin/bench recovery [--archive-timeout SECONDS]`. Two ways of keeping WAL are tried on a server of its own: the
archive_command of docker-compose.recovery.yml, and pg_receivewal. Somebody writes a row every few milliseconds all the
while; the server ends with kill -9, and its data directory is removed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from iqm_coe.embedded.places import Places, places
from iqm_coe.embedded.postgres import LOCALE, STOP
from iqm_coe.embedded.processes import Program, wrapping
from iqm_coe.embedded.programs import postgres_binaries

# As in docker-compose.recovery.yml: what is half written has another name, and nothing is written twice.
ARCHIVE = (
    "test ! -f {to}/%f.gz && gzip -1 < %p > {to}/%f.gz.half && sync {to}/%f.gz.half && mv {to}/%f.gz.half {to}/%f.gz"
)
FETCH = "gunzip < {to}/%f.gz > %p"
EVERY = 0.01  # seconds between two rows
PATIENCE = 120


@dataclass
class Server:
    """A server of our own in one folder, with what it is told."""

    where: Places
    data: Path
    settings: dict[str, str]
    program: Program | None = None

    @property
    def binaries(self) -> Path:
        return postgres_binaries(self.where)

    def run(self, name: str, *arguments: str) -> None:
        prefix, options = wrapping(self.where.identity, STOP)
        command = [*prefix, str(self.binaries / name), *arguments]
        done = subprocess.run(command, env=LOCALE, cwd="/", capture_output=True, text=True, check=False, **options)
        if done.returncode:
            sys.exit(f"{name}: {done.stderr}")

    def begin(self, name: str, *arguments: str) -> Program:
        """A program beside it, until it is stopped."""
        command = [str(self.binaries / name), *arguments]
        log = self.where.logs / f"{name}.log"
        begun = Program(name, command, log, self.where.run, LOCALE, self.where.identity, STOP)
        begun.start()
        return begun

    def start(self) -> None:
        told = [f"--{name}={value}" for name, value in self.settings.items()]
        self.program = self.begin("postgres", "-D", str(self.data), "-k", str(self.sockets), *told)
        ends = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > ends:
                sys.exit(f"It does not come up:\n{self.program.last_lines()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        """Up, and done with recovering."""
        with suppress(psycopg.OperationalError), self.connect() as connection:
            return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
        return False

    @property
    def sockets(self) -> Path:
        return self.where.sockets / "postgres"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True)

    def die(self) -> None:
        """As when the power goes and the disk with it."""
        if self.program and self.program.process:
            self.program.process.kill()
            self.program.stop()
        shutil.rmtree(self.data)


class Writer(threading.Thread):
    """Writes a row every few milliseconds until the server is gone; knows what was acknowledged."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.acknowledged = server, list[datetime]()

    def run(self) -> None:
        with suppress(psycopg.OperationalError), self.server.connect() as connection:
            while True:
                row = connection.execute("INSERT INTO kept (at) VALUES (clock_timestamp()) RETURNING at").fetchone()
                self.acknowledged.append(row[0])
                time.sleep(EVERY)


@contextmanager
def room() -> Iterator[tuple[Path, Places]]:
    with tempfile.TemporaryDirectory(prefix="iqm-recovery-") as folder:
        Path(folder).chmod(0o755)
        where = places(Path(folder))
        where.make()
        yield Path(folder), where


def folder(parent: Path, name: str, where: Places) -> Path:
    made = parent / name
    made.mkdir(mode=0o700)
    where.identity.own(made)
    return made


def recovered(
    server: Server, base: Path, where: Places, fetch: str, until: datetime | None
) -> tuple[list[datetime], float]:
    """Put the base backup in its place, play what was kept of the WAL over it; the rows, and the seconds it took."""
    began = time.monotonic()
    shutil.copytree(base, server.data, symlinks=True)
    server.data.chmod(0o700)
    (server.data / "recovery.signal").touch()
    subprocess.run(["chown", "-R", f"{where.identity.uid}:{where.identity.gid}", str(server.data)], check=True)
    server.settings = {"listen_addresses": "", "restore_command": fetch, "recovery_target_action": "promote"}
    if until is not None:
        server.settings["recovery_target_time"] = until.isoformat()
    server.start()
    with server.connect() as connection:
        rows = [row[0] for row in connection.execute("SELECT at FROM kept ORDER BY at").fetchall()]
    return rows, time.monotonic() - began


def try_one(how: str, archive_timeout: int, check) -> None:
    """One way of keeping WAL, from the first base backup to both recoveries."""
    with room() as (here, where):
        data, kept, base = where.data / "postgres", folder(here, "wal", where), here / "base"
        settings = {"listen_addresses": "", "wal_level": "replica", "max_wal_senders": "4"}
        if how == "archive_command":
            command = ARCHIVE.format(to=kept)
            settings |= {"archive_mode": "on", "archive_timeout": str(archive_timeout), "archive_command": command}
        server = Server(where, data, settings)
        made = folder(where.data, "postgres", where)
        server.run("initdb", "-D", str(made), "-U", "postgres", "--auth=trust", "--no-instructions")
        server.start()
        with server.connect() as connection:
            connection.execute("CREATE TABLE kept (at timestamptz NOT NULL)")
        receiver = None
        if how == "pg_receivewal":
            to = ["-h", str(server.sockets), "-U", "postgres", "-D", str(kept), "--slot=kept"]
            server.run("pg_receivewal", *to, "--create-slot")
            receiver = server.begin("pg_receivewal", *to, "--synchronous")
        writer = Writer(server)
        writer.start()
        rooms = folder(here, "base", where)
        server.run(
            "pg_basebackup", "-h", str(server.sockets), "-U", "postgres", "-D", str(rooms), "-X", "none", "-c", "fast"
        )
        time.sleep(max(4.0, archive_timeout * 1.5) if how == "archive_command" else 4.0)
        before, after = writer.acknowledged[len(writer.acknowledged) // 2 :][:2]
        target = before + (after - before) / 2  # PostgreSQL goes by the commit, which comes a little after the row
        server.die()
        writer.join()
        if receiver:
            receiver.stop()
        fetch = FETCH.format(to=kept) if how == "archive_command" else f"cp {kept}/%f %p || cp {kept}/%f.partial %p"
        _report(how, server, base, where, fetch, target, writer.acknowledged, archive_timeout, check)


def _report(how, server, base, where, fetch, target, acknowledged, archive_timeout, check) -> None:
    rows, took = recovered(server, base, where, fetch, target)
    expected = [at for at in acknowledged if at <= target]
    print(f"       {how}: {len(acknowledged)} rows acknowledged; back to {target:%H:%M:%S.%f} in {took:.1f} s")
    check(f"{how}: rows too many or lacking at the named instant", len(set(rows) ^ set(expected)), 0)
    server.program.stop()
    shutil.rmtree(server.data)
    rows, took = recovered(server, base, where, fetch, None)
    server.program.stop()
    lost = (acknowledged[-1] - rows[-1]).total_seconds()
    print(f"       {how}: as far as there is WAL in {took:.1f} s, {len(acknowledged) - len(rows)} rows lost")
    most = archive_timeout + 10 if how == "archive_command" else 1
    check(f"{how}: seconds lost at the end", lost, most, " s")
    check(f"{how}: rows lacking before that", len(set(acknowledged[: len(rows)]) - set(rows)), 0)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench recovery", description=__doc__)
    parser.add_argument("--archive-timeout", type=int, default=10, metavar="SECONDS")
    options = parser.parse_args(arguments)
    has_failed = False

    def check(what: str, value: float, most: float, unit: str = "") -> None:
        nonlocal has_failed
        has_failed |= value > most
        print(f"{'ok  ' if value <= most else 'OVER'} {what} {value:.2f}{unit}  (at most {most:g}{unit})", flush=True)

    for how in ("archive_command", "pg_receivewal"):
        try_one(how, options.archive_timeout, check)
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
