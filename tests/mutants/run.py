"""The run itself: warm, with every test collected, it forks a child for each mutant and tells what became of it."""

import json
import random
import time
import tomllib
from argparse import Namespace
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests.mutants import forks as forked
from tests.mutants.answers import put
from tests.mutants.records import Records, is_of_room
from tests.mutants.targets import PROJECT, Mutant, Target, mutants, targets

EQUIVALENTS = Path(__file__).parent / "equivalents.toml"
FIRST = 40
ROOMS_OF_A_CUT = 2
# Of tests for one mutant, by what they took at their recording: most are killed soon; the others wait for the end.
SOON, MOST_SECONDS = 12, 150
EVERYBODY = "tests/meta/test_permissions.py"  # asks every permission of every person
# Half of the suite's time: they hold the whole product against something else than a rule.
SLOW = (
    *("test_invariants.py", "integration/test_canary.py", "test_today.py", "demo/test_year.py", "meta/test_policy.py"),
    *("test_query_counts.py", "test_races.py", "_killed.py"),
)
WORLDS = "worlds_by_stage"
KILLED = "killed by "
KILLERS = PROJECT / "var/mutants/killers.json"


def equivalents() -> dict[str, dict[str, str]]:
    """Mutants that no test can notice, each with its reason."""
    return tomllib.loads(EQUIVALENTS.read_text())


