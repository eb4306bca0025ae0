"""What the application's role may not do in the database, and what functions look names up in (A16)."""

from datetime import datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from iqm_coe.records.flows import clearing, hold
from iqm_coe.records.models.hold import Hold
from schools.flows import register
from schools.models.school import School
from tests.clock import NOW
from tests.integration.records import past_their_time
from tests.integration.schools.test_register import ROW, file_of
from tests.integration.schools.test_register_background import hand_in
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

OURS = """
    SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'public'
    WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""

# Each name in these is written with its schema; a setting of their own would keep the planner from inlining them.
NAMED_IN_FULL = {"iqm_order", "iqm_fold"}


def names(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def as_the_application():
    """Rights on a database are no part of its copy, so they are granted here."""
    call_command("grant_app_role")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.mark.rule("R45b")
def test_every_function_of_ours_looks_names_up_in_the_product_s_own_schema_first():
    """Else a table of the same name, made by whoever calls it, stands for the real one."""
    loose = names(f"{OURS} AND NOT coalesce('search_path=public, pg_temp' = ANY(p.proconfig), false)")

    assert len(names(OURS)) > 10
    assert set(loose) == NAMED_IN_FULL


@pytest.mark.rule("R45b")
@pytest.mark.parametrize("made", ["TEMP TABLE update_target (id bigint)", "TABLE of_mine (id bigint)", "SCHEMA mine"])
def test_the_application_makes_no_tables_of_its_own(as_the_application, made):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        as_the_application.execute(f"CREATE {made}")


@pytest.mark.rule("R46o")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records_hold",
        "TRUNCATE records_hold",
        "UPDATE records_hold SET reason = 'Another.'",
        "UPDATE records_hold SET subject_id = 0",
        "UPDATE records_hold SET begun_at = now()",
    ],
)
def test_the_application_deletes_no_legal_hold_and_changes_nothing_of_one(as_the_application, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        as_the_application.execute(statement)


@pytest.mark.rule("R46o")
def test_the_application_begins_a_legal_hold_and_ends_it(as_the_application):
    ada = iqm_person("Ada", "administrator")
    one = hold.begin(person("Clara"), by=ada, at=NOW, reason="A court asked.")

    ended = hold.end(one, by=ada, at=NOW, reason="The court is done.")

    assert Hold.objects.get(pk=one.pk).ended_at == ended.ended_at


@pytest.mark.rule("R46j")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO records_openedrow (table_name, row_id, columns) VALUES ('accounts_event', 1, '{facts}')",
        "DELETE FROM reports_packfile",
        "UPDATE update_answerversion SET progress = '[cleared after its time]'",
    ],
)
def test_the_application_opens_no_row_of_those_that_are_written_once(as_the_application, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        as_the_application.execute(statement)


@pytest.mark.rule("R46m")
def test_the_application_clears_what_is_past_its_time(as_the_application):
    past_their_time.CASES["reports.Pack"].make()
    past_their_time.CASES["update.AnswerVersion"].make()

    done = clearing.clear(at=datetime(2040, 1, 1, 12, tzinfo=NOW.tzinfo))

    assert (done.cleared["reports.Pack"], done.cleared["update.AnswerVersion"], sum(done.failed.values())) == (1, 1, 0)


@pytest.mark.rule("R3h")
def test_the_application_reads_a_register_without_that_right(as_the_application):
    hand_in(iqm_person("Sam", "staff"), file_of(ROW))

    register.read_everything_waiting()

    assert School.objects.filter(name=ROW["EstablishmentName"]).exists()
