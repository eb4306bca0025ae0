"""What backup and restore tell an operator: times as a clock in London tells them, and nothing that is not so."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from iqm_coe.operations.management.commands.backup import Command
from iqm_coe.operations.manifest import DATABASE, FORMAT, MANIFEST, SUMS, NotWhole, check_hashes, read, write_hashes

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "IQM_OWNER_PASSWORD", "IQM_APP_PASSWORD", "EMAIL_URL")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


def told(place: Path, *flags: str) -> list[str]:
    out = StringIO()
    call_command("backup", str(place), *flags, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """What looks like a backup made in British Summer Time."""
    (tmp_path / DATABASE).write_bytes(b"dump")
    fields = {
        "made_at": "2026-06-28T20:13:38.123456+00:00",
        "commit": "abc",
        "migrations": [],
        "server": "17",
        "files": 0,
        "bytes": 4,
        "lacking": [],
        "keys": {},
        "format": FORMAT,
    }
    (tmp_path / MANIFEST).write_text(json.dumps(fields))
    write_hashes(tmp_path, {})
    return tmp_path


def test_instant_is_told_as_a_clock_in_london_tells_it(written: Path) -> None:
    assert read(written).shows == "28 June 2026 at 21:13 London time"


@pytest.mark.slow
def test_backup_tells_its_folder_and_asks_for_keys_that_are_set_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, words = told(tmp_path / "one")
    assert Path(folder).parent == tmp_path / "one"
    assert re.fullmatch(
        r"shows \d+ \w+ \d{4} at \d\d:\d\d London time: the database and \d+ files, [\d.]+ MB, in -?[\d.]+ s\.", words
    )
    monkeypatch.setenv("SECRET_KEY", "x")
    (words,) = told(tmp_path / "two", "--passing")
    assert words.endswith(" s. Keys that it needs beside it: SECRET_KEY.")


def test_what_is_wrong_with_a_backup_is_named_by_the_right_file(written: Path) -> None:
    (written / "more").touch()
    with pytest.raises(NotWhole, match=f"more is in it, and not in {SUMS}"):
        check_hashes(written)
    (written / "more").unlink()
    (written / DATABASE).rename(written / "away")
    with pytest.raises(NotWhole, match=f"{DATABASE} is not there"):
        check_hashes(written)
    (written / SUMS).unlink()
    with pytest.raises(NotWhole, match=f"{SUMS}, which tells what was written, is not there"):
        check_hashes(written)


def test_problem_at_the_terminal_is_its_sentence_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "backup", str(tmp_path / "file")])

    assert ended.value.code == 1
    assert capsys.readouterr().err == f"{tmp_path / 'file'} cannot be written: File exists. Nothing was kept.\n"
