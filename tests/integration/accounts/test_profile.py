"""What a person says about themselves, and the times they see."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.flows import user
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.validators import CommonPassword
from iqm_coe.lib.errors import NotPermitted
from tests import scene
from tests.clock import NOW
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db


def test_change_writes_what_differs_and_names_only_the_fields() -> None:
    clara = person("Clara")
    user.change(clara, name="Clara Jensen", phone="", time_zone="Asia/Dubai", by=clara, at=NOW)
    clara.refresh_from_db()
    event = Event.objects.get()
    assert (clara.name, clara.phone, clara.time_zone) == ("Clara Jensen", "", "Asia/Dubai")
    assert (event.action, event.facts) == ("change_profile", {"fields": ["name", "time_zone"]})


def test_change_to_the_same_leaves_no_event() -> None:
    clara = person("Clara")
    user.change(clara, name="Clara", phone="", time_zone="Europe/London", by=clara, at=NOW)
    assert Event.objects.count() == 0


def test_change_by_an_administrator_is_refused(ada) -> None:
    clara = person("Clara")
    with pytest.raises(NotPermitted):
        user.change(clara, name="Other", phone="", time_zone="Europe/London", by=ada, at=NOW)
    clara.refresh_from_db()
    assert clara.name == "Clara"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd"])
def test_change_to_an_unknown_time_zone_is_refused(zone: str) -> None:
    clara = person("Clara")
    with pytest.raises(ValidationError):
        user.change(clara, name="Clara", phone="", time_zone=zone, by=clara, at=NOW)


def test_profile_page_saves(client) -> None:
    clara = person("Clara")
    client.force_login(clara)
    form = {"name": "Clara Jensen", "phone": "020 7946 0001", "time_zone": "Europe/London"}
    saved = client.post(reverse("accounts:profile"), form, follow=True)
    clara.refresh_from_db()
    assert "Saved." in saved.content.decode()
    assert (clara.name, clara.phone) == ("Clara Jensen", "020 7946 0001")


def test_profile_page_with_nothing_for_a_name_keeps_the_old_one(client) -> None:
    clara = person("Clara")
    client.force_login(clara)
    page = client.post(reverse("accounts:profile"), {"name": "", "phone": "", "time_zone": "Europe/London"})
    clara.refresh_from_db()
    assert page.status_code == 200
    assert clara.name == "Clara"


@pytest.mark.rule("R13g")
@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Monday 23 November 2026, 10:00 GMT"),
        ("Asia/Dubai", "Monday 23 November 2026, 14:00 UTC+04"),
        ("Pacific/Auckland", "Monday 23 November 2026, 23:00 NZDT"),
    ],
)
def test_instants_are_shown_in_the_zone_of_the_person(client, zone: str, words: str) -> None:
    there = scene.submitted()
    reader = there.lead.coordinator
    reader.time_zone = zone
    reader.save()
    client.force_login(reader)
    page = client.get(reverse("application:application", args=[there.centre.pk])).content.decode()
    assert words in page


def test_instants_go_back_to_london_after_the_request(client) -> None:
    dubai = person("Dalia", time_zone="Asia/Dubai")
    client.force_login(dubai)
    client.get(reverse("home:index"))
    assert timezone.get_current_timezone_name() == "Europe/London"


def test_events_page_is_the_administrators_alone(client, ada) -> None:
    clara = person("Clara")
    user.change(clara, name="Clara Jensen", phone="", time_zone="Europe/London", by=clara, at=NOW)
    client.force_login(ada)
    assert "Clara Jensen" in client.get(reverse("accounts:audit"), {"q": "profile"}).content.decode()
    client.force_login(iqm_person("Sam", "staff"))
    assert client.get(reverse("accounts:audit")).status_code == 403


def test_events_are_told_in_sentences_with_names_and_states_in_words(client, ada) -> None:
    asked = scene.forming()
    clara = person("Clara")
    user.change(clara, name="Clara Jensen", phone="", time_zone="Europe/London", by=clara, at=NOW)
    client.force_login(ada)
    html = client.get(reverse("accounts:audit")).text
    page = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "Person: Clara Jensen" in page
    assert f"person {clara.pk}" not in page
    assert f"Centre: {asked.centre.name}" in page
    assert f'href="{reverse("membership:centre", args=[asked.centre.pk])}"' in html
    assert "change_profile" not in html
    assert "Centre started" in page
    assert f"school: {asked.lead.school.name}" in page
    assert f"school: {asked.lead.school.pk}" not in page


def test_fields_about_oneself_say_to_browsers_what_they_are_for(client, ada) -> None:
    client.force_login(ada)
    page = client.get(reverse("accounts:profile")).text

    assert re.search(r'<input[^>]*name="name"[^>]*autocomplete="name"|autocomplete="name"[^>]*name="name"', page)
    assert re.search(r'<input[^>]*name="phone"[^>]*autocomplete="tel"|autocomplete="tel"[^>]*name="phone"', page)


OF_MY_ACCOUNT = {
    "/me/": "Name, telephone, time zone",
    "/accounts/email/": "Email addresses",
    "/accounts/password/change/": "Password",
    "/accounts/2fa/": "Two-step sign-in",
    "/me/sign-ins/": "Sign-ins and sessions",
    "/me/messages/": "Messages sent to me",
    "/records/mine/": "All about me, as a file",
}


@pytest.mark.parametrize("page", OF_MY_ACCOUNT)
def test_each_page_of_my_account_leads_to_all_of_them(client, page) -> None:
    clara = person("Clara")
    clara.set_password("inclusion for everybody")  # without one, its page asks for a first one
    clara.save(update_fields=["password"])
    client.force_login(clara)
    shown = client.get(page).text
    menu = re.search(r'<nav class="account-nav".*?</nav>', shown, re.DOTALL)
    links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', menu[0]) if menu else []

    assert {url: words.strip() for url, _here, words in links} == OF_MY_ACCOUNT
    assert [url for url, here, _words in links if here] == [page]


def test_my_account_in_the_menu_is_what_a_person_says_of_themselves(client) -> None:
    client.force_login(person("Clara"))
    menu = re.search(r'<details class="person-menu">.*?</details>', client.get(reverse("home:index")).text, re.DOTALL)

    assert menu
    assert '<a href="/me/">My account</a>' in menu[0]


def test_only_address_is_offered_nothing_that_would_be_refused(client) -> None:
    clara = person("Clara")
    EmailAddress.objects.get_or_create(user=clara, email=clara.email, defaults={"verified": True, "primary": True})
    client.force_login(clara)
    alone = client.get(reverse("account_email")).text
    assert "action_remove" not in alone
    assert "action_primary" not in alone
    assert "It is your only one" in alone
    EmailAddress.objects.create(user=clara, email="second@people.example", verified=True, primary=False)
    both = client.get(reverse("account_email")).text
    assert "action_remove" in both
    assert "action_primary" in both


def test_what_a_password_must_not_be_is_said_once(client) -> None:
    clara = person("Clara")
    clara.set_password("inclusion for everybody")
    clara.save(update_fields=["password"])
    client.force_login(clara)
    page = reverse("account_change_password")
    assert client.get(page).text.count("commonly used password") == 1
    for common in ("password1234", "123456789qqq"):
        with pytest.raises(ValidationError, match="too common"):
            CommonPassword().validate(common)
