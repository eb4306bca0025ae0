"""Two people at the same moment about one visit, plan or report: one wins, the other is told, nothing is lost."""

import os

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError, ProgrammingError

from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import rewritten, written
from iqm_coe.operations import invariants
from iqm_coe.texts.models.kept import KeptText
from reviews.reports.flows import report
from reviews.reports.models.seal import SealedReport
from reviews.visits.flows import date, development, finding, visit
from reviews.visits.models.development import DevelopmentPlan, PlanSignature
from reviews.visits.models.visit import Visit, VisitedReview
from tests import scene, visits
from tests.clock import NOW
from tests.integration.test_races import one_winner, race
from tests.visits import ON_THE_DAY, VISIT_DAY, fingerprint_of, shown_of

AS_THE_APPLICATION = [
    "UPDATE reports_sealedreport SET content = '{}'",
    "DELETE FROM reports_sealedreport",
    "TRUNCATE reports_sealedreport",
    "ALTER TABLE reports_sealedreport DISABLE TRIGGER ALL",
    "DELETE FROM accounts_event",
    "UPDATE update_target SET aim = 'Easier'",
    "DELETE FROM update_target",
]
TIMES = range(int(os.environ.get("RACE_RUNS", "1")))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


@pytest.mark.rule("R20c", "R20f")
@pytest.mark.parametrize("_", TIMES)
def test_two_visits_of_one_assessor_agreed_on_one_day(_):
    one = visits.opened().appoint().accept()
    other = visits.opened(one.assessor).appoint().accept()
    offers = [date.propose(made.visit, [VISIT_DAY], by=made.assessor, at=NOW).proposals.get() for made in (one, other)]

    _won, lost = one_winner(
        lambda: date.accept(offers[0], by=one.lead.coordinator, at=NOW),
        lambda: date.accept(offers[1], by=other.lead.coordinator, at=NOW),
    )

    assert type(lost) is date.DayTaken
    assert "Asha has another visit agreed for Tuesday 19 January 2027" in str(lost)
    assert sorted(Visit.objects.values_list("state", flat=True)) == ["agreed", "declared"]


@pytest.mark.rule("R20f")
@pytest.mark.parametrize("_", TIMES)
def test_accept_a_day_and_answer_with_others(_):
    made = visits.opened().appoint().accept()
    offer = date.propose(made.visit, [VISIT_DAY], by=made.assessor, at=NOW).proposals.get()

    race(
        lambda: date.accept(offer, by=made.lead.coordinator, at=NOW),
        lambda: date.propose(made.visit, [VISIT_DAY], by=made.lead.head, at=NOW),
    )

    made.visit.refresh_from_db()
    waiting = made.visit.rounds.filter(state="open").count()
    assert (made.visit.state, waiting) in {("agreed", 0), ("declared", 1)}


@pytest.mark.rule("R21a")
@pytest.mark.parametrize("_", TIMES)
def test_two_appointments_for_one_school(_):
    made = visits.opened()
    second = scene.iqm_person("Ben", "assessor")
    visits.accredit(second, by=made.staff)
    facts = {"reviews": [made.review], "host": made.lead.school, "mode": "remote", "at": NOW}

    _won, lost = one_winner(
        lambda: visit.appoint(made.year, assessor=made.assessor, by=made.staff, **facts),
        lambda: visit.appoint(made.year, assessor=second, by=made.second, **facts),
    )

    assert "has a visit this year already" in str(lost)
    assert VisitedReview.objects.filter(released_at=None).count() == 1


@pytest.mark.rule("R22b")
@pytest.mark.parametrize("_", TIMES)
def test_one_element_saved_from_two_devices(_):
    made = visits.agreed()
    review, element = made.review, made.review.framework.elements.get(number=1)

    def save(words):
        found = written(outcome="advice", remarks=words)
        return lambda: finding.save_finding(review, element, found, by=made.assessor, at=ON_THE_DAY)

    saved, refused = race(save("From the tablet."), save("From the desk."))

    (kept,) = KeptText.objects.all()
    assert (len(saved), refused) == (2, [])
    assert {review.findings.get().remarks, kept.mine} == {"From the tablet.", "From the desk."}


def _drafted():
    made = visits.agreed()
    for number in (1, 2, 3):
        made.target(number)
    return made


