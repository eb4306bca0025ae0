"""The set-up: what is installed by what, what is made anew, and what it says where it cannot."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from iqm_coe.embedded import (
    backups,
    installing,
    locking,
    machine,
    pip_settings,
    problem,
    runner,
    servers,
    system_packages,
)
from iqm_coe.embedded.__main__ import main as embedded_main
from iqm_coe.embedded.installing import Environment
from iqm_coe.embedded.locks import Lock
from iqm_coe.embedded.logbook import NotReadyError
from iqm_coe.embedded.places import PROJECT, Places
from tests.whole import in_turns

ALIVE = """
import sys
from pathlib import Path
from iqm_coe.embedded import logbook
logbook.LOG = Path(sys.argv[1])
logbook.logged(["sh", "-c", "echo $$ > " + sys.argv[2] + "; exec sleep 60"])
"""


GRANDCHILD = """
import shutil, sys
from pathlib import Path
from iqm_coe.embedded import installing, logbook, servers
servers.stop_on_signals()
logbook.LOG = Path(sys.argv[1])
if sys.argv[3:]:
    logbook.wrapping = lambda *_: ([], {})
builds = "sleep 60 & echo $! > " + sys.argv[2] + "; wait"
logbook.logged(installing.in_a_group(["sh", "-c", builds]))
"""
WITHOUT_SETPRIV = """
import signal, subprocess, sys
from iqm_coe.embedded import processes
processes.shutil.which = lambda *_, **__: None
prefix, options = processes.wrapping(None, signal.SIGTERM)
process = subprocess.Popen([*prefix, "sleep", "60"], **options)
open(sys.argv[1], "w").write(str(process.pid))
process.wait()
"""


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A Python and pip that look as after `python -m venv`."""
    made = Environment(tmp_path / ".venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made.path], check=True)
    pip = packages_of(made) / "pip"
    pip.mkdir()
    (pip / "__main__.py").touch()
    return made


def packages_of(environment: Environment) -> Path:
    (found,) = environment.path.glob("lib/python3.*/site-packages")
    return found


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be run; each succeeds, and nothing is installed."""
    ran: list[list[str]] = []
    monkeypatch.setattr(installing, "logged", lambda command, environment=None: ran.append(list(command)) or 0)
    monkeypatch.setattr(installing, "in_a_group", list)
    monkeypatch.setattr(installing.pip_settings, "for_uv", lambda python, given: {})
    monkeypatch.setattr(shutil, "which", lambda name, **_: None)
    return ran


def locks_in(command: list[str]) -> list[str]:
    return [Path(word).stem for word in command if word.endswith(".txt")]


def of_python(environment: Environment, version: str) -> None:
    """As if its interpreter were another: it answers what it is asked."""
    environment.python.unlink()
    environment.python.write_text(f"#!/bin/sh\necho {version}\n")
    environment.python.chmod(0o755)


def broken(environment: Environment, how: str) -> None:
    if how == "its Python is gone":
        environment.python.unlink()
    elif how == "its Python was replaced":
        lib = packages_of(environment).parent
        lib.rename(lib.with_name("python3.10"))
    elif how == "pip is not in it":
        shutil.rmtree(packages_of(environment) / "pip")
    elif how == "it was left half done":
        environment.half_done.touch()

    elif how == "it is of an older Python":
        of_python(environment, "3 10")
    elif how == "its Python was upgraded":
        of_python(environment, "3 99")


# What is wrong with an environment, and what the person reads before it is made anew.
SAID = {
    "its Python is gone": "its Python is gone, or does not run",
    "its Python was replaced": "its Python was replaced by 3.",
    "its Python was upgraded": "its Python was replaced by 3.99",
    "it is of an older Python": "it is of Python 3.10, and 3.11 or later is needed",
    "pip is not in it": "it has no installer",
    "it was left half done": "an installation was interrupted",
}


@pytest.mark.parametrize("how", SAID)
def test_environment_that_does_not_fit_is_made_anew_and_says_why(
    environment: Environment, how: str, capsys: pytest.CaptureFixture[str], commands: list[list[str]]
) -> None:
    assert environment.is_whole()
    broken(environment, how)

    environment.make()

    assert SAID[how] in capsys.readouterr().out
    assert commands[0][1:] == ["-m", "venv", str(environment.path)]
    assert not environment.path.exists()


def test_environment_that_is_a_link_is_let_go_and_what_it_leads_to_stays(
    environment: Environment, tmp_path: Path, commands: list[list[str]]
) -> None:
    """Another clone's, say, whose Python does not fit here: nothing may be installed into it."""
    broken(environment, "it was left half done")
    ours = Environment(tmp_path / "link")
    ours.path.symlink_to(environment.path)

    ours.make()

    assert not ours.path.is_symlink()
    assert environment.half_done.exists()


AS_BIN_DOES = """
import sys
from types import ModuleType
frame = sys.modules["iqm_coe"] = ModuleType("iqm_coe")
frame.__path__ = [sys.argv[1]]
from iqm_coe.embedded.installing import base_python
print(base_python())
"""


def test_active_environment_is_made_anew_by_the_python_beneath_it(environment: Environment) -> None:
    command = [environment.python, "-I", "-c", AS_BIN_DOES, PROJECT / "iqm_coe"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert environment.path not in Path(told).parents
    assert subprocess.run([told, "-c", ""], check=False).returncode == 0


def test_pip_installs_uv_alone_and_uv_installs_the_rest(
    environment: Environment, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "said_by", lambda command: f"uv {installing.locked_uv()}" if commands else "")

    environment.install(["base", "embedded"])

    by_pip, by_uv = commands
    assert by_pip[:4] == [str(environment.python), "-m", "pip", "install"]
    assert by_uv[:3] == [str(environment.uv), "pip", "install"]
    assert [locks_in(by_pip), locks_in(by_uv)] == [["installer"], ["base", "embedded"]]
    assert all({"--require-hashes", "--no-deps"} <= set(command) for command in commands)


def test_pip_installs_everything_without_resolving_where_uv_cannot_run(
    environment: Environment, commands: list[list[str]]
) -> None:
    environment.install(["base", "dev"])

    assert [locks_in(command) for command in commands] == [["installer"], ["base", "dev"]]
    assert all(command[0] == str(environment.python) for command in commands)
    assert all({"--require-hashes", "--no-deps"} <= set(command) for command in commands)


def test_locks_that_are_installed_already_are_left_alone(environment: Environment, commands: list[list[str]]) -> None:
    environment.provide(["base"])
    first = len(commands)
    environment.provide(["base"])

    assert (first, len(commands)) == (2, 2)
    assert not environment.half_done.exists()


def test_a_further_lock_is_installed_though_a_python_is_there(
    environment: Environment, commands: list[list[str]]
) -> None:
    environment.provide(machine.LOCKS["run"])

    environment.provide(machine.LOCKS["bench"])

    assert locks_in(commands[-1]) == ["base", "embedded", "dev"]
    assert set(environment.made_from()) == {"base", "embedded", "dev"}


def test_failed_installer_leaves_no_mark_and_an_interrupted_one_does(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(locks: list[str]) -> None:
        raise NotReadyError

    def interrupt(locks: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Environment, "install", lambda self, locks: fail(locks))
    with pytest.raises(NotReadyError):
        environment.provide(["base"])
    assert environment.is_whole()

    monkeypatch.setattr(Environment, "install", lambda self, locks: interrupt(locks))
    with pytest.raises(KeyboardInterrupt):
        environment.provide(["base"])
    assert not environment.is_whole()


def test_installer_ends_with_the_set_up_that_was_killed(python: Callable[..., Any], tmp_path: Path) -> None:
    told = tmp_path / "number"
    set_up = python(ALIVE, str(tmp_path / "log"), str(told))
    while not (told.exists() and told.read_text().strip()):
        time.sleep(0.02)
    installer = Path(f"/proc/{told.read_text().strip()}")
    assert installer.exists()

    os.kill(set_up.pid, signal.SIGKILL)
    set_up.wait()

    deadline = time.monotonic() + 10
    while installer.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not installer.exists()


@pytest.mark.parametrize("without_setpriv", [False, True])
def test_what_an_installer_started_ends_with_it(
    python: Callable[..., Any], tmp_path: Path, without_setpriv: bool
) -> None:
    """Pip builds in processes of its own: none goes on as an orphan beside the next set-up."""
    told = tmp_path / "number"
    set_up = python(GRANDCHILD, str(tmp_path / "log"), str(told), *(["without"] if without_setpriv else []))
    while not (told.exists() and told.read_text().strip()):
        time.sleep(0.02)
    grandchild = Path(f"/proc/{told.read_text().strip()}")
    assert grandchild.exists()

    set_up.terminate() if without_setpriv else os.kill(set_up.pid, signal.SIGKILL)
    set_up.wait()

    _is_gone(grandchild)


def _is_gone(process: Path) -> None:
    deadline = time.monotonic() + 10
    while process.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not process.exists()


def test_program_ends_with_us_where_there_is_no_setpriv(python: Callable[..., Any], tmp_path: Path) -> None:
    told = tmp_path / "number"
    launcher = python(WITHOUT_SETPRIV, str(told))
    while not (told.exists() and told.read_text().strip()):
        time.sleep(0.02)

    os.kill(launcher.pid, signal.SIGKILL)
    launcher.wait()

    _is_gone(Path(f"/proc/{told.read_text().strip()}"))


def test_second_set_up_says_that_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "LOG", tmp_path / "set-up.log")
    with ThreadPoolExecutor(1) as other:
        with machine.only_one():
            second = other.submit(_takes_its_turn)
            while "waiting for it" not in capsys.readouterr().out:
                time.sleep(0.02)
            assert not second.done()
        assert second.result(timeout=10)


def _takes_its_turn() -> bool:
    with machine.only_one():
        return True


@pytest.mark.parametrize("main", [runner.main, embedded_main, backups.main], ids=["run", "exec", "backup"])
def test_place_of_another_user_is_said_in_words_after_the_set_up_too(
    main: Callable[[list[str]], int],
    where: Places,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Root ran it here first: the lock is root's."""

    def theirs(lock: Lock) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(lock.path))

    monkeypatch.setattr(Lock, "take", theirs)
    monkeypatch.setattr(servers, "stop_on_signals", lambda: None)
    for module in (runner, servers, backups):
        monkeypatch.setattr(module, "places", lambda *_a, **_k: where)
    (where.run).mkdir(parents=True)
    words = {runner.main: ["--port", "1"], embedded_main: ["exec", "--", "true"], backups.main: ["backup"]}[main]

    assert main(words) == 1

    said = capsys.readouterr().err
    assert f"cannot write {where.run / 'lock'}: Permission denied. " in said


@pytest.mark.parametrize(("caller", "words"), [(0, "It is yours, so look at"), (4711, "That belongs to root.")])
def test_whose_place_it_is_is_said(monkeypatch: pytest.MonkeyPatch, caller: int, words: str) -> None:
    monkeypatch.setattr(problem.os, "geteuid", lambda: caller)

    assert words in problem.cannot_write(PermissionError(errno.EACCES, "Permission denied", "/proc/1/nothing"))


def test_error_about_no_file_is_not_hidden() -> None:
    with pytest.raises(ConnectionResetError):
        problem.cannot_write(ConnectionResetError(errno.ECONNRESET, "reset"))


@pytest.mark.parametrize("name", ["run", "test", "bench", "mutants", "lock", "backup", "restore"])
def test_help_says_what_is_set_up_and_sets_up_nothing(project: Path, name: str) -> None:
    told = in_a_copy(project, name, "--help")

    assert told.returncode == 0
    assert "what it sets up" in told.stdout
    assert ".venv/" in told.stdout
    assert ("Chromium" in told.stdout) == (name in {"test", "bench", "mutants"})
    assert not (project / ".venv").exists()
    assert not (project / "var").exists()


@in_turns(4)
@pytest.mark.parametrize("name", ["run", "test", "bench", "mutants", "lock", "backup", "restore"])
def test_checkout_that_cannot_be_written_is_said_in_words(project: Path, name: str) -> None:
    (project / "var").touch()

    told = in_a_copy(project, name)

    assert told.returncode == 3
    assert "Traceback" not in told.stderr
    assert "The set-up cannot write" in told.stderr


def in_a_copy(project: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of a clone that has nothing yet."""
    for part in ("bin", "iqm_coe/embedded", "requirements"):
        shutil.copytree(PROJECT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    return subprocess.run(
        [project / "bin" / name, *arguments],
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("pip_says", "uv_hears"),
    [
        ({}, {}),
        ({"PIP_INDEX_URL": "https://i.example/simple"}, {"UV_DEFAULT_INDEX": "https://i.example/simple"}),
        (
            {"PIP_EXTRA_INDEX_URL": "https://a.example https://b.example"},
            {"UV_INDEX": "https://a.example https://b.example"},
        ),
        ({"PIP_FIND_LINKS": "/wheels /more"}, {"UV_FIND_LINKS": "/wheels,/more"}),
        ({"PIP_CERT": "/ca.pem"}, {"SSL_CERT_FILE": "/ca.pem"}),
        ({"PIP_TRUSTED_HOST": "i.example"}, {"UV_INSECURE_HOST": "i.example"}),
        ({"PIP_DEFAULT_TIMEOUT": "7"}, {"UV_HTTP_TIMEOUT": "7"}),
        (
            {"PIP_PROXY": "proxy.example:3128", "https_proxy": "http://another.example"},
            dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://proxy.example:3128"),
        ),
        (
            {"PIP_INDEX_URL": "https://i.example/simple", "UV_DEFAULT_INDEX": "https://mine.example"},
            {"UV_DEFAULT_INDEX": "https://mine.example"},
        ),
    ],
)
def test_uv_hears_what_pip_is_told(pip_says: dict[str, str], uv_hears: dict[str, str]) -> None:
    given = {"PIP_CONFIG_FILE": os.devnull, **pip_says}

    found = pip_settings.for_uv(Path(sys.executable), given)

    spoken = {"UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_INSECURE_HOST", "SSL_CERT_FILE"} | set(uv_hears)
    assert {name: found[name] for name in spoken if name in found} == uv_hears


def test_uv_hears_what_stands_in_pips_file(tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://i.example/simple\ncert = /general.pem\n[install]\ncert = /own.pem\n"
    )

    found = pip_settings.for_uv(Path(sys.executable), {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")})

    assert (found["UV_DEFAULT_INDEX"], found["SSL_CERT_FILE"]) == ("https://i.example/simple", "/own.pem")


def test_locks_are_made_from_the_index_alone() -> None:
    given = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "https://i.example", "PIP_FIND_LINKS": "/wheels"}

    found = pip_settings.for_uv(Path(sys.executable), given, every_place=False)

    assert found["UV_DEFAULT_INDEX"] == "https://i.example"
    assert not {"UV_FIND_LINKS", "UV_INDEX", "UV_INDEX_STRATEGY"} & set(found)


def test_mutants_become_their_run_with_servers_of_their_own() -> None:
    command = machine.program("mutants", ["schools", "--cut", "3"])

    assert command[:4] == ["iqm_coe.embedded", "exec", "--tests", "--"]
    assert command[5:] == ["-m", "tests.mutants", "schools", "--cut", "3"]


def test_bench_becomes_the_benchmark_with_servers_of_its_own() -> None:
    assert machine.program("bench", ["races"])[:4] == ["iqm_coe.embedded", "exec", "--tests", "--"]
    assert machine.program("bench", ["days", "--day", "2028-02-29"]) == [
        "iqm_coe.embedded.days",
        "--day",
        "2028-02-29",
    ]


def test_every_lock_names_one_version_of_a_package_with_hashes() -> None:
    seen: dict[str, set[str]] = {}
    for name in locking.NAMES:
        for line in locking.pins(installing.lock_file(name)):
            if line[:1].isalnum():
                assert line.endswith(" \\"), line
                package, _, version = line.removesuffix(" \\").partition(";")[0].strip().partition("==")
                seen.setdefault(package, set()).add(version)
    several = {package: versions for package, versions in seen.items() if len(versions) > 1}
    assert {name: found for name, found in several.items() if "" in found} == {}
    assert "uv" in seen
    assert "coverage" in seen
    assert "pytest-cov" not in seen


@pytest.mark.parametrize(("lacking", "is_told"), [(["fonts-noto-cjk"], True), (["chromium"], False), ([], False)])
def test_without_the_rights_the_line_for_fonts_is_told_and_nothing_stops(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lacking: list[str], is_told: bool
) -> None:
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000)

    system_packages.provide([], lacking)

    assert ("fonts-noto-cjk" in capsys.readouterr().out) == is_told


def test_fonts_that_are_there_are_not_wished_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(system_packages, "FONT_PLACES", (str(tmp_path),))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "NotoSansCJK-Regular.ttc").touch()

    assert system_packages.wished_for_documents() == ["fonts-noto-core", "fonts-noto-color-emoji"]
