"""What a sealed report says, part by part, and the fingerprint of what somebody read before deciding."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import pytest

from centres.year.models.activity import Activity, Attendance
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import letterhead
from iqm_coe.lib.versioned import written
from reviews.reports import conf
from reviews.reports.conditions import seal
from reviews.reports.conditions.report import NewCondition, fingerprint_of
from reviews.reports.models.report import FactualCheck, Report, ReportSection
from reviews.reports.pdf import report as pdf
from reviews.reports.selectors.seal import printed, readable
from reviews.update.models.target import TargetProgress
from reviews.visits.flows import finding
from reviews.visits.models.finding import Finding, TargetJudgement
from schools.flows import role
from schools.models.role import SchoolRole
from schools.models.school import Identifier
from tests import scene, visits
from tests.clock import NOW, days
from tests.documents import errors_in, text_of
from tests.factories.schools import AwardFactory, SchoolRoleFactory
from tests.visits import ON_THE_DAY, SECTIONS
from tests.worlds import world

pytestmark = pytest.mark.django_db

BEFORE = ON_THE_DAY - days(1)
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


def _sent() -> visits.Visited:
    """A visit of two schools; the lead's report waits for its check: an element with advice, a target of last year half
    met, no activities, one condition.
    """
    opened = visits.opened()
    Identifier.objects.create(school=opened.lead.school, scheme="GB-EDU", value="123456")
    target, other = visits.last_year(opened), opened.year.reviews.get(school=opened.member.school)
    TargetProgress.objects.create(review=opened.review, target=target)
    made = visits.update_sent(opened.appoint(reviews=[opened.review, other]).accept().agree())
    for element in other.framework.elements.all():
        found = written(outcome="ratified", remarks="")
        finding.save_finding(other, element, found, by=made.assessor, at=ON_THE_DAY)
    made.record().plan()
    Finding.objects.filter(review=made.review, element__number=2).update(
        outcome="advice", remarks="Attendance.", strengths="Warmth.", areas="Mornings."
    )
    TargetJudgement.objects.filter(target=target).update(judgement="partly", remarks="Half way.")
    conditions = [NewCondition("A lift.", date(2027, 6, 1))]
    sections = SECTIONS | {"activities": ""}
    return made.send(recommendation="conditions", conditions=conditions, sections=sections)


sent = world(_sent)


def said(made: visits.Visited) -> dict:
    content: dict = json.loads(seal.canonical(seal.content_of(made.report, made.visit)))
    return content


@pytest.mark.rule("R26a")
def test_the_report_names_school_centre_and_visit(sent):
    content = said(sent)

    assert content["school"] == {
        "name": "Lead School",
        "place": "Ashford, England",
        "address": ["Ashford", "England"],
        "telephone": "",
        "pupils": sent.lead.school.pupils,
        "numbers": [{"scheme": "GB-EDU", "value": "123456"}],
        "head": [{"name": "Head of Lead School", "role": "headteacher", "title": ""}],
        "lead": [{"name": "Coordinator of Lead School", "role": "coordinator", "title": ""}],
    }
    assert content["centre"] == {
        "name": "Trent Valley",
        "year": 1,
        "opens_on": "2026-11-23",
        "closes_on": "2027-11-22",
    }
    assert content["visit"] == {
        "on": "2027-01-19",
        "mode": "in_person",
        "host": "Lead School",
        "with": ["Second School"],
        "assessor": "Asha",
    }


@pytest.mark.rule("R26a")
def test_the_report_says_its_sections_in_their_order_and_leaves_out_an_empty_one_that_is_optional(sent):
    rest = [
        {"kind": "evidence", "text": "Our Sources of evidence."},
        {"kind": "meetings", "text": "Our Meetings held with."},
        {"kind": "overview", "text": "Our Overview."},
        {"kind": "closing", "text": "Our Closing words."},
    ]
    assert said(sent)["sections"] == rest

    ReportSection.objects.update_or_create(report=sent.report, kind="activities", defaults={"text": "A fair."})
    assert said(sent)["sections"] == [{"kind": "activities", "text": "A fair."}, *rest]


@pytest.mark.rule("R26a")
def test_the_report_says_what_was_found_and_judged(sent):
    content = said(sent)

    nothing = {"strengths": "", "areas": ""}
    ratified = {"outcome": "ratified", "remarks": "", **nothing}
    advice = {"outcome": "advice", "remarks": "Attendance.", "strengths": "Warmth.", "areas": "Mornings."}
    assert content["elements"] == [
        {"number": number, "title": title, **(advice if number == 2 else ratified)} for number, title in TITLES.items()
    ]
    (last,) = content["last_targets"]
    assert (last["number"], last["progress"]) == (1, "Done.")
    assert (last["judgement"], last["remarks"]) == ("partly", "Half way.")


@pytest.mark.rule("R26a")
def test_the_report_says_what_was_agreed_and_recommended(sent):
    content = said(sent)

    assert content["targets"] == [
        {"number": 1, "element": "1 Pupil progress", "aim": "Aim 1", **TARGET},
        {"number": 2, "element": f"2 {TITLES[2]}", "aim": "Aim 2", **TARGET},
        {"number": 3, "element": "3 Leadership and management", "aim": "Aim 3", **TARGET},
    ]
    assert content["agreed_by"] == [
        {"side": "assessor", "name": "Asha", "on": "2027-01-19", "role": "", "title": ""},
        {"side": "school", "name": "Head of Lead School", "on": "2027-01-19", "role": "headteacher", "title": ""},
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


# ---- the people of that day, and no words of ours ----


def new_head(made, *, at) -> SchoolRole:
    """The school's head leaves, and another begins."""
    before = made.lead.school.roles.live().get(kind="headteacher")
    role.end_role(before, by=made.lead.head, at=at)
    return SchoolRoleFactory(school=made.lead.school, kind="headteacher", granted_at=at)


