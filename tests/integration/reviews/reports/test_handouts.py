"""A report that is not issued yet to take away: to each reader at each stage what the page says then (R24f)."""

import pytest
from django.urls import reverse

from reviews.reports.flows import report as report_flows
from reviews.visits.models.finding import Finding
from tests import visits
from tests.taken import ask, in_pdf, in_word
from tests.visits import ON_THE_DAY, SECTIONS

pytestmark = pytest.mark.django_db
ROUTE = "reports:read_file"
KINDS = ("pdf", "docx")


def statuses(made, kind: str) -> dict[str, int]:
    people = {
        "assessor": made.assessor,
        "staff": made.staff,
        "head": made.lead.head,
        "other school": made.member.head,
        "adviser": made.played.adviser,
    }
    return {name: ask(who, ROUTE, made.report.pk, kind).status_code for name, who in people.items()}


@pytest.mark.rule("R24f", "R44g")
@pytest.mark.parametrize("kind", KINDS)
def test_while_it_is_checked_the_school_gets_nothing(checking, kind):
    assert statuses(checking, kind) == {
        "assessor": 200,
        "staff": 200,
        "head": 404,
        "other school": 404,
        "adviser": 404,
    }


@pytest.mark.rule("R24f")
@pytest.mark.parametrize("kind", KINDS)
def test_the_school_gets_it_once_it_was_sent_for_its_facts(factual, kind):
    assert statuses(factual, kind) == {
        "assessor": 200,
        "staff": 200,
        "head": 200,
        "other school": 404,
        "adviser": 404,
    }


@pytest.mark.rule("R24f", "R26c")
@pytest.mark.parametrize("kind", KINDS)
def test_an_issued_report_has_its_own_document_and_no_other(confirmed, kind, client):
    confirmed.issue()

    assert set(statuses(confirmed, kind).values()) == {404}
    client.force_login(confirmed.lead.head)
    page = client.get(reverse("reports:report", args=[confirmed.report.pk])).content.decode()
    assert reverse(ROUTE, args=[confirmed.report.pk, kind]) not in page
    assert reverse("reports:report_pdf", args=[confirmed.report.pk]) in page


@pytest.mark.rule("R24f", "R16e")
def test_word_holds_the_report_in_the_order_of_the_page(checking):
    Finding.objects.filter(review=checking.review, element__number=1).update(
        outcome="advice", remarks="Warm.", strengths="Kind.", areas="Space."
    )
    said = in_word(checking.assessor, ROUTE, checking.report.pk)

    assert said[0] == "Report on Lead School"
    assert said[2] == "Quality check, not issued: anything in it can still change. IQM checks its quality."
    headings = ["Recommendation", "Findings", "Targets for next year", "Element by element"]
    assert [one for one in said if one in headings] == [headings[0], headings[1], headings[3], headings[2]]
    assert "Centre | Trent Valley, year 1" in said
    assert "Element | Outcome" in said
    assert [words for words in SECTIONS.values() if words not in said] == []
    described = said.index("Element by element")
    assert said[described + 2 : described + 7] == ["Warm.", "Strengths", "Kind.", "Areas for development", "Space."]
    target = said.index("1 Aim 1")
    assert said[target + 2 : target + 8] == [
        "Who leads it | The SENCo",
        "By when | Tuesday 20 July 2027",
        *("Actions", "Actions"),
        *("How success shows", "More of it"),
    ]
    assert said[-2].startswith("Agreed by ")
    assert said[-1] == "Signed by the assessor, Asha, on Tuesday 19 January 2027."


@pytest.mark.rule("R24f", "R16e")
def test_pdf_says_the_same(factual):
    said = in_pdf(factual.lead.head, ROUTE, factual.report.pk)

    for words in in_word(factual.lead.head, ROUTE, factual.report.pk):
        for cell in words.split(" | "):
            assert " ".join(cell.split()) in said, cell


@pytest.mark.rule("R24f", "R24c")
def test_the_school_takes_away_the_version_it_was_sent_and_staff_what_it_says_now(factual):
    corrections = "We have 412 pupils."
    report_flows.dispute_facts(factual.report, corrections=corrections, by=factual.lead.head, at=ON_THE_DAY)
    changed = dict(SECTIONS)
    first = next(iter(changed))
    changed[first] = "Written anew."
    factual.write(sections=changed)

    of_school = in_word(factual.lead.head, ROUTE, factual.report.pk)
    of_staff = in_word(factual.staff, ROUTE, factual.report.pk)
    assert "Written anew." not in of_school
    assert SECTIONS[first] in of_school
    assert "Written anew." in of_staff
    assert "The text has changed since the school read it." in of_staff
    assert "The text has changed since the school read it." not in of_school
    for said in (of_school, of_staff):
        assert said[said.index("What the school says is wrong") + 1] == corrections


@pytest.mark.rule("R24f")
def test_reasons_for_which_it_was_sent_back_are_not_the_schools_to_read(checking):
    reason = "Say more about reading."
    read = visits.fingerprint_of(checking.report)
    report_flows.send_back(checking.report, reason=reason, read=read, by=checking.staff, at=ON_THE_DAY)

    said = in_word(checking.assessor, ROUTE, checking.report.pk)
    assert said[said.index("Sent back, with these reasons") + 1] == reason
    assert ask(checking.lead.head, ROUTE, checking.report.pk, "docx").status_code == 404


@pytest.mark.rule("R24f")
def test_a_draft_without_words_says_what_is_not_there_yet(recorded):
    said = in_word(recorded.assessor, ROUTE, recorded.report.pk)

    assert said[2].startswith("Draft, not issued: anything in it can still change. You write it.")
    assert "Not written yet." in said
    assert "Recommendation" not in said
