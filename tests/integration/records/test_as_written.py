"""Words are found as people write them, do not come back by a page that was open, and are no words of the product."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from centres.year.flows import plan
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.withdrawing import MARK
from iqm_coe.records.conditions import withdrawal as conditions
from iqm_coe.records.flows import withdrawal as flows
from reviews.reports.models.seal import SealedReport
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from tests import scene, visits
from tests.clock import NOW
from tests.documents import upload
from tests.scene import iqm_person
from tests.whole import in_turns

pytestmark = pytest.mark.django_db

WHY = "A pupil was named."
NAME = "Zebedee Quill"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, user: User, answer: Answer, base: str, text: str, page: str, turn: int):
    boxes = {"progress": {"base": base, "text": text}}
    sent = {"person": user.pk, "page": page, "steps": [{"turn": turn, "boxes": boxes}]}
    url = reverse("texts:save_text", args=["update.answer", answer.pk])
    return client.post(url, json.dumps(sent), content_type="application/json", headers={"Accept": "application/json"})


@pytest.mark.rule("R46d")
def test_withdrawn_words_do_not_come_back_by_a_page_that_had_clashed() -> None:
    there, ada = scene.active(), iqm_person("Ada", "administrator")
    answer = Answer.objects.filter(review=there.review()).first()
    by, head = there.lead.coordinator, there.lead.head
    theirs, ours = signed_in(head), signed_in(by)
    base = f"Today {NAME} reads well. We are glad of it and so is the school."
    changed = base.replace("glad of it", "proud of it")
    send(theirs, head, answer, "", base, "h", 1)
    send(theirs, head, answer, base, changed, "h", 2)
    assert send(ours, by, answer, base, base.replace("glad of it", "happy with it"), "c", 1).json()["clashes"]
    flows.withdraw_passage(list(conditions.found(NAME)), NAME, by=ada, at=NOW, reason=WHY)
    send(ours, by, answer, base, changed + " More.", "c", 2)
    answer.refresh_from_db()
    assert answer.progress == f"Today {MARK} reads well. We are proud of it and so is the school. More."


@pytest.mark.rule("R46d")
@pytest.mark.parametrize(
    ("passage", "written"),
    [
        ("Amos Tarn", "Amos\u00a0Tarn"),
        ("Amos Tarn", "Amos\u202fTarn"),
        ("Amos Tarn", "Amos Ta\u00adrn"),
        ("Amos Tarn", "Amos\u200b Tarn"),
        ("Amos Tarn", "Am\u200cos Tarn"),
        ("Amos Tarn", "A**mos** Tarn"),
        ("Amos Tarn", "~~Amos~~ Tarn"),
        ("Amos Tarn", "> Amos\n> Tarn"),
        ("Amos Tarn", "[Amos](https://x.example/a_b) Tarn"),
        ("Amos Tarn", "AMOS   tarn"),
        ("Amos\u00a0Tarn", "Amos Tarn"),
        ("Amos Tarn", "Amos \u2013 Tarn"),
        ("Anne-Marie", "Anne\\-Marie"),
        ("Anne-Marie", "Anne\u2011Marie"),
        ("Anne-Marie", "Anne Marie"),
        ("Anne Marie", "Anne-Marie"),
        ("O'Quill", "O\u2018Quill"),
        ("O\u2019Quill", "O\u02bcQuill"),
    ],
)
def test_passage_is_found_however_it_is_written(passage, written) -> None:
    assert conditions.says(f"We met {written} today.", passage)
    assert conditions.as_written(f"We met {written} today.", passage)


@pytest.mark.rule("R46d")
@pytest.mark.parametrize("written", ["Amost Arn", "Amos. And Tarn", "Famos Tarn", "Amos Tarnish", "Amos, then Tarn"])
def test_other_words_are_not_found(written) -> None:
    assert not conditions.says(f"We met {written} today.", "Amos Tarn")


@in_turns(4)
@pytest.mark.rule("R46d")
@pytest.mark.parametrize(
    "passage", ["ratified", "Headteacher", "maintain", "2027", "2027-01-19", "centres", "not maintained", "withdrawn"]
)
def test_words_of_the_product_are_refused_and_nothing_is_gone(passage) -> None:
    visits.issued()
    ada = iqm_person("Ada", "administrator")
    places = list(conditions.found(passage))
    with pytest.raises(Refused, match="words of the product itself"):
        flows.withdraw_passage(places or [_some_place()], passage, by=ada, at=NOW, reason=WHY)
    assert not SealedReport.objects.exclude(withdrawn_at=None).exists()


def _some_place() -> conditions.Place:
    return conditions.Place("reports_sealedreport", "content", SealedReport.objects.get().pk)


@pytest.mark.rule("R46d")
@pytest.mark.parametrize("passage", ["01895 157807", "Grace Hope", "A quiet year"])
def test_numbers_and_names_are_no_words_of_the_product(passage) -> None:
    assert not conditions.is_of_the_product(passage)


@pytest.mark.rule("R46d")
def test_same_bytes_go_wherever_people_handed_them_in() -> None:
    there, ada = scene.active(), iqm_person("Ada", "administrator")
    by = there.lead.coordinator
    first, second = Answer.objects.filter(review=there.review())[:2]
    file, other = (evidence.add_file(one, upload(), title="Seen", by=by, at=NOW) for one in (first, second))
    version = plan.lodge(there.plan(), upload(), by=by, at=NOW)
    page = signed_in(ada).get(reverse("records:withdraw_file", args=["update.answerfile", file.pk])).text
    assert "2 other files with the very same content go as well" in page
    flows.withdraw_file(file, by=ada, at=NOW, reason=WHY)
    for row in (file, other, version):
        row.refresh_from_db()
        assert row.withdrawn_at


@pytest.mark.rule("R46d")
@pytest.mark.parametrize("reason", ["About Zebedee.", "quill, in her class", "Zebedee Quill"])
def test_reason_repeats_no_name_of_what_goes(reason) -> None:
    there, ada = scene.active(), iqm_person("Ada", "administrator")
    answer = Answer.objects.filter(review=there.review()).first()
    by = there.lead.coordinator
    file = evidence.add_file(answer, upload(f"{NAME}.pdf"), title=NAME, by=by, at=NOW)
    with pytest.raises(Refused, match="The reason repeats"):
        flows.withdraw_file(file, by=ada, at=NOW, reason=reason)
    with pytest.raises(Refused, match="The reason repeats"):
        flows.withdraw_passage(list(conditions.found(NAME)), NAME, by=ada, at=NOW, reason=reason)
