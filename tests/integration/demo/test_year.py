"""One Centre year, played through the real flows and taken back."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation.one_year import play_one_year
from iqm_coe.lib.cleaning import long_text, one_line
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile
from schools.models.school import School
from tests import scene
from tests.clock import NOW
from tests.documents import errors_in, upload

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


def test_year_goes_from_the_first_step_to_the_pack_and_leaves_nothing_behind():
    scene.active()
    before, steps = rows(), []

    outcome = play_one_year(seed=7, now=NOW, told=steps.append)

    assert list(dict.fromkeys(step.rule for step in steps)) == ORDER
    assert outcome.breaches == []
    assert errors_in(outcome.pack) == []
    assert rows() == before


def test_year_is_played_beside_files_that_rows_name_and_leaves_them_alone():
    """As in the demo: its own rows have files in the store before the year begins."""
    played = scene.active()
    answer = Answer.objects.filter(review=played.review()).order_by("pk")[0]
    evidence.add_file(answer, upload(), title="Proof", by=played.lead.coordinator, at=NOW)
    (name,) = AnswerFile.objects.values_list("file", flat=True)
    store, outside = default_storage.listdir(""), default_storage.path(name)
    seen = []

    def look(step) -> None:
        if not seen:
            with default_storage.open(name) as file:
                seen.append(len(file.read()))
            default_storage.delete(name)

    outcome = play_one_year(seed=7, now=NOW, told=look)

    assert outcome.breaches == []
    assert seen == [Path(outside).stat().st_size]
    assert default_storage.listdir("") == store


def unclean() -> set[str]:
    """The columns that hold a text which no form would have let in."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and model._meta.managed:
                clean = long_text if isinstance(field, models.TextField) else one_line
                texts = model._default_manager.values_list(field.attname, flat=True)
                found |= {f"{model._meta.label}.{field.name}" for text in texts if text and text != clean(text)}
    return found


def test_every_text_of_the_story_and_of_the_frameworks_is_clean():
    found = set()

    play_one_year(seed=7, now=NOW, told=lambda step: found.update(unclean() if step.rule == "R27" else ()))

    assert found == set()
    assert unclean() == set()


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
