"""Watches over what is running: says what ends by itself, starts it again, and gives up when that does not help."""

import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.rotation import rotate

MOST_RESTARTS, WITHIN_SECONDS = 3, 60.0
LOUD = re.compile(r"\b(ERROR|CRITICAL)\b")


class Member(Protocol):
    """Whatever is watched over."""

    name: str
    log: Path

    @property
    def ended_with(self) -> int | None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def last_lines(self) -> str: ...


class Supervisor:
    """Keeps its members running, each at most a few restarts a minute."""

    def __init__(self, programs: Sequence[Member], servers: Sequence[Member], say: Callable[[str], None]) -> None:
        """Errors are shown of the programs; a server's log holds each refused statement, and that is no news."""
        self.members, self.say = (*servers, *programs), say
        self._restarts: dict[str, deque[float]] = {member.name: deque() for member in self.members}
        self._errors = [Errors(program.name, program.log) for program in programs]

    def look(self) -> None:
        """One round: show new errors, cut logs that have grown, start again what has ended."""
        for errors in self._errors:
            for line in errors.new():
                self.say(line)
        for member in self.members:
            rotate(member.log)
            status = member.ended_with
            if status is not None:
                self._start_again(member, status)

    def _start_again(self, member: Member, status: int) -> None:
        recent, now = self._restarts[member.name], time.monotonic()
        while recent and now - recent[0] > WITHIN_SECONDS:
            recent.popleft()
        how = f"status {status}" if status >= 0 else f"signal {-status}"
        if len(recent) >= MOST_RESTARTS:
            raise LauncherError(f"{member.name} keeps ending ({how}). The end of {member.log}:\n{member.last_lines()}")
        recent.append(now)
        self.say(f"{member.name} has ended ({how}); starting it again.")
        member.stop()
        member.start()


class Errors:
    """The lines of a log that a person should see, from now on."""

    def __init__(self, name: str, log: Path) -> None:
        """What is in the log already is history."""
        self.name, self.log = name, log
        self._position = log.stat().st_size if log.exists() else 0

    def new(self) -> list[str]:
        """The loud lines since the last call."""
        try:
            size = self.log.stat().st_size
            if size < self._position:  # it was cut
                self._position = 0
            with self.log.open("rb") as log:
                log.seek(self._position)
                text = log.read()
        except OSError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self._position += len(whole)
        return [f"{self.name}: {line}" for line in whole.decode(errors="replace").splitlines() if LOUD.search(line)]
