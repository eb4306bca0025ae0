"""Which tests ask which target, and how long they take: asked once a module of tests, kept below var/."""

import hashlib
import json
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.answers import put
from tests.mutants.forks import Forks, Job
from tests.mutants.targets import PRODUCT, PROJECT, Target

KEPT = PROJECT / "var/mutants/records"
UNKNOWN = 30.0  # seconds that a test may well take which nobody has timed


class Records:
    """What is known of each test by its id: seconds, targets, and whether it passes with nothing changed."""

    def __init__(self, items: Sequence[pytest.Item], targets: Sequence[Target]) -> None:
        self.targets = targets
        self.items = {item.nodeid: item for item in items}
        self.modules: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in items:
            self.modules[item.nodeid.partition("::")[0]].append(item)
        self.known: dict[str, dict[str, Any]] = {}
        self._shared = _digest(_shared_sources())
        # As they were collected: somebody may change a test while it is played.
        self._own = {path: _digest([PROJECT / path]) for path in self.modules}

    def complete(self, forks: Forks, is_wanted: Callable[[str], bool] = bool, until: float = math.inf) -> None:
        """Read what was kept of the modules as they are now, and play the rest, or what is wanted of it by its path,
        with a note of who asks whom; no other after this moment of `time.monotonic`.
        """
        unknown = []
        for path in self.modules:
            if self._file(path).exists():
                self.known |= json.loads(self._file(path).read_text())
            elif is_wanted(path):
                unknown.append(path)
        for job, told, seconds in forks.play(self._jobs(unknown, until)):
            if "took" not in told:
                print(f"  {job.name} could not be recorded: {told.get('broken') or 'timed out'}", flush=True)
                continue
            self._keep(job.name, told)
            print(f"  {seconds:5.0f} s  {job.name}", flush=True)

    def are_stale(self) -> bool:
        """Whether somebody changed the product meanwhile: this process still plays the old one, with new templates."""
        return _digest(_shared_sources()) != self._shared

    def asking(self, target: Target) -> list[str]:
        """The tests that ask it at all, and pass."""
        return [test for test, about in self._standing() if target.key in about["asks"] and about["passes"]]

    def seconds(self, test: str) -> float:
        return float(self.known[test]["seconds"]) if test in self.known else 0.0

    def failing(self) -> list[str]:
        return [test for test, about in self._standing() if not about["passes"]]

    def _standing(self) -> Iterator[tuple[str, dict[str, Any]]]:
        return ((test, about) for test, about in self.known.items() if test in self.items)

    def _jobs(self, paths: Sequence[str], until: float) -> Iterator[Job]:
        for path in paths:
            if time.monotonic() > until:
                return
            asks: dict[str, set[str]] = defaultdict(set)
            yield Job(
                path,
                self.modules[path],
                before=partial(self._listen, asks),
                after=partial(_as_lists, asks),
                seconds=lambda _test: UNKNOWN,
                stops_at_failure=False,
            )

    def _listen(self, asks: dict[str, set[str]], now: Any) -> None:
        """In a child: every target notes the test that is running, and then answers as it always does."""
        for target in self.targets:
            put(target.function, partial(_note, asks, target.key, now))

    def _keep(self, path: str, told: dict[str, Any]) -> None:
        about = {
            item.nodeid: {
                "seconds": round(told["took"].get(item.nodeid, 0.0), 3),
                "asks": told["after"].get(item.nodeid, []),
                "passes": item.nodeid not in told["failed"],
            }
            for item in self.modules[path]
        }
        self.known |= about
        if not told["failed"] and not self.are_stale():  # else it is played again by the next run
            self._file(path).parent.mkdir(parents=True, exist_ok=True)
            self._file(path).write_text(json.dumps(about))

    def _file(self, path: str) -> Path:
        return KEPT / f"{self._shared}-{self._own[path]}-{Path(path).stem}.json"


def is_of_room(test: str, room: str) -> bool:
    """Whether a test stands below the path of a room, which leaves out the project's name."""
    return f"/{room.removeprefix('iqm_coe/')}/" in test


def _note(asks: dict[str, set[str]], key: str, now: Any, original: Any, *args: Any, **kwargs: Any) -> Any:
    asks[now.current].add(key)
    return original(*args, **kwargs)


def _as_lists(asks: dict[str, set[str]]) -> dict[str, list[str]]:
    return {test: sorted(keys) for test, keys in asks.items()}


def _shared_sources() -> list[Path]:
    """The product with its templates, and what all tests stand on; how mutants are judged changes no record."""
    product = [file for root in (*PRODUCT, "templates") for file in (PROJECT / root).rglob("*") if file.is_file()]
    tests = [file for file in (PROJECT / "tests").rglob("*") if not file.name.startswith("test_")]
    judging = {PROJECT / "tests/mutants" / name for name in ("run.py", "killers.py", "equivalents.toml")}
    return sorted(file for file in {*product, *tests} - judging if file.suffix in {".py", ".html", ".txt", ".toml"})


def _digest(files: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes())
    return whole.hexdigest()[:12]
