"""Words and files are withdrawn from every place where they stand, and what says so stays (R46d)."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.urls import reverse

from centres.year.flows import plan
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.lib import files as stored_files
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import rewritten
from iqm_coe.lib.withdrawing import MARK, Place, copies_of
from iqm_coe.notes.flows import note as note_flows
from iqm_coe.notes.flows import note as notes
from iqm_coe.notes.models.note import Note
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.operations import files
from iqm_coe.operations.conditions import copy
from iqm_coe.operations.invariants import broken
from iqm_coe.operations.periodic import sweep_files
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.conditions.hold import held
from iqm_coe.records.flows import hold as hold_flows
from iqm_coe.records.flows import withdrawal as flows
from iqm_coe.records.models.withdrawal import Withdrawal, WithdrawnPlace
from iqm_coe.records.selectors import withdrawal as selectors
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.flows import pack as pack_flows
from reviews.reports.flows import report as report_flows
from reviews.reports.flows import seal as seal_flows
from reviews.reports.models.pack import PackFile
from reviews.reports.models.report import ReportSection
from reviews.reports.models.seal import SealedFile, SealedReport
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from reviews.update.models.evidence import AnswerFile
from reviews.update.models.target import Target
from reviews.visits.flows import development
from schools.models.register import RegisterFile, RegisterImport
from tests import scene, visits
from tests.clock import NOW
from tests.documents import text_of, upload
from tests.integration.records import everywhere
from tests.scene import iqm_person
from tests.visits import ON_THE_DAY, SECTIONS
from tests.whole import in_turns
from tests.worlds import world

pytestmark = pytest.mark.django_db

NAME = "Zebedee O'Quill"
WHY = "A pupil was named."


def withdraw(name: str = NAME, *, by, at=ON_THE_DAY) -> Withdrawal:
    return flows.withdraw_passage(list(conditions.found(name)), name, by=by, at=at, reason=WHY)


def _issued_with_a_name() -> visits.Visited:
    """A report that was issued with a pupil's name in an earlier version of the update, in the title, the name and the
    bytes of a file, in an agreed target, in a section, in the reason for which it had been sent back, and in the mail
    about that.
    """
    made = visits.opened()
    made.ada = iqm_person("Ada", "administrator")
    answer, by = made.review.answers.get(element__number=1), made.lead.coordinator
    answer_flows.save(answer, rewritten(answer.texts(), {"progress": f"{NAME} reads."}), by=by, at=NOW)
    evidence.add_file(answer, upload(f"{NAME}.pdf", mark=NAME), title=f"What {NAME} wrote", by=by, at=NOW)
    evidence.add_link(answer, url="https://x.example/zebedee-o'quill", title=NAME, by=by, at=NOW)
    visits.update_sent(made.appoint().accept().agree()).record()
    texts = {"aim": f"Help {NAME}", "actions": "Actions", "owner": "The SENCo", "measure": "More of it"}
    element = made.review.framework.elements.get(number=9)
    development.add_target(
        made.review, element=element, **texts, by_when=date(2027, 7, 20), by=made.assessor, at=ON_THE_DAY
    )
    made.plan()
    sections = {**SECTIONS, next(iter(SECTIONS)): "We met **Zebedee**  *O\u2019Quill* and were glad. " * 20}
    made.send(sections=sections)
    report_flows.send_back(
        made.report, read=fingerprint_of(made.report), reason=f"Who is <{NAME}>?", by=made.staff, at=ON_THE_DAY
    )
    made.send(sections=sections).check().confirm().issue()
    while reader.address_one(ON_THE_DAY):
        pass
    return made


def _printed_with_a_name() -> visits.Visited:
    """With the report's document, and a pack."""
    made = _issued_with_a_name()
    seal_flows.build_everything_waiting()
    pack_flows.ask(made.year, by=made.lead.coordinator, at=ON_THE_DAY)
    pack_flows.build_everything_waiting()
    return made


issued_with_a_name = world(_issued_with_a_name)
printed_with_a_name = world(_printed_with_a_name)


