"""The lists of one subject stand side by side above each of them, and the entry above them is marked."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iqm_coe.lib.lists.table import declared_lists
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db

CENTRES = ["Centres", "Centre years", "Plans", "Activities"]
REVIEWS = ["Updates", "Visits", "Reports", "Assessors"]
MONEY = ["Annual payments", "Invoices", "Money received"]
OF_OFFICE = {
    "membership:centres": (CENTRES, "Centres", "Centres"),
    "year:years": (CENTRES, "Centre years", "Centres"),
    "year:plans": (CENTRES, "Plans", "Centres"),
    "year:activities": (CENTRES, "Activities", "Centres"),
    "update:reviews": (REVIEWS, "Updates", "Visits"),
    "visits:visits": (REVIEWS, "Visits", "Visits"),
    "reports:reports": (REVIEWS, "Reports", "Reports"),
    "visits:assessors": (REVIEWS, "Assessors", "Visits"),
}
OF_MONEY = {
    "billing:charges": (MONEY, "Annual payments", "Finance"),
    "billing:invoices": (MONEY, "Invoices", "Finance"),
    "billing:payments": (MONEY, "Money received", "Finance"),
}
# What each kind of person at IQM reads above which list, and which entry of the menu is marked.
READ = {
    "staff": {**OF_OFFICE, **OF_MONEY},
    "administrator": OF_OFFICE,
    "finance": OF_MONEY,
    "adviser": {},
    "assessor": {},
}


def signed_in(kind: str) -> Client:
    client = Client()
    client.force_login(iqm_person("Someone", kind))
    return client


def row_of(page: str) -> str:
    found = re.search(r'<nav class="neighbours" aria-label="[^"]+">(.*?)</nav>', page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("kind", READ)
def test_neighbours_of_each_list_are_those_that_open_for_this_person(kind) -> None:
    client, read = signed_in(kind), {}
    for route in declared_lists():
        answer = client.get(reverse(route))
        if answer.status_code == 200 and (row := row_of(answer.text)):
            links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', row)
            marked = [item.label for item in answer.context["nav"] if item.is_current]
            read[route] = ([label for _url, _here, label in links], *[one for _u, here, one in links if here], *marked)
            assert {client.get(url).status_code for url, _here, _label in links} == {200}

    assert read == READ[kind]


@pytest.mark.parametrize(
    ("kind", "path", "marked"),
    [
        ("staff", "/reviews/assessors/1/", ["Visits"]),
        ("staff", "/centres/finance/payments/1/", ["Finance"]),
        ("administrator", "/centres/finance/payments/1/", ["Centres"]),
        ("assessor", "/reviews/visits/mine/", ["My visits"]),
    ],
)
def test_page_of_one_thing_marks_the_entry_above_its_list(kind, path, marked) -> None:
    nav = signed_in(kind).get(path).context["nav"]

    assert [item.label for item in nav if item.is_current] == marked


def test_neighbours_ask_the_database_nothing(monkeypatch) -> None:
    client = signed_in("staff")
    counts = []
    for row in (None, lambda route, user: []):
        if row:
            monkeypatch.setattr("iqm_coe.lib.lists.page.neighbours_of", row)
        client.get(reverse("year:plans"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("year:plans"))
        counts.append(len(captured))

    assert counts[0] == counts[1]
