"""How the office is reached: on each page, signed in or not, on pages of an error, and in each mail."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.urls import reverse

from iqm_coe.accounts.flows import setting
from iqm_coe.lib import letterhead
from tests.clock import NOW
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db
DEFAULTS = ("Inclusion Quality Mark (example)", "1 Example Street, Exampleton, EX1 1EX", "office@iqm.example")
PLAIN = ("400.html", "403.html", "404.html", "413.html", "429.html", "500.html", "503.html")


@pytest.fixture
def nothing_read():
    with patch.object(letterhead, "_last_read", []) as kept:
        yield kept


def says(page: str, *words: str) -> bool:
    return all(one in page for one in words)


@pytest.mark.rule("R40t")
@pytest.mark.parametrize("route", ["home:welcome", "home:privacy", "account_login", "account_signup"])
def test_a_page_for_anybody_says_how_the_office_is_reached(client, route):
    page = client.get(reverse(route)).content.decode()
    assert says(page, *DEFAULTS, 'href="tel:02079460000"', 'href="mailto:office@iqm.example"')


@pytest.mark.rule("R40t")
def test_a_page_of_somebody_signed_in_says_it_as_set_now(client):
    client.force_login(person("Nina"))
    setting.change(letterhead.telephone, "+44 1632 960001", by=iqm_person("Ada", "administrator"), at=NOW)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert says(page, *DEFAULTS, 'href="tel:+441632960001"', "+44 1632 960001")
    assert "020 7946 0000" not in page


@pytest.mark.rule("R40t")
def test_a_newcomer_reads_it_where_they_do_not_belong_to_a_school_yet(client):
    client.force_login(person("Nina"))
    page = client.get(reverse("home:index")).content.decode()
    assert "You do not belong to a school yet" in page
    told = page.partition("The IQM office helps:")[2].partition("</main>")[0]
    assert says(told, *DEFAULTS, "020 7946 0000")


@pytest.mark.rule("R40t")
def test_a_page_that_is_not_there_says_it(client, nothing_read):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert says(answer.content.decode(), *DEFAULTS, "020 7946 0000")


@pytest.mark.rule("R40t")
@pytest.mark.parametrize("template", PLAIN)
def test_a_page_of_an_error_asks_nobody_and_says_what_was_read_last(template, nothing_read, django_assert_num_queries):
    told = {"is_full": False, "typed": [], "path": "", "most": "2 MB", "is_stopped": False}
    with django_assert_num_queries(0):
        before = render_to_string(template, told)
    assert "stands at the foot of every mail from us" in before

    letterhead.office()
    with django_assert_num_queries(0):
        after = render_to_string(template, told)
    assert says(after, *DEFAULTS, "020 7946 0000")
    assert "at the foot of every mail" not in after


@pytest.mark.rule("R40t")
def test_the_page_of_an_outage_says_it_while_the_database_is_away(client, nothing_read):
    letterhead.office()
    away = OperationalError("no server")
    client.raise_request_exception = False
    with patch("iqm_coe.lib.letterhead.in_force", side_effect=away):
        answer = client.get(reverse("home:welcome"))
    assert answer.status_code in {500, 503}
    assert says(answer.content.decode(), "1 Example Street", "020 7946 0000")


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("020 7946 0000", "02079460000"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        (" 01632-960 001 ", "01632960001"),
    ],
)
def test_a_telephone_is_dialled_by_its_digits(typed, dialled):
    assert letterhead.Office("IQM", "", "", typed).dial == dialled
