"""The whole programme on one machine: servers, preparation, web, worker and clock, until it is told to stop."""

import argparse
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from iqm_coe.embedded import before
from iqm_coe.embedded import servers as embedded
from iqm_coe.embedded.commands import Commands, commands
from iqm_coe.embedded.machine import PASSED_ON, parser
from iqm_coe.embedded.places import PROJECT, Places, places
from iqm_coe.embedded.preparation import Preparation
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.processes import Program
from iqm_coe.embedded.servers import Servers
from iqm_coe.embedded.spoken import in_words
from iqm_coe.embedded.supervisor import Supervisor

HEALTH_PATIENCE = 60.0
# How many at once, and when a process is replaced by a fresh one: after so many tasks, or once it holds so many KB.
WORKERS = {
    "mail": ["--concurrency", "2", "--max-tasks-per-child", "500", "--max-memory-per-child", "200000"],
    "default": ["--concurrency", "1", "--max-tasks-per-child", "500", "--max-memory-per-child", "400000"],
    "pdf": ["--concurrency", "1", "--max-tasks-per-child", "100", "--max-memory-per-child", "400000"],
}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def without_owner(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that serves people: it never knows the way to the owner's rights."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def main(arguments: Sequence[str]) -> int:
    """Run until told to stop; 0 after an orderly end, 1 after a problem."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    embedded.stop_on_signals()
    is_passed_on = bool(arguments) and arguments[0] in PASSED_ON
    try:
        return in_words(lambda: _pass_on(arguments) if is_passed_on else _run_all(parser().parse_args(arguments)))
    except (KeyboardInterrupt, embedded.ToldToStop):
        return 130 if is_passed_on else 0


def _run_all(options: argparse.Namespace) -> int:
    with _servers(reset=options.reset, port=options.port) as servers:
        _run(servers, options.port, is_big=options.big)
    return 0


def _pass_on(arguments: Sequence[str]) -> int:
    """A command of Django's, as the restricted role, with the servers that run already or with our own."""
    where = places()
    with embedded.ordinary() as environment:
        _make_way(where, environment)
        given = commands(where, environment, 8000)
        _preparation(given, where.data).tables_and_rights()
        return given.in_person(*arguments)


@contextmanager
def _servers(*, reset: bool, port: int) -> Generator[Servers, None, None]:
    """The servers under the one lock, stopped last of all."""
    where = places()
    lock = embedded.ordinary_lock(where)
    if not lock.take():
        raise LauncherError(f"It is running here already (process {lock.holder()}). Stop that one first, with Ctrl-C.")
    servers = Servers(where, lock, fast=False, given=os.environ)
    try:
        if where.is_elsewhere:
            print(f"Only root may enter {PROJECT}, so the database is kept in {where.data}")
        if reset:
            empty(servers)
        servers.clear_the_way()
        _require_free(port)
        servers.start()
        yield servers
    finally:
        _deafen()
        servers.stop()


def empty(servers: Servers) -> None:
    """Empty the database and the files: ours only, never one that the caller brought."""
    if os.environ.get("DATABASE_URL"):
        raise LauncherError("DATABASE_URL is set: that database is yours, and --reset does not empty it.")
    servers.empty()
    for stamp in (*servers.where.data.glob("tables-*"), *servers.where.data.glob("demo.*")):
        stamp.unlink()
    for entry in PROJECT.glob("var/files/*"):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    print("The database and the files are emptied", flush=True)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LauncherError(
                f"Port {port} cannot be used: {error.strerror}. Try bin/run --port {port % 60000 + 1}"
            ) from None


def _make_way(where: Places, environment: Mapping[str, str]) -> None:
    """Keep a database that other migrations made, and say under which name; nothing is done on a half restored one."""
    before.require_whole(environment["DATABASE_OWNER_URL"])
    name = before.make_way(
        where,
        environment["DATABASE_OWNER_URL"],
        is_ours=not os.environ.get("DATABASE_URL"),
        now=datetime.now(UTC),
        files=PROJECT / "var/files",
    )
    if name is not None:
        print(
            "The database was made before the tables were cut anew, and no migration leads from there to here.\n"
            f"It is set aside, whole, as {name}; its files are in var/files-{name}. An empty one takes its place.",
            flush=True,
        )


def _run(servers: Servers, port: int, *, is_big: bool) -> None:
    _make_way(servers.where, servers.environment)
    given = commands(servers.where, servers.environment, port)
    preparation = _preparation(given, servers.where.data)
    if preparation.is_demo_half_done:
        print("The demo was interrupted while it was being made: it is made again")
        servers.stop_servers()
        empty(servers)
        servers.start()
    preparation.tables_and_rights()
    preparation.static_files()
    preparation.demo(is_big=is_big)
    _serve(servers, given, port)


def _serve(servers: Servers, given: Commands, port: int) -> None:
    """Web first, so that a person can look; worker and clock while they do."""
    web, *others = programs = [_web(servers, given, port), *_workers(servers, given)]
    supervisor = Supervisor(programs, servers.started, _say)
    try:
        (servers.where.run / "port").write_text(str(port))
        web.start()
        accounts = given.quietly("demo_accounts")
        _wait_for_health(port, web)
        _greet(port, accounts)
        for program in others:
            program.start()
        while True:
            supervisor.look()
            time.sleep(0.5)
    finally:
        _deafen()
        _say("Stopping")
        for program in programs:
            program.ask_to_end()
        for program in programs:
            program.stop()


def _preparation(given: Commands, data: Path) -> Preparation:
    """Stamps lie beside our own data; a database that the caller brought is brought up to date each time."""
    return Preparation(given, None if os.environ.get("DATABASE_URL") else data)


def _web(servers: Servers, given: Commands, port: int) -> Program:
    return _program(
        "web",
        [
            *(
                "gunicorn",
                "iqm_coe.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                "2",
                "--threads",
                "4",
                "--preload",
            ),
            *("--graceful-timeout", "10", "--no-control-socket"),
        ],
        servers,
        given,
    )


def _workers(servers: Servers, given: Commands) -> list[Program]:
    """A worker for each queue, so that a mail waits for no document, and the clock."""
    celery = ["celery", "-A", "iqm_coe"]
    common = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    workers = [
        _program(
            f"worker-{queue}", [*celery, "worker", "-Q", queue, "-n", f"{queue}@%h", *bounds, *common], servers, given
        )
        for queue, bounds in WORKERS.items()
    ]
    clock = _program("beat", [*celery, "beat", "--pidfile="], servers, given)
    return [*workers, clock]


def _program(name: str, words: Sequence[str], servers: Servers, given: Commands) -> Program:
    command = [sys.executable, "-m", *words]
    where = servers.where
    return Program(
        name, command, where.logs / f"{name}.log", where.run, without_owner(given.environment), given.identity
    )


def _wait_for_health(port: int, web: Program) -> None:
    deadline = time.monotonic() + HEALTH_PATIENCE
    while not _is_healthy(port):
        if web.ended_with is not None or time.monotonic() > deadline:
            raise LauncherError(f"The web server does not answer. The end of {web.log}:\n{web.last_lines()}")
        time.sleep(0.05)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.client.OK
    return False


def _greet(port: int, accounts: subprocess.Popen[str]) -> None:
    told, _ = accounts.communicate()
    print(f"\nhttp://localhost:{port}\n")
    if accounts.returncode == 0:
        print(told.rstrip())
    else:
        print(f"The demo accounts cannot be told: {told.strip().splitlines()[-1:]}")
    print(f"\nReady in {_seconds_since_start():.1f} seconds. Logs: var/log. Ctrl-C stops everything.", flush=True)


def _seconds_since_start() -> float:
    """Since bin/run was typed: it became this process, so the kernel knows."""
    ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def _deafen() -> None:
    """From here on we are stopping already."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