@pytest.mark.rule("R23a")
@pytest.mark.parametrize("_", TIMES)
def test_both_sides_agree_at_once(_):
    made = _drafted()
    review = made.review

    race(
        lambda: development.agree(review, read=shown_of(review), by=made.assessor, at=ON_THE_DAY),
        lambda: development.agree(review, read=shown_of(review), by=made.lead.head, at=ON_THE_DAY),
    )

    assert DevelopmentPlan.objects.get().state == "agreed"
    assert set(PlanSignature.objects.values_list("side", flat=True)) == {"assessor", "school"}


@pytest.mark.rule("R23a")
@pytest.mark.parametrize("_", TIMES)
def test_head_and_coordinator_agree_for_one_school_at_once(_):
    made = _drafted()
    review = made.review

    won, lost = one_winner(
        lambda: development.agree(review, read=shown_of(review), by=made.lead.coordinator, at=ON_THE_DAY),
        lambda: development.agree(review, read=shown_of(review), by=made.lead.head, at=ON_THE_DAY),
    )

    signature = PlanSignature.objects.get()
    assert won.state == "drafting"
    assert f"{signature.name} has agreed for your side already" in str(lost)


@pytest.mark.rule("R23b")
@pytest.mark.parametrize("_", TIMES)
def test_agree_and_change_a_target(_):
    made = _drafted()
    review = made.review
    development.agree(review, read=shown_of(review), by=made.assessor, at=ON_THE_DAY)
    target = review.targets.get(number=1)
    edit = rewritten(target.texts(), {"aim": "Another aim"})

    race(
        lambda: development.agree(review, read=shown_of(review), by=made.lead.head, at=ON_THE_DAY),
        lambda: development.change_target(target, edit, by=made.assessor, at=ON_THE_DAY),
    )

    state = DevelopmentPlan.objects.get().state
    aim = review.targets.get(number=1).aim
    standing = PlanSignature.objects.filter(taken_back_at=None).count()
    # The head read before or after the change; whoever read before it agrees to nothing.
    assert (state, aim, standing) in {
        ("agreed", "Aim 1", 2),
        ("drafting", "Another aim", 1),
        ("drafting", "Another aim", 0),
    }


@pytest.mark.rule("R26b")
@pytest.mark.parametrize("_", TIMES)
def test_two_staff_issue_one_report(_):
    made = visits.confirmed()
    found = made.report

    won, lost = one_winner(
        lambda: report.issue(found, read=fingerprint_of(found), by=made.staff, at=ON_THE_DAY),
        lambda: report.issue(found, read=fingerprint_of(found), by=made.second, at=ON_THE_DAY),
    )

    assert type(lost) is WrongState
    assert "Issued" in str(lost)
    assert SealedReport.objects.get() == won


@pytest.mark.rule("R26b")
@pytest.mark.parametrize("_", TIMES)
def test_issue_and_send_back(_):
    made = visits.confirmed()
    found = made.report

    one_winner(
        lambda: report.issue(found, read=fingerprint_of(found), by=made.staff, at=ON_THE_DAY),
        lambda: report.send_back(
            found, read=fingerprint_of(found), reason="One more look.", by=made.second, at=ON_THE_DAY
        ),
    )

    found.refresh_from_db()
    assert (found.state, SealedReport.objects.count()) in {("issued", 1), ("draft", 0)}


@pytest.mark.rule("R24b")
@pytest.mark.parametrize("_", TIMES)
def test_the_school_disputes_while_the_clock_accepts_silence(_):
    made = visits.factual()
    found, late = made.report, ON_THE_DAY.replace(month=3)

    def dispute():
        return report.dispute_facts(found, corrections="412 pupils.", by=made.lead.head, at=late)

    race(dispute, lambda: report.accept_silence(late))

    found.refresh_from_db()
    assert (found.state, found.factual.answer) in {("draft", "corrections"), ("ready", "silence")}


@pytest.mark.rule("R26b", "R45b")
def test_the_applications_role_cannot_touch_what_is_sealed():
    visits.issued()

    refused = (ProgrammingError, InternalError, IntegrityError)
    for statement in AS_THE_APPLICATION:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE iqm_app")
            with pytest.raises(refused), transaction.atomic():
                cursor.execute(statement)

    assert SealedReport.objects.count() == 1