@pytest.mark.rule("R26d")
def test_a_new_head_changes_neither_fingerprint_nor_content(sent):
    read, before = fingerprint_of(sent.report), said(sent)

    new_head(sent, at=ON_THE_DAY + days(1))

    assert (fingerprint_of(sent.report), said(sent)) == (read, before)


@pytest.mark.rule("R26d")
def test_both_heads_of_the_day_of_a_handover_are_named(sent):
    after = new_head(sent, at=ON_THE_DAY)

    assert {one["name"] for one in said(sent)["school"]["head"]} == {"Head of Lead School", after.user.name}


@pytest.mark.rule("R26d")
def test_who_came_the_day_after_or_had_gone_the_day_before_is_not_named(sent):
    heads = sent.lead.school.roles.filter(kind="headteacher")
    gone = {"granted_at": NOW - days(9), "ended_at": ON_THE_DAY - days(1), "ended_by": sent.staff}
    for times in (gone, {"granted_at": ON_THE_DAY + days(1)}):
        SchoolRoleFactory(school=sent.lead.school, kind="headteacher", **times)

    assert heads.count() == 3
    assert [one["name"] for one in said(sent)["school"]["head"]] == ["Head of Lead School"]


@pytest.mark.rule("R26d")
def test_where_nobody_is_head_whoever_acts_for_one_is_named(sent):
    sent.lead.school.roles.filter(kind="headteacher").update(kind="delegate", authority="The governors.")

    (head,) = said(sent)["school"]["head"]

    assert (head["name"], head["role"]) == ("Head of Lead School", "delegate")


@pytest.mark.rule("R26d")
def test_another_language_changes_neither_fingerprint_nor_content(sent):
    read, before = fingerprint_of(sent.report), said(sent)

    with in_another_language():
        assert (fingerprint_of(sent.report), said(sent)) == (read, before)
        elements = readable(said(sent))["elements"]

    assert elements[0]["label"] == "[Ratified]"


@contextmanager
def in_another_language() -> Iterator[None]:
    """Every word of ours comes out in brackets."""
    with patch("django.utils.translation._trans.gettext", lambda words: f"[{words}]"):
        yield


@pytest.mark.rule("R26d", "R5l")
def test_the_school_says_what_it_calls_its_head_and_whoever_signed(sent):
    sent.lead.school.roles.filter(kind="headteacher").update(title="Principal")

    told = readable(said(sent))

    assert [(one["said"], one["name"]) for one in told["school"]["head"]] == [("Principal", "Head of Lead School")]
    assert [one["said"] for one in told["agreed_by"]] == ["Assessor", "Principal"]
    assert [one["said"] for one in told["school"]["lead"]] == ["IQM lead"]


