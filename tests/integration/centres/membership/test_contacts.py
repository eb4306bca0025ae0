"""Names of contacts lead to the pages that their reader may open, and to no other (P24)."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from tests import scene, visits
from tests.clock import NOW
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
visited = world(visits.agreed)
LINKS = re.compile(r'href="(/[^"#?]*)"')


def part(user: User, page: str, begins: str, ends: str) -> tuple[Client, str]:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client, client.get(page).text.partition(begins)[2].partition(ends)[0]


@pytest.mark.parametrize("who", ["administrator", "staff", "adviser", "assessor", "head"])
def test_contacts_of_a_centre_lead_where_their_reader_may_go(visited, who) -> None:
    people = {
        "administrator": scene.iqm_person("Ada", "administrator"),
        "staff": visited.staff,
        "adviser": visited.played.adviser,
        "assessor": visited.assessor,
        "head": visited.lead.head,
    }
    person = reverse("accounts:person", args=[visited.lead.head.pk])
    own, other = (reverse("schools:school", args=[one.school.pk]) for one in (visited.lead, visited.member))
    with time_machine.travel(NOW, tick=False):
        page = reverse("membership:centre", args=[visited.played.centre.pk])
        client, contacts = part(people[who], page, 'id="contacts"', "</ul>")
        links = set(LINKS.findall(contacts))
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)

    assert visited.lead.head.name in contacts
    assert (person in links) is (who == "administrator")
    assert (own in links) is (who in {"administrator", "staff", "head"})
    assert (other in links) is (who in {"administrator", "staff"})


@pytest.mark.parametrize(("who", "is_link"), [("administrator", True), ("staff", False), ("head", False)])
def test_people_of_a_school_lead_to_their_page_for_whoever_opens_it(visited, who, is_link) -> None:
    people = {
        "administrator": scene.iqm_person("Ada", "administrator"),
        "staff": visited.staff,
        "head": visited.lead.head,
    }
    person = reverse("accounts:person", args=[visited.lead.head.pk])
    with time_machine.travel(NOW, tick=False):
        client, shown = part(people[who], reverse("schools:school", args=[visited.lead.school.pk]), "People", "</main>")
        assert (f'href="{person}"' in shown) is is_link
        assert client.get(person).status_code == (200 if is_link else 403)
    assert visited.lead.head.name in shown
