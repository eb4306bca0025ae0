"""Providers of single sign-on as administrators keep them."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.enums import ProviderKind
from iqm_coe.accounts.flows import provider as flows
from iqm_coe.accounts.flows.provider import Kept
from iqm_coe.accounts.forms.provider import NewProviderForm, ProviderForm
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.provider import Provider, ProviderDomain, ProviderLink, SpentSignOut
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import NotPermitted
from iqm_coe.lib.sealing import seal
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.records.flows import clearing
from tests.clock import NOW, days
from tests.factories.accounts import ProviderFactory
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

MICROSOFT = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
SECRET = "a secret between the two"


def kept(**other) -> Kept:
    asked = {"name": "Ridge Trust", "client_id": "iqm", "client_secret": SECRET, "domains": (), "is_only_way": False}
    return Kept(**{**asked, **other})


@pytest.fixture
def answers(monkeypatch):
    """Whatever provider is asked is there."""
    monkeypatch.setattr(flows, "discovered", lambda issuer, *, again: {"issuer": issuer})


@pytest.mark.rule("R44af")
def test_secret_is_sealed_and_never_shown_and_all_administrators_read_of_it(ada, answers) -> None:
    bea = iqm_person("Bea", "administrator")
    made = flows.add(ProviderKind.OTHER, "https://ridge.example", kept(domains=("r.example",)), by=ada, at=NOW)

    client = Client()
    client.force_login(ada)
    assert SECRET not in client.get(reverse("accounts:provider", args=[made.pk])).text
    assert (SECRET in made.client_secret, made.opened_secret()) == (False, SECRET)
    event = Event.objects.of(made).get()
    assert (event.action, event.facts) == ("add", {"only_way": False})
    while reader.address_one(NOW):
        pass
    told = Delivery.objects.filter(message__kind="accounts/provider_kept")
    assert set(told.values_list("user", flat=True)) == {ada.pk, bea.pk}
    assert all("r.example" in row.text and SECRET not in row.text for row in told)


@pytest.mark.rule("R44af")
def test_empty_secret_keeps_the_one_there_is_and_another_one_takes_its_place(ada) -> None:
    made = ProviderFactory()
    assert flows.change(made, kept(client_secret=""), by=ada, at=NOW).opened_secret() == SECRET
    assert flows.change(made, kept(client_secret="another"), by=ada, at=NOW).opened_secret() == "another"


@pytest.mark.rule("R44af")
@pytest.mark.parametrize(
    ("kind", "issuer", "words"),
    [
        (ProviderKind.MICROSOFT, "https://login.microsoftonline.com/common/v2.0", "your own directory"),
        (ProviderKind.MICROSOFT, "https://login.microsoftonline.com/organizations/v2.0", "your own directory"),
        (ProviderKind.MICROSOFT, MICROSOFT + ".evil.example", "your own directory"),
        (ProviderKind.GOOGLE, "https://accounts.google.com.evil.example", "address of Google"),
    ],
)
def test_address_that_anybody_could_speak_for_is_not_taken(ada, answers, kind, issuer, words) -> None:
    with pytest.raises(Refused, match=words):
        flows.add(kind, issuer, kept(), by=ada, at=NOW)
    assert flows.add(ProviderKind.MICROSOFT, MICROSOFT, kept(), by=ada, at=NOW).is_on


@pytest.mark.rule("R44af")
def test_what_is_wrong_is_said_before_anything_is_saved(ada, answers) -> None:
    ProviderFactory(domains=["r.example"])
    with pytest.raises(Refused, match="spoken for by Ridge Trust"):
        flows.add(ProviderKind.OTHER, "https://a.example", kept(domains=("r.example",)), by=ada, at=NOW)
    with pytest.raises(Refused, match="for which domains"):
        flows.add(ProviderKind.OTHER, "https://a.example", kept(is_only_way=True), by=ada, at=NOW)
    with pytest.raises(Refused, match="secret is missing"):
        flows.add(ProviderKind.OTHER, "https://a.example", kept(client_secret=""), by=ada, at=NOW)
    flows.add(ProviderKind.OTHER, "https://a.example", kept(), by=ada, at=NOW)
    with pytest.raises(Refused, match="set up already"):
        flows.add(ProviderKind.OTHER, "https://a.example", kept(), by=ada, at=NOW)
    assert Provider.objects.count() == 2


@pytest.mark.rule("R44af")
def test_flow_asks_again_who_it_is(answers) -> None:
    sam, made = iqm_person("Sam", "staff"), ProviderFactory()
    with pytest.raises(NotPermitted):
        flows.add(ProviderKind.OTHER, "https://a.example", kept(), by=sam, at=NOW)
    with pytest.raises(NotPermitted):
        flows.change(made, kept(), by=sam, at=NOW)
    with pytest.raises(NotPermitted):
        flows.switch(made, False, by=sam, at=NOW)


@pytest.mark.rule("R44af")
def test_switching_twice_is_said(ada) -> None:
    made = flows.switch(ProviderFactory(), False, by=ada, at=NOW)
    with pytest.raises(Refused, match="so already"):
        flows.switch(made, False, by=ada, at=NOW)
    assert flows.switch(made, True, by=ada, at=NOW).is_on
    assert [one.action for one in Event.objects.of(made).order_by("pk")] == ["switch_off", "switch_on"]


@pytest.mark.rule("R44af")
def test_provider_that_is_away_is_not_set_up_and_trying_it_says_why(ada) -> None:
    made = ProviderFactory()
    client = Client()
    client.force_login(ada)
    form = {"kind": "other", "issuer": "http://127.0.0.1:1", "name": "New", "client_id": "iqm", "client_secret": "x"}
    assert "does not answer" in client.post(reverse("accounts:add_provider"), form).text
    client.post(reverse("accounts:try_provider", args=[made.pk]))
    assert "does not answer" in client.get(reverse("accounts:provider", args=[made.pk])).text
    assert Provider.objects.get() == made


@pytest.mark.rule("R44af")
@pytest.mark.parametrize("typed", ["ridge", "a b.example/", "-x.example", "x..example", "@"])
def test_what_is_no_domain_is_said(ada, typed) -> None:
    client = Client()
    client.force_login(ada)
    made = ProviderFactory()
    form = {"name": "Ridge", "client_id": "iqm", "domains": typed}
    answer = client.post(reverse("accounts:provider", args=[made.pk]), form)
    assert ("is no domain" in answer.text) is (typed != "@")
    assert not ProviderDomain.objects.exists()


def test_domains_are_kept_in_small_letters_each_once(ada) -> None:
    client = Client()
    client.force_login(ada)
    made = ProviderFactory()
    form = {"name": "Ridge", "client_id": "iqm", "domains": "@Ridge.Example, ridge.example\ngrove.example"}
    client.post(reverse("accounts:provider", args=[made.pk]), form)
    assert sorted(made.domains.values_list("domain", flat=True)) == ["grove.example", "ridge.example"]


def one_link(**other) -> ProviderLink:
    made = {"user": person("Hana"), "provider": ProviderFactory(), "subject": "1", "linked_at": NOW}
    return ProviderLink.objects.create(**{**made, **other})


def same_provider_again() -> Provider:
    one = ProviderFactory()
    return ProviderFactory(issuer=one.issuer, client_id=one.client_id)


def same_person_there_again() -> ProviderLink:
    return one_link(provider=one_link().provider, user=person("Olga"))


def same_person_here_again() -> ProviderLink:
    link = one_link()
    return one_link(provider=link.provider, user=link.user, subject="2")


def told_again() -> SpentSignOut:
    one = ProviderFactory()
    SpentSignOut.objects.create(provider=one, number="a", spent_at=NOW)
    return SpentSignOut.objects.create(provider=one, number="a", spent_at=NOW)


REFUSED_ROWS = {
    "provider_set_up_once": same_provider_again,
    "provider_secret_is_sealed": lambda: ProviderFactory(client_secret="plain"),
    "provider_of_a_known_kind": lambda: ProviderFactory(kind="other kind"),
    "domain_in_small_letters": lambda: ProviderFactory(domains=["R.example"]),
    "one_account_for_each_there": same_person_there_again,
    "one_link_for_each_here": same_person_here_again,
    "sign_out_told_once": told_again,
}


@pytest.mark.rule("R44ab", "R44af")
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        REFUSED_ROWS[name]()


@pytest.mark.rule("R44af")
def test_domain_is_spoken_for_by_one() -> None:
    ProviderFactory(domains=["r.example"])
    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderFactory(domains=["r.example"])


def test_words_told_by_providers_go_after_a_day() -> None:
    SpentSignOut.objects.create(provider=ProviderFactory(), number="a", spent_at=NOW - days(2))
    clearing.clear(at=NOW)
    assert not SpentSignOut.objects.exists()


def test_lost_key_is_told_and_opens_nothing(ada, settings) -> None:
    made = ProviderFactory()
    settings.SECRET_KEY = "another" * 10
    assert made.client_secret != seal(SECRET)
    client = Client()
    cache.clear()
    assert client.post(reverse("accounts:sign_in_by_provider", args=[made.pk])).status_code == 403


def test_new_provider_says_that_its_secret_is_needed() -> None:
    assert NewProviderForm().fields["client_secret"].required
    assert not ProviderForm().fields["client_secret"].required, "empty keeps the one there is"
    form = {"kind": "other", "issuer": "https://a.example", "name": "New", "client_id": "iqm", "client_secret": ""}
    assert set(NewProviderForm(form).errors) == {"client_secret"}
