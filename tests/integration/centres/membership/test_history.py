"""The page of a Centre tells all that has happened to it and to what is its own: each what they may see (P11)."""

import pytest
import time_machine
from django.urls import reverse

from centres.billing.models.invoice import InvoiceLine
from centres.membership.models.centre import Centre
from centres.membership.selectors import history
from centres.membership.selectors.history import LINES_A_PAGE, History, history_of
from centres.year.enums import PlanKind
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.event_words import in_words
from iqm_coe.lib.history import Chapter, declared
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.templatetags.words import money
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.models.report import Report
from schools.models.role import SchoolRole
from tests.clock import NOW, days
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.integration.centres.money import settle
from tests.meta.cast import cast
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_one_page"), pytest.mark.rule("R44ak")]

# Events of these rooms that are told nowhere, and why.
UNTOLD = {
    "visits.finding": "what an assessor notes is read in the report",
    "visits.targetjudgement": "what an assessor judges is read in the report",
    "visits.visitedreview": "what an assessor notes of the day is read in the report",
    "visits.accreditation": "of a person, not of a Centre",
    "billing.feeband": "of the programme",
    "billing.vatrate": "of the programme",
    "billing.payer": "of the programme",
    "update.targetprogress": "each save of a text",
}
ROOMS = {"membership", "year", "application", "billing", "consultancy", "update", "visits", "reports"}


@pytest.fixture(name="issued")
def _issued(_cast_of_issued):
    return _cast_of_issued


_cast_of_issued = world(lambda: cast("issued"))


@pytest.fixture(name="checking")
def _checking(_cast_of_checking):
    return _cast_of_checking


_cast_of_checking = world(lambda: cast("checking"))


def told(made, who: str, **asked: str) -> History:
    user = User.objects.get(pk=made.people[who].pk)
    with answered_per_request():  # as the page that shows it
        return history_of(made.played.centre, user, asked)


def lines(made, who: str, **asked: str) -> list:
    """Every line of every page."""
    first = told(made, who, **asked)
    others = [told(made, who, **asked, history=str(page)) for page in first.page.paginator.page_range[1:]]
    return [line for page in (first, *others) for line in page.lines]


@pytest.fixture
def _on_one_page(monkeypatch) -> None:
    monkeypatch.setattr(history, "LINES_A_PAGE", 1000)


def whats(made, who: str, **asked: str) -> set[str]:
    return {line.what for line in lines(made, who, **asked)}


def begins(what: set[str], words: str) -> bool:
    return any(one.startswith(words) for one in what)


# ---- complete ----


def test_every_kind_of_thing_that_has_events_is_told_or_excused(issued):
    kinds = {label for label in Event.objects.values_list("subject_type", flat=True) if label.split(".")[0] in ROOMS}

    assert kinds - {one.label for one in declared()} - set(UNTOLD) == set()


def test_each_kind_of_event_is_found_by_staff_who_read_all_and_has_words(issued):
    found = whats(issued, "staff")
    centre = issued.played.centre
    quiet = {(one.label, action) for one in declared() for action in one.quiet}
    of_the_centre = {
        (one.label, number): one
        for one in declared()
        for number in one.rows(issued.people["staff"], centre.pk).values_list("pk", flat=True)
    }
    happened = {
        (event.subject_type, event.action)
        for event in Event.objects.all()
        if (event.subject_type, event.subject_id) in of_the_centre
    }

    assert {label for label, _action in happened} > {"year.centreyear", "billing.charge", "reports.report"}
    for label, action in happened - quiet:
        words = in_words(label, action)
        assert begins(found, words), (label, action)
        assert words != action.replace("_", " ").capitalize(), (label, action)
    for label, action in happened & quiet:
        assert not begins(found, in_words(label, action))


def test_newest_stands_on_top_and_what_happened_after_the_approval_is_told(issued):
    at = [line.at for line in lines(issued, "staff")]
    found = whats(issued, "staff")

    assert at == sorted(at, reverse=True)
    for words in ("Centre started", "Application approved", "The year opened: Year 1", "The report was issued"):
        assert begins(found, words), words


