"""Processes that this program starts: they end with it, and what a killed predecessor left behind is ended first."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypedDict

from iqm_coe.embedded.identity import ROOT, Identity
from iqm_coe.embedded.rotation import rotate

PROC = Path("/proc")
PR_SET_PDEATHSIG = 1  # of the kernel's prctl
CLOCK = ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC")


@dataclass
class Program:
    """A long-running program: how it is started, how it is asked to end, where it writes."""

    name: str
    command: Sequence[str]
    log: Path
    records: Path
    environment: Mapping[str, str]
    identity: Identity | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C reaches the caller alone, who ends things in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        rotate(self.log)
        prefix, options = wrapping(self.identity, self.stop_signal)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*prefix, *clock(os.environ), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                start_new_session=True,
                **options,
            )
        self._record.write_text(f"{self.process.pid} {_birth(self.process.pid)}\n")

    @property
    def _record(self) -> Path:
        return self.records / f"{self.name}.pid"

    @property
    def ended_with(self) -> int | None:
        """The exit status of a program that has ended; None while it runs."""
        return None if self.process is None else self.process.poll()

    def ask_to_end(self) -> None:
        """Ask it to end and do not wait: several end at the same time."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask it to end, wait, and then end it and its children by force."""
        if self.process is None:
            return
        _end(self.process.pid, self.stop_signal, self.patience, self.process)
        self.process.wait()
        self.process = None
        self._record.unlink(missing_ok=True)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        return last_lines(self.log, count)


def clock(given: Mapping[str, str]) -> list[str]:
    """What to put before a server's command where the caller runs under libfaketime: the server has the same day.

    It comes after the change of user: libfaketime makes a semaphore for each process, which another user may not open.
    """
    return ["env", *(f"{name}={given[name]}" for name in CLOCK if name in given)] if "FAKETIME" in given else []


class Told(TypedDict, total=False):
    """What subprocess is told of a child, beside where its words go."""

    user: int
    group: int
    extra_groups: list[int]
    preexec_fn: Callable[[], None]


def wrapping(identity: Identity | None, death_signal: signal.Signals) -> tuple[list[str], Told]:
    """What to put before a command, and what to tell subprocess, so that it dies with us and runs as that user."""
    drop = identity if identity is not None and os.geteuid() == ROOT else None
    setpriv = shutil.which("setpriv", path=os.environ.get("PATH", os.defpath) + ":/usr/bin:/bin")
    if setpriv is None:
        told: Told = {"user": drop.uid, "group": drop.gid, "extra_groups": []} if drop else {}
        return [], {**told, "preexec_fn": partial(_dies_with_us, death_signal)}
    command = [setpriv, "--pdeathsig", death_signal.name.removeprefix("SIG")]
    if drop is not None:
        command += [f"--reuid={drop.uid}", f"--regid={drop.gid}", "--clear-groups"]
    return [*command, "--"], {}


def _dies_with_us(death_signal: signal.Signals) -> None:
    """In the child, before it becomes the program: what setpriv does where there is one."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal))


def last_lines(log: Path, count: int) -> str:
    """The end of a log, for showing it where something failed."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.rstrip().splitlines()[-count:])


def end_left_over(records: Path, stop_signals: Mapping[str, signal.Signals]) -> list[str]:
    """End what a killed predecessor recorded and left running; the caller holds the lock. Returns the names."""
    ended = []
    for record in sorted(records.glob("*.pid")):
        pid, _, birth = record.read_text().strip().partition(" ")
        if pid.isdigit() and birth and _birth(int(pid)) == birth:
            _end(int(pid), stop_signals.get(record.stem, signal.SIGTERM), 10.0)
            ended.append(record.stem)
        record.unlink(missing_ok=True)
    return ended


def working_in(directory: Path) -> Iterator[int]:
    """The processes whose working directory this is: a PostgreSQL server and all its children stand in their data."""
    real = str(directory.resolve())
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            if str((entry / "cwd").readlink()) == real:
                yield int(entry.name)


def _birth(pid: int) -> str:
    """When a process began, in the kernel's ticks, and on which boot: a number reused by another differs in it."""
    try:
        after_name = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
    return "" if after_name[0] == "Z" else f"{after_name[19]} {boot}"


def _end(
    pid: int, stop_signal: signal.Signals, patience: float, process: subprocess.Popen[bytes] | None = None
) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, stop_signal)
    birth, deadline = _birth(pid), time.monotonic() + patience
    while birth and _birth(pid) == birth and time.monotonic() < deadline:
        if process is not None:
            process.poll()
        time.sleep(0.02)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
