"""One Centre year, played through the real flows and taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation.one_year import Outcome, play_one_year
from iqm_coe.demo.simulation.story import Step
from iqm_coe.lib.cleaning import long_text, one_line
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile
from schools.models.school import School
from tests import scene
from tests.clock import NOW
from tests.documents import errors_in, upload
from tests.whole import in_the_whole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The rules in the order in which the year first meets them, by hand from the programme.
ORDER = ["R6", "R8", "R9", "R10", "R11", "R28", "R29", "R30", "R14", "R41", "R33", "R19", "R20", "R15", "R22", "R23",
         "R24", "R26", "R27"]  # fmt: skip


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        return {table: _count(cursor, table) for table in tables}


def _count(cursor, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return cursor.fetchone()[0]


def unclean() -> set[str]:
    """The columns that hold a text which no form would have let in."""
    found = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField | models.TextField) and model._meta.managed:
                clean = long_text if isinstance(column, models.TextField) else one_line
                texts = model._default_manager.values_list(column.attname, flat=True)
                found |= {f"{model._meta.label}.{column.name}" for text in texts if text and text != clean(text)}
    return found


@dataclass
class Played:
    """One year, played beside a Centre in whose store a file lies, and what was seen of it on the way."""

    rows_before: dict[str, int]
    store_before: tuple[list[str], list[str]]
    outside: str
    steps: list[Step] = field(default_factory=list)
    unclean: set[str] = field(default_factory=set)
    read: list[int] = field(default_factory=list)

    def look(self, step: Step) -> None:
        if not self.steps:
            with default_storage.open(self.outside) as file:
                self.read.append(len(file.read()))
            default_storage.delete(self.outside)
        if step.rule == ORDER[-1]:
            self.unclean |= unclean()
        self.steps.append(step)


@pytest.fixture(scope="class")
def year(django_db_setup, django_db_blocker) -> Iterator[tuple[Played, Outcome]]:
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW):
            around = scene.active()
            answer = Answer.objects.filter(review=around.review()).order_by("pk")[0]
            evidence.add_file(answer, upload(), title="Proof", by=around.lead.coordinator, at=NOW)
            (name,) = AnswerFile.objects.values_list("file", flat=True)
            seen = Played(rows(), default_storage.listdir(""), name)
            outcome = play_one_year(seed=7, now=NOW, told=seen.look)
        yield seen, outcome
        transaction.set_rollback(True)


@in_the_whole
class TestYear:
    """What one play shows."""

    def test_year_goes_from_the_first_step_to_the_pack_and_leaves_nothing_behind(self, year):
        seen, outcome = year

        assert list(dict.fromkeys(step.rule for step in seen.steps)) == ORDER
        assert outcome.breaches == []
        assert errors_in(outcome.pack) == []
        assert rows() == seen.rows_before

    def test_year_leaves_the_files_that_rows_name_alone(self, year):
        """As in the demo: its own rows have files in the store before the year begins."""
        seen, _outcome = year

        assert seen.read == [Path(default_storage.path(seen.outside)).stat().st_size]
        assert default_storage.listdir("") == seen.store_before

    def test_every_text_of_the_story_and_of_the_frameworks_is_clean(self, year):
        seen, _outcome = year

        assert seen.unclean == set()
        assert unclean() == set()


@in_the_whole
def test_command_prints_a_line_a_step_and_leaves_the_pack(settings, tmp_path, capsys):
    settings.DEMO, settings.BASE_DIR = True, tmp_path

    call_command("year")

    told = capsys.readouterr().out
    assert "R11  IQM approves One Year Together: year 1 opens" in told
    assert "R26  The report on" in told
    assert "invariants hold." in told
    assert (tmp_path / "var/year/review-pack.pdf").read_bytes().startswith(b"%PDF")
    assert (School.objects.count(), Centre.objects.count(), User.objects.count()) == (0, 0, 0)


def test_command_is_for_the_demo_alone(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="in the demo only"):
        call_command("year")
