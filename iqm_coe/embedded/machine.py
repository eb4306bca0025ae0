"""Makes a machine ready and hands over to the program: run by any Python from 3.11, knows the standard library only."""

import argparse
import fcntl
import os
import secrets
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from iqm_coe.embedded import bench, locking, options, system_packages
from iqm_coe.embedded.installing import Environment, can_make_environments
from iqm_coe.embedded.logbook import LOG, PROJECT, NotReadyError, say
from iqm_coe.embedded.problem import cannot_write

LOCKS: dict[str, tuple[str, ...]] = {
    "run": ("base", "embedded"),
    "test": ("base", "embedded", "dev"),
    "bench": ("base", "embedded", "dev"),
    "mutants": ("base", "embedded", "dev"),
    "lock": (),
    "doctor": ("base", "embedded"),
    "backup": ("base", "embedded"),
    "restore": ("base", "embedded"),
}
MODULES = {"run": "runner", "test": "tests_runner"}
PASSED_ON = ("year",)
ENVIRONMENT = Environment()
WHAT_IT_SETS_UP = """\
what it sets up, each only where it is missing:
  .venv/           the installer uv, in the one version of requirements/installer.txt;
{packages}                   every file is checked against its hash; pip's own settings
                   (index, proxy, certificates) hold for uv too
{system}  var/             data, files and logs; var/log/set-up.log tells what was done
Outside this directory only {outside}the caches of pip and uv are written.
"""
PACKAGES = """\
                   then, by uv, the packages of requirements/{locks}.txt;
"""
SYSTEM = """\
  system packages  Pango, HarfBuzz, fonts{wished}: installed as root on Debian,
                   otherwise the one line for an administrator is printed
"""


def parser() -> argparse.ArgumentParser:
    """The options of bin/run."""
    made = _parser(
        "run",
        "Set up what is missing, then run the whole programme on this machine until Ctrl-C.",
        "bin/run year … does a year's work with the same database. docs/running.md tells the rest.",
    )
    made.add_argument("--port", type=options.port, default=8000, metavar="N", help="the port on this machine (8000)")
    made.add_argument("--reset", action="store_true", help="first empty the database and the files; asks nothing")
    made.add_argument(
        "--big", action="store_true", help="a demo of 80 Centres, as an office has them; into an empty database"
    )
    made.add_argument("--new-secret", action="store_true", help="print a good SECRET_KEY and end")
    return made


def tests_parser() -> argparse.ArgumentParser:
    """What bin/test says of itself; its arguments are pytest's."""
    usage = "bin/test [--cut] [what pytest takes …], for example bin/test tests/unit -k plan"
    made = _parser(
        "test",
        "Set up what is missing, then run the tests, as many at once as there are processors and one more.",
        usage=usage,
    )
    made.add_argument(
        "--cut", action="store_true", help="the cut of docs/testing.md, as without FULL_GRID=1, even where that is set"
    )
    return made


def bench_parser() -> argparse.ArgumentParser:
    """The verbs of bin/bench."""
    does = "Set up what is missing, then measure; ends with 1 where a bound is broken."
    made = _parser("bench", does, f"\n{bench.TAKES}", usage=bench.USAGE)
    made.add_argument("verb", nargs="?", choices=bench.VERBS, help=bench.TOLD)
    return made


def mutants_parser() -> argparse.ArgumentParser:
    """The options of bin/mutants."""
    made = _parser(
        "mutants",
        "Set up what is missing, then let each rule, condition and visibility say always and never, one at a time:\n"
        "a test has to fail each time (tests/mutants/killers.json). Ends with 1 where one survived, 75 out of time.",
    )
    made.add_argument("what", nargs="*", help="only what begins so: centres/billing, schools/rules.py:sees …")
    made.add_argument("--list", action="store_true", help="print what can be replaced, and by what")
    made.add_argument("--cut", type=int, metavar="N", help="only N by chance, as in .ci/run")
    made.add_argument("--seed", type=int, metavar="N", help="which ones a cut takes; each run prints its own")
    made.add_argument("--seconds", type=int, metavar="N", help="begin nothing else after so many")
    made.add_argument("--processes", type=int, default=2, metavar="N", help="how many children at a time (2)")
    return made


