"""What is past its time is cleared, by the rule of its table and nothing else; a hold keeps it (R46m)."""

from datetime import datetime, timedelta
from io import StringIO
from unittest.mock import Mock, patch

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from centres.application.flows import criterion
from iqm_coe.accounts import conf
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.accounts.models.sign_in import SignIn
from iqm_coe.lib.dates import first_moment, last_moment
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.files import CLEARED
from iqm_coe.lib.retention import declared_retention
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations.invariants import broken
from iqm_coe.operations.models.fault import Fault
from iqm_coe.records.conditions.clearing import guarded_tables, timed
from iqm_coe.records.flows import clearing as flows
from iqm_coe.records.flows import hold as hold_flows
from iqm_coe.records.models.clearing import Clearing, OpenedRow
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.selectors import clearing as selectors
from reviews.reports.conditions.seal import is_as_sealed
from reviews.reports.flows import seal
from reviews.reports.models.pack import PackFile
from reviews.reports.models.seal import SealedReport
from reviews.update.flows import evidence
from reviews.update.models.answer import AnswerVersion
from reviews.update.models.evidence import AnswerFile, AnswerLink
from schools.flows import role as role_flows
from schools.models.joining import Joining
from schools.models.register import RegisterChange
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import AwardFactory, JoiningFactory, SchoolRoleFactory
from tests.integration.records import past_their_time as past
from tests.integration.records.past_their_time import BY_THE_HOUR, CASES, Case, Made
from tests.integration.test_races import race
from tests.scene import iqm_person, person, staffed_school
from tests.whole import in_turns

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46m")]

LATER = datetime(2040, 1, 1, 12, 0, tzinfo=NOW.tzinfo)  # everything is past its time
WHY = "A court asked for it."


def standing(row: Model) -> dict[str, object] | None:
    """Every column of the row; None where it is gone."""
    return type(row)._default_manager.filter(pk=row.pk).values().first()


def before_and_after(case: Case) -> tuple[datetime, datetime]:
    """The last moment of the last day, and the first of the next, in London."""
    return last_moment(case.last), first_moment(case.last + timedelta(days=1))


def expected(case: Case, made: Made, stood: dict[str, object]) -> dict[str, object] | None:
    if case.then is None:
        return None
    return stood | {name: text.replace("$pk", str(made.row.pk)) for name, text in case.then.items()}


def hold_on(subject: Model) -> Hold:
    return hold_flows.begin(subject, by=iqm_person("Ada", "administrator"), at=NOW, reason=WHY)


@pytest.mark.rule("R46c")
def test_every_rule_that_the_night_carries_out_stands_in_the_tables_by_hand():
    assert {case.partition(",")[0] for case in CASES} | set(BY_THE_HOUR) == {one.label for one in timed()}


@in_turns(3)
@pytest.mark.rule("R46c")
@pytest.mark.parametrize("name", CASES)
def test_row_stays_through_its_last_day_and_goes_with_the_next(name):
    case = CASES[name]
    made = case.make()
    before, after = before_and_after(case)
    stood = standing(made.row)

    flows.clear(at=before)
    assert standing(made.row) == stood

    label = made.row._meta.label
    assert flows.clear(at=after).cleared[label] == 1
    gone = standing(made.row)
    if gone and "withdrawn_at" in gone:
        assert gone.pop("withdrawn_at") == after
        stood.pop("withdrawn_at")
    assert gone == expected(case, made, stood)
    again = flows.clear(at=after)
    assert (again.cleared[label], sum(again.failed.values())) == (0, 0)
    assert OpenedRow.objects.count() == 0


# What nobody's hold keeps, since it belongs to nobody: the product's own, and how something was done.
OF_NOBODY = {"accounts.FailedTries", "operations.Fault", "operations.Incident", "lists.Batch", "home.WorkOwner"}


@in_turns(3)
@pytest.mark.rule("R46k")
@pytest.mark.parametrize("name", [name for name in CASES if name not in OF_NOBODY])
def test_hold_keeps_it_until_it_ends(name):
    made = CASES[name].make()
    hold, stood, label = hold_on(made.subject), standing(made.row), made.row._meta.label

    done = flows.clear(at=LATER)
    assert (standing(made.row), done.held[label] > 0, sum(done.failed.values())) == (stood, True, 0)

    hold_flows.end(hold, by=hold.begun_by, at=NOW, reason="The court is done.")
    flows.clear(at=LATER)
    assert standing(made.row) != stood