@pytest.fixture
def _store_of_its_own(settings, tmp_path) -> Callable[[], None]:
    """Bytes that are gone do not come back with the rows."""

    def copy_of_each() -> None:
        stored = (AnswerFile, SealedFile, PackFile)
        names = [name for model in stored for name in model.objects.values_list("file", flat=True)]
        contents = {name: Path(default_storage.path(name)).read_bytes() for name in names}
        settings.MEDIA_ROOT = str(tmp_path)
        for name, content in contents.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)

    return copy_of_each


@pytest.fixture
def told(issued_with_a_name, _store_of_its_own) -> visits.Visited:
    _store_of_its_own()
    return issued_with_a_name


@pytest.fixture
def printed(printed_with_a_name, _store_of_its_own) -> visits.Visited:
    _store_of_its_own()
    return printed_with_a_name


@pytest.fixture
def ada(request):
    """In whichever of the two the test begins."""
    return request.getfixturevalue("printed" if "printed" in request.fixturenames else "told").ada


@pytest.fixture
def withdrawn(printed, ada, django_capture_on_commit_callbacks) -> visits.Visited:
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(by=ada)
    return printed


@pytest.mark.rule("R46d")
def test_words_stand_nowhere_any_more(printed, ada, django_capture_on_commit_callbacks):
    before = everywhere.found("Quill")
    with django_capture_on_commit_callbacks(execute=True):
        one = withdraw(by=ada)

    assert len([place for place in before if place.endswith(".pdf")]) == 3  # handed in, sealed, a pack
    assert len(before) > 12
    assert everywhere.found("Quill") == []
    assert (one.by, one.reason) == (ada, WHY)
    assert Target.objects.get(number=1).aim == f"Help {MARK}"
    assert EventNote.objects.get(text__contains=MARK).text == f"Who is <{MARK}>?"


@pytest.mark.rule("R46i")
def test_a_sealed_report_keeps_its_hash_and_what_remains_is_issued_as_a_correction(withdrawn, client):
    old, new = SealedReport.objects.order_by("pk")
    place = WithdrawnPlace.objects.get(table_name="reports_sealedreport")
    content = json.loads(new.content)

    assert (old.content, old.withdrawn_at) == ("", ON_THE_DAY)
    assert place.before_sha256 == old.sha256
    assert new.report.replaces == old.report
    assert (content["issued"]["replaces"], content["issued"]["code"]) == (old.code, new.code)
    assert MARK in new.content
    assert broken() == []
    assert [answer.about for answer in copy.answers() if answer.wrong] == []
    seal_flows.build_everything_waiting()
    with new.document.file.open() as file:
        assert MARK in " ".join(text_of(file.read()).split())


@pytest.mark.rule("R46i")
def test_page_code_and_file_of_a_sealed_report_say_that_its_content_is_withdrawn(withdrawn, client):
    old = SealedReport.objects.earliest("pk")
    public = client.get(reverse("reports:confirm_code", args=[old.code])).content.decode()
    client.force_login(withdrawn.lead.head)
    page = client.get(reverse("reports:report", args=[old.report_id])).content.decode()
    file = client.get(reverse("reports:report_pdf", args=[old.report_id]))

    assert all("Content withdrawn" in said for said in (public, page, file.content.decode()))
    assert "19 January 2027" in public
    assert WHY not in public + page
    assert withdrawn.lead.school.name not in public
    assert file.status_code == 410


@pytest.mark.rule("R46i")
def test_what_was_lost_without_a_withdrawal_is_still_noticed(withdrawn):
    seal_flows.build_everything_waiting()
    stored = SealedReport.objects.latest("pk").document
    default_storage.delete(stored.file.name)

    assert files.without_file() == [stored.file.name]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_withdrawnplace WHERE table_name = 'reports_sealedreport'")
    assert len([one for one in broken() if "seal" in one.name]) == 2


@pytest.mark.rule("R46d")
def test_a_file_is_withdrawn_with_its_name_and_the_packs_that_may_hold_it(
    printed, ada, django_capture_on_commit_callbacks, client
):
    stored = AnswerFile.objects.get()
    before = (stored.sha256, stored.size)
    with django_capture_on_commit_callbacks(execute=True):
        flows.withdraw_file(stored, by=ada, at=ON_THE_DAY, reason=WHY)

    stored.refresh_from_db()
    assert (stored.name, stored.title) == (MARK, MARK)
    assert (stored.sha256, stored.size) == before
    assert [default_storage.exists(one.file.name) for one in (stored, PackFile.objects.get())] == [False, False]
    assert files.without_file() == []
    client.force_login(printed.lead.coordinator)
    said = client.get(reverse("update:file", args=[stored.pk]))
    assert (said.status_code, "Content withdrawn" in said.content.decode()) == (410, True)


