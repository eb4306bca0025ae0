"""An update to take away: what its page as one text says, for exactly those who read the page (R15f)."""

import pytest
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib import pdf
from iqm_coe.lib.typesetting_apart import TooMuch
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer, AnswerVersion
from reviews.update.models.evidence import AnswerFile, AnswerLink
from reviews.update.models.target import TargetProgress
from tests.clock import NOW
from tests.documents import upload
from tests.factories.reviews import TargetFactory
from tests.factories.schools import SchoolRoleFactory
from tests.scene import person
from tests.taken import ask, in_pdf, in_word, taken

pytestmark = pytest.mark.django_db
ROUTE = "update:read_file"
KINDS = ("pdf", "docx")


def filled(active):
    """An update with a target of last year, links and files, one element empty."""
    review, by = active.write_update(), active.lead.coordinator
    answers = {answer.element.number: answer for answer in review.answers.select_related("element")}
    Answer.objects.filter(pk=answers[1].pk).update(
        progress="# Reading\n\nWe **read** more.", evidence="Seen.", next_steps="- a\n- b"
    )
    Answer.objects.filter(pk=answers[2].pk).update(progress="", evidence="", next_steps="")
    evidence.add_link(answers[1], url="https://elm.example/", title="Our page", by=by, at=NOW)
    evidence.add_file(answers[1], upload("day.pdf"), title="Photographs", by=by, at=NOW)
    gone = evidence.add_file(answers[1], upload("gone.pdf", mark="x"), title="Taken back", by=by, at=NOW)
    AnswerFile.objects.filter(pk=gone.pk).update(removed_at=NOW, removed_by=by)
    target = TargetFactory(review=review, element=answers[1].element, aim="Read daily")
    TargetProgress.objects.create(review=review, target=target, text="Done daily.")
    return review


def contributor_with_one(active, review):
    carol = person("Carol")
    SchoolRoleFactory(user=carol, school=active.lead.school, kind="contributor")
    answer = review.answers.get(element__number=1)
    answer_flows.give(answer, carol, by=active.lead.coordinator, at=NOW)
    return carol


@pytest.mark.rule("R15f", "R16e")
def test_word_says_what_the_page_says_in_its_order(active):
    review = filled(active)
    said = in_word(active.lead.coordinator, ROUTE, review.pk)

    assert said[:2] == ["The update of Lead School", f"Lead School · {review.year}"]
    assert said[2].startswith("Draft: not declared and not sent yet. To be sent by ")
    assert said[3].startswith("A copy, taken on Monday 23 November 2026 at ")
    assert said[4:6] == ["Target: Read daily", "Done daily."]
    elements = [str(answer.element) for answer in review.answers.select_related("element")]
    assert [one for one in said if one in elements] == elements
    first, second = said.index(elements[0]), said.index(elements[1])
    assert said[first + 1 : second] == [
        *("Progress since last year", "Reading", "We read more."),
        *("Evidence", "Seen."),
        *("Next steps", "a", "b"),
        *("Our page", "Photographs (day.pdf)"),
    ]
    nothing = ["Progress since last year", "–", "Evidence", "–", "Next steps", "–"]
    assert said[second + 1 : said.index(elements[2])] == nothing


@pytest.mark.rule("R15f", "R16e")
def test_pdf_says_the_same(active):
    review = filled(active)
    who = active.lead.coordinator
    said = in_pdf(who, ROUTE, review.pk)

    for words in in_word(who, ROUTE, review.pk):
        assert " ".join(words.split()) in said, words
    assert "Taken back" not in said


@pytest.mark.rule("R15f")
def test_once_sent_it_says_who_declared_it_and_when(active):
    filled(active)
    Answer.objects.update(progress="P.", evidence="E.", next_steps="N.")
    review = active.send_update()

    state = in_word(active.lead.head, ROUTE, review.pk)[2]
    assert state == "Declared by Head of Lead School, headteacher, and sent on Monday 23 November 2026."


@pytest.mark.rule("R15f")
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_does_not_read_the_page_gets_no_file(active, kind):
    review = active.write_update()
    for who in (active.members[0].head, active.adviser, person("Stranger")):
        page = ask(who, "update:read_file", review.pk, kind)
        assert page.status_code == 404
    assert ask(active.staff, ROUTE, review.pk, kind).status_code == 200


