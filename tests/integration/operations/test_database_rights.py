"""What the application's role may not do in the database, and what functions look names up in (A16)."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from schools.flows import register
from schools.models.school import School
from tests.integration.schools.test_register import ROW, file_of
from tests.integration.schools.test_register_background import hand_in
from tests.scene import iqm_person

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


@pytest.mark.rule("R3h")
def test_the_application_reads_a_register_without_that_right(as_the_application):
    hand_in(iqm_person("Sam", "staff"), file_of(ROW))

    register.read_everything_waiting()

    assert School.objects.filter(name=ROW["EstablishmentName"]).exists()