@pytest.mark.rule("R46d")
def test_what_no_school_reads_takes_no_pack_with_it(printed):
    note = note_flows.write(printed.played.centre, "They rang.", by=printed.staff, at=ON_THE_DAY)
    pack = Place(PackFile._meta.db_table, "file", PackFile.objects.get().pk)

    assert copies_of([Place(Note._meta.db_table, "text", note.pk)]) == set()
    assert pack in copies_of([Place(AnswerFile._meta.db_table, "name", AnswerFile.objects.get().pk)])


@pytest.mark.rule("R46d")
def test_while_a_backup_is_taken_the_bytes_stay_and_the_night_takes_them(told, ada, django_capture_on_commit_callbacks):
    stored = AnswerFile.objects.get()
    with patch.object(flows, "take_away", return_value=False), django_capture_on_commit_callbacks(execute=True):
        flows.withdraw_file(stored, by=ada, at=ON_THE_DAY, reason=WHY)

    assert stored.file.name in files.withdrawn_and_lying()
    sweep_files()
    assert files.withdrawn_and_lying() == []


@pytest.mark.rule("R46d")
def test_a_second_withdrawal_of_the_same_finds_nothing(withdrawn, ada):
    places = [Place("update_target", "aim", Target.objects.get(number=1).pk)]

    with pytest.raises(Refused, match="Nothing of it stands there any more"):
        flows.withdraw_passage(places, NAME, by=ada, at=ON_THE_DAY, reason=WHY)
    assert Withdrawal.objects.count() == 1


@pytest.mark.rule("R46d")
@pytest.mark.parametrize(
    ("passage", "reason", "words"),
    [("ab", WHY, "three signs"), (NAME, "About zebedee o'quill.", "repeats the words")],
)
def test_what_is_refused_says_why(told, ada, passage, reason, words):
    with pytest.raises(Refused, match=words):
        flows.withdraw_passage([Place("update_target", "aim", 1)], passage, by=ada, at=NOW, reason=reason)
    with pytest.raises(Refused, match="at least one place"):
        flows.withdraw_passage([], NAME, by=ada, at=NOW, reason=WHY)


@pytest.mark.rule("R46d")
def test_staff_who_are_no_administrators_withdraw_nothing(told):
    for act in (
        lambda: withdraw(by=told.staff),
        lambda: flows.withdraw_file(AnswerFile.objects.get(), by=told.staff, at=NOW, reason=WHY),
        lambda: hold_flows.begin(told.lead.school, by=told.staff, at=NOW, reason=WHY),
    ):
        with pytest.raises(NotPermitted):
            act()


@pytest.mark.rule("R46d")
def test_schools_are_told_without_the_words_and_the_trail_holds_none(withdrawn):
    message = Message.objects.get(kind="schools/content_withdrawn")
    event = Event.objects.get(subject_type="records.withdrawal")

    assert message.audience_of["schools"] == [withdrawn.lead.school.pk]
    assert set(message.context) == {"school", "texts", "path"}
    assert message.context["texts"], "the school reads which texts were concerned"
    assert not any("Quill" in text for text in message.context["texts"])
    assert (event.facts["files"], event.note.text) == (3, WHY)


@pytest.mark.rule("R46d")
def test_school_reads_which_text_it_was(told, ada):
    place = next(one for one in conditions.found(NAME) if one.table == "reports_reportsection")
    flows.withdraw_passage([place], NAME, by=ada, at=ON_THE_DAY, reason=WHY)
    kind = ReportSection.objects.get(pk=place.row).get_kind_display()
    message = Message.objects.get(kind="schools/content_withdrawn")
    assert f"Section of a report ({kind}): text" in message.context["texts"]