def test_each_line_that_leads_somewhere_opens_for_whoever_reads_it(checking, client):
    for who in ("staff", "administrator", "coordinator", "peer", "adviser", "visiting"):
        client.force_login(checking.people[who], backend="iqm_coe.accounts.backends.PersonBackend")
        with time_machine.travel(NOW + days(1) / 24, tick=False):
            urls = {line.url for line in lines(checking, who) if line.url}
            assert urls, who
            answers = {url: client.get(url).status_code for url in urls}
        assert {url for url, status in answers.items() if status != 200} == set(), who


# ---- secret ----


def test_money_is_told_to_who_reads_it_and_a_school_reads_its_own_alone(issued):
    settle(issued.played.centre.years.get(number=1), by=issued.people["finance"])
    assert begins(whats(issued, "staff", chapter="money"), "Invoice issued")
    assert begins(whats(issued, "staff", chapter="money"), "Payment recorded")
    for who in ("administrator", "adviser", "visiting"):
        assert whats(issued, who, chapter="money") == set()
        assert not begins(whats(issued, who), "Invoice issued")
        assert not begins(whats(issued, who), "Payment recorded")
    own = whats(issued, "coordinator", chapter="money")
    assert not begins(own, "Payment recorded")
    assert not begins(own, "An annual payment was raised")
    assert begins(own, "Invoice issued: ")
    (school,) = {line.charge.school.name for line in InvoiceLine.objects.visible_to(issued.people["coordinator"])}
    assert all(school in what for what in own if what.startswith("Invoice issued"))
    names = {issued.member_school.name}
    assert not any(name in what for what in own for name in names)


def test_lines_of_money_say_how_much_of_which_school_and_on_which_invoice_and_each_stands_once(issued):
    settle(issued.played.centre.years.get(number=1), by=issued.people["finance"])
    told = [line.what for line in lines(issued, "staff", chapter="money")]

    for line in InvoiceLine.objects.select_related("invoice", "charge__membership__school"):
        school, number = line.charge.school.name, line.invoice.number
        assert told.count(f"A payment was used for a line: {money(line.gross)}, {school}, {number}") == 1
        assert [what for what in told if what.startswith("Invoice issued") and number in what] == [
            f"Invoice issued: {number}, {school}, Year 1"
        ]
        assert f"Payment recorded: {money(line.gross)}" in told
    assert not begins(set(told), "An annual payment was invoiced")


def test_line_of_a_plan_says_which_plan(issued):
    for plan in issued.played.centre.years.get(number=1).plans.all():
        record_event(plan, "lodge", by=issued.people["staff"], at=NOW)

    told = [line.what for line in lines(issued, "staff", chapter="year") if line.what.startswith("Lodged")]

    assert set(told) == {f"Lodged: {kind.label}, Year 1" for kind in PlanKind}


def test_draft_of_a_report_is_told_to_the_office_and_never_to_schools(checking, issued):
    for made in (checking, issued):
        draft = "The draft went to the quality check"
        assert begins(whats(made, "staff"), draft)
        for who in ("coordinator", "peer", "adviser"):
            assert not begins(whats(made, who), draft)
            assert not begins(whats(made, who), "The report was begun")


def test_report_of_one_school_is_not_told_to_another(issued):
    school = Report.objects.get().review.school

    assert begins(whats(issued, "coordinator"), f"The report was issued: {school.name}")
    assert not begins(whats(issued, "peer"), "The report was issued")
    assert not begins(whats(issued, "peer"), "The update was declared and sent: " + school.name)


def test_staff_with_a_role_at_the_school_read_nothing_of_its_draft(checking):
    user = checking.people["staff"]
    assert begins(whats(checking, "staff"), "The report was begun")

    SchoolRole.objects.create(user=user, school=checking.played.lead.school, kind="contributor", granted_at=NOW)

    assert not begins(whats(checking, "staff"), "The report was begun")