@pytest.mark.rule("R26d")
def test_a_person_is_named_as_at_sealing_and_as_such_for_good(sent):
    head = sent.lead.head
    User.objects.filter(pk=head.pk).update(name="Married Name")
    sealed = sent.check().confirm().issue()

    User.objects.filter(pk=head.pk).update(name="Another Name")

    assert printed(sealed)["school"]["head"][0]["name"] == "Married Name"


# ---- the school, its award and its Centre ----


@pytest.mark.rule("R26e")
def test_the_report_says_the_award_of_that_day_and_when_the_next_review_is(sent):
    days_before = {"awarded_on": date(2020, 5, 1), "valid_from": date(2020, 5, 1), "valid_until": date(2023, 4, 30)}
    AwardFactory(school=sent.lead.school, **days_before)

    content = said(sent)

    assert content["awards"] == [{"kind": "inclusive_school", "first_on": "2020-05-01", "until": "2028-08-31"}]
    assert content["next_review_on"] == "2028-01-19"
    Report.objects.filter(pk=sent.report.pk).update(recommendation="not_maintained")
    assert said(sent)["next_review_on"] == ""


@pytest.mark.rule("R26e")
def test_the_report_says_what_the_centre_did_until_the_visit(sent):
    def held(day: date, *, recorded_at=BEFORE, state="held") -> None:
        facts = {"kind": "meeting", "place": "Lead School", "focus": "Reading", "planned_by": sent.lead.coordinator}
        recorded = {"recorded_at": recorded_at, "recorded_by": sent.lead.head} if state == "held" else {}
        activity = Activity.objects.create(
            centre=sent.year.centre, held_on=day, state=state, taken_back="Ideas.", planned_at=NOW, **facts, **recorded
        )
        Attendance.objects.create(activity=activity, school=sent.lead.school, staff=3)

    for day in (date(2026, 11, 22), date(2026, 11, 23), date(2027, 1, 19), date(2027, 1, 20)):
        held(day)
    held(date(2027, 1, 5), state="planned")
    held(date(2027, 1, 6), recorded_at=ON_THE_DAY + days(1))

    activities = said(sent)["activities"]

    assert [one["on"] for one in activities] == ["2026-11-23", "2027-01-19"]
    facts = {"kind": "meeting", "place": "Lead School", "focus": "Reading"}
    assert activities[0] == {"on": "2026-11-23", **facts, "schools": [{"name": "Lead School", "staff": 3}]}


@pytest.mark.rule("R26e")
def test_the_report_says_the_first_meeting_that_was_planned_after_the_visit(sent):
    def planned(day: date, *, planned_at=BEFORE, state="planned") -> None:
        facts = {"kind": "meeting", "place": "Lead School", "focus": f"On {day.day}", "planned_by": sent.lead.head}
        Activity.objects.create(centre=sent.year.centre, held_on=day, state=state, planned_at=planned_at, **facts)

    assert said(sent)["next_meeting"] == {}
    planned(date(2027, 1, 19))
    planned(date(2027, 1, 20), state="called_off")
    planned(date(2027, 1, 21), planned_at=ON_THE_DAY + days(1))
    assert said(sent)["next_meeting"] == {}

    for day in (23, 22):
        planned(date(2027, 1, day))
    meeting = {"on": "2027-01-22", "kind": "meeting", "place": "Lead School", "focus": "On 22"}
    assert said(sent)["next_meeting"] == meeting
    document = " ".join(text_of(pdf.report(sent.check().confirm().issue())).split())
    assert "Next meeting: Friday 22 January 2027, Lead School. Meeting: On 22" in document


@pytest.mark.rule("R26e")
def test_whoever_confirmed_the_facts_is_named_with_their_role_and_silence_names_nobody(sent):
    sent.lead.school.roles.filter(kind="headteacher").update(title="Principal")
    told = printed(sent.check().confirm().issue())

    answer = told["issued"]["facts"]
    assert (answer["name"], answer["role"], answer["said"]) == (sent.lead.head.name, "headteacher", "Principal")
    assert [one["what"] for one in told["signed"]][-1] == "Findings confirmed"
    assert [one["on"] for one in told["signed"]] == sorted(one["on"] for one in told["signed"])
    assert "name" not in seal.facts_part(FactualCheck(answer="silence", answered_at=ON_THE_DAY), sent.review)


# ---- the document ----