@pytest.mark.rule("R46d")
def test_no_school_is_told_of_what_the_office_wrote_for_itself(told, ada):
    """Neither that there was a note on it, nor what else stood there."""
    notes.write(told.lead.school, "Rosamund Vane rang about the parking.", by=ada, at=NOW)
    notes.write(told.played.centre, "Rosamund Vane rang again.", by=ada, at=NOW)

    flows.withdraw_passage(list(conditions.found("Rosamund Vane")), "Rosamund Vane", by=ada, at=ON_THE_DAY, reason=WHY)

    assert not Note.objects.filter(text__contains="Rosamund").exists()
    assert not Message.objects.filter(kind="schools/content_withdrawn").exists()


@pytest.mark.rule("R46d")
@pytest.mark.parametrize(
    ("kept", "reads"),
    [
        ("Plain words.", "Plain words."),
        ("<p>Amos <b>Tarn</b> &amp; co</p><style>p {color: red}</style>", "Amos Tarn & co"),
        ('{"subject": "To Amos", "of": [1, null, true, "<i>Tarn</i>"]}', "To Amos 1 Tarn"),
        ("[he said] it", "[he said] it"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
    ],
)
def test_excerpt_is_as_people_read_it(kept, reads):
    assert selectors.as_it_reads(kept) == reads


@pytest.mark.rule("R46d")
def test_nothing_is_chosen_beforehand_and_all_by_one_button(told, ada, client, monkeypatch):
    monkeypatch.setattr(selectors, "PLACES_A_PAGE", 4)
    client.force_login(ada)
    every = len(conditions.found(NAME))
    page = client.post(reverse("records:find"), {"passage": NAME}).text
    boxes = r'type="checkbox" name="places"'
    assert page.count(boxes) == 4
    assert page.count("checked") == 0
    assert f"Places 1 to 4 of {every}" in page
    assert "{&quot;" not in page
    assert "&lt;p" not in page

    asked = {"passage": NAME, "reason": "A pupil.", "choose": "all", "page": "2"}
    second = client.post(reverse("records:find"), asked).text
    assert f"Places 5 to 8 of {every}" in second
    assert second.count("checked") == 4
    assert "A pupil." in second
    none = client.post(reverse("records:find"), {**asked, "choose": "none"}).text
    assert none.count("checked") == 0


@pytest.mark.rule("R46d")
@pytest.mark.parametrize("stops", ["signals", "remains_of", "belongs_to"])
def test_half_a_withdrawal_is_none(told, ada, django_capture_on_commit_callbacks, stops):
    """The bytes go only once the rest stands."""
    before = everywhere.found("Quill")
    with (
        patch.object(flows, stops, side_effect=RuntimeError, content_withdrawn=None),
        pytest.raises((RuntimeError, AttributeError)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        withdraw(by=ada)

    assert everywhere.found("Quill") == before
    assert Withdrawal.objects.count() == 0


# ---- What the application's role may not do


@pytest.fixture
def as_the_application(told):
    call_command("grant_app_role")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {configured.DATABASE_APP_ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.mark.rule("R46j")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_sealedreport SET content = '', withdrawn_at = now()",
        "UPDATE reports_sealedfile SET withdrawn_at = now()",
        "UPDATE update_answerversion SET progress = '[content withdrawn]'",
        "INSERT INTO records_withdrawnplace VALUES (1, 'reports_sealedreport', 'content', 1, '', '', true, 1)",
        "INSERT INTO records_withdrawal (by_id, at, reason, is_passage) VALUES (1, now(), 'x', true)",
        "SELECT withdraw_one(1, now(), NULL, 'accounts_event', 'action', 1, 'words')",
    ],
)
def test_the_application_withdraws_by_the_function_alone(as_the_application, statement):
    as_the_application.execute("SET LOCAL iqm.withdrawing = 'on'")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        as_the_application.execute(statement)


@pytest.mark.rule("R46j")
def test_the_owner_s_own_update_is_refused_as_before(told):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL iqm.withdrawing = 'on'")
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            cursor.execute("UPDATE reports_sealedreport SET content = '', withdrawn_at = now()")


@pytest.mark.rule("R46j")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"places": [{"of_table": "accounts_event", "of_column": "action", "of_row": 1}]}, "not withdrawable"),
        ({"places": [{"of_table": "reports_sealedreport", "of_column": "code", "of_row": 1}]}, "not withdrawable"),
        ({"places": []}, "nothing of it"),
        ({"why": "  "}, "says why"),
        ({"passage": "a"}, "three signs"),
        ({"who": "staff"}, "act of an administrator"),
        ({"who": None}, "act of an administrator"),
    ],
)
def test_the_function_refuses_what_is_no_withdrawal(as_the_application, told, ada, change, words):
    target = {"of_table": "update_target", "of_column": "aim", "of_row": Target.objects.get(number=1).pk}
    given = {"who": ada.pk, "why": WHY, "passage": NAME, "places": [target]} | change
    who = told.staff.pk if given["who"] == "staff" else given["who"]
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        as_the_application.execute(
            "SELECT withdraw_content(%s, %s, %s, %s, %s)",
            [who, NOW, given["why"], given["passage"], json.dumps(given["places"])],
        )


