"""The files of a school and a year have so much room, shown where one is handed in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from centres.year import conf
from centres.year.conditions import quota
from centres.year.flows import plan
from centres.year.models.plan import PlanVersion
from iqm_coe.accounts.flows import setting
from iqm_coe.lib.errors import Refused
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile
from tests import scene
from tests.clock import NOW
from tests.documents import upload


@pytest.fixture
def active() -> scene.Scene:
    return scene.active()


def answer_of(active: scene.Scene, staffed: scene.Staffed | None = None) -> Answer:
    return Answer.objects.filter(review=active.review(staffed)).first()


def put_beside(active: scene.Scene, mark: str, staffed: scene.Staffed | None = None) -> AnswerFile:
    who = staffed or active.lead
    return evidence.add_file(answer_of(active, who), upload(mark=mark), title="Seen", by=who.coordinator, at=NOW)


def room_for(size: int, monkeypatch) -> None:
    """Each school has room for so many bytes."""
    monkeypatch.setattr(quota, "MB", 1)
    setting.change(conf.files_mb, size, by=scene.iqm_person("Ada", "administrator"), at=NOW)


@pytest.mark.django_db
@pytest.mark.rule("R14f")
def test_plans_and_files_of_answers_are_counted_also_those_taken_away(active) -> None:
    version = plan.lodge(active.plan(), upload(mark="plan"), by=active.lead.coordinator, at=NOW)
    first, second = put_beside(active, "one"), put_beside(active, "two")
    evidence.remove_file(second, by=active.lead.coordinator, at=NOW)
    put_beside(active, "of another school", active.members[0])
    room = quota.room_of(active.lead.school.pk, active.year.pk)
    assert room == quota.Room(version.size + first.size + second.size, 500 * 1024 * 1024)


@pytest.mark.django_db
@pytest.mark.rule("R14f")
def test_plan_counts_for_the_school_that_lodges_it(active) -> None:
    member = active.members[0]
    plan.name_school(active.plan(), member.school, by=active.lead.coordinator, at=NOW)
    version = plan.lodge(active.plan(), upload(), by=member.coordinator, at=NOW)
    assert quota.room_of(member.school.pk, active.year.pk).used == version.size
    assert quota.room_of(active.lead.school.pk, active.year.pk).used == 0


@pytest.mark.django_db
@pytest.mark.rule("R14f")
def test_last_byte_is_taken_and_one_more_is_refused_in_words(active, monkeypatch) -> None:
    size = upload(mark="one").size
    room_for(size, monkeypatch)
    put_beside(active, "one")
    assert quota.room_of(active.lead.school.pk, active.year.pk).left == 0
    with pytest.raises(Refused, match=r"take .* of the .* It was not taken; what was there stays"):
        put_beside(active, "two")
    with pytest.raises(Refused, match="write to the IQM office"):
        plan.lodge(active.plan(), upload(mark="plan"), by=active.lead.coordinator, at=NOW)
    assert AnswerFile.objects.count() == 1
    assert not PlanVersion.objects.exists()
    put_beside(active, "two", active.members[0])


@pytest.mark.django_db
@pytest.mark.rule("R14f")
def test_pages_show_it_where_a_file_is_handed_in(active) -> None:
    client = Client()
    client.force_login(active.lead.coordinator)
    put_beside(active, "one")
    element = reverse("update:element", args=[active.review().pk, answer_of(active).element.number])
    for url in (element, reverse("year:lodge_plan", args=[active.plan().pk])):
        assert "of 500.0" in client.get(url).text.replace("\xa0", " ")
    setting.change(conf.files_mb, 20, by=scene.iqm_person("Ada", "administrator"), at=NOW)
    assert "of 20.0" in client.get(element).text.replace("\xa0", " ")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("R14f")
def test_of_two_at_once_the_second_is_counted_after_the_first(active, monkeypatch) -> None:
    answers = list(Answer.objects.filter(review=active.review())[:2])
    meet = Barrier(2)

    def put(answer: Answer) -> str:
        meet.wait()
        try:
            evidence.add_file(answer, upload(mark=f"{answer.pk:03}"[:3]), title="S", by=active.lead.coordinator, at=NOW)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    room_for(upload(mark="001").size, monkeypatch)
    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(put, answers))
    assert AnswerFile.objects.count() == 1
    assert said[0] == ""
    assert "It was not taken" in said[1]
