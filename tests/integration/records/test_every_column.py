"""Every column of free words is withdrawable or stays for a reason; what is planted in each goes (R46d)."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from centres.consultancy.models.call import CallNote, ConsultancyCall
from iqm_coe.accounts.models.user import User
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.lib.withdrawing import declared_content, declared_staying
from iqm_coe.notes.models.note import Note
from iqm_coe.notifications.models.server import MailServer
from iqm_coe.operations.models.fault import Fault
from iqm_coe.operations.models.incident import Incident
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.flows import withdrawal as flows
from iqm_coe.records.models.hold import Hold
from reviews.reports.models.report import FactualCheck, Report
from reviews.reports.models.returning import Returning
from tests.clock import NOW
from tests.integration.records import everywhere
from tests.meta.cast import cast
from tests.scene import iqm_person
from tests.whole import in_the_whole

pytestmark = pytest.mark.django_db

MARKER = "Wqxzvmark"
WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField, ArrayField)


def columns_of_words() -> set[tuple[str, str]]:
    """Each column that may hold words, but for those with a list of what they may say."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, WORDS) and not field.choices
    }


@pytest.mark.rule("R46d")
def test_every_column_of_words_is_withdrawable_or_stays_for_a_reason():
    content, staying = declared_content(), declared_staying()
    told = {(label, column) for label, one in content.items() for column in one.columns}
    kept = {one for one in columns_of_words() if one[0] in staying or ".".join(one) in staying}
    known = {model._meta.label for model in apps.get_models()}

    assert columns_of_words() - told - kept == set()
    assert told & kept == set()
    assert {name if name in known else name.rpartition(".")[0] for name in staying} <= known
    assert all(why.strip() for why in staying.values())


@pytest.mark.rule("R46d")
def test_the_database_s_own_list_is_that_of_the_rooms():
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_table, of_column FROM withdrawable_content()")
        listed = cursor.fetchall()
    tables = {model._meta.label: model._meta.db_table for model in apps.get_models()}
    told = {(tables[label], column) for label, one in declared_content().items() for column in one.columns}

    assert set(listed) - told == ({("demo_demomail", c) for c in ("subject", "text", "html")} - told)
    assert told - set(listed) == set()
    assert len(listed) == len(set(listed))


@pytest.mark.rule("R46k")
def test_every_table_with_content_leads_to_whom_it_belongs():
    """What leads nowhere no hold would keep; these are of the product itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT of_table FROM content_leads()")
        leading = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT DISTINCT of_table FROM withdrawable_content()")
        tables = {row[0] for row in cursor.fetchall()}

    of_the_product = {"notifications_mailserver", "operations_fault", "operations_incident", "demo_demomail"}
    how_one_looks = {"lists_savedview", "lists_batch", "lists_batchrow"}  # at a list: no record of anything
    assert tables - leading == of_the_product | how_one_looks


@pytest.fixture
def ada(db):
    return iqm_person("Ada", "administrator")


def plant(table: str, column: str, how: str) -> bool:
    """The marker at the end of what stands there, past every guard."""
    said = f"left(\"{column}\"::text, 20) || ' {MARKER}'"
    written = {
        "json": f"jsonb_set(\"{column}\", '{{planted}}', to_jsonb('{MARKER} here'::text))",
        "link": f"'https://x.example/{MARKER}/' || id",
        "sealed": f"jsonb_set(\"{column}\"::jsonb, '{{planted}}', to_jsonb('{MARKER}'::text))::text",
        "marked": f"jsonb_set(\"{column}\"::jsonb, '{{planted}}', to_jsonb('{MARKER}'::text))::text",
    }.get(how, said)
    hashed = f", sha256 = encode(sha256(convert_to({written}, 'UTF8')), 'hex')" if how in {"sealed", "marked"} else ""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        try:
            with transaction.atomic():
                cursor.execute(f'UPDATE "{table}" SET "{column}" = {written}{hashed}')
                planted = cursor.rowcount
        except IntegrityError:  # words belong there in another state of the row only
            planted = 0
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    return planted > 0


def planted_everywhere() -> set[tuple[str, str]]:
    """The columns of which there is a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM withdrawable_content() WHERE how <> 'file'")
        every = cursor.fetchall()
        there = set(connection.introspection.table_names(cursor))
    return {(table, column) for table, column, how in every if table in there and plant(table, column, how)}


def _what_a_cast_lacks(by: User) -> None:
    """A row of each table that neither world brings along."""
    call = ConsultancyCall.objects.first()
    CallNote.objects.get_or_create(call=call, defaults={"text": "Words."})
    Fault.objects.create(round="mail", row="1", error="Words", first_at=NOW, last_at=NOW)
    Incident.objects.create(trouble="still", name="mail", detail="Words", began_at=NOW, seen_at=NOW)
    FactualCheck.objects.update(answer="corrections", corrections="Words", answered_at=NOW, answered_by=by)
    Returning.objects.create(report=Report.objects.earliest("pk"), texts={"overview": "Words"}, at=NOW)
    Hold.objects.update(ended_at=NOW, ended_by=by, ended_reason="Words")
    Note.objects.create(
        about_type="schools.school",
        about_id=call.year.centre.lead_school_id,
        text="Words",
        written_by=by,
        written_at=NOW,
    )
    WorkOwner.objects.create(key="offer:/1/", owner=by, given_by=by, given_at=NOW, why="Words")
    MailServer.objects.update_or_create(pk=1, defaults={"last_error": "Words"})


# By hand: of these neither world has a row, and none is made above; they are written as the columns beside them are.
UNPLANTED = {
    ("application_changerequest", "reason"),
    ("billing_writeoff", "reason"),
    ("demo_demomail", "html"),
    ("demo_demomail", "subject"),
    ("demo_demomail", "text"),
    ("reports_condition", "text"),
    ("reports_sealedfile", "name"),
    ("schools_joining", "answer"),
    ("schools_registerfile", "name"),
    ("update_targetprogressversion", "text"),
    ("visits_visit", "waiver_reason"),
    ("year_attendance", "will_try"),
    ("year_plan", "return_reason"),
}


@in_the_whole
@pytest.mark.rule("R46d")
def test_a_mark_planted_in_every_column_is_found_nowhere_after(ada, settings, tmp_path):
    """In a store of its own: all its files are read, and what other tests hand in is no document."""
    settings.MEDIA_ROOT = str(tmp_path)
    for stage in ("paid", "issued"):
        cast(stage)
    _what_a_cast_lacks(ada)
    planted = planted_everywhere()
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_table, of_column FROM withdrawable_content() WHERE how <> 'file'")
        every = set(cursor.fetchall())
    before = everywhere.found(MARKER)

    flows.withdraw_passage(list(conditions.found(MARKER)), MARKER, by=ada, at=NOW, reason="Planted.")

    assert every - planted == UNPLANTED
    assert len(before) > 60
    assert everywhere.found(MARKER) == []