def _by_the_hour() -> dict[str, Model]:
    who = person("Signs In")
    asked = past._export().row
    return {
        "accounts.SignIn": SignIn.objects.create(user=who, session_key="k", begun_at=NOW, seen_at=NOW, idle_minutes=60),
        "accounts.SpentSignOut": past.spent(),
        "records.ExportFile": past.export_file(asked),
        "sessions.Session": past.session(),
    }


@pytest.mark.rule("R46h")
@pytest.mark.parametrize("name", BY_THE_HOUR)
def test_sessions_and_exports_go_to_the_instant_and_no_hold_keeps_them(name):
    row, ends = _by_the_hour()[name], BY_THE_HOUR[name]
    hold_on(getattr(row, "user", None) or person("Somebody"))

    flows.clear(at=ends - timedelta(microseconds=1))
    assert standing(row) is not None
    flows.clear(at=ends + timedelta(microseconds=1))
    assert standing(row) is None


def test_what_belongs_to_a_row_goes_with_it_and_its_files_leave_the_store(django_capture_on_commit_callbacks):
    past._pack(), past._message(), past._reading()
    kept = past._answer_file().row
    names = [kept.file.name, PackFile.objects.get().file.name]
    assert all(default_storage.exists(name) for name in names)
    breaches = {breach.name for breach in broken()}  # of a world without a history

    with django_capture_on_commit_callbacks(execute=True):
        flows.clear(at=LATER)

    assert not any(default_storage.exists(name) for name in names)
    left = [one.objects.count() for one in (PackFile, Delivery, Message, Reminder, RegisterChange)]
    assert (left, AnswerFile.objects.get().is_cleared) == ([0, 0, 0, 0, 0], True)
    assert {breach.name for breach in broken()} == breaches


@pytest.mark.rule("R46g")
def test_whole_programme_adds_up_after_everything_is_past_its_time():
    """A report that was issued is as sealed; the trail, the invariants and who sees what are as before."""
    made = visits.issued()
    seal.build_everything_waiting()
    sealed = made.report.sealed

    done = flows.clear(at=datetime(2050, 1, 1, 12, 0, tzinfo=NOW.tzinfo))

    assert (sum(done.failed.values()), done.cleared["update.Answer"] > 0) == (0, True)
    assert broken() == []
    assert is_as_sealed(SealedReport.objects.get(pk=sealed.pk))
    assert AnswerVersion.objects.filter(kind="sent", progress="[cleared after its time]").count() == 0


def test_hold_on_a_reader_keeps_the_whole_mail():
    made = past._message()
    hold_on(Delivery.objects.get().user)

    assert flows.clear(at=LATER).held["notifications.Message"] == 1
    assert (Message.objects.count(), Delivery.objects.count(), Reminder.objects.count()) == (1, 1, 1)
    assert made.subject == Delivery.objects.get().user


def test_what_was_sent_stays_as_long_as_the_report():
    of = past.answer()
    sent = AnswerVersion.objects.create(answer=of, kind="sent", version=1, progress="Zeb reads.", kept_at=NOW)

    flows.clear(at=LATER)

    sent.refresh_from_db()
    assert sent.progress == "Zeb reads."


def test_adviser_s_note_stays_while_they_are_one():
    note = past._note()
    past.IqmRoleFactory(user=note.subject, kind="adviser", granted_at=NOW)

    flows.clear(at=LATER)

    assert standing(note.row) is not None


def test_what_was_withdrawn_keeps_its_mark():
    made = past._answer_file()
    AnswerFile.objects.update(name="[content withdrawn]", title="[content withdrawn]", withdrawn_at=NOW)

    assert flows.clear(at=LATER).cleared["update.AnswerFile"] == 0
    made.row.refresh_from_db()
    assert (made.row.name, made.row.withdrawn_at, made.row.is_cleared) == ("[content withdrawn]", NOW, False)


