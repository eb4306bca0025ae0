"""The run itself: warm, with every test collected, it forks a child for each mutant and tells what became of it."""

import random
import time
import tomllib
from argparse import Namespace
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests.mutants import forks as forked
from tests.mutants.answers import put
from tests.mutants.records import Records
from tests.mutants.targets import PROJECT, Mutant, mutants, targets

EQUIVALENTS = Path(__file__).parent / "equivalents.toml"
FIRST = 60
MOST_SECONDS = 150  # of tests for one mutant, by what they took at their recording
WORLDS = "worlds_by_stage"


def equivalents() -> dict[str, dict[str, str]]:
    """Mutants that no test can notice, each with its reason."""
    return tomllib.loads(EQUIVALENTS.read_text()) if EQUIVALENTS.exists() else {}


class Run:
    """One call of bin/mutants."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self.began = time.monotonic()

    def over(self, session: pytest.Session) -> int:
        """The status: 1 where a mutant survived."""
        every = targets()
        if self.options.list:
            return _list(every)
        with session.config.stash[blocking_manager_key].unblock():
            forked.make_template()
            forks = forked.Forks(session, PROJECT / "var/mutants/children", self.options.processes)
            records = Records(session.items, every)
            records.complete(forks)
            return self._judge(self._asked(mutants(every)), forks, records, {one.nodeid: one for one in session.items})

    def _asked(self, every: Sequence[Mutant]) -> list[Mutant]:
        """All, those whose key begins with a word that was given, or a cut of either."""
        words = tuple(self.options.what)
        found = [one for one in every if one.key not in equivalents() and (not words or one.key.startswith(words))]
        if self.options.cut:
            print(f"A cut of {self.options.cut} of {len(found)}, by the seed {self.options.seed}.", flush=True)
            found = random.Random(self.options.seed).sample(found, min(self.options.cut, len(found)))
        return found

    def _judge(
        self, asked: Sequence[Mutant], forks: forked.Forks, records: Records, items: dict[str, pytest.Item]
    ) -> int:
        for test in records.failing():
            print(f"left out, since it fails with nothing changed: {test}")
        survivors, judged = [], 0
        for job, told, seconds in forks.play(self._jobs(asked, records, items)):
            verdict = _verdict(told, len(records.asking(job.name.target)), len(job.tests))
            judged += 1
            survivors += [] if verdict.startswith("killed") else [f"{verdict}: {job.name.key}"]
            print(f"{seconds:6.1f} s  {job.name.key}  {verdict}", flush=True)
        minutes = (time.monotonic() - self.began) / 60
        print(f"\n{judged} of {len(asked)} mutants, {judged - len(survivors)} killed, {minutes:.1f} minutes.")
        print("\n".join(survivors))
        return 1 if survivors else 0

    def _jobs(self, asked: Sequence[Mutant], records: Records, items: dict[str, pytest.Item]) -> Iterator[forked.Job]:
        for mutant in asked:
            if self.options.seconds and time.monotonic() - self.began > self.options.seconds:
                return
            tests = [items[test] for test in records.asking(mutant.target) if test in items]
            chosen = _chosen(tests, mutant.target.room, records)
            answer = mutant.target.answers[mutant.kind]
            yield forked.Job(mutant, chosen, partial(_replace, mutant, answer), seconds=records.seconds)


def _replace(mutant: Mutant, answer: Any, _play: forked.Play) -> None:
    put(mutant.target.function, answer)


def _chosen(tests: Sequence[pytest.Item], room: str, records: Records) -> list[pytest.Item]:
    """The fastest of the room first; then the worlds of the meta-tests, which take seconds to make but ask
    everything; then the rest, up to a bound.
    """
    slow = {test for test in tests if _is_slow(test)}
    at_worlds = [test for test in tests if WORLDS in test.fixturenames]
    quick = [test for test in tests if test not in slow and test not in at_worlds]

    def order(test: pytest.Item) -> tuple[bool, float]:
        return f"/{room.removeprefix('iqm_coe/')}/" not in test.nodeid, records.seconds(test.nodeid)

    quick.sort(key=order)
    in_order = [*quick[:FIRST], *at_worlds, *quick[FIRST:], *sorted(slow, key=order)]
    spent, chosen = 0.0, []
    for test in in_order:
        spent += records.seconds(test.nodeid)
        if chosen and spent > MOST_SECONDS:
            break
        chosen.append(test)
    return chosen


def _is_slow(test: pytest.Item) -> bool:
    django_db = test.get_closest_marker("django_db")
    is_transactional = bool(django_db and django_db.kwargs.get("transaction"))
    return is_transactional or "transactional_db" in test.fixturenames or bool(test.get_closest_marker("slow"))


def _verdict(told: dict[str, Any], asking: int, played: int) -> str:
    if told.get("timed_out"):
        return "killed: timed out"
    if told.get("failed"):
        return f"killed by {told['failed'][0]}"
    if "failed" not in told:
        return f"BROKEN: nothing was asked. {told.get('broken', '')}"
    return f"SURVIVED {played} of {asking} tests that ask it"


def _list(every: Sequence[Any]) -> int:
    for target in every:
        print(target.key, *target.answers or ["(neither always nor never)"])
    print(len(mutants(every)), "mutants")
    return 0
