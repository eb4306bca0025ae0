"""No page grows without an end: a Centre of sixty schools is shown in parts, each with the way to the next."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from centres.billing.flows import invoice as invoice_flows
from centres.billing.flows import payer as payer_flows
from centres.billing.models.charge import Charge
from iqm_coe.accounts.models.user import User
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import many, scene
from tests.clock import NOW
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db

SCHOOLS, A_PART = 60, 25


def _of_sixty() -> scene.Scene:
    there = many.submitted(SCHOOLS)
    schools = School.objects.filter(name__startswith="School ").order_by("pk")
    people = User.objects.bulk_create(
        User(email=f"speaker{number}@schools.example", name=f"Person {number:03d}") for number in range(len(schools))
    )
    SchoolRole.objects.bulk_create(
        SchoolRole(school=school, user=user, kind="coordinator", granted_at=NOW)
        for school, user in zip(schools, people, strict=True)
    )
    there.approve()
    there.finance = scene.iqm_person("Fay", "finance")
    trust = payer_flows.add("partnership", "All together", by=there.finance, at=NOW)
    there.invoice = invoice_flows.issue(Charge.objects.all(), payer=trust, by=there.finance, at=NOW)
    return there


of_sixty = world(_of_sixty)

# Each list of a page, by its place in the address and what names one of its rows.
LISTS = [
    ("membership:centre", "schools", r"School \d{3}"),
    ("membership:centre", "contacts", r"Person \d{3}"),
    ("membership:readers", "readers", r"Person \d{3}"),
    ("application:agreements", "agreements", r"School \d{3}"),
    ("year:year", "schools", r"School \d{3}"),
    ("billing:invoice", "lines", r"School \d{3}"),
]


def address(there: scene.Scene, name: str) -> str:
    subject = {"year": there.year, "billing": there.invoice}.get(name.split(":", maxsplit=1)[0], there.centre)
    return reverse(name, args=[subject.pk])


def section(html: str, part: str) -> str:
    """The list with this place, to the end of its pages."""
    return re.search(rf'id="{part}".*?class="pager".*?</nav>', html, re.DOTALL)[0]


@pytest.mark.rule("R6b")
@pytest.mark.parametrize(("name", "part", "row"), LISTS)
def test_long_list_stands_in_parts_and_every_row_is_in_one(of_sixty, name, part, row) -> None:
    client = Client()
    client.force_login(of_sixty.staff, backend=BACKEND)
    url, seen = address(of_sixty, name), []
    for number in (1, 2, 3):
        html = client.get(url, {part: number, "other": "kept"}).content.decode()
        rows = re.findall(row, section(html, part))
        assert 0 < len(set(rows)) <= A_PART
        assert f'href="?other=kept&amp;{part}={2 if number != 2 else 1}#{part}"' in html
        seen += sorted(set(rows))
    assert len(seen) == len(set(seen)) == SCHOOLS - 2


def test_part_beyond_the_last_is_the_last(of_sixty) -> None:
    client = Client()
    client.force_login(of_sixty.staff, backend=BACKEND)
    for wrong in ("99", "0", "x", ""):
        assert client.get(address(of_sixty, "membership:centre"), {"schools": wrong}).status_code == 200