def test_setting_moves_the_day():
    made = past._origin()
    setting.change(conf.origin_months, 3, by=iqm_person("Ada", "administrator"), at=NOW)
    flows.clear(at=datetime(2027, 2, 23, 23, 59, tzinfo=NOW.tzinfo))
    assert standing(made.row) is not None
    flows.clear(at=datetime(2027, 2, 24, 0, 0, tzinfo=NOW.tzinfo))
    assert standing(made.row) is None


def test_row_that_fails_holds_up_none_of_the_others_and_is_told():
    first, second = (JoiningFactory(state="lapsed", answered_at=NOW) for _time in range(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
            "CREATE TRIGGER refuse BEFORE DELETE ON schools_joining FOR EACH ROW "
            f"WHEN (OLD.id = {first.pk}) EXECUTE FUNCTION refuse()"
        )

    done = flows.clear(at=LATER)

    assert (done.cleared["schools.Joining"], done.failed["schools.Joining"]) == (1, 1)
    assert list(Joining.objects.all()) == [first]
    assert standing(second) is None
    fault = Fault.objects.get(over_at=None)
    assert (fault.round, fault.row) == ("clear schools.Joining, rule 1", f"schools.joining {first.pk}")
    assert Clearing.objects.get().failed == {"schools.Joining": 1}
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON schools_joining")
    assert flows.clear(at=LATER).cleared["schools.Joining"] == 1
    assert not Fault.objects.filter(over_at=None).exists()


def test_run_that_is_killed_goes_on_the_next_time(monkeypatch):
    JoiningFactory.create_batch(5, state="lapsed", answered_at=NOW)
    monkeypatch.setattr(flows, "BATCH", 2)
    real, begun = flows._clear_row, []

    def dies(one, row, *args, **named):
        begun.append(row)
        if len(begun) == 4:
            raise KeyboardInterrupt
        return real(one, row, *args, **named)

    with patch.object(flows, "_clear_row", dies), pytest.raises(KeyboardInterrupt), transaction.atomic():
        flows.clear(at=LATER)
    assert (Joining.objects.count(), Clearing.objects.count()) == (5, 0)  # the test's own transaction took all back

    assert flows.clear(at=LATER).cleared["schools.Joining"] == 5
    assert Clearing.objects.get().cleared["schools.Joining"] == 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_run_that_dies_keeps_what_it_did_and_the_next_does_the_rest():
    JoiningFactory.create_batch(4, state="lapsed", answered_at=NOW)
    real, begun = flows._clear_row, []

    def dies(one, row, *args, **named):
        begun.append(row)
        if len(begun) == 3:
            raise KeyboardInterrupt
        return real(one, row, *args, **named)

    with patch.object(flows, "_clear_row", dies), pytest.raises(KeyboardInterrupt):
        flows.clear(at=LATER)
    assert (Joining.objects.count(), Clearing.objects.count()) == (2, 0)

    assert flows.clear(at=LATER).cleared["schools.Joining"] == 2
    assert Joining.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_clear_each_row_once():
    JoiningFactory.create_batch(6, state="lapsed", answered_at=NOW)
    past._pack()

    won, refused = race(*[lambda: flows.clear(at=LATER)] * 2)

    assert refused == []
    assert sum(one.cleared["schools.Joining"] for one in won) == 6
    assert sum(one.cleared["reports.Pack"] for one in won) == 1
    assert [sum(one.failed.values()) for one in won] == [0, 0]
    assert Clearing.objects.get().cleared["schools.Joining"] == 6


@pytest.mark.rule("R46k")
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_hold_that_is_placed_meanwhile_keeps_the_row_or_comes_too_late_for_it():
    ada = iqm_person("Ada", "administrator")
    made = [JoiningFactory(state="lapsed", answered_at=NOW) for _time in range(4)]
    last = made[-1]

    won, refused = race(
        lambda: flows.clear(at=LATER), lambda: hold_flows.begin(last.school, by=ada, at=NOW, reason=WHY)
    )

    assert (len(won), refused) == (2, [])
    done = next(one for one in won if isinstance(one, flows.Cleared))
    is_there = Joining.objects.filter(pk=last.pk).exists()
    assert done.held["schools.Joining"] == int(is_there)
    assert done.cleared["schools.Joining"] == 4 - int(is_there)


@pytest.mark.rule("R46k")
def test_hold_keeps_links_from_being_taken_away():
    made = scene.forming()
    criterion_link = criterion.add_evidence(
        made.application, "C1", url="https://x.example", title="T", by=made.lead.coordinator, at=NOW
    )
    hold = hold_on(made.lead.school)
    with pytest.raises(Refused, match="has to be kept for now"):
        criterion.remove_evidence(criterion_link, by=made.lead.coordinator, at=NOW)
    hold_flows.end(hold, by=hold.begun_by, at=NOW, reason="Done.")
    criterion.remove_evidence(criterion_link, by=made.lead.coordinator, at=NOW)

    played = scene.active()
    answer = played.review().answers.earliest("pk")
    link = evidence.add_link(answer, url="https://x.example", title="T", by=played.lead.coordinator, at=NOW)
    hold_flows.begin(played.review(), by=hold.begun_by, at=NOW, reason=WHY)
    with pytest.raises(Refused, match="has to be kept for now"):
        evidence.remove_link(link, by=played.lead.coordinator, at=NOW)
    assert AnswerLink.objects.filter(pk=link.pk).exists()


@pytest.mark.rule("R46j")
@pytest.mark.parametrize("name", ["reports.Pack", "update.AnswerVersion", "billing.Payment", "year.PlanVersion"])
def test_function_of_the_database_clears_nothing_before_its_time_and_nothing_held(name):
    made = CASES[name].make()
    row = PackFile.objects.get() if name == "reports.Pack" else made.row
    before, after = before_and_after(CASES[name])
    stood = standing(row)

    with pytest.raises(DatabaseError, match="is not over"), transaction.atomic():
        called(row._meta.db_table, row.pk, before)
    hold = hold_on(made.subject)
    assert called(row._meta.db_table, row.pk, after) is False
    assert standing(row) == stood
    hold_flows.end(hold, by=hold.begun_by, at=NOW, reason="Done.")
    assert called(row._meta.db_table, row.pk, after) is True
    assert standing(row) != stood


def called(table: str, pk: int, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clear_row(%s, %s, %s)", [table, pk, at])
        return cursor.fetchone()[0]


@pytest.mark.rule("R46j")
def test_function_of_the_database_clears_what_is_of_its_list_alone():
    event = past._origin().row.event
    with pytest.raises(DatabaseError, match="are not cleared"), transaction.atomic():
        called("accounts_event", event.pk, LATER)


@pytest.mark.rule("R46j")
def test_guards_stand_beside_an_opened_row():
    """An opened row lets its own columns be emptied, and nothing else."""
    version = past._answer_version().row
    OpenedRow.objects.create(table_name="update_answerversion", row_id=version.pk, columns=["progress"])
    for wrong in ({"progress": "Other words."}, {"next_steps": ""} | {"evidence": "x"}, {"version": 9}):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            AnswerVersion.objects.filter(pk=version.pk).update(**wrong)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        AnswerVersion.objects.filter(pk=version.pk).delete()


def test_tables_that_the_owner_clears_are_those_of_a_rule():
    tables = {one.model._meta.db_table for one in timed()}
    assert guarded_tables() - tables == {"reports_packfile"}


def test_preview_tells_what_goes_what_is_held_and_what_goes_soon():
    past._message()
    held = past._message()
    hold_on(held.subject)
    before, after = before_and_after(CASES["notifications.Message"])

    def told(at: datetime):
        return next(one for one in selectors.due(at) if one.label == "notifications.Message")

    early, late = told(before), told(after)
    assert (early.now, early.held, early.oldest, early.soon) == (0, 0, None, 2)
    assert (late.now, late.held, late.oldest, late.soon) == (2, 1, TODAY, 2)
    assert told(before - days(30)).soon == 0
    assert late.keeps == "24 months after it was written; then it is deleted"
    assert Message.objects.count() == 2


@pytest.mark.rule("R46c")
def test_sentences_are_made_from_the_rules():
    told = {one.label: one.model._meta.label and str(one.rule) for one in timed()}
    assert told["accounts.SignIn"] == "24 hours after it began; then it is deleted"
    assert declared_retention()["schools.RegisterFile"].keeps == (
        "until it is read, refused or cancelled; as long as the reading of the register that it belongs to"
    )
    assert declared_retention()["reports.Report"].keeps == ("for good (issued reports can be confirmed by their code)")
    assert told["sessions.Session"] == "until its end; then it is deleted"
    assert told["visits.Accreditation"] == "7 years after it ended; then it is deleted"
    assert told["update.AnswerFile"] == (
        "7 years after its year closed; then emptied: file, name and title (its hash stays)"
    )


@pytest.mark.rule("R46c")
def test_page_shows_each_kind_to_administrators(client):
    past._message()
    flows.clear(at=LATER)
    past._reading()
    client.force_login(iqm_person("Ada", "administrator"))

    page = client.get(reverse("records:retention")).text

    for words in ("24 months after it was written", "Reading of the register", "1 January 2040", "for good"):
        assert words.lower() in page.lower(), words


def test_command_tells_and_changes_nothing_unless_it_is_said(monkeypatch):
    past._tries()
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    told = StringIO()
    call_command("retention", stdout=told)
    assert "accounts.FailedTries: 1 past their time, the oldest of 2026-11-23, 0 held." in told.getvalue()
    assert "Nothing was changed." in told.getvalue()
    assert Clearing.objects.count() == 0

    done = StringIO()
    call_command("retention", "--do", stdout=done)
    assert "accounts.FailedTries: 1 cleared, 0 held, 0 failed" in done.getvalue()
    assert Clearing.objects.get().cleared == {"accounts.FailedTries": 1}


def test_command_ends_with_an_error_where_something_failed(monkeypatch):
    past._tries()
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    monkeypatch.setattr(flows, "_clear_row", Mock(side_effect=ValueError("broken")))
    with pytest.raises(CommandError, match="1 could not be cleared"):
        call_command("retention", "--do", stdout=StringIO())


def test_numbers_of_a_day_add_up_and_name_nobody():
    past._tries()
    flows.clear(at=LATER)
    past._tries()
    flows.clear(at=LATER + timedelta(hours=1))

    kept = Clearing.objects.get()
    assert (kept.cleared, kept.held, kept.failed) == ({"accounts.FailedTries": 2}, {}, {})
    assert kept.last_at == LATER + timedelta(hours=1)


@pytest.mark.rule("R46c")
def test_kinds_of_one_name_are_told_apart_and_numbers_have_a_unit(client):
    names = [one.name for one in selectors.due(NOW)]
    assert len(names) == len(set(names))
    assert "Application (counted since the application was decided)" in names
    assert "Session (counted since it began)" in names
    client.force_login(iqm_person("Ada", "administrator"))
    page = " ".join(client.get(reverse("records:retention")).text.split())
    assert "<dd>0 records</dd>" in page
    assert f'href="{reverse("records:records")}"' in page[page.index("<main") :]
    assert "Nothing goes while a legal hold keeps it" not in page


@pytest.mark.rule("R37a", "R46m")
def test_what_was_reminded_of_is_not_reminded_of_again_once_its_mail_is_cleared() -> None:
    """With the mail goes the row that remembered it."""
    people = staffed_school("Oak School", has_award=False)
    until = TODAY + days(10)
    facts = {"valid_from": until - days(1000), "valid_until": until, "recorded_at": NOW - days(900)}
    AwardFactory(school=people.school, **facts)
    for day in range(60):
        reminders.run(NOW + days(day))
    mails = Message.objects.filter(kind="schools/award_ends")
    assert mails.count() > 0

    later = NOW + days(900)
    flows.clear(at=later)
    assert mails.count() == 0
    reminders.run(later)

    assert mails.count() == 0


@pytest.mark.rule("R46c", "R46m")
def test_words_that_go_go_from_the_trail_as_well() -> None:
    """A title stands in the note of the event that gave it."""
    ours = staffed_school("Oak School")
    role = SchoolRoleFactory(school=ours.school, kind="contributor")
    role_flows.give_title(role, title="Head of Zeb", by=ours.head, at=NOW)
    role_flows.end_role(role, by=ours.head, at=NOW, reason="Zeb left.")
    notes = EventNote.objects.filter(event__subject_type="schools.schoolrole", event__subject_id=role.pk)
    assert set(notes.values_list("text", flat=True)) == {"Head of Zeb", "Zeb left."}

    flows.clear(at=NOW + days(2300))

    assert set(notes.values_list("text", flat=True)) == {CLEARED}
    assert Event.objects.filter(subject_type="schools.schoolrole", subject_id=role.pk).count() >= 2
