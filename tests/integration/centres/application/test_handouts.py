"""An application to take away: what its page to read through says, for exactly those who read it (R9k)."""

import pytest
from django.urls import reverse

from centres.application.enums import Criterion
from centres.application.models.criterion import CriterionAnswer, EvidenceLink
from tests.clock import NOW
from tests.scene import person
from tests.taken import ask, in_pdf, in_word

pytestmark = pytest.mark.django_db
ROUTE = "application:read_file"


def criteria(said: list[str]) -> list[str]:
    known = [f"{one.value} {one.label}" for one in Criterion]
    return [line for line in said if line in known]


@pytest.mark.rule("R9k", "R16e")
def test_word_holds_the_eight_criteria_in_order_with_answers_evidence_and_agreements(ready):
    answer = ready.application.answers.get(criterion="C1")
    CriterionAnswer.objects.filter(pk=answer.pk).update(text="We **meet**.\n\n1. monthly")
    facts = {"added_at": NOW, "added_by": ready.lead.coordinator}
    EvidenceLink.objects.create(answer=answer, url="https://elm.example/", title="Minutes", **facts)
    said = in_word(ready.lead.coordinator, ROUTE, ready.centre.pk)

    assert said[0] == "The application of Trent Valley"
    assert said[2] == "Draft: not sent to IQM yet."
    assert criteria(said) == [f"{one.value} {one.label}" for one in Criterion]
    first = said.index(criteria(said)[0])
    assert said[first + 1 : first + 4] == ["We meet.", "monthly", "Minutes"]
    assert said[first + 4].startswith("Coordinator of Lead School, ")
    sixth = said.index(criteria(said)[5])
    assert said[sixth + 1].startswith("Lead School: Head of Lead School, Headteacher, ")
    assert said[sixth + 2].startswith("Second School: Head of Second School, Headteacher, ")
    schools = said.index("School | Place in the Centre | Award today")
    assert [line.split(" | ")[0] for line in said[schools + 1 :]] == [
        line.split(" | ")[0] for line in sorted(said[schools + 1 :])
    ]
    assert "lead school" in said[schools + 1]


@pytest.mark.rule("R9k", "R16e")
def test_pdf_says_the_same(submitted):
    who = submitted.members[0].head
    said = in_pdf(who, ROUTE, submitted.centre.pk)

    for words in in_word(who, ROUTE, submitted.centre.pk):
        for cell in words.split(" | "):
            assert " ".join(cell.split()) in said, cell


@pytest.mark.rule("R9k")
def test_a_draft_without_answers_says_so_criterion_by_criterion(forming):
    said = in_word(forming.lead.coordinator, ROUTE, forming.centre.pk)

    assert said.count("–") == 6
    assert said.count("Not yet agreed by any head.") == 2


@pytest.mark.rule("R9k")
def test_it_says_how_the_application_stands(submitted, active):
    sent = in_word(submitted.staff, ROUTE, submitted.centre.pk)
    approved = in_word(active.staff, ROUTE, active.centre.pk)

    assert sent[2] == "With IQM. Sent on Monday 23 November 2026."
    assert "What was found about each school" in sent
    assert approved[2] == "Approved on Monday 23 November 2026."


@pytest.mark.rule("R9k")
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_whoever_does_not_read_the_page_gets_no_file(active, kind):
    for who in (active.adviser, person("Stranger")):
        assert ask(who, ROUTE, active.centre.pk, kind).status_code == 404
    for who in (active.lead.head, active.members[0].coordinator, active.staff):
        assert ask(who, ROUTE, active.centre.pk, kind).status_code == 200


@pytest.mark.rule("R9k")
def test_the_page_leads_to_both(forming, client):
    client.force_login(forming.lead.coordinator)
    page = client.get(reverse("application:read_through", args=[forming.centre.pk])).content.decode()

    for kind in ("pdf", "docx"):
        assert f'href="{reverse(ROUTE, args=[forming.centre.pk, kind])}"' in page
