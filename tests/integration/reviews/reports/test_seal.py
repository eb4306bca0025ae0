"""What a sealed report says, part by part, and the fingerprint of what somebody read before deciding."""

import json
import re
from datetime import date

import pytest

from iqm_coe.lib.versioned import written
from reviews.reports.conditions import seal
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.flows.report import NewCondition
from reviews.reports.models.report import ReportSection
from reviews.update.models.target import TargetProgress
from reviews.visits.flows import finding
from reviews.visits.models.finding import Finding, TargetJudgement
from schools.models.school import Identifier
from tests import visits
from tests.visits import ON_THE_DAY, SECTIONS

pytestmark = pytest.mark.django_db

TARGET = {"actions": "Actions", "owner": "The SENCo", "by_when": "2027-07-20", "measure": "More of it"}
TITLES = {
    1: "Pupil progress",
    2: "Pupil attitudes, values and personal development",
    3: "Leadership and management",
    4: "Staffing systems and organisation",
    5: "The learning environment",
    6: "Teaching and learning",
    7: "Resources and ICT",
    8: "Parents and carers",
    9: "Governors, external partners and local authority",
    10: "The community",
}


@pytest.fixture
def sent(opened) -> visits.Visited:
    """A visit of two schools; the lead's report waits for its check: an element with advice, a target of last year half
    met, no activities, one condition.
    """
    Identifier.objects.create(school=opened.lead.school, scheme="GB-EDU", value="123456")
    target, other = visits.last_year(opened), opened.year.reviews.get(school=opened.member.school)
    TargetProgress.objects.create(review=opened.review, target=target)
    made = visits.update_sent(opened.appoint(reviews=[opened.review, other]).accept().agree())
    for element in other.framework.elements.all():
        found = written(outcome="ratified", remarks="")
        finding.save_finding(other, element, found, by=made.assessor, at=ON_THE_DAY)
    made.record().plan()
    Finding.objects.filter(review=made.review, element__number=2).update(outcome="advice", remarks="Attendance.")
    TargetJudgement.objects.filter(target=target).update(judgement="partly", remarks="Half way.")
    conditions = [NewCondition("A lift.", date(2027, 6, 1))]
    sections = SECTIONS | {"activities": ""}
    return made.send(recommendation="conditions", conditions=conditions, sections=sections)


def said(made: visits.Visited) -> dict:
    content: dict = json.loads(seal.canonical(seal.content_of(made.report, made.visit)))
    return content


@pytest.mark.rule("R26a")
def test_the_report_names_school_centre_and_visit(sent):
    content = said(sent)

    assert content["school"] == {
        "name": "Lead School",
        "place": "Ashford, England",
        "numbers": ["URN (England and Wales) 123456"],
        "head": ["Head of Lead School"],
        "lead": ["Coordinator of Lead School"],
    }
    assert content["centre"] == {
        "name": "Trent Valley",
        "year": 1,
        "opens_on": "2026-11-23",
        "closes_on": "2027-11-22",
    }
    assert content["visit"] == {
        "on": "2027-01-19",
        "mode": "In person",
        "host": "Lead School",
        "with": ["Second School"],
        "assessor": "Asha",
    }


@pytest.mark.rule("R26a")
def test_the_report_says_its_sections_in_their_order_and_leaves_out_an_empty_one_that_is_optional(sent):
    rest = [
        {"kind": "evidence", "title": "Sources of evidence", "text": "Our Sources of evidence."},
        {"kind": "meetings", "title": "Meetings held with", "text": "Our Meetings held with."},
        {"kind": "overview", "title": "Overview", "text": "Our Overview."},
    ]
    assert said(sent)["sections"] == rest

    title = "Collaborative and additional activities"
    ReportSection.objects.update_or_create(report=sent.report, kind="activities", defaults={"text": "A fair."})
    assert said(sent)["sections"] == [{"kind": "activities", "title": title, "text": "A fair."}, *rest]


@pytest.mark.rule("R26a")
def test_the_report_says_what_was_found_and_judged(sent):
    content = said(sent)

    ratified = {"outcome": "ratified", "label": "Ratified", "remarks": ""}
    advice = {"outcome": "advice", "label": "Ratified with advice", "remarks": "Attendance."}
    assert content["elements"] == [
        {"number": number, "title": title, **(advice if number == 2 else ratified)} for number, title in TITLES.items()
    ]
    (last,) = content["last_targets"]
    assert (last["number"], last["progress"]) == (1, "Done.")
    assert (last["judgement"], last["label"], last["remarks"]) == ("partly", "Partly met", "Half way.")


@pytest.mark.rule("R26a")
def test_the_report_says_what_was_agreed_and_recommended(sent):
    content = said(sent)

    assert content["targets"] == [
        {"number": 1, "element": "1 Pupil progress", "aim": "Aim 1", **TARGET},
        {"number": 2, "element": f"2 {TITLES[2]}", "aim": "Aim 2", **TARGET},
        {"number": 3, "element": "3 Leadership and management", "aim": "Aim 3", **TARGET},
    ]
    assert content["agreed_by"] == [
        {"side": "Assessor", "name": "Asha", "on": "2027-01-19"},
        {"side": "School", "name": "Head of Lead School", "on": "2027-01-19"},
    ]
    assert content["recommendation"] == "conditions"
    assert content["conditions"] == [{"number": 1, "text": "A lift.", "due_on": "2027-06-01"}]
    assert content["signed_by"] == {"name": "Asha", "on": "2027-01-19"}


@pytest.mark.rule("R24d", "R26b")
def test_the_fingerprint_of_a_report_is_that_of_its_words(sent):
    before = fingerprint_of(sent.report)
    assert re.fullmatch("[0-9a-f]{64}", before)
    assert fingerprint_of(sent.report) == before

    ReportSection.objects.filter(report=sent.report, kind="overview").update(text="Another text.")

    assert fingerprint_of(sent.report) != before
