"""A hundred hostile names: on pages and in mails each is text that somebody reads, and nothing more."""

from html.parser import HTMLParser
from itertools import islice, product

import pytest
from django.test import Client
from django.urls import reverse

from iqm_coe.lib.versioned import Box, Edit, Step
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from schools.models.school import School
from tests import scene
from tests.clock import NOW
from tests.documents import upload
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.monday import on_monday
from tests.worlds import world

pytestmark = pytest.mark.django_db
MARK = "zqx"
BREAKS = ("", "'", '"', "-->", "</title>", "</textarea>", "</script>", "\\", "%3C", "{{", "{%")
TRICKS = (
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f'" autofocus onfocus="{MARK}()',
    f"javascript:{MARK}()",
    f"<a href=javascript:{MARK}()>",
    f"<{MARK}>",
    f"{{{{ {MARK} }}}}",
    f"=HYPERLINK({MARK})",
    f"<iframe srcdoc='<{MARK}>'>",
)
PAYLOADS = [f"{brk}{trick}" for brk, trick in islice(product(BREAKS, TRICKS), 100)]
READ_ALOUD = {"value", "title", "alt", "aria-label", "content", "placeholder", "data-text"}

active = world(scene.active)


class Finds(HTMLParser):
    """Where the mark stands as anything but text: a tag, an attribute of its own, an address, a script."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.inside: list[str] = []
        self.texts = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.inside.append(tag)
        marked = [(name, value or "") for name, value in attrs if MARK in f"{name} {value}"]
        loud = [name for name, value in marked if MARK in name or not self._is_text(name, value)]
        self.wrong += [f"<{tag}>"] * (MARK in tag) + [f"{tag} {name}" for name in loud]

    def _is_text(self, name: str, value: str) -> bool:
        is_address = name in {"href", "src", "action"} and value.startswith(("http", "/", "?", "mailto:"))
        return name in READ_ALOUD or is_address

    def handle_data(self, data: str) -> None:
        self.texts += data.count(MARK)
        if MARK in data and self.inside[-1:] in (["script"], ["style"]):
            self.wrong.append(f"in {self.inside[-1]}")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass


def found(html: str) -> Finds:
    finds = Finds()
    finds.feed(html)
    return finds


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_there_are_a_hundred() -> None:
    assert len(set(PAYLOADS)) == 100
    assert found(f'<p title="{MARK}">{MARK}</p>').wrong == []
    hostile = f"<p onclick='{MARK}()'><script>{MARK}</script><{MARK}>"
    assert found(hostile).wrong == ["p onclick", "in script", f"<{MARK}>"]


def test_names_of_schools_are_inert_in_a_list(active) -> None:
    for payload in PAYLOADS:
        SchoolFactory(name=payload)
    client, texts = browser(active.staff), 0

    for page in range(1, 6):
        finds = found(client.get(reverse("schools:schools"), {"page": page, "q": MARK}).text)
        assert finds.wrong == []
        texts += finds.texts

    assert texts >= len(PAYLOADS)


def test_names_of_people_links_and_files_are_inert(active) -> None:
    answer, by = active.review().answers.get(element__number=1), active.lead.coordinator
    for number, payload in enumerate(PAYLOADS):
        SchoolRoleFactory(user=scene.person(payload), school=active.lead.school, kind="contributor")
        evidence.add_link(answer, url=f"https://e.example/{number}?{MARK}", title=payload, by=by, at=NOW)
        if number % 10 == 0:
            evidence.add_file(
                answer, upload(f"{payload.replace('/', '')}.pdf", mark=str(number)), title=payload, by=by, at=NOW
            )
    client = browser(by)

    people = reverse("schools:people", args=[active.lead.school.pk])
    element = reverse("update:element", args=[answer.review_id, 1])
    finds = [found(client.get(page).text) for page in (people, element)]

    assert [one.wrong for one in finds] == [[], []]
    assert all(one.texts >= len(PAYLOADS) for one in finds)


def test_what_is_written_is_inert_where_two_texts_are_put_together(active) -> None:
    answer, by = active.review().answers.get(element__number=1), active.lead.coordinator
    start = {"progress": ""}
    theirs, mine = "\n".join(PAYLOADS), "\n".join(reversed(PAYLOADS))
    answer_flows.save(answer, Edit([_step(start, theirs)], "a"), by=active.lead.head, at=NOW)
    (kept,) = answer_flows.save(answer, Edit([_step(start, mine)], "b"), by=by, at=NOW).clashes

    finds = found(browser(by).get(reverse("texts:kept", args=[kept.pk])).text)

    assert finds.wrong == []
    assert finds.texts >= 2 * len(PAYLOADS)


def _step(base: dict[str, str], text: str):
    return Step({"progress": Box(base["progress"], text)}, 1)


def test_names_are_inert_in_mails(active) -> None:
    answer, by = active.review().answers.get(element__number=1), active.lead.coordinator
    for payload in PAYLOADS:
        person = scene.person(payload)
        SchoolRoleFactory(user=person, school=active.lead.school, kind="contributor")
        School.objects.filter(pk=active.lead.school.pk).update(name=payload)
        answer_flows.give(answer, person, by=by, at=NOW)
    while reader.address_one(NOW):
        pass

    finds = [found(row.html) for row in Delivery.objects.filter(message__kind="update/element_given")]

    assert [one.wrong for one in finds if one.wrong] == []
    assert len(finds) == len(PAYLOADS)
    assert not any("\n" in row.subject for row in Delivery.objects.all())


__all__ = ["on_monday"]