@pytest.mark.rule("R46j")
def test_the_application_withdraws_through_the_function(as_the_application, ada):
    withdraw(by=ada)

    assert conditions.found(NAME) == {}


# ---- Legal hold


@pytest.mark.rule("R46k")
@pytest.mark.parametrize("of", ["review", "school", "centre", "person"])
def test_what_is_held_is_not_withdrawn_until_the_hold_ends(told, ada, of):
    subjects = {
        "review": told.review,
        "school": told.lead.school,
        "centre": told.played.centre,
        "person": told.assessor,
    }
    hold = hold_flows.begin(subjects[of], by=ada, at=NOW, reason="A claim is open.")
    before = everywhere.found("Quill")

    with pytest.raises(Refused, match=r"legal hold stands.*A claim is open.*under Records"):
        withdraw(by=ada)
    assert everywhere.found("Quill") == before
    assert held(told.report) == hold
    hold_flows.end(hold, by=ada, at=NOW, reason="Settled.")
    assert held(told.report) is None
    withdraw(by=ada)
    assert conditions.found(NAME) == {}


@pytest.mark.rule("R46k")
def test_a_hold_on_a_member_school_keeps_what_belongs_to_its_centre_and_no_other(told, ada):
    other = scene.staffed_school("Another School")
    hold = hold_flows.begin(told.member.school, by=ada, at=NOW, reason="A claim is open.")

    assert held(told.played.plan()) == hold
    assert held(told.report) == hold
    assert held(other.school) is None
    assert held(other.school.roles.first()) is None


@pytest.mark.rule("R46k")
def test_one_hold_stands_on_a_thing_and_ends_once(told, ada):
    hold = hold_flows.begin(told.review, by=ada, at=NOW, reason="A claim is open.")
    with pytest.raises(Refused, match="stands on it already"):
        hold_flows.begin(told.review, by=ada, at=NOW, reason="Again.")
    hold_flows.end(hold, by=ada, at=NOW, reason="Settled.")
    with pytest.raises(Refused, match="has ended already"):
        hold_flows.end(hold, by=ada, at=NOW, reason="Settled.")


SAYS_SO = "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {0} DISABLE TRIGGER USER; UPDATE {0} SET withdrawn_at = now()"
BREAKS = {
    "no withdrawal leaves a guard open": "UPDATE records_withdrawnplace SET is_open = true",
    "every withdrawal has its places": "DELETE FROM records_withdrawnplace",
    **{
        f"what is withdrawn of {table} was withdrawn by an act": SAYS_SO.format(table)
        for table in (
            *("reports_sealedreport", "reports_sealedfile", "reports_packfile", "update_answerfile"),
            *("year_planversion", "schools_registerfile"),
        )
    },
}


@in_turns(4)
@pytest.mark.rule("R46i")
@pytest.mark.parametrize("name", BREAKS)
def test_invariant_names_what_is_broken(printed, name):
    """As if somebody below the product said that something was withdrawn."""
    plan.lodge(printed.played.plan(), upload(), by=printed.lead.coordinator, at=ON_THE_DAY)
    read = RegisterImport.objects.create(read_by=printed.staff, read_at=NOW, file_name="register.csv")
    made = stored_files.made(b"URN", name="register.csv")
    RegisterFile.objects.create(reading=read, **made)
    record_event(printed.ada, "note", by=printed.ada, at=NOW, reason="Of Marguerite.")
    withdraw("Marguerite", by=printed.ada)
    assert broken() == []

    with connection.cursor() as cursor:
        cursor.execute(BREAKS[name])

    assert name in {breach.name for breach in broken()}
