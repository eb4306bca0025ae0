"""The tests: pytest with servers of its own, and a word about browser tests where there is no browser."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from iqm_coe.embedded.__main__ import TEST_SETTINGS
from iqm_coe.embedded.__main__ import main as embedded
from iqm_coe.embedded.places import PROJECT
from iqm_coe.embedded.system_packages import browser

BROWSER_TESTS = PROJECT / "tests/browser"
COMPILED = PROJECT / "var/compiled"
NOTHING_COLLECTED, USAGE = 5, 4  # as pytest ends
# One more than there are processors, since a test that waits for a browser or a killed worker leaves its own idle.
WORKERS = min(os.cpu_count() or 1, 4) + 1


def main(arguments: Sequence[str]) -> int:
    """Run pytest with the caller's arguments behind; without a browser its tests are left out."""
    if "--cut" in arguments:
        os.environ.pop("FULL_GRID", None)
        arguments = [word for word in arguments if word != "--cut"]
    if missing := paths_that_are_missing(arguments):
        print(f"There is no {missing[0]} here. Nothing was run.", file=sys.stderr)
        return USAGE
    pytest = [sys.executable, "-m", "pytest"]
    options = [] if any(word.startswith(("-n", "--numprocesses")) for word in arguments) else ["-n", str(WORKERS)]
    if browser() is None and BROWSER_TESTS.is_dir():
        options += ["-m", "not browser"]
        print(f"There is no Chromium here, so {_browser_tests(pytest)} browser tests are not run.", flush=True)
    keep_what_is_compiled()
    os.environ.setdefault("LANG", "C.UTF-8")
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    status = embedded(["exec", "--tests", "--", *pytest, *options, *arguments])
    if status == NOTHING_COLLECTED:
        print("No test answers to what was asked for. Nothing was run.", file=sys.stderr)
    return status


def paths_that_are_missing(arguments: Sequence[str]) -> list[str]:
    """What was named and is not there: pytest's workers would run nothing, and say nothing of it."""
    named = [word for before, word in pairwise(["", *arguments]) if not {before[:1], word[:1]} & {"-"}]
    return [word for word in named if "/" in word and not (PROJECT / word.partition("::")[0]).exists()]


def keep_what_is_compiled() -> None:
    """Where Python is to write nothing beside the sources, it writes below `var`: each worker, and each program that a
    test starts, would compile two thousand modules again, ten seconds of the processor.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(COMPILED))


def _browser_tests(pytest: Sequence[str]) -> str:
    """How many tests need a browser, as pytest counts them; counting needs addresses, but nobody at them."""
    nowhere = {"DATABASE_URL": "postgres://count@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    command = [*pytest, "--collect-only", "-q", "-m", "browser", "-p", "no:randomly", str(BROWSER_TESTS)]
    environment = {**os.environ, **nowhere, **TEST_SETTINGS}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"^(\d+)(?:/\d+)? tests? collected", done.stdout, re.MULTILINE)
    return found[1] if found else "all"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