@pytest.mark.rule("R26f")
def test_the_document_stands_on_the_letterhead_of_that_day(sent):
    ada = scene.iqm_person("Ada", "administrator")
    setting.change(letterhead.telephone, "01632 960001", by=ada, at=NOW)
    sealed = sent.check().confirm().issue()
    setting.change(letterhead.telephone, "01632 960999", by=ada, at=NOW)

    document = " ".join(text_of(pdf.report(sealed)).split())

    assert "Inclusion Quality Mark (example) 1 Example Street" in document
    assert ("01632 960001" in document, "01632 960999" in document) == (True, False)


@pytest.mark.rule("R26f")
def test_the_document_says_recommendation_first_and_names_everybody_with_a_title(sent):
    sent.lead.school.roles.filter(kind="headteacher").update(title="Principal")
    setting.change(conf.confirmer_title, "Director", by=scene.iqm_person("Ada", "administrator"), at=NOW)

    document = " ".join(text_of(pdf.report(sent.check().confirm().issue())).split())

    places = [
        document.index(words) for words in ("Maintain with conditions", "Address", "Findings", "Element by element")
    ]
    assert places == sorted(places)
    for words in (": strengths Warmth.", ": areas for development Mornings.", "Next review January 2028"):
        assert words in document
    for words in ("Head of Lead School Principal", "Asha Assessor", "Sam Director"):
        assert words in document


@pytest.mark.rule("R26f")
def test_document_of_headings_and_of_tables_over_several_pages_has_no_fault(sent):
    rows = "\n".join(f"| {words} | {number} |" for number, words in enumerate(_different(130)))
    texts = {
        "closing": "# Well done\n\n## And more\n\nWords.",
        "overview": f"# Measures\n\n| What | How many |\n|-|-|\n{rows}",
    }
    for kind, text in texts.items():
        ReportSection.objects.update_or_create(report=sent.report, kind=kind, defaults={"text": text})

    assert errors_in(pdf.report(sent.check().confirm().issue())) == []


def _different(count: int) -> list[str]:
    """Words of which none is like another: a checker takes for furniture what stands alike on several pages."""
    return [f"{chr(97 + number // 26)}{chr(97 + number % 26)}" * 4 for number in range(count)]


# ---- sealed before ----

FIRST = {
    "format": 1,
    "school": {
        "name": "Lead School",
        "place": "Ashford, England",
        "numbers": ["URN (England and Wales) 123456"],
        "head": ["Head of Then", "Other Head"],
        "lead": [],
    },
    "centre": {"name": "Trent Valley", "year": 1, "opens_on": "2026-11-23", "closes_on": "2027-11-22"},
    "visit": {"on": "2027-01-19", "mode": "At the school", "host": "Lead School", "with": [], "assessor": "Asha"},
    "sections": [{"kind": "overview", "title": "Overview of then", "text": "Warm."}],
    "last_targets": [{"number": 1, "aim": "A", "progress": "", "judgement": "met", "label": "Met then", "remarks": ""}],
    "elements": [{"number": 1, "title": "One", "outcome": "ratified", "label": "Ratified then", "remarks": ""}],
    "targets": [{"number": 1, "element": "1 One", "aim": "B", **TARGET}],
    "agreed_by": [{"side": "School of then", "name": "Head", "on": "2027-01-19"}],
    "recommendation": "maintain",
    "conditions": [],
    "signed_by": {"name": "Asha", "on": "2027-01-19"},
    "issued": {
        "code": "ABCDEFGHJK",
        "on": "2027-01-20",
        "confirmed_by": {"name": "Sue", "title": "for IQM then"},
        "facts": {"answer": "Confirmed then", "on": "2027-01-20"},
        "replaces": "",
    },
}


@pytest.mark.rule("R26d")
def test_what_was_sealed_in_words_is_read_in_those_words(sent):
    sealed = sent.check().confirm().issue()
    sealed.content, sealed.sha256 = seal.canonical(FIRST), "0" * 64

    told = printed(sealed)
    document = " ".join(text_of(pdf.report(sealed)).split())

    assert [(one["said"], one["name"]) for one in told["school"]["head"]] == [
        ("Headteacher", "Head of Then"),
        ("Headteacher", "Other Head"),
    ]
    for words in ("at the school", "Overview of then", "Ratified then", "School of then", "for IQM then"):
        assert words.lower() in document.lower()
    assert "Confirmed then" in document