class Run:
    """One call of bin/mutants."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self.began = time.monotonic()
        self.played: dict[Mutant, set[str]] = defaultdict(set)
        self.killers: dict[str, str] = json.loads(KILLERS.read_text()) if KILLERS.exists() else {}

    def over(self, session: pytest.Session) -> int:
        """The status: 1 where a mutant survived, or none was tried."""
        every = targets()
        if self.options.list:
            return _list(every)
        asked = self._asked(mutants(every))
        with session.config.stash[blocking_manager_key].unblock():
            self.forks = forked.Forks(session, PROJECT / "var/mutants/children", self.options.processes)
            self.records = Records(session.items, every)
            verdicts = self._all(asked)
        survivors = {mutant: verdict for mutant, verdict in verdicts.items() if not is_killed(verdict)}
        minutes = (time.monotonic() - self.began) / 60
        killed = len(verdicts) - len(survivors)
        print(f"\n{len(verdicts)} of {len(asked)} mutants, {killed} killed, {minutes:.1f} minutes.")
        print("\n".join(f"{verdict}: {mutant.key}" for mutant, verdict in survivors.items()))
        if self.records.are_stale():
            print("The sources changed while this ran: a test may have failed for that. Run it again.")
        unread = [key for key, written in equivalents().items() if not written["second_reader"]]
        print("\n".join(f"equivalent, waits for a second reader: {key}" for key in unread))
        return 0 if verdicts and not survivors else 1

    def _asked(self, every: Sequence[Mutant]) -> list[Mutant]:
        """All, those whose key begins with a word that was given, or a cut: some of two rooms."""
        words = tuple(self.options.what)
        found = [one for one in every if one.key not in equivalents() and (not words or one.key.startswith(words))]
        if not self.options.cut:
            return found
        chance = random.Random(self.options.seed)
        rooms = sorted({one.target.room for one in found})
        rooms = chance.sample(rooms, min(ROOMS_OF_A_CUT, len(rooms)))
        found = [one for one in found if one.target.room in rooms]
        print(f"A cut by the seed {self.options.seed}: {', '.join(rooms)}.", flush=True)
        return chance.sample(found, min(self.options.cut, len(found)))

    def _all(self, asked: Sequence[Mutant]) -> dict[Mutant, str]:
        """What became of each that was tried: a few tests soon, then more, and only for what survives those the whole
        suite, since recording all of it takes long.
        """
        self.records.complete(self.forks, partial(_is_recorded_first, self._rooms(asked)))
        verdicts = self._judge(asked, SOON)
        for is_last in (False, True):
            survivors = [mutant for mutant, verdict in verdicts.items() if not is_killed(verdict)]
            if not survivors:
                break
            print(f"\n{len(survivors)} are asked of more tests.", flush=True)
            if is_last:
                self.records.complete(self.forks)
            verdicts |= self._judge(survivors, MOST_SECONDS)
        for test in self.records.failing():
            print(f"left out, since it fails with nothing changed: {test}")
        return self._without_doubtful(verdicts)

    def _rooms(self, asked: Sequence[Mutant]) -> set[str]:
        """Those of a cut."""
        return {one.target.room for one in asked} if self.options.cut else set()

    def _without_doubtful(self, verdicts: Mapping[Mutant, str]) -> dict[Mutant, str]:
        """The tests that killed are played once more, in other company and with nothing changed: what then fails has
        killed nothing.
        """
        killers = {verdict.removeprefix(KILLED) for verdict in verdicts.values() if verdict.startswith(KILLED)}
        by_module = groupby(sorted(killers), key=lambda test: test.partition("::")[0])
        jobs = (
            forked.Job(
                module,
                [self.records.items[test] for test in tests],
                before=lambda _play: None,
                seconds=self.records.seconds,
                stops_at_failure=False,
            )
            for module, tests in by_module
        )
        failed: set[str] = set()
        for job, told, _seconds in self.forks.play(jobs):
            failed |= set(told.get("failed", [test.nodeid for test in job.tests]))
        print(f"\nThe {len(killers)} tests that killed were played with nothing changed; {len(failed)} failed.")
        return {
            mutant: f"DOUBTFUL: {verdict}, which fails also with nothing changed"
            if verdict.removeprefix(KILLED) in failed
            else verdict
            for mutant, verdict in verdicts.items()
        }

    def _judge(self, asked: Sequence[Mutant], most: int) -> dict[Mutant, str]:
        verdicts = {}
        for job, told, seconds in self.forks.play(self._jobs(asked, most)):
            asking = len(self.records.asking(job.name.target))
            self.played[job.name] |= {test.nodeid for test in job.tests}
            verdicts[job.name] = _verdict(told, asking, len(self.played[job.name]))
            if told.get("failed"):
                self.killers[job.name.key] = told["failed"][0]
            print(f"{seconds:6.1f} s  {job.name.key}  {verdicts[job.name]}", flush=True)
        KILLERS.write_text(json.dumps(self.killers, indent=1))
        return verdicts

    def _jobs(self, asked: Sequence[Mutant], most: int) -> Iterator[forked.Job]:
        began = time.monotonic()
        for mutant in asked:
            if self.options.seconds and time.monotonic() - began > self.options.seconds:
                return
            tests = [test for test in self.records.asking(mutant.target) if test not in self.played[mutant]]
            chosen = _chosen(tests, mutant.target, self.records, most, first=self.killers.get(mutant.key, ""))
            answer = mutant.target.answers[mutant.kind]
            yield forked.Job(mutant, chosen, partial(_replace, mutant, answer), seconds=self.records.seconds)


def _is_recorded_first(rooms: Collection[str], path: str) -> bool:
    if rooms:
        return path == EVERYBODY or any(is_of_room(path, room) for room in rooms)
    return not path.endswith(SLOW)


def is_killed(verdict: str) -> bool:
    return verdict.startswith("killed")


def _replace(mutant: Mutant, answer: Any, _play: forked.Play) -> None:
    put(mutant.target.function, answer)


def _chosen(tests: Sequence[str], target: Target, records: Records, most: int, first: str) -> list[pytest.Item]:
    """First what killed it the last time; then the tests of its noun and of its room, the fastest first; then the
    worlds of the meta-tests, which take seconds to make but ask everything; then the rest, up to a bound.
    """
    noun = f"/test_{Path(target.path).stem}.py::"
    asked = [records.items[test] for test in tests]
    slow = {test for test in asked if _is_slow(test)}
    at_worlds = [test for test in asked if WORLDS in test.fixturenames]
    quick = [test for test in asked if test not in slow and test not in at_worlds]

    def order(test: pytest.Item) -> tuple[bool, bool, float]:
        of_room = is_of_room(test.nodeid, target.room)
        return not of_room, not (of_room and noun in test.nodeid), records.seconds(test.nodeid)

    quick.sort(key=order)
    in_order = [*quick[:FIRST], *at_worlds, *quick[FIRST:], *sorted(slow, key=order)]
    in_order.sort(key=lambda test: test.nodeid != first)
    spent, chosen = 0.0, []
    for test in in_order:
        spent += records.seconds(test.nodeid)
        if chosen and spent > most:
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
        return f"{KILLED}{told['failed'][0]}"
    if "failed" not in told:
        return f"BROKEN: nothing was asked. {told.get('broken', '')}"
    return f"SURVIVED {played} of {asking} tests that ask it"


def _list(every: Sequence[Any]) -> int:
    for target in every:
        print(target.key, *target.answers or ["(neither always nor never)"])
    print(len(mutants(every)), "mutants")
    return 0
