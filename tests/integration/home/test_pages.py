"""The frame: demo mode and its absence, error pages, the programme at a glance, and the page of a paused service."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.accounts import accounts
from iqm_coe.demo.models import DemoMail
from iqm_coe.demo.simulation import people
from iqm_coe.demo.simulation.people import office
from iqm_coe.home.selectors import work as selectors
from iqm_coe.lib.tiles import tiles_for
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db


# ---- demo ----


def test_demo_inbox_is_not_there_outside_demo_mode(client) -> None:
    mail = DemoMail.objects.create(address="a@people.example", subject="Secret", text="Secret")
    for url in (reverse("demo:inbox"), reverse("demo:mail", args=[mail.pk])):
        page = client.get(url)
        assert page.status_code == 404
        assert "Secret" not in page.content.decode()


def test_demo_inbox_shows_mail_in_demo_mode_with_links_to_click(client, settings) -> None:
    settings.DEMO = True
    mail = DemoMail.objects.create(
        address="nina@people.example", subject="Welcome", text="<b>Open</b> http://localhost:8000/invitations/x/"
    )
    DemoMail.objects.create(address="tom@people.example", subject="For Tom", text="Words")
    page = client.get(reverse("demo:inbox"), {"to": "nina"}).content.decode()
    words = client.get(reverse("demo:mail", args=[mail.pk])).content.decode()
    assert "Welcome" in page
    assert "For Tom" not in page
    assert 'href="http://localhost:8000/invitations/x/"' in words
    assert "&lt;b&gt;Open" in words


def test_demo_inbox_takes_the_mail_of_the_demo(settings) -> None:
    settings.EMAIL_BACKEND = "iqm_coe.demo.mail.DemoInboxBackend"
    mail = EmailMultiAlternatives("Subject", "Words", "from@iqm.example", ["a@people.example", "b@people.example"])
    mail.attach_alternative("<p>Words</p>", "text/html")
    assert mail.send() == 1
    assert set(DemoMail.objects.values_list("address", "text", "html")) == {
        ("a@people.example", "Words", "<p>Words</p>"),
        ("b@people.example", "Words", "<p>Words</p>"),
    }


def test_demo_accounts_are_never_shown_outside_demo_mode(client, capsys) -> None:
    office(NOW)
    page = client.get(reverse("account_login")).content.decode()
    call_command("demo_accounts")
    assert accounts() == []
    assert "demo.iqm.example" not in page
    assert "inclusion for everybody" not in page
    assert capsys.readouterr().out == ""


def test_demo_accounts_stand_on_the_sign_in_page_of_a_demo_alone(client, settings) -> None:
    settings.DEMO = True
    office(NOW)
    person("Clara", email="clara@people.example")
    page = client.get(reverse("account_login")).content.decode()
    assert "sam@demo.iqm.example" in page
    assert "clara@people.example" not in page
    assert "demo.iqm.example" not in client.get("/").content.decode()


def test_demo_accounts_show_the_code_that_opens(settings) -> None:
    settings.DEMO = True
    office(NOW)
    sam = next(one for one in accounts() if one["email"] == "sam@demo.iqm.example")
    secret = Authenticator.objects.get(user__email=sam["email"]).data["secret"]
    assert validate_totp_code(secret, sam["code"]) is True


# ---- errors ----


@pytest.mark.rule("R44b")
def test_page_that_is_not_there_says_so_in_words(client) -> None:
    for user in (None, person("Clara")):
        if user:
            client.force_login(user)
        page = client.get("/nowhere/at/all/")
        assert page.status_code == 404
        assert "<h1>" in page.content.decode()


def test_page_that_breaks_says_so_without_the_inside(client, monkeypatch) -> None:
    def fail(user, at) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(selectors, "my_work", fail)
    client.force_login(person("Clara"))
    client.raise_request_exception = False
    page = client.get(reverse("home:index"))
    assert page.status_code == 500
    assert "secret inside" not in page.content.decode()
    assert "<h1>" in page.content.decode()


def test_form_without_its_token_is_refused_in_words() -> None:
    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.example"})
    assert page.status_code == 403
    assert "<h1>" in page.content.decode()


def test_page_of_others_is_refused_in_words(client) -> None:
    client.force_login(person("Clara"))
    page = client.get(reverse("home:programme"))
    assert page.status_code == 403
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize(
    "location", ["redis://127.0.0.1:1/1", "unix:///nowhere/at/all.sock?db=1"], ids=["address", "socket"]
)
def test_sign_in_waits_while_its_throttling_cannot_be_counted(client, settings, location: str) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": location}}
    page = client.post(reverse("account_login"), {"login": "a@people.example", "password": "x"})
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "We cannot answer at this moment" in page.content.decode()


def test_pages_of_signed_in_people_open_while_the_cache_is_away(client, settings) -> None:
    client.force_login(person("Clara"))
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}}
    assert client.get(reverse("home:index")).status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/health/").content == b"ok"


def test_health_tells_nothing_of_the_inside(client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")


# ---- what stands where ----


def test_programme_counts_what_there_is(client) -> None:
    scene.active()
    there = scene.submitted()
    client.force_login(there.staff)
    page = client.get(reverse("home:programme")).content.decode()
    assert "Applications that wait for a decision" in page
    assert f'href="{reverse("application:application", args=[there.centre.pk])}"' in page


def test_work_page_of_a_person_without_a_school_says_what_to_do(client) -> None:
    client.force_login(person("Nina"))
    assert "You do not belong to a school yet" in client.get(reverse("home:index")).content.decode()


def test_work_page_lists_ones_schools_and_centres(client) -> None:
    there = scene.forming()
    client.force_login(there.lead.head)
    page = client.get(reverse("home:index")).content.decode()
    assert "Lead School" in page
    assert "Trent Valley" in page


EVERYBODY = {"What needs me"}
FOLLOWS = EVERYBODY | {"Centres"}
OFFICE = {"Schools", "Year board", "Programme", "Applications", "Visits", "Reports", "Outbox"}
NAVIGATION = {
    None: EVERYBODY,
    "adviser": FOLLOWS | {"My Centres"},
    "finance": EVERYBODY | {"Finance"},
    "assessor": FOLLOWS | {"My visits"},
    "staff": FOLLOWS | OFFICE | {"Finance"},
    "administrator": FOLLOWS | OFFICE | {"People", "Settings", "Audit", "Records", "Doctor"},
}


OF_A_SCHOOL = {"Update", "Our Centre", "Our school"}
SPEAKS = {"This year", "Invoices"} | OF_A_SCHOOL


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        ("coordinator", SPEAKS),
        ("headteacher", SPEAKS),
        ("finance", {"What needs me", "Invoices", "Our school"}),
        ("contributor", {"What needs me", "Update", "Our school"}),
    ],
)
def test_people_of_a_school_find_what_is_theirs(client, kind, entries) -> None:
    played = scene.active()
    user = SchoolRoleFactory(school=played.lead.school, kind=kind).user
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        nav = client.get(reverse("home:index")).context["nav"]
        assert {str(item.label) for item in nav} == entries
        for item in nav:
            assert client.get(item.url, follow=True).status_code == 200, item.url
        own = client.get(reverse("schools:mine"))
    assert own.url == reverse("schools:school", args=[played.lead.school.pk])


UNTRUE = (
    "stands in no running Centre year",
    "No Centre found",
    "Nothing has been invoiced yet",
    "Nothing here is for you",
)


@pytest.mark.parametrize("kind", ["coordinator", "headteacher", "finance", "contributor"])
def test_no_entry_leads_a_person_of_a_school_to_what_is_not_theirs(client, kind) -> None:
    """Where the school stands in a Centre, writes its update and has an invoice."""
    money = Money()
    money.issue(money.charges[0])
    user = SchoolRoleFactory(school=money.charges[0].membership.school, kind=kind).user
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        nav = client.get(reverse("home:index")).context["nav"]
        pages = {str(item.label): client.get(item.url, follow=True).content.decode() for item in nav}

    assert {label: [words for words in UNTRUE if words in page] for label, page in pages.items()} == {
        label: [] for label in pages
    }


def test_who_has_no_centre_yet_reads_where_one_begins_and_nothing_of_spelling(client) -> None:
    client.force_login(SchoolRoleFactory(kind="coordinator").user)

    page = client.get(reverse("membership:mine"), follow=True).text
    assert "A school begins a Centre from its own page." in page
    assert "spelling" not in page
    typed = client.get(reverse("membership:centres"), {"q": "Trnt Valley"}).text
    assert "Look at the spelling, choose less, or show all." in typed


def test_who_finds_nothing_reads_why_and_who_helps(client) -> None:
    money = Money()
    money.issue(money.charges[0])
    school = money.charges[0].membership.school
    told = {
        ("contributor", "update:mine"): "no part of it is with you. Your coordinator gives parts of it",
        ("finance", "update:mine"): "no part of it is with you. Your coordinator gives parts of it",
        ("contributor", "billing:my_invoices"): "Invoices are read by a school&#x27;s coordinators, its head and its",
        ("contributor", "membership:mine"): "A Centre is read by the coordinators and heads of its schools.",
        ("finance", "membership:mine"): "A Centre is read by the coordinators and heads of its schools.",
    }
    people = {kind: SchoolRoleFactory(school=school, kind=kind).user for kind in ("contributor", "finance")}
    for (kind, route), words in told.items():
        client.force_login(people[kind])
        with time_machine.travel(NOW, tick=False):
            page = client.get(reverse(route), follow=True).content.decode()
        assert words in " ".join(page.split()), (kind, route)


def test_who_stands_in_no_centre_reads_that(client) -> None:
    client.force_login(SchoolRoleFactory(kind="contributor").user)

    page = client.get(reverse("update:mine"), follow=True).content.decode()

    assert "your school stands in no running Centre year" in page


def test_who_is_of_several_schools_comes_to_their_list(client) -> None:
    user = SchoolRoleFactory(kind="headteacher").user
    SchoolRoleFactory(kind="headteacher", user=user)
    client.force_login(user)

    assert client.get(reverse("schools:mine")).url == reverse("schools:schools")
    assert client.get(reverse("membership:mine")).url == reverse("membership:centres")
    assert client.get(reverse("update:mine")).url == reverse("home:index")


@pytest.mark.parametrize("kind", NAVIGATION)
def test_navigation_offers_what_the_person_may_open_and_every_entry_opens(client, kind: str | None) -> None:
    user = iqm_person("Someone", kind) if kind else person("Someone")
    client.force_login(user)
    nav = client.get(reverse("home:index")).context["nav"]
    assert {str(item.label) for item in nav} == NAVIGATION[kind]
    assert [item.label for item in nav if item.is_current] == ["What needs me"]
    for item in nav:
        assert client.get(item.url).status_code == 200, item.url


# ---- the first administrator ----


def test_appoint_administrator_makes_the_first_one(monkeypatch, capsys) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "a long walk in Ashford")
    call_command("appoint_administrator", "ada@people.example", name="Ada")
    ada = User.objects.get()
    assert (ada.name, ada.check_password("a long walk in Ashford")) == ("Ada", True)
    assert IqmRole.objects.get().kind == "administrator"
    assert ada.emailaddress_set.get().verified is True
    assert "is an administrator" in capsys.readouterr().out


def test_appoint_administrator_with_a_weak_password_makes_nobody(monkeypatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "short")
    with pytest.raises(CommandError):
        call_command("appoint_administrator", "ada@people.example")
    assert User.objects.count() == 0


def test_appoint_administrator_of_a_known_person_asks_for_no_password() -> None:
    clara = person("Clara", email="clara@people.example")
    call_command("appoint_administrator", "CLARA@people.example")
    assert IqmRole.objects.get().user == clara
    with pytest.raises(CommandError, match="already holds"):
        call_command("appoint_administrator", "clara@people.example")


def test_the_programme_says_how_many_applications_wait_also_of_those_that_it_does_not_show(client, monkeypatch) -> None:
    submitted = scene.submitted()
    monkeypatch.setattr("centres.application.panels.APPLICATIONS_SHOWN", 0)
    client.force_login(submitted.staff)
    page = client.get(reverse("home:programme")).content.decode()
    assert "All 1 applications that wait" in page


def test_the_demo_names_nobody_who_cannot_sign_in(settings) -> None:
    settings.DEMO = True
    people.person("Callum Nolan", "assessor2")
    people.person("Clara Jensen", "clara", password=people.PASSWORD)
    assert [account["name"] for account in accounts()] == ["Clara Jensen"]


@pytest.mark.parametrize("after", [0, 120, 200, 300])
def test_each_number_of_the_programme_opens_just_the_rows_that_it_counts(after) -> None:
    recorded = visits.factual()
    client, on = Client(), TODAY + days(after)
    with time_machine.travel(NOW + days(after), tick=False):
        client.force_login(recorded.staff)
        told = {tile.url: tile.value for tile in tiles_for("programme", User.objects.get(pk=recorded.staff.pk), on)}
        lists = {url: value for url, value in told.items() if "?" in url and "/board/" not in url}
        assert len(lists) >= 7
        for url, value in lists.items():
            page = client.get(url).content.decode()
            shown = re.findall(r"(\d+)\s+rows?\b", page)  # the list stands last
            assert (url, int(shown[-1])) == (url, value)