def lock_parser() -> argparse.ArgumentParser:
    """The options of bin/lock."""
    made = _parser("lock", "Make the locks in requirements/ again from the *.in files; pinned versions stay pinned.")
    either = made.add_mutually_exclusive_group()
    for verb, told in (
        ("check", "tell whether the locks agree with the *.in files, changing nothing"),
        ("upgrade", "take the newest versions that the *.in files allow"),
        ("audit", "write a bill of materials below var/audit and look up advisories; 75 where no service answers"),
        ("prove", f"install every lock into new environments that have pip {locking.OLDEST_PIP}"),
    ):
        either.add_argument(f"--{verb}", dest="verb", action="store_const", const=verb, help=told)
    return made


def doctor_parser() -> argparse.ArgumentParser:
    """The options of bin/doctor."""
    made = _parser(
        "doctor",
        "Let database, cache, broker, workers, clock, mail, files, fonts and documents prove themselves, a line each.\n"
        "Ends with 1 where one does not work. It asks what bin/run has running; run it beside that.",
    )
    made.add_argument("--mail", type=options.address, metavar="ADDRESS", help="also send one mail there, now")
    return made


def backup_parser() -> argparse.ArgumentParser:
    """The options of bin/backup."""
    made = _parser("backup", "Keep the database and the files of one instant, while everybody works.")
    told = "the folder that gets a new backup in it (var/backups); best on another disk"
    made.add_argument("place", nargs="?", type=Path, default=PROJECT / "var/backups", metavar="PLACE", help=told)
    return made


def restore_parser() -> argparse.ArgumentParser:
    """The options of bin/restore."""
    made = _parser(
        "restore",
        "Bring a backup back into an empty database and store, hold the mail that was waiting, and check the copy:\n"
        "invariants, seals, files, who sees what. Ends with 1 where it does not hold.",
    )
    made.add_argument("backup", nargs="?", type=Path, metavar="BACKUP", help="the folder that bin/backup made")
    either = made.add_mutually_exclusive_group()
    either.add_argument("--replace", action="store_true", help="first empty the database and the store; asks nothing")
    either.add_argument(
        "--drill", action="store_true", help="into servers of its own, gone afterwards; without BACKUP of a new one"
    )
    made.add_argument("--scratch", type=Path, metavar="DIR", help="where a drill works (var)")
    return made


PARSERS: dict[str, Callable[[], argparse.ArgumentParser]] = {
    "run": parser,
    "test": tests_parser,
    "bench": bench_parser,
    "mutants": mutants_parser,
    "lock": lock_parser,
    "doctor": doctor_parser,
    "backup": backup_parser,
    "restore": restore_parser,
}


