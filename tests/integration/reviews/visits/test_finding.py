"""Recording a visit: outcomes and judgements by its assessor, from its day on, nothing overwritten unseen."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.versioned import rewritten, written
from reviews.reports.flows import report as report_flows
from reviews.reports.models.report import Report
from reviews.visits.conditions import finding as finding_conditions
from reviews.visits.flows import finding
from reviews.visits.models.visit import Visit
from tests import scene, visits
from tests.clock import days
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.visits import ON_THE_DAY, fingerprint_of

pytestmark = pytest.mark.django_db


def save(made, number=1, *, outcome="ratified", remarks="", on=None, by=None, at=ON_THE_DAY):
    """Written on top of these texts, or where nothing stood."""
    element = made.review.framework.elements.get(number=number)
    edit = rewritten(on or {"outcome": "", "remarks": ""}, {"outcome": outcome, "remarks": remarks})
    return finding.save_finding(made.review, element, edit, by=by or made.assessor, at=at)


@pytest.mark.rule("R22a")
def test_outcomes_are_saved_element_by_element(agreed):
    save(agreed, 1)
    before = save(agreed, 2, outcome="advice", remarks="Look at attendance.").row.texts()
    save(agreed, 2, outcome="not_ratified", remarks="Attendance.", on=before)

    found = set(agreed.review.findings.values_list("element__number", "outcome", "remarks", "version"))
    assert found == {(1, "ratified", "", 1), (2, "not_ratified", "Attendance.", 2)}


@pytest.mark.rule("R22a")
@pytest.mark.parametrize("outcome", ["advice", "not_ratified"])
def test_what_is_not_plainly_ratified_needs_remarks(agreed, outcome):
    with pytest.raises(Refused, match="without remarks"):
        save(agreed, outcome=outcome, remarks="  ")

    assert agreed.review.findings.count() == 0


@pytest.mark.rule("R22a")
@pytest.mark.parametrize(("offset", "is_open"), [(-1, False), (0, True), (30, True)])
def test_recording_begins_on_the_day_of_the_visit(agreed, offset, is_open):
    at = ON_THE_DAY.replace(hour=0, minute=30) + days(offset)

    if is_open:
        assert save(agreed, at=at).row.version == 1
    else:
        with pytest.raises(Refused, match="The visit is on Tuesday 19 January 2027"):
            save(agreed, at=at)


@pytest.mark.rule("R22b")
def test_a_finding_saved_meanwhile_is_not_overwritten(agreed):
    save(agreed, outcome="advice", remarks="From the tablet.")

    (kept,) = save(agreed, outcome="advice", remarks="From the desk.").clashes

    assert (kept.box, kept.mine, kept.theirs) == ("remarks", "From the desk.", "From the tablet.")
    assert save(agreed, outcome="advice", remarks="From the tablet.").clashes == []  # the same words are no clash
    assert agreed.review.findings.get().remarks == "From the tablet."


@pytest.mark.rule("R22b")
def test_outcome_and_remarks_of_two_devices_stand_beside_each_other(agreed):
    before = save(agreed, remarks="One.").row.texts()
    save(agreed, outcome="advice", remarks="One.", on=before)

    saved = save(agreed, remarks="One. Two.", on=before)

    rest = {"strengths": "", "areas": ""}
    assert (saved.row.texts(), saved.clashes) == ({"outcome": "advice", "remarks": "One. Two.", **rest}, [])


@pytest.mark.rule("R22d")
def test_strengths_and_areas_are_boxes_of_their_own_and_never_asked_for(agreed):
    before = save(agreed, remarks="One.").row.texts()
    element = agreed.review.framework.elements.get(number=1)
    for box, text in (("strengths", "Warmth."), ("areas", "Mornings.")):
        edit = rewritten(before, {box: text})
        finding.save_finding(agreed.review, element, edit, by=agreed.assessor, at=ON_THE_DAY)

    found = agreed.review.findings.get()
    assert (found.remarks, found.strengths, found.areas) == ("One.", "Warmth.", "Mornings.")


@pytest.mark.rule("R22b")
def test_judgement_of_another_device_is_not_overwritten(agreed):
    target = visits.last_year(agreed)
    who = {"by": agreed.assessor, "at": ON_THE_DAY}
    finding.judge_target(agreed.review, target, written(judgement="met", remarks="Seen."), **who)

    (kept,) = finding.judge_target(agreed.review, target, written(judgement="partly", remarks="Seen."), **who).clashes

    assert (kept.box, kept.mine, agreed.review.judgements.get().judgement) == ("judgement", "partly", "met")


@pytest.mark.rule("R22a")
def test_only_the_assessor_of_the_visit_records(agreed):
    other = scene.iqm_person("Ben", "assessor")
    visits.accredit(other, by=agreed.staff)
    IqmRoleFactory(user=agreed.lead.head, kind="assessor")

    for by in (other, agreed.staff, agreed.lead.head, agreed.lead.coordinator):
        with pytest.raises(NotPermitted):
            save(agreed, by=by)


@pytest.mark.rule("R22a")
def test_each_of_last_years_targets_is_judged(agreed):
    target = visits.last_year(agreed)
    for element in agreed.review.framework.elements.all():
        save(agreed, element.number)
    with pytest.raises(finding.NotAllRecorded, match="Last year's target 1 is not judged yet"):
        finding.finish_all(agreed.visit, by=agreed.assessor, at=ON_THE_DAY)

    judge = {"by": agreed.assessor, "at": ON_THE_DAY}
    finding.judge_target(agreed.review, target, written(judgement="partly", remarks="Half way."), **judge)
    then = rewritten({"judgement": "partly", "remarks": "Half way."}, {"judgement": "met", "remarks": ""})
    finding.judge_target(agreed.review, target, then, **judge)

    assert set(agreed.review.judgements.values_list("target", "judgement", "remarks")) == {(target.pk, "met", "")}
    assert finding.finish_all(agreed.visit, **judge).state == "held"


@pytest.mark.rule("R22a")
def test_a_target_of_another_school_is_not_judged_here(agreed):
    target = visits.last_year(visits.agreed())

    with pytest.raises(Refused, match="not one of last year's targets"):
        finding.judge_target(
            agreed.review, target, written(judgement="met", remarks=""), by=agreed.assessor, at=ON_THE_DAY
        )


@pytest.mark.rule("R22c")
def test_the_record_is_finished_when_every_element_has_an_outcome(agreed):
    save(agreed, 3)
    with pytest.raises(finding.NotAllRecorded, match="Lead School: Element 1 has no outcome yet"):
        finding.finish_all(agreed.visit, by=agreed.assessor, at=ON_THE_DAY)

    agreed.record()  # saves the same words again

    assert (agreed.review.state, agreed.visit.state) == ("recorded", "held")
    report = Report.objects.get()
    assert (report.state, report.author, report.due_on) == ("draft", agreed.assessor, date(2027, 1, 26))
    with pytest.raises(Refused):
        save(agreed)


@pytest.mark.rule("R22c")
def test_the_record_waits_for_the_update(opened):
    made = opened.appoint().accept().agree()

    with pytest.raises(finding.NotAllRecorded, match="has not sent its update"):
        made.record()

    assert made.review.state == "writing"


@pytest.mark.rule("R22c")
def test_a_visit_of_two_schools_is_held_when_both_are_recorded(opened):
    other = opened.year.reviews.get(school=opened.member.school)
    made = visits.update_sent(opened.appoint(reviews=[opened.review, other]).accept().agree())
    for review in (made.review, other):
        for element in review.framework.elements.all():
            found = written(outcome="ratified", remarks="")
            finding.save_finding(review, element, found, by=made.assessor, at=ON_THE_DAY)

    assert finding.finish(made.review, by=made.assessor, at=ON_THE_DAY).state == "agreed"
    assert finding.finish(other, by=made.assessor, at=ON_THE_DAY).state == "held"
    assert Report.objects.count() == 2


@pytest.mark.rule("R22a", "R19b")
def test_whoever_holds_a_role_in_the_centre_records_nothing_unless_it_was_overridden(agreed):
    SchoolRoleFactory(user=agreed.assessor, school=agreed.member.school)

    with pytest.raises(NotPermitted):
        save(agreed)
    Visit.objects.update(waived=["role"], waiver_reason="Nobody else.", waived_at=ON_THE_DAY)
    assert save(agreed).row.version == 1


@pytest.mark.rule("R15a", "R22a")
def test_targets_that_were_never_agreed_are_not_judged(agreed):
    target = visits.last_year(agreed, is_agreed=False)

    assert finding_conditions.last_targets(agreed.review) == []
    with pytest.raises(Refused, match="not one of last year"):
        finding.judge_target(
            agreed.review, target, written(judgement="met", remarks=""), by=agreed.assessor, at=ON_THE_DAY
        )
    agreed.record()


@pytest.mark.rule("R24c")
@pytest.mark.parametrize("step", ["dispute", "send_back"])
def test_what_was_recorded_is_corrected_while_the_report_came_back(checking, step):
    before = {"outcome": "ratified", "remarks": ""}
    wrong = {"outcome": "advice", "remarks": "412 pupils.", "on": before}
    with pytest.raises(Refused, match="record of Lead School is finished"):
        save(checking, **wrong)
    if step == "dispute":
        report_flows.dispute_facts(checking.check().report, corrections="412.", by=checking.lead.head, at=ON_THE_DAY)
    else:
        report_flows.send_back(
            checking.report, read=fingerprint_of(checking.report), reason="412.", by=checking.staff, at=ON_THE_DAY
        )

    assert save(checking, **wrong).row.version == 2
    events = Event.objects.of(checking.review.findings.get(element__number=1)).filter(action="save")
    assert {one.facts["version"] for one in events} == {1, 2}
    assert len(save(checking, outcome="not_ratified", remarks="Other.", on=before).clashes) == 2
    checking.send()
    with pytest.raises(Refused, match="record of Lead School is finished"):
        save(checking)


@pytest.mark.rule("R24c")
def test_the_notebook_says_that_it_is_open_again(checking):
    report_flows.send_back(
        checking.report, read=fingerprint_of(checking.report), reason="412.", by=checking.staff, at=ON_THE_DAY
    )
    client = Client()
    client.force_login(checking.assessor, backend=BACKEND)

    words = client.get(reverse("visits:notebook", args=[checking.review.pk])).content.decode()
    link = reverse("visits:notebook", args=[checking.review.pk])

    assert "You can correct what you recorded until you send the report again." in words
    assert "Finish the record" not in words
    assert link in client.get(reverse("reports:report", args=[checking.report.pk])).content.decode()


@pytest.mark.rule("R22a", "R24c")
def test_the_notebook_is_open_from_the_day_of_the_visit_until_the_record_is_finished(agreed):
    day = ON_THE_DAY.date()

    def is_open(on=day) -> bool:
        return finding_conditions.is_open(agreed.review, agreed.visit, on)

    assert (is_open(day - days(1)), is_open(day)) == (False, True)
    assert finding_conditions.is_open(agreed.review, None, day) is False
    agreed.record().plan().send()
    assert is_open() is False
    read = fingerprint_of(agreed.report)
    report_flows.send_back(agreed.report, read=read, reason="412.", by=agreed.staff, at=ON_THE_DAY)
    assert is_open() is True


@pytest.mark.rule("R22a")
def test_the_page_of_an_element_takes_no_words_once_the_record_is_finished(agreed):
    client, address = Client(), reverse("visits:finding", args=[agreed.review.pk, 1])
    with time_machine.travel(ON_THE_DAY):
        client.force_login(agreed.assessor, backend=BACKEND)
        assert client.get(address).context["is_open"] is True
        agreed.record()

        assert client.get(address).context["is_open"] is False


# ---- notes of the day ----


def note(made, *, by=None, at=ON_THE_DAY, on=None, **texts):
    covered = made.visit.covers.get(review=made.review)
    edit = rewritten(on or covered.texts(), texts)
    return finding.note_day(covered, edit, by=by or made.assessor, at=at)


@pytest.mark.rule("R22e")
def test_report_begins_with_what_was_noted_on_the_day(agreed):
    note(agreed, evidence_seen="Lessons.")
    note(agreed, meetings_held="The SENCo.")

    agreed.record()

    sections = dict(agreed.report.sections.values_list("kind", "text"))
    assert sections == {"evidence": "Lessons.", "meetings": "The SENCo."}
    with pytest.raises(Refused, match="record of Lead School is finished"):
        note(agreed, evidence_seen="More.")


@pytest.mark.rule("R22b", "R22e")
def test_notes_of_two_devices_stand_beside_each_other_or_both_are_kept(agreed):
    before = {"evidence_seen": "", "meetings_held": ""}
    note(agreed, evidence_seen="From the tablet.")

    beside = note(agreed, meetings_held="The SENCo.", on=before)
    (kept,) = note(agreed, evidence_seen="From the desk.", on=before).clashes

    assert beside.row.texts() == {"evidence_seen": "From the tablet.", "meetings_held": "The SENCo."}
    assert (kept.box, kept.mine, kept.theirs) == ("evidence_seen", "From the desk.", "From the tablet.")


@pytest.mark.rule("R22e")
def test_nobody_else_notes_and_nobody_before_the_day(agreed):
    with pytest.raises(NotPermitted):
        note(agreed, evidence_seen="Ours.", by=agreed.lead.head)
    with pytest.raises(Refused, match="can be recorded from that day on"):
        note(agreed, evidence_seen="Early.", at=ON_THE_DAY - days(1))


@pytest.mark.rule("R22e")
def test_notes_are_written_on_their_page_and_read_in_the_notebook(agreed, client):
    client.force_login(agreed.assessor)
    url = reverse("visits:day_notes", args=[agreed.review.pk])
    assert client.get(url).url == reverse("visits:notebook", args=[agreed.review.pk])  # before the day
    with time_machine.travel(ON_THE_DAY, tick=False):
        client.force_login(agreed.assessor)
        assert "Evidence seen" in client.get(url).content.decode()

        went = client.post(url, {"evidence_seen": "Lessons.", "meetings_held": ""})

        assert "Lessons." in client.get(went.url).content.decode()
