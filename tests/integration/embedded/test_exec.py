"""`python -m iqm_coe.embedded exec`: what the command is given, and what comes back."""

import os
import subprocess
import sys
from pathlib import Path

from iqm_coe.embedded.places import PROJECT

GIVEN = {"DATABASE_URL": "postgres://me@host/mine", "REDIS_URL": "redis://host:6379"}


def run_exec(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iqm_coe.embedded", "exec", *words],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], **GIVEN, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_is_given_the_callers_servers_and_its_status_comes_back() -> None:
    told = run_exec("--tests", "--", "sh", "-c", "echo $DATABASE_URL $DATABASE_OWNER_URL $REDIS_URL; exit 7")
    assert told.returncode == 7
    assert told.stdout.split() == [GIVEN["DATABASE_URL"], GIVEN["DATABASE_URL"], GIVEN["REDIS_URL"]]


def test_tests_run_with_their_own_settings_whatever_the_default_is() -> None:
    assert run_exec("--tests", "--", "printenv", "DJANGO_SETTINGS_MODULE").stdout == "iqm_coe.settings.test\n"


def test_owners_address_may_be_another() -> None:
    told = run_exec("--tests", "--", "printenv", "DATABASE_OWNER_URL", DATABASE_OWNER_URL="postgres://owner@host/mine")
    assert told.stdout == "postgres://owner@host/mine\n"


def test_command_that_does_not_exist_is_told_without_a_traceback(tmp_path: Path) -> None:
    told = run_exec("--tests", "--", str(tmp_path / "nothing"))
    assert told.returncode != 0
    assert "Traceback" not in told.stderr
    assert "nothing" in told.stderr