def _parser(purpose: str, does: str, more: str = "", usage: str | None = None) -> argparse.ArgumentParser:
    locks, wished = LOCKS[purpose], "; Chromium, libfaketime" if "dev" in LOCKS[purpose] else ""
    sets_up = WHAT_IT_SETS_UP.format(
        packages=PACKAGES.format(locks=f"{{{','.join(locks)}}}") if locks else "",
        system=SYSTEM.format(wished=wished) if locks else "",
        outside="those system packages and " if locks else "",
    )
    return argparse.ArgumentParser(
        prog=f"bin/{purpose}",
        usage=usage,
        description=does,
        epilog=f"{sets_up}{more}".rstrip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def begin(arguments: Sequence[str]) -> int:
    """The command as a person typed it: told to stop, it stops, and so does what it has started."""

    def leave(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup asked for that
            signal.signal(number, leave)
    try:
        return main(arguments)
    except KeyboardInterrupt:
        return 130


def main(arguments: Sequence[str]) -> int:
    """`run …`, `test …` and the others: make the machine ready, then become the program."""
    purpose, rest = arguments[0], list(arguments[1:])
    typed = _options(purpose, rest)
    if purpose == "run" and typed and typed.new_secret:
        print(secrets.token_urlsafe(64))
        return 0
    try:
        make_ready(purpose)
        if purpose == "lock" and typed:
            return locking.run(ENVIRONMENT, typed.verb)
    except NotReadyError as problem:
        print(problem, file=sys.stderr)
        return 3
    return become(*program(purpose, rest))


def _options(purpose: str, rest: Sequence[str]) -> argparse.Namespace | None:
    """What was typed; None where it is another program's to understand. Help and mistakes end here."""
    passed_on = purpose == "run" and rest[:1] and rest[0] in PASSED_ON
    if purpose not in {"test", "bench"} and not passed_on:
        return PARSERS[purpose]().parse_args(rest)
    if purpose in {"test", "bench"} and (set(rest[:1]) & {"-h", "--help"}):
        PARSERS[purpose]().print_help()
        raise SystemExit(0)
    if purpose == "bench":
        PARSERS[purpose]().parse_args(rest[:1])
    return None


def program(purpose: str, rest: list[str]) -> list[str]:
    """The module that a command is, and its arguments."""
    if rest[:1] == ["days"] and purpose == "bench":
        return ["iqm_coe.embedded.days", *rest[1:]]
    if purpose == "doctor":
        return ["iqm_coe.embedded.doctor", *rest]
    if purpose in {"bench", "mutants"}:
        command = [str(ENVIRONMENT.python), "-m", f"tests.{purpose}", *rest]
        return ["iqm_coe.embedded", "exec", "--tests", "--", *command]
    if purpose in {"backup", "restore"}:
        return ["iqm_coe.embedded.backups", purpose, *_in_full(PARSERS[purpose]().parse_args(rest))]
    return [f"iqm_coe.embedded.{MODULES[purpose]}", *rest]


def _in_full(typed: argparse.Namespace) -> list[str]:
    """What was typed, with paths that lead there from another folder too."""
    given = vars(typed)
    flags = [f"--{name}" for name in ("replace", "drill") if given.get(name)]
    scratch = [f"--scratch={given['scratch'].absolute()}"] if given.get("scratch") else []
    return [*flags, *scratch, *(str(given[name].absolute()) for name in ("place", "backup") if given.get(name))]


def become(*words: str) -> NoReturn:
    """Go on as the Python of our own environment, in this same process."""
    sys.stdout.flush()
    os.chdir(PROJECT)
    python = str(ENVIRONMENT.python)
    os.execv(python, [python, "-m", *words])  # noqa: S606 - no shell is wanted


def make_ready(purpose: str) -> None:
    """System packages, the virtual environment and the locked packages, each only where it is missing."""
    try:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with only_one():
            _system_packages(purpose)
            ENVIRONMENT.provide(LOCKS[purpose])
    except OSError as error:
        raise NotReadyError(cannot_write(error, "The set-up")) from None


def _system_packages(purpose: str) -> None:
    needed = system_packages.missing() if LOCKS[purpose] else []
    if not can_make_environments() and not ENVIRONMENT.is_whole():
        needed.append("python3-venv")
    wished = system_packages.wished_for_documents() if LOCKS[purpose] else []
    wished += system_packages.wished_for_tests() if "dev" in LOCKS[purpose] else []
    system_packages.provide(needed, wished)


@contextmanager
def only_one() -> Generator[None, None, None]:
    """Two set-ups of one clone never run at once; what a killed one has left running holds the lock until it ends."""
    with (LOG.parent / "set-up.lock").open("a") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this clone is at work, or what it started is still ending: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
