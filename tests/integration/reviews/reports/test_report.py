"""The report: draft, check, facts, issue, in that order; sealed, and confirmed by its code."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.utils import InternalError

from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.versioned import rewritten, written
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from reviews.reports import conf
from reviews.reports.flows import report, seal
from reviews.reports.models.report import FactualCheck, Report
from reviews.reports.models.seal import SealedFile, SealedPrint, SealedReport
from reviews.reports.periodic import accept_silence
from reviews.reports.selectors.seal import printed
from reviews.visits.flows import finding
from reviews.visits.models.visit import Visit
from tests import scene
from tests import visits as visits_tests
from tests.clock import TODAY, days
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import SchoolRoleFactory
from tests.visits import ON_THE_DAY, SECTIONS, VISIT_DAY, fingerprint_of

pytestmark = pytest.mark.django_db

OTHER_CONTENT = """
    INSERT INTO reports_sealedreport (report_id, content, sha256, code, issued_at, issued_by_id)
    SELECT report_id, 'other', sha256, 'ABCDEFGHJK', issued_at, issued_by_id FROM reports_sealedreport
"""
LAST_DAY = date(2027, 2, 2)  # ten working days after 19 January 2027


def state(made) -> str:
    return made.report.state


# ---- writing ----


@pytest.mark.rule("R24a")
def test_the_draft_is_saved_with_its_sections(recorded):
    saved = recorded.write(sections={"overview": "Warm."}, recommendation="")

    assert (saved.version, saved.recommendation, saved.state) == (1, "", "draft")
    assert set(saved.sections.exclude(text="").values_list("kind", "text")) == {("overview", "Warm.")}


@pytest.mark.rule("R24d")
def test_a_draft_saved_meanwhile_is_not_overwritten(recorded):
    page = recorded.draft("maintain", sections=SECTIONS | {"overview": "From the desk."})
    recorded.write()

    (kept,) = report.write(recorded.report, page, by=recorded.assessor, at=ON_THE_DAY).clashes

    assert (kept.box, kept.mine, kept.theirs) == ("overview", "From the desk.", SECTIONS["overview"])
    assert recorded.report.texts()["overview"] == SECTIONS["overview"]


@pytest.mark.rule("R24d")
def test_sections_of_two_devices_stand_beside_each_other(recorded):
    recorded.write()
    now = recorded.report.texts()
    for name in ("overview", "meetings"):
        report.write(recorded.report, rewritten(now, {name: f"New {name}."}), by=recorded.assessor, at=ON_THE_DAY)

    texts = recorded.report.texts()
    assert (texts["overview"], texts["meetings"]) == ("New overview.", "New meetings.")


@pytest.mark.rule("R24a")
def test_only_its_author_writes(recorded):
    other = scene.iqm_person("Ben", "assessor")
    for by in (other, recorded.staff, recorded.lead.coordinator):
        with pytest.raises(NotPermitted):
            report.write(recorded.report, written(overview="Theirs."), by=by, at=ON_THE_DAY)


@pytest.mark.rule("R24a")
def test_what_is_missing_is_said_before_sending(agreed):
    agreed.record()

    draft = agreed.write(sections={}, recommendation="maintain")
    with pytest.raises(report.NotWritten) as no:
        report.send_to_check(draft, read=fingerprint_of(draft), by=agreed.assessor, at=ON_THE_DAY)

    assert str(no.value) == (
        "The report cannot be sent yet. “Sources of evidence” is not written yet. “Meetings held with” is not written "
        "yet. “Overview” is not written yet. The plan for development is not agreed by both sides yet."
    )
    assert state(agreed) == "draft"


@pytest.mark.rule("R25a")
def test_conditions_have_a_day_each_and_belong_to_their_recommendation(recorded):
    wanted = [report.NewCondition("Train the new staff.", date(2027, 6, 1))]
    with pytest.raises(report.NotWritten, match="needs at least one"):
        recorded.send(recommendation="conditions")

    recorded.write(recommendation="conditions", conditions=wanted)
    assert set(recorded.report.conditions.values_list("text", "due_on")) == {("Train the new staff.", date(2027, 6, 1))}
    with pytest.raises(Refused, match="Conditions belong to “Maintain with conditions”"):
        recorded.write(recommendation="maintain", conditions=wanted)
    recorded.write(recommendation="maintain")

    assert recorded.report.conditions.count() == 0


@pytest.mark.rule("R25a")
@pytest.mark.parametrize(("offset", "is_possible"), [(-1, False), (0, False), (1, True)])
def test_a_condition_is_met_after_the_visit(recorded, offset, is_possible):
    wanted = [report.NewCondition("Train the new staff.", VISIT_DAY + days(offset))]
    if is_possible:
        assert recorded.write(recommendation="conditions", conditions=wanted).conditions.count() == 1
        return
    with pytest.raises(Refused, match="after the visit, on Tuesday 19 January 2027"):
        recorded.write(recommendation="conditions", conditions=wanted)


CLOSINGS = {given: setting.default for given, setting in conf.CLOSINGS.items()}


def closing(made, recommendation: str, **typed) -> str:
    """The closing words once this is recommended, and these boxes are typed."""
    edit = rewritten(made.report.texts(), {"recommendation": recommendation, **typed})
    return report.write(made.report, edit, by=made.assessor, at=ON_THE_DAY).row.texts()["closing"]


@pytest.mark.rule("R25c")
def test_closing_words_begin_with_those_of_the_recommendation(recorded):
    assert closing(recorded, "") == ""
    assert closing(recorded, "maintain") == CLOSINGS["maintain"]
    assert "reviewed again in 12 months" in CLOSINGS["maintain"]
    assert closing(recorded, "not_maintained") == CLOSINGS["not_maintained"]


@pytest.mark.rule("R25c")
def test_closing_words_of_the_assessors_own_stay(recorded):
    closing(recorded, "maintain")
    own = f"{CLOSINGS['maintain']} Sooner if they wish."
    assert closing(recorded, "maintain", closing=own) == own
    assert closing(recorded, "conditions") == own
    assert closing(recorded, "conditions", closing="") == ""  # who takes them out has none
    assert closing(recorded, "conditions", overview="More.") == ""


@pytest.mark.rule("R25c")
def test_closing_words_that_came_by_themselves_are_told_as_nobodys(recorded):
    nothing, words = {"closing": ""}, {"closing": "Ours."}
    chosen = report.write(
        recorded.report, recorded.draft("maintain", sections=nothing), by=recorded.assessor, at=ON_THE_DAY
    )
    typed = report.write(
        recorded.report, recorded.draft("not_maintained", sections=words), by=recorded.assessor, at=ON_THE_DAY
    )

    assert (chosen.is_merged, set(chosen.filled), set(typed.filled)) == (False, {"closing"}, set())


@pytest.mark.rule("R24a", "R48e")
def test_nobody_signs_what_they_have_not_read(recorded):
    read = fingerprint_of(recorded.write())
    recorded.write(sections={**SECTIONS, "overview": "Written in another tab."})

    with pytest.raises(Refused, match="Read it again"):
        report.send_to_check(recorded.report, read=read, by=recorded.assessor, at=ON_THE_DAY)
    assert state(recorded) == "draft"


def test_closing_words_stand_below_the_recommendation(recorded):
    sealed = recorded.send(sections={**SECTIONS, "closing": ""}).check().confirm().issue()

    told = printed(sealed)

    assert told["closing"] == CLOSINGS["maintain"]
    assert "closing" not in {one["kind"] for one in told["sections"]}


# ---- checking ----


@pytest.mark.rule("R24a")
def test_the_steps_come_in_their_order(recorded):
    recorded.write()
    staff, head, assessor = recorded.staff, recorded.lead.head, recorded.assessor
    steps = {
        "pass": lambda: report.pass_check(
            recorded.report, read=fingerprint_of(recorded.report), by=staff, at=ON_THE_DAY
        ),
        "confirm": lambda: report.confirm_facts(recorded.report, by=head, at=ON_THE_DAY),
        "issue": lambda: report.issue(recorded.report, read=fingerprint_of(recorded.report), by=staff, at=ON_THE_DAY),
        "send": lambda: report.send_to_check(
            recorded.report, read=fingerprint_of(recorded.report), by=assessor, at=ON_THE_DAY
        ),
    }
    order = [("draft", "send"), ("checking", "pass"), ("factual", "confirm"), ("ready", "issue")]

    for now, right in order:
        assert state(recorded) == now
        for name in set(steps) - {right}:
            with pytest.raises(WrongState):
                steps[name]()
        steps[right]()

    assert state(recorded) == "issued"


@pytest.mark.rule("R24a", "R48e")
def test_the_checker_is_free_staff_and_not_the_author(checking):
    conflicted = scene.iqm_person("Conflicted", "staff")
    SchoolRoleFactory(user=conflicted, school=checking.member.school, kind="contributor")
    IqmRoleFactory(user=checking.assessor, kind="staff")
    checking.assessor.__dict__.pop("iqm_roles", None)

    for by in (conflicted, checking.assessor, checking.lead.head, scene.iqm_person("Ada", "administrator")):
        with pytest.raises(NotPermitted):
            report.pass_check(checking.report, read=fingerprint_of(checking.report), by=by, at=ON_THE_DAY)
    with pytest.raises(IntegrityError, match="checker_is_not_its_author"), transaction.atomic():
        Report.objects.update(checked_by=checking.assessor, checked_at=ON_THE_DAY)

    assert state(checking) == "checking"


@pytest.mark.rule("R24a")
def test_staff_send_it_back_with_a_reason(checking):
    with pytest.raises(Refused, match="reason"):
        report.send_back(
            checking.report, read=fingerprint_of(checking.report), reason=" ", by=checking.staff, at=ON_THE_DAY
        )

    back = report.send_back(
        checking.report,
        read=fingerprint_of(checking.report),
        reason="Say more on element 3.",
        by=checking.staff,
        at=ON_THE_DAY,
    )

    assert back.state == "draft"
    mail = Message.objects.get(kind="reports/report_sent_back")
    assert (mail.audience_of, mail.context["reason"]) == ({"ids": [checking.assessor.pk]}, "Say more on element 3.")
    assert Event.objects.of(back).get(action="send_back").reason == "Say more on element 3."
    checking.send().check()
    assert state(checking) == "factual"


# ---- facts ----


@pytest.mark.rule("R24c", "R47d")
def test_the_school_is_asked_for_the_facts_with_a_stamped_day(factual):
    sent = factual.report.factual

    assert (sent.due_on, sent.answer) == (LAST_DAY, "")
    assert sent.sha256 == hashlib.sha256(sent.content.encode()).hexdigest()
    mail = Message.objects.get(kind="reports/facts_asked")
    assert (mail.audience_of["schools"], mail.context["due"]) == (
        [factual.lead.school.pk],
        "Tuesday 2 February 2027",
    )


@pytest.mark.rule("R24a")
def test_the_school_confirms(factual):
    for by in (factual.staff, factual.assessor, factual.member.head, factual.lead.coordinator):
        with pytest.raises(NotPermitted):
            report.confirm_facts(factual.report, by=by, at=ON_THE_DAY)

    factual.confirm()

    sent = factual.report.factual
    assert (state(factual), sent.answer, sent.answered_by) == ("ready", "confirmed", factual.lead.head)
    with pytest.raises(WrongState):
        report.dispute_facts(factual.report, corrections="Late.", by=factual.lead.head, at=ON_THE_DAY)


@pytest.mark.rule("R24c")
def test_corrections_go_to_the_author_and_the_school_is_asked_once(factual):
    with pytest.raises(Refused, match="which facts are wrong"):
        report.dispute_facts(factual.report, corrections="", by=factual.lead.head, at=ON_THE_DAY)

    report.dispute_facts(factual.report, corrections="412 pupils.", by=factual.lead.head, at=ON_THE_DAY)
    assert (state(factual), factual.report.factual.corrections) == ("draft", "412 pupils.")
    factual.send().check()

    assert state(factual) == "ready"
    assert FactualCheck.objects.count() == 1
    assert Message.objects.filter(kind="reports/facts_asked").count() == 1
    assert Message.objects.filter(kind="reports/report_to_issue").count() == 1


@pytest.mark.rule("R24b")
@pytest.mark.parametrize(
    ("at", "is_accepted"),
    [
        (datetime(2027, 2, 2, 23, 59, tzinfo=UTC), False),
        (datetime(2027, 2, 3, 0, 1, tzinfo=UTC), True),
        (datetime(2027, 3, 1, 9, 0, tzinfo=UTC), True),
    ],
)
def test_silence_until_the_day_is_over_is_acceptance_and_recorded_as_such(factual, at, is_accepted):
    assert report.accept_silence(at) == int(is_accepted)

    sent = factual.report.factual
    found = (state(factual), sent.answer, sent.answered_by)
    assert found == (("ready", "silence", None) if is_accepted else ("factual", "", None))
    assert report.accept_silence(at + days(1)) == (0 if is_accepted else 1)


@pytest.mark.rule("R24b")
def test_the_clock_accepts_silence(factual):
    with time_machine.travel(datetime(2027, 2, 3, 6, 0, tzinfo=UTC)):
        assert accept_silence() == 1

    told = Message.objects.filter(kind="reports/facts_answered")
    assert {mail.context["answer"] for mail in told} == {"No answer by the day: accepted"}
    assert Event.objects.of(factual.report).get(action="accept_silence").by is None


@pytest.mark.rule("R24b")
@pytest.mark.parametrize("is_late", [False, True])
def test_after_the_day_the_facts_are_accepted_also_before_the_clocks_round(factual, is_late):
    at = datetime(2027, 2, 3, 0, 1, tzinfo=UTC) if is_late else datetime(2027, 2, 2, 23, 59, tzinfo=UTC)
    if is_late:
        with pytest.raises(Refused, match="by Tuesday 2 February 2027"):
            report.dispute_facts(factual.report, corrections="412.", by=factual.lead.head, at=at)
        assert (state(factual), factual.report.factual.answer) == ("factual", "")
    else:
        report.dispute_facts(factual.report, corrections="412.", by=factual.lead.head, at=at)
        assert state(factual) == "draft"


@pytest.mark.rule("R24a", "R48e")
def test_the_author_never_answers_for_the_school(factual):
    SchoolRoleFactory(user=factual.assessor, school=factual.lead.school, kind="headteacher")

    with pytest.raises(NotPermitted):
        report.confirm_facts(factual.report, by=factual.assessor, at=ON_THE_DAY)
    with pytest.raises(NotPermitted):
        report.dispute_facts(factual.report, corrections="412.", by=factual.assessor, at=ON_THE_DAY)
    assert state(factual) == "factual"


@pytest.mark.rule("R24a", "R19b")
@pytest.mark.parametrize("is_overridden", [False, True])
def test_whoever_holds_a_role_in_the_centre_writes_no_report(recorded, is_overridden):
    SchoolRoleFactory(user=recorded.assessor, school=recorded.member.school, kind="contributor")
    if is_overridden:
        Visit.objects.update(waived=["role"], waiver_reason="Nobody else.", waived_at=ON_THE_DAY)
        assert recorded.send().report.state == "checking"
        return
    with pytest.raises(NotPermitted):
        recorded.write()


# ---- who sees it ----


@pytest.mark.rule("R44g")
def test_a_draft_is_invisible_to_the_school_until_it_is_sent_for_its_facts(checking):
    conflicted = scene.iqm_person("Conflicted", "staff")
    SchoolRoleFactory(user=conflicted, school=checking.lead.school, kind="contributor")
    school = {"coordinator": checking.lead.coordinator, "head": checking.lead.head, "conflicted": conflicted}
    office = {"staff": checking.staff, "author": checking.assessor}
    others = {
        "contributor": SchoolRoleFactory(school=checking.lead.school, kind="contributor").user,
        "member": checking.member.head,
        "assessor": scene.iqm_person("Ben", "assessor"),
        "adviser": checking.played.adviser,
        "stranger": scene.staffed_school("Elsewhere").head,
    }
    everybody = school | office | others

    def seen(model: type[Model] = Report) -> set[str]:
        return {name for name, user in everybody.items() if model.objects.visible_to(user).exists()}

    assert seen() == set(office)
    checking.check()
    assert seen() == set(office) | set(school)
    report.dispute_facts(checking.report, corrections="412.", by=checking.lead.head, at=ON_THE_DAY)
    assert seen() == set(office) | set(school)
    checking.send().check().issue()
    assert seen() == {"staff", "adviser"} | set(school)
    seal.build_everything_waiting()
    assert seen(SealedPrint) == seen(SealedFile) == seen()


# ---- issuing ----


@pytest.mark.rule("R26a", "R26b")
def test_issuing_seals_what_was_said(confirmed):
    sealed = confirmed.issue()

    content = json.loads(sealed.content)
    assert sealed.sha256 == hashlib.sha256(sealed.content.encode()).hexdigest()
    assert (len(sealed.code), content["issued"]["code"]) == (10, sealed.code)
    assert set(content) == {
        *("format", "school", "centre", "visit", "sections", "last_targets", "elements", "targets"),
        *("agreed_by", "recommendation", "conditions", "signed_by", "issued"),
        *("awards", "activities", "next_meeting", "next_review_on"),
    }
    assert content["signed_by"] == {"name": "Asha", "on": "2027-01-19"}
    assert content["issued"]["confirmed_by"] == {"name": "Sam", "title": "for IQM"}
    who = {"name": "Head of Lead School", "role": "headteacher", "title": ""}
    assert content["issued"]["facts"] == {"answer": "confirmed", "on": "2027-01-19", **who}
    assert [target["aim"] for target in content["targets"]] == ["Aim 1", "Aim 2", "Aim 3"]
    assert state(confirmed) == "issued"


@pytest.mark.rule("R26b")
def test_it_cannot_be_issued_twice(confirmed):
    confirmed.issue()

    with pytest.raises(WrongState, match="Issued"):
        confirmed.issue(by=confirmed.second)

    assert SealedReport.objects.count() == 1


@pytest.mark.rule("R26b")
def test_the_database_refuses_a_change_of_what_is_sealed(confirmed):
    confirmed.issue()

    for statement in (
        "UPDATE reports_sealedreport SET content = '{}'",
        "DELETE FROM reports_sealedreport",
        OTHER_CONTENT,
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert json.loads(SealedReport.objects.get().content)["school"]["name"] == "Lead School"


@pytest.mark.rule("R25b", "R48e")
def test_not_maintained_is_issued_by_a_second_person(recorded):
    recorded.send(recommendation="not_maintained").check().confirm()

    with pytest.raises(NotPermitted):
        recorded.issue(by=recorded.staff)

    offered = {who: [line.reason for line in lines_for(who, TODAY)] for who in (recorded.staff, recorded.second)}
    assert "Issue the report on Lead School" not in offered[recorded.staff]
    assert "Issue the report on Lead School" in offered[recorded.second]
    assert recorded.issue(by=recorded.second).issued_by == recorded.second


@pytest.mark.rule("R26a")
def test_with_the_last_report_the_visit_is_finished_and_the_access_ends(confirmed):
    confirmed.issue()

    confirmed.visit.refresh_from_db()
    assert confirmed.visit.state == "done"
    assert CentreAccess.objects.get(kind="assessor").until_at == ON_THE_DAY
    assert Message.objects.filter(kind="reports/report_issued").count() == 2


@pytest.mark.rule("R26a")
def test_the_visit_of_two_schools_goes_on_until_both_reports_are_issued():
    made = visits_tests.opened()
    other = made.year.reviews.get(school=made.member.school)
    visits_tests.update_sent(made.appoint(reviews=[made.review, other]).accept().agree())
    with time_machine.travel(ON_THE_DAY):
        for element in other.framework.elements.all():
            found = written(outcome="ratified", remarks="")
            finding.save_finding(other, element, found, by=made.assessor, at=ON_THE_DAY)
        made.record().plan().send().check().confirm().issue()

    made.visit.refresh_from_db()
    assert made.visit.state == "held"
    assert CentreAccess.objects.filter(kind="assessor", until_at=None).exists()
