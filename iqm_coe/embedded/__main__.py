"""`python -m iqm_coe.embedded exec [--tests] -- COMMAND…`: run a command with a database and a broker."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from iqm_coe.embedded import servers
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.processes import wrapping
from iqm_coe.embedded.spoken import in_words

# Said outright: importing this package has set the default, and pytest takes the environment before its own file.
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "iqm_coe.settings.test"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Start what is missing, run the command, stop what was started; the command's own exit status."""
    options = _parser().parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        _parser().error("say which command to run, after --")
    servers.stop_on_signals()
    return in_words(lambda: _with_servers(command, is_test=options.tests))


def _with_servers(command: Sequence[str], *, is_test: bool) -> int:
    with servers.for_tests() if is_test else servers.ordinary() as environment:
        return _run(command, {**environment, **(TEST_SETTINGS if is_test else {})})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m iqm_coe.embedded")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("exec", help="run a command with DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL set")
    verb.add_argument(
        "--tests", action="store_true", help="the tests' settings, and fast servers of one's own whose data may be lost"
    )
    verb.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    return parser


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run it in our own process group: a Ctrl-C reaches it directly, and we wait for what it makes of that."""
    prefix, options = wrapping(None, signal.SIGTERM)
    try:
        process = subprocess.Popen([*prefix, *command], env={**os.environ, **environment}, **options)
    except OSError as error:
        raise LauncherError(f"{command[0]} cannot be run: {error.strerror}.") from None
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        status = process.wait()
    except SystemExit:
        process.terminate()
        process.wait()
        raise
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