@pytest.mark.rule("R15f", "R44s")
def test_a_contributor_takes_away_what_was_given_to_them_and_reads_that_it_is_a_part(active):
    review = filled(active)
    said = in_word(contributor_with_one(active, review), ROUTE, review.pk)

    elements = [str(answer.element) for answer in review.answers.select_related("element")]
    assert [one for one in said if one in elements] == elements[:1]
    assert "It holds only the elements that were given to you, and not the whole update." in said
    assert "Done daily." not in said
    assert not [one for one in in_word(active.staff, ROUTE, review.pk) if "not the whole update" in one]


@pytest.mark.rule("R15f", "R44e")
def test_an_ended_role_takes_nothing_away(active):
    review = active.write_update()
    carol = contributor_with_one(active, review)
    carol.school_roles.update(ended_at=NOW, ended_by=active.staff)

    assert ask(carol, ROUTE, review.pk, "docx").status_code == 404


@pytest.mark.rule("R15f")
@pytest.mark.parametrize("kind", ["", "doc", "PDF", "html", "pdf.docx"])
def test_other_kinds_of_file_there_are_not(active, kind):
    review = active.write_update()

    assert ask(active.lead.head, ROUTE, review.pk, kind or "x").status_code == 404


@pytest.mark.rule("R16e", "R44u")
def test_a_file_that_leaves_stands_in_the_trail_of_the_person_and_nothing_is_kept(active):
    review, who = active.write_update(), active.lead.head
    before = Event.objects.count(), AnswerVersion.objects.count()
    answer = ask(who, ROUTE, review.pk, "docx")

    event = Event.objects.order_by("-pk").first()
    assert (event.by, event.action, event.subject_type, event.subject_id) == (who, "take_out", "accounts.user", who.pk)
    assert event.facts == {"page": "update:read", "file": "docx", "number": review.pk}
    assert (Event.objects.count(), AnswerVersion.objects.count()) == (before[0] + 1, before[1])
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    name = 'filename="the-update-of-lead-school 2026-11-23.docx"'
    assert answer["Content-Disposition"] == f"attachment; {name}"
    ask(who, ROUTE, review.pk, "docx", "head")
    assert Event.objects.count() == before[0] + 1


@pytest.mark.rule("R16e")
@pytest.mark.parametrize("why", ["pieces", "time"])
def test_what_cannot_be_made_leads_back_to_the_page_with_a_sentence(active, monkeypatch, why):
    review, who = active.write_update(), active.lead.head
    if why == "pieces":
        Answer.objects.filter(review=review).update(progress="a\n" * 600)
    else:
        monkeypatch.setattr(pdf, "render_apart", lambda *_args: (_ for _ in ()).throw(TooMuch("It is too long.")))
    before = Event.objects.count()

    answer = ask(who, ROUTE, review.pk, "pdf")
    assert answer.url == reverse("update:read", args=[review.pk])
    (message,) = [str(one) for one in answer.wsgi_request._messages]
    assert message.startswith("Its lists and tables have 6000 lines" if why == "pieces" else "It is too long.")
    assert message.endswith("Nothing is lost: read it here, or print this page.")
    assert Event.objects.count() == before


@pytest.mark.rule("R16e", "R46d")
def test_withdrawn_words_and_links_read_as_on_the_page(active):
    review = active.write_update()
    answer = review.answers.get(element__number=1)
    Answer.objects.filter(pk=answer.pk).update(progress="[content withdrawn]")
    facts = {"added_at": NOW, "added_by": active.lead.head}
    AnswerLink.objects.create(
        answer=answer, url="https://content-withdrawn.invalid/", title="[content withdrawn]", **facts
    )

    said = in_word(active.lead.head, ROUTE, review.pk)
    assert said.count("[content withdrawn]") == 2
    assert b"content-withdrawn.invalid" not in taken(active.lead.head, ROUTE, review.pk, "pdf")


@pytest.mark.rule("R15f")
@pytest.mark.parametrize("who", ["coordinator", "staff"])
def test_the_page_leads_to_both(active, client, who):
    review = active.write_update()
    client.force_login(active.staff if who == "staff" else active.lead.coordinator)

    page = client.get(reverse("update:read", args=[review.pk])).content.decode()
    for kind in KINDS:
        assert f'href="{reverse(ROUTE, args=[review.pk, kind])}"' in page