def test_reasons_are_for_the_office(issued):
    event = Event.objects.of(issued.played.centre).order_by("pk").last()
    EventNote.objects.update_or_create(event=event, defaults={"text": "A reason of the office."})

    assert "A reason of the office." in {line.why for line in lines(issued, "staff")}
    assert {line.why for line in lines(issued, "coordinator")} == {""}


def test_mail_is_told_to_the_office_and_to_its_reader(issued):
    centre, coordinator, peer = issued.played.centre, issued.people["coordinator"], issued.people["peer"]
    mail = MessageFactory(about_type="membership.centre", about_id=centre.pk)
    DeliveryFactory(message=mail, user=coordinator, address=coordinator.email, subject="To the coordinator")
    DeliveryFactory(message=mail, user=peer, address=peer.email, subject="To the peer")

    (one,) = [line for line in lines(issued, "staff", chapter="mail") if line.what == "Mail: To the coordinator"]
    assert one.by == f"to {coordinator.name} and 1 other"
    assert whats(issued, "coordinator", chapter="mail") == {"Mail: To the coordinator"}
    assert whats(issued, "peer", chapter="mail") == {"Mail: To the peer"}
    assert whats(issued, "adviser", chapter="mail") == set()

    Message.objects.filter(pk=mail.pk).update(is_confidential=True)
    assert whats(issued, "coordinator", chapter="mail") == set()


def test_events_of_another_centre_are_not_told(issued):
    other = Centre.objects.exclude(pk=issued.played.centre.pk).earliest("pk")
    staff = issued.people["staff"]
    before = told(issued, "staff").page.paginator.count

    Event.objects.create(at=NOW, by=staff, action="start", subject_type="membership.centre", subject_id=other.pk)

    assert told(issued, "staff").page.paginator.count == before


# ---- narrowed and in pages ----


def test_narrowed_by_chapter_and_by_school(issued):
    lead = issued.played.lead.school
    all_of_it = lines(issued, "staff")
    in_chapters = [line for chapter in Chapter.values for line in lines(issued, "staff", chapter=chapter)]
    assert len(in_chapters) == len(all_of_it)

    reports = whats(issued, "staff", chapter="report")
    assert begins(reports, "The report was issued")
    assert not begins(reports, "Centre started")

    of_lead = whats(issued, "staff", school=str(lead.pk))
    assert begins(of_lead, "The report was issued")
    assert not begins(of_lead, "Centre started")
    assert not any(issued.member_school.name in what for what in of_lead)


@pytest.mark.parametrize("asked", [{"chapter": "x"}, {"school": "abc"}, {"school": "0"}, {"history": "-1"}])
def test_what_is_asked_for_by_hand_narrows_nothing(issued, asked):
    assert told(issued, "staff", **asked).page.paginator.count == told(issued, "staff").page.paginator.count


def test_pages_hold_each_line_once(issued, monkeypatch):
    monkeypatch.setattr(history, "LINES_A_PAGE", LINES_A_PAGE)
    first, of_all_pages = told(issued, "staff"), lines(issued, "staff")
    assert len(first.lines) == LINES_A_PAGE
    assert len(of_all_pages) == first.page.paginator.count > 2 * LINES_A_PAGE
    monkeypatch.setattr(history, "LINES_A_PAGE", 1000)
    assert of_all_pages == told(issued, "staff").lines
    monkeypatch.setattr(history, "LINES_A_PAGE", LINES_A_PAGE)

    second = told(issued, "staff", history="2", chapter="")
    assert first.lines[-1].at >= second.lines[0].at
    assert "chapter=report" in told(issued, "staff", history="2", chapter="report").querystring


def test_page_shows_it_with_its_filters(issued, client):
    client.force_login(issued.people["staff"], backend="iqm_coe.accounts.backends.PersonBackend")
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        answer = client.get(reverse("membership:centre", args=[issued.played.centre.pk]), {"chapter": "report"}).text

    assert "The report was issued" in answer
    assert "Centre started" not in answer
    assert '<option value="report" selected>' in answer
