"""What a page gets for what it sends: taken, refused, signed out, somebody else; and what it costs."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.versioned import rewritten
from iqm_coe.lib.withdrawing import MARK
from iqm_coe.texts.flows.kept import settle
from iqm_coe.texts.kinds import every_kind
from iqm_coe.texts.models.kept import KeptText
from reviews.update.conditions.review import fingerprint_of, in_the_way, lacking
from reviews.update.flows import answer as answer_flows
from reviews.update.flows.review import declare_and_send
from reviews.update.models.answer import Answer
from tests import scene, visits
from tests.clock import NOW
from tests.meta.cast import BACKEND
from tests.monday import on_monday
from tests.proofs_of_person import prove
from tests.worlds import world

pytestmark = pytest.mark.django_db
MOST_QUERIES = 6

active = world(scene.active)


class Page:
    """One opened element, as the browser has it."""

    def __init__(self, played: scene.Scene, who, number: int = 1) -> None:
        self.answer = Answer.objects.get(review=played.review(), element__number=number)
        self.who, self.client, self.turn = who, Client(), 0
        self.client.force_login(who, backend=BACKEND)
        self.url = reverse("texts:save_text", args=["update.answer", self.answer.pk])

    def send(self, person: int | None = None, **boxes: tuple[str, str]) -> Any:
        self.turn += 1
        named = {name: {"base": base, "text": text} for name, (base, text) in boxes.items()}
        sent = {"person": person or self.who.pk, "page": "a page", "steps": [{"turn": self.turn, "boxes": named}]}
        return self.client.post(self.url, json.dumps(sent), content_type="application/json")


@pytest.fixture
def page(active) -> Page:
    return Page(active, active.lead.coordinator)


@pytest.mark.rule("R16a")
def test_page_is_told_which_turn_was_taken_and_how_the_texts_stand(page):
    told = page.send(progress=("", "Mine. ")).json()

    assert told == {
        "turn": 1,
        "boxes": {"progress": "Mine. ", "evidence": "", "next_steps": ""},
        "at": told["at"],
        "said": "10:00",
        "by": "",
        "clashes": [],
        "merged": False,
        "filled": [],
        "undrawable": "",
    }


@pytest.mark.rule("R16c")
def test_signs_that_no_document_can_show_are_told_when_they_are_typed(page):
    sign = "\U0001f8ff"  # a place in Unicode that holds no sign

    assert page.send(progress=("", f"Mine {sign}.")).json()["undrawable"] == f"{sign} (U+1F8FF)"
    answer = Answer.objects.get(pk=page.answer.pk)
    words = page.client.get(reverse("update:element", args=[answer.review_id, answer.element.number])).text
    note = re.search(r"<p [^>]*data-undrawable(.*?)</p>", words, re.DOTALL)[1]
    assert (sign in note, "hidden" in note.split(">")[0]) == (True, False)


@pytest.mark.rule("R16a")
def test_page_is_told_who_wrote_in_the_same_place_and_where_both_are(page, active):
    answer_flows.save(page.answer, rewritten({"progress": ""}, {"progress": "Theirs."}), by=active.lead.head, at=NOW)

    told = page.send(progress=("", "Mine.")).json()

    kept = KeptText.objects.get()
    address = reverse("texts:kept", args=[kept.pk])
    clash = {"box": "progress", "by": "Head of Lead School", "mine": "Mine.", "address": address}
    assert (told["turn"], told["boxes"]["progress"], told["clashes"]) == (1, "Theirs.", [clash])


@pytest.mark.rule("R16a", "R46d")
def test_page_is_not_told_a_kept_text_from_which_words_were_withdrawn(page, active):
    answer_flows.save(page.answer, rewritten({"progress": ""}, {"progress": "Theirs."}), by=active.lead.head, at=NOW)
    page.send(progress=("", "Mine, by name."))
    KeptText.objects.update(mine=f"Mine, by {MARK}.")
    page.turn -= 1  # its answer was lost

    (clash,) = page.send(progress=("", "Mine, by name.")).json()["clashes"]

    assert "mine" not in clash
    assert KeptText.objects.get().mine == f"Mine, by {MARK}."


@pytest.mark.rule("R16a")
def test_text_that_is_kept_already_is_not_kept_once_more_under_another_page(page, active):
    answer_flows.save(page.answer, rewritten({"progress": ""}, {"progress": "Theirs."}), by=active.lead.head, at=NOW)
    page.send(progress=("", "Mine."))
    sent = {"turn": 1, "boxes": {"progress": {"base": "", "text": "Mine."}}}

    told = {"person": page.who.pk, "page": "another page", "steps": [sent]}
    page.client.post(page.url, json.dumps(told), content_type="application/json")

    assert KeptText.objects.count() == 1


@pytest.mark.rule("R16a")
@pytest.mark.parametrize(("length", "status"), [(20_000, 200), (20_001, 400)])
def test_text_that_is_too_long_is_refused_by_its_box_and_nothing_of_it_is_saved(page, length, status):
    told = page.send(progress=("", "x" * length), next_steps=("", "More."))

    saved = Answer.objects.get(pk=page.answer.pk)
    assert told.status_code == status
    assert bool(saved.progress) == bool(saved.next_steps) == (status == 200)
    assert ("progress" in told.json().get("boxes", {}) and "next_steps" not in told.json()["boxes"]) == (status == 400)


def test_line_breaks_count_once_and_are_kept_as_one_sign(page):
    assert page.send(progress=("", "One.\r\nTwo.")).json()["boxes"]["progress"] == "One.\nTwo."


@pytest.mark.rule("R16a")
def test_what_a_page_sends_comes_clean_and_goes_on_from_there(page):
    page.send(progress=("", "One\u2028two\x00 \uf0b7"))

    told = page.send(progress=("One\u2028two\x00 \uf0b7", "One\u2028two\x00 \uf0b7 three")).json()

    assert (told["boxes"]["progress"], told["clashes"]) == ("One\ntwo • three", [])
    assert told["merged"] is False


@pytest.mark.rule("R16a")
def test_page_is_told_that_others_words_came_into_what_it_sent(page, active):
    answer_flows.save(page.answer, rewritten({"progress": ""}, {"progress": "One.\n\nTwo."}), by=page.who, at=NOW)
    theirs = rewritten({"progress": "One.\n\nTwo."}, {"progress": "One.\n\nTwo of theirs."})
    answer_flows.save(page.answer, theirs, by=active.lead.head, at=NOW)

    told = page.send(progress=("One.\n\nTwo.", "One of ours.\n\nTwo.")).json()

    assert (told["boxes"]["progress"], told["merged"]) == ("One of ours.\n\nTwo of theirs.", True)


@pytest.mark.rule("R16a")
def test_page_without_a_form_has_a_place_for_what_the_browser_still_keeps(page, active):
    here = reverse("update:element", args=[page.answer.review_id, 1])
    place = f'data-left="update.answer:{page.answer.pk}"'
    written = page.client.get(here).content.decode()
    active.send_update(at=NOW)

    assert place not in written
    assert place in page.client.get(here).content.decode()


@pytest.mark.rule("R15b", "R16a")
def test_page_is_told_that_the_update_was_sent_meanwhile(page, active):
    active.send_update(at=NOW)

    told = page.send(progress=("", "Late."))

    assert told.status_code == 409
    assert "The update is sent" in told.json()["refused"]


@pytest.mark.rule("R44a")
def test_page_of_somebody_whose_role_ended_is_told_so_or_finds_nothing(page, active):
    active.lead.school.roles.filter(user=page.who).update(ended_at=NOW, ended_by=active.lead.head)

    assert page.send(progress=("", "Late.")).status_code == 404


def test_page_of_somebody_else_in_this_browser_saves_nothing(page, active):
    told = page.send(person=active.lead.head.pk, progress=("", "Theirs."))

    assert (told.status_code, told.json()) == (409, {"other_person": True})
    assert Answer.objects.get(pk=page.answer.pk).version == 0


def test_page_whose_session_ended_is_led_to_sign_in_and_nothing_is_saved(page):
    page.client.logout()

    assert page.send(progress=("", "Mine.")).status_code == 302
    assert Answer.objects.get(pk=page.answer.pk).version == 0


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        '{"person": 1}',
        '{"person": 1, "page": "p", "steps": []}',
        '{"person": 1, "page": "p", "steps": [{"turn": 0, "boxes": {}}]}',
        '{"person": 1, "page": "p", "steps": [{"turn": 1, "boxes": {"progress": "text"}}]}',
        '{"person": 1, "page": "p", "steps": [{"turn": 1, "boxes": []}]}',
    ],
)
def test_what_is_not_of_our_pages_is_refused_in_words(page, sent):
    told = page.client.post(page.url, sent, content_type="application/json")

    assert told.status_code == 400
    assert "cannot be read" in told.json()["refused"]


@pytest.mark.rule("R16a")
def test_what_was_typed_into_a_box_that_is_gone_is_refused_and_never_called_saved(page):
    told = page.send(progress=("", "Mine."), of_a_form_before=("", "Words."))

    assert (told.status_code, Answer.objects.get(pk=page.answer.pk).progress) == (400, "")
    assert "no longer there. Copy what you wrote in it" in told.json()["refused"]


def test_box_that_is_gone_and_empty_stands_in_nobodys_way(page):
    told = page.send(progress=("", "Mine."), of_a_form_before=("Words.", " "))

    assert (told.status_code, set(told.json()["boxes"])) == (200, {"progress", "evidence", "next_steps"})


@pytest.mark.rule("R16a")
def test_form_without_javascript_gives_back_what_was_typed_into_a_box_that_is_gone(page):
    base = json.dumps({"progress": "", "of_a_form_before": "Words."})
    sent = {"progress": "Mine.", "of_a_form_before": "Words, and more.", "base": base}

    shown = page.client.post(reverse("update:element", args=[page.answer.review_id, 1]), sent).text

    assert "Copy what you wrote in it if you need it. “Words, and more.”" in shown
    assert Answer.objects.get(pk=page.answer.pk).progress == ""


def test_page_that_comes_back_asks_how_the_texts_stand(page, active):
    answer_flows.save(page.answer, rewritten({"progress": ""}, {"progress": "Theirs."}), by=active.lead.head, at=NOW)

    told = page.client.get(page.url).json()

    assert (told["boxes"]["progress"], told["by"]) == ("Theirs.", "Head of Lead School")


@pytest.mark.rule("R16a")
def test_saving_asks_the_database_a_few_times_and_no_more(page):
    page.send(progress=("", "Mine."))
    with CaptureQueriesContext(connection) as asked:
        page.send(progress=("Mine.", "Mine, on."))

    queries = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= MOST_QUERIES, "\n".join(queries)


class TestBothHaveItOpen:
    """Two people at the page of two texts, the second after the first has put them together."""

    @pytest.fixture
    def kept(self, page, active) -> KeptText:
        answer_flows.save(
            page.answer, rewritten({"progress": ""}, {"progress": "Theirs."}), by=active.lead.head, at=NOW
        )
        page.send(progress=("", "Mine."))
        return KeptText.objects.get()

    def say(self, who, kept: KeptText, **sent: str) -> tuple[str, str]:
        """What the page says, and what stands in the element then."""
        client = Client()
        client.force_login(who, backend=BACKEND)
        shown = client.post(reverse("texts:kept", args=[kept.pk]), sent, follow=True).text
        words = re.search(r'class="toasts.*?</div>\s*</div>', shown, re.DOTALL)
        return words[0] if words else shown, Answer.objects.get(pk=kept.subject_id).progress

    @pytest.mark.rule("R16a")
    def test_who_saves_after_the_other_left_it_is_saved_and_told_so(self, kept, active):
        self.say(active.lead.head, kept, leave="1")

        said, stands = self.say(active.lead.coordinator, kept, progress="Theirs. Mine.", base='{"progress": "Theirs."}')

        assert "It is saved." in said
        assert stands == "Theirs. Mine."

    @pytest.mark.rule("R16a")
    def test_who_saves_over_what_the_other_saved_comes_to_the_newest_two(self, kept, active):
        self.say(active.lead.head, kept, progress="Theirs anew.", base='{"progress": "Theirs."}')

        said, stands = self.say(active.lead.coordinator, kept, progress="Mine anew.", base='{"progress": "Theirs."}')

        newest = KeptText.objects.open().get()
        assert "Here are the newest two." in said
        assert (stands, newest.mine, newest.pk != kept.pk) == ("Theirs anew.", "Mine anew.", True)

    def test_who_leaves_it_after_the_other_is_told_that_nothing_was_changed(self, kept, active):
        self.say(active.lead.head, kept, progress="Theirs anew.", base='{"progress": "Theirs."}')

        said, stands = self.say(active.lead.coordinator, kept, leave="1")

        assert "put these two together already" in said
        assert stands == "Theirs anew."


@pytest.mark.rule("R44g")
def test_what_is_in_the_making_is_read_by_whoever_writes_it_and_nobody_else() -> None:
    there = visits.recorded()
    there.write()
    finding = there.review.findings.first()
    addresses = [
        reverse("texts:save_text", args=["visits.finding", finding.pk]),
        reverse("texts:save_text", args=["reports.report", there.report.pk]),
    ]
    others = (there.lead.coordinator, there.lead.head, there.member.coordinator, there.staff)

    def statuses(who) -> list[int]:
        client = Client()
        client.force_login(who, backend=BACKEND)
        session = client.session
        prove(session, who)
        session.save()
        return [client.get(address).status_code for address in addresses]

    assert {who: statuses(who) for who in others} == {who: [404, 404] for who in others}
    assert statuses(there.assessor) == [200, 200]


def test_every_kind_reads_writes_and_leads_to_a_page():
    assert set(every_kind()) == {
        *("update.answer", "update.targetprogress", "update.target", "application.criterionanswer"),
        *("visits.visit", "visits.finding", "visits.targetjudgement", "reports.report"),
        *("year.activity", "visits.visitedreview"),
    }


def test_session_says_until_when_and_begins_anew(page):
    url = reverse("texts:session")
    first = page.client.get(url).json()

    again = page.client.post(url).json()

    assert (first["person"], bool(first["token"])) == (page.who.pk, True)
    assert timezone.datetime.fromisoformat(first["ends_at"]) <= timezone.datetime.fromisoformat(again["ends_at"])


__all__ = ["on_monday"]


@pytest.mark.rule("R15b", "R16a")
def test_update_is_not_sent_while_two_texts_wait_to_be_put_together(active):
    active.write_update(active.lead)
    mine, theirs = (Page(active, who) for who in (active.lead.coordinator, active.lead.head))
    now = Answer.objects.get(pk=mine.answer.pk).progress
    theirs.send(progress=(now, "Theirs."))
    mine.turn = theirs.turn
    mine.send(progress=(now, "Mine."))
    kept, review = KeptText.objects.get(), active.review()
    words = f"Two texts wait to be put together in “{mine.answer.element}”."
    assert (lacking(review), in_the_way(review)) == ([], [words])

    with pytest.raises(Refused, match="wait to be put together"):
        declare_and_send(review, read=fingerprint_of(review), by=active.lead.head, at=NOW)

    settle(kept, by=active.lead.head, at=NOW)
    assert in_the_way(review) == []
