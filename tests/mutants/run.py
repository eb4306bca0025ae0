"""The run itself: warm, with every test collected, it forks a child for each mutant and tells what became of it."""

import math
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
from tests.mutants.killers import Killers
from tests.mutants.records import Records, is_of_room
from tests.mutants.targets import PROJECT, Mutant, Target, mutants, targets

EQUIVALENTS = Path(__file__).parent / "equivalents.toml"
FIRST = 40
NOT_SAID = 75  # the status where time was over before it could be said
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


def equivalents() -> dict[str, dict[str, str]]:
    """Mutants that no test can notice, each with its reason."""
    return tomllib.loads(EQUIVALENTS.read_text())


class Run:
    """One call of bin/mutants."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self.began = time.monotonic()
        self.until = self.began + (options.seconds or math.inf)
        self.is_cut_short = False
        self.played: dict[Mutant, set[str]] = defaultdict(set)
        self.found: dict[str, str] = {}  # which test killed, by the key of the mutant
        self.killers = Killers()

    def over(self, session: pytest.Session) -> int:
        """The status: 1 where a mutant survived, or none was tried; 75 where there was no time to say so."""
        every = targets()
        if self.options.list:
            return _list(every)
        asked = self._asked(mutants(every))
        with session.config.stash[blocking_manager_key].unblock():
            self.forks = forked.Forks(session, PROJECT / "var/mutants/children", self.options.processes)
            self.records = Records(session.items, every)
            verdicts = self._all(asked)
        self._keep(verdicts, {mutant.key for mutant in mutants(every)})
        return self._told(asked, verdicts)

    def _asked(self, every: Sequence[Mutant]) -> list[Mutant]:
        """All, those whose key begins with a word that was given, or some of them by chance."""
        words = tuple(self.options.what)
        found = [one for one in every if one.key not in equivalents() and (not words or one.key.startswith(words))]
        if not self.options.cut:
            return found
        print(f"A cut by the seed {self.options.seed}.", flush=True)
        return random.Random(self.options.seed).sample(found, min(self.options.cut, len(found)))

    def _all(self, asked: Sequence[Mutant]) -> dict[Mutant, str]:
        """What became of each that was tried: the test that killed it before is asked alone, and what that does not
        kill is looked into.
        """
        verdicts = self._judge([mutant for mutant in asked if self.killers.of(mutant) in self.records.items])
        left = [mutant for mutant in asked if not is_killed(verdicts.get(mutant, ""))]
        if left:
            print(f"\n{len(left)} are not killed by a test that is known to.", flush=True)
            verdicts |= self._looked_into(left)
        for test in self.records.failing():
            print(f"left out, since it fails with nothing changed: {test}")
        return self._without_doubtful(verdicts)

    def _looked_into(self, asked: Sequence[Mutant]) -> dict[Mutant, str]:
        """A few tests of their rooms soon, then more, and only for what survives those the whole suite, since recording
        all of it takes long: a cut does without.
        """
        self.records.complete(self.forks, partial(_is_recorded_first, {one.target.room for one in asked}), self.until)
        verdicts = self._judge(asked, SOON)
        for is_last in (False, True):
            survivors = [mutant for mutant in asked if not is_killed(verdicts.get(mutant, ""))]
            if not survivors or (is_last and self.options.cut):
                break
            print(f"\n{len(survivors)} are asked of more tests.", flush=True)
            if is_last:
                self.records.complete(self.forks)
            verdicts |= self._judge(survivors, MOST_SECONDS)
        return verdicts

    def _keep(self, verdicts: Mapping[Mutant, str], standing: Collection[str]) -> None:
        """Who killed, where it was a mutant that was killed."""
        killed = {mutant.key for mutant, verdict in verdicts.items() if is_killed(verdict)}
        self.killers.keep({key: test for key, test in self.found.items() if key in killed}, standing)

    def _told(self, asked: Sequence[Mutant], verdicts: Mapping[Mutant, str]) -> int:
        survivors = {mutant: verdict for mutant, verdict in verdicts.items() if not is_killed(verdict)}
        minutes = (time.monotonic() - self.began) / 60
        killed = len(verdicts) - len(survivors)
        print(f"\n{len(verdicts)} of {len(asked)} mutants, {killed} killed, {minutes:.1f} minutes.")
        print("\n".join(f"{verdict}: {mutant.key}" for mutant, verdict in survivors.items()))
        if self.records.are_stale():
            print("The sources changed while this ran: a test may have failed for that. Run it again.")
        unread = [key for key, written in equivalents().items() if not written["second_reader"]]
        print("\n".join(f"equivalent, waits for a second reader: {key}" for key in unread))
        if self.is_cut_short:
            print(f"Time was over before it could be said of {len(asked) - killed}.")
            return NOT_SAID
        return 0 if verdicts and not survivors else 1

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

    def _judge(self, asked: Sequence[Mutant], most: int = 0) -> dict[Mutant, str]:
        """By tests of so many seconds; by the one that is known where there are none."""
        verdicts = {}
        for job, told, seconds in self.forks.play(self._jobs(asked, most)):
            asking = len(self.records.asking(job.name.target))
            self.played[job.name] |= {test.nodeid for test in job.tests}
            verdicts[job.name] = _verdict(told, asking, len(self.played[job.name]))
            if is_killed(verdicts[job.name]):
                self.found[job.name.key] = (told.get("failed") or [told["playing"]])[0]
            print(f"{seconds:6.1f} s  {job.name.key}  {verdicts[job.name]}", flush=True)
        return verdicts

    def _jobs(self, asked: Sequence[Mutant], most: int) -> Iterator[forked.Job]:
        for mutant in asked:
            if time.monotonic() > self.until:
                self.is_cut_short = True
                return
            killer = self.killers.of(mutant)
            if most:
                tests = [test for test in self.records.asking(mutant.target) if test not in self.played[mutant]]
                chosen = _chosen(tests, mutant.target, self.records, most)
            else:
                chosen = [self.records.items[killer]]
            answer = mutant.target.answers[mutant.kind]
            yield forked.Job(mutant, chosen, partial(_replace, mutant, answer), seconds=self.records.seconds)


def _is_recorded_first(rooms: Collection[str], path: str) -> bool:
    return not path.endswith(SLOW) and (path == EVERYBODY or any(is_of_room(path, room) for room in rooms))


def is_killed(verdict: str) -> bool:
    return verdict.startswith("killed")


def _replace(mutant: Mutant, answer: Any, _play: forked.Play) -> None:
    put(mutant.target.function, answer)


def _chosen(tests: Sequence[str], target: Target, records: Records, most: int) -> list[pytest.Item]:
    """The tests of its noun and of its room, the fastest first; then the worlds of the meta-tests, which take seconds
    to make but ask everything; then the rest, up to a bound.
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
