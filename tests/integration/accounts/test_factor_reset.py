"""A lost second factor: two administrators set it back, the person is told of each step and proves their mailbox."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.flows import emergency, factor_reset, role
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.periodic import lapse_factor_resets
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import FactorResetFactory, ProviderFactory
from tests.integration.accounts.test_signing_in import PASSWORD, sign_in, with_password
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db
WHY = "A lost telephone."


@pytest.fixture
def ada() -> User:
    return iqm_person("Ada", "administrator")


@pytest.fixture
def bea() -> User:
    return iqm_person("Bea", "administrator")


@pytest.fixture
def olu() -> User:
    return with_password(iqm_person("Olu", "adviser"))


def asked_by(ada: User, olu: User) -> FactorReset:
    return factor_reset.ask(olu, by=ada, at=NOW, reason=WHY)


def written_to(kind: str) -> dict[str, str]:
    while reader.address_one(NOW):
        pass
    return {row.user.name: row.text for row in Delivery.objects.filter(message__kind=kind).order_by("pk")}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.rule("R48i")
def test_nothing_changes_before_a_second_administrator_consents(ada, bea, olu) -> None:
    theirs, asked = signed_in(olu), asked_by(ada, olu)
    for by in (ada, olu, iqm_person("Sam", "staff")):
        with pytest.raises(NotPermitted), transaction.atomic():
            factor_reset.consent(asked, by=by, at=NOW)
    assert Authenticator.objects.filter(user=olu).exists()
    assert theirs.get(reverse("home:index")).status_code == 200
    factor_reset.consent(asked, by=bea, at=NOW)
    assert not Authenticator.objects.filter(user=olu).exists()
    assert theirs.get(reverse("home:index")).status_code == 302


@pytest.mark.rule("R48i")
def test_password_of_before_opens_nothing_and_a_new_one_comes_by_mail(ada, bea, olu, mailoutbox) -> None:
    factor_reset.consent(asked_by(ada, olu), by=bea, at=timezone.now())
    client = Client()
    sign_in(client, olu)
    assert client.get(reverse("home:index")).status_code == 302
    client.post(reverse("account_reset_password"), {"email": olu.email})
    while reader.address_one(timezone.now()):
        pass
    sent = Delivery.objects.filter(message__kind="accounts/sign_in", address=olu.email).latest("pk")
    assert "Your old one stays" not in sent.text
    assert "No old one opens your account any more" in sent.text
    link = re.search(r"https?://[^/]+(/\S+reset/key/\S+)", sent.text)
    assert link
    page = client.get(link[1], follow=True)
    new = "a new and longer one, by mail"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    client.post(reverse("account_login"), {"login": olu.email, "password": new})
    assert client.get(reverse("home:index"), follow=True).request["PATH_INFO"].startswith("/accounts/2fa/")
    assert new != PASSWORD


@pytest.mark.rule("R48i")
def test_everybody_concerned_is_told_of_each_step_and_the_reason_reaches_administrators(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    told = written_to("accounts/factor_reset")
    assert set(told) == {"Ada", "Bea"}
    assert all(WHY in text and reverse("accounts:factor_reset", args=[asked.pk]) in text for text in told.values())
    assert set(written_to("accounts/factor_reset_of_yours")) == {"Olu"}
    factor_reset.consent(asked, by=bea, at=NOW)
    assert Delivery.objects.count() == 3
    assert set(written_to("accounts/factor_reset_of_yours")) == {"Olu"}
    assert Delivery.objects.count() == 6
    assert Event.objects.of(olu).filter(action="reset_factors", by=bea).get().facts == {"factors": 1, "links": 0}


@pytest.mark.rule("R48i")
def test_person_reads_why_until_when_and_how_to_refuse_without_the_factor(ada, bea, olu) -> None:
    asked_by(ada, olu)
    mail = written_to("accounts/factor_reset_of_yours")["Olu"]
    assert WHY in mail
    assert "by Thursday 26 November 2026" in mail
    assert "If you cannot sign in, write to office@iqm.example or telephone 020 7946 0000 at once" in mail


@pytest.mark.rule("R48i")
def test_whoever_asked_and_whoever_it_is_about_are_not_told_to_decide(ada, bea, olu) -> None:
    olu.iqm_role_set.update(kind="administrator")
    asked_by(ada, olu)
    told = written_to("accounts/factor_reset")
    subjects = dict(Delivery.objects.filter(message__kind="accounts/factor_reset").values_list("user__name", "subject"))
    for name in ("Ada", "Olu"):
        assert "you have nothing to decide" in told[name]
        assert "Decide about it" not in told[name]
        assert subjects[name].startswith("Asked:")
    assert "Decide about it" in told["Bea"]
    assert "nothing to decide" not in told["Bea"]
    assert subjects["Bea"].startswith("To consent to:")


@pytest.mark.rule("R48i")
def test_nobody_waits_for_themselves(ada, bea, olu) -> None:
    asked_by(ada, olu)
    assert {user.name: lines_for(user, TODAY)[0].waiting for user in (bea, olu)} == {"Bea": "Olu", "Olu": "Ada"}


@pytest.mark.rule("R48i")
@pytest.mark.parametrize(
    ("end", "said"),
    [
        (lambda asked, bea, ada: factor_reset.consent(asked, by=bea, at=NOW), "Next they set a new password"),
        (lambda asked, bea, ada: factor_reset.refuse(asked, by=bea, at=NOW, reason="I do not know them."), "I do not"),
        (lambda asked, bea, ada: factor_reset.withdraw(asked, by=ada, at=NOW), "Ada took it back on"),
        (lambda asked, bea, ada: factor_reset.lapse_overdue(at=NOW + days(30)), "Nobody consented in time"),
    ],
)
def test_page_of_a_request_that_is_over_says_who_when_and_what_comes_next(ada, bea, olu, end, said) -> None:
    asked = asked_by(ada, olu)
    end(asked, bea, ada)
    page = signed_in(ada).get(reverse("accounts:factor_reset", args=[asked.pk])).text
    assert said in page
    assert ("Bea consented on" in page) == (said == "Next they set a new password")
    assert ("Bea refused it on" in page) == (said == "I do not")


@pytest.mark.rule("R48i")
def test_person_refuses_what_they_never_asked_for(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    client = signed_in(olu)
    assert WHY in client.get(reverse("accounts:factor_reset", args=[asked.pk])).text
    client.post(reverse("accounts:refuse_factor_reset", args=[asked.pk]), {"reason": "Not me."})
    with pytest.raises(WrongState):
        factor_reset.consent(asked, by=bea, at=NOW)
    assert Authenticator.objects.filter(user=olu).exists()


@pytest.mark.rule("R48i")
def test_where_nobody_else_could_consent_it_says_so(ada, olu) -> None:
    with pytest.raises(Refused, match="Grant the role to a third person first"):
        asked_by(ada, olu)
    bea = iqm_person("Bea", "administrator")
    with pytest.raises(Refused, match="Grant the role to a third person first"):
        asked_by(ada, bea)
    page = signed_in(ada).get(reverse("accounts:ask_factor_reset", args=[bea.pk])).text
    assert "Another administrator has to consent" in page
    assert "<textarea" not in page


@pytest.mark.rule("R48i")
def test_asked_once_for_a_factor_there_is_and_by_no_one_for_themselves(ada, bea, olu) -> None:
    asked_by(ada, olu)
    with pytest.raises(Refused, match="asked already"):
        factor_reset.ask(olu, by=bea, at=NOW, reason=WHY)
    with pytest.raises(Refused, match="has no second factor"):
        asked_by(ada, person("Clara"))
    for by, whom in ((ada, ada), (olu, bea), (iqm_person("Sam", "staff"), bea)):
        with pytest.raises(NotPermitted), transaction.atomic():
            factor_reset.ask(whom, by=by, at=NOW, reason=WHY)


@pytest.mark.rule("R48i")
def test_administrator_whose_role_ended_consents_no_more_and_withdraws_no_more(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    for who, act in ((bea, factor_reset.consent), (ada, factor_reset.withdraw)):
        held = who.iqm_role_set.get()
        role.end(held, by=iqm_person("Cleo", "administrator"), at=NOW, reason="Left.")
        with pytest.raises(NotPermitted), transaction.atomic():
            act(asked, by=User.objects.get(pk=who.pk), at=NOW)


@pytest.mark.rule("R48i")
def test_consent_is_in_time_until_its_last_day_is_over(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    with pytest.raises(factor_reset.ResetLapsed), transaction.atomic():
        factor_reset.consent(asked, by=bea, at=NOW + days(4))
    assert Authenticator.objects.filter(user=olu).exists()
    factor_reset.consent(asked, by=bea, at=NOW + days(3))
    assert not Authenticator.objects.filter(user=olu).exists()


@pytest.mark.rule("R48i")
def test_clock_lapses_what_nobody_answered_and_it_can_be_asked_anew(ada, bea, olu, time_machine) -> None:
    asked = asked_by(ada, olu)
    time_machine.move_to(NOW + days(3))
    assert lapse_factor_resets() == 0
    time_machine.move_to(NOW + days(4))
    assert lapse_factor_resets() == 1
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert "Nobody consented in time" in written_to("accounts/factor_reset_of_yours")["Olu"]
    assert "Nobody consented in time" in written_to("accounts/factor_reset")["Bea"]
    factor_reset.ask(olu, by=bea, at=NOW + days(4), reason=WHY)


@pytest.mark.rule("R48i")
def test_whoever_asked_takes_it_back_and_the_person_reads_that(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    written_to("accounts/factor_reset_of_yours")
    factor_reset.withdraw(asked, by=ada, at=NOW)
    assert "took the request" in written_to("accounts/factor_reset_of_yours")["Olu"]
    assert Delivery.objects.filter(message__kind="accounts/factor_reset_of_yours").count() == 2


@pytest.mark.rule("R48i")
def test_it_waits_for_who_could_consent_and_for_the_person_alone(ada, bea, olu) -> None:
    asked_by(ada, olu)
    waits = {user.name for user in (ada, bea, olu, person("Clara")) if lines_for(user, TODAY)}
    assert waits == {"Bea", "Olu"}


@pytest.mark.rule("R48i")
def test_administrator_made_by_whoever_asked_consents_only_days_later(ada, bea, olu) -> None:
    second = person("Ada again")
    role.hold(second, "administrator", by=ada, at=NOW)
    asked = factor_reset.ask(olu, by=ada, at=NOW + days(2), reason=WHY)
    with pytest.raises(NotPermitted), transaction.atomic():
        factor_reset.consent(asked, by=User.objects.get(pk=second.pk), at=NOW + days(2))
    factor_reset.withdraw(asked, by=ada, at=NOW + days(2))
    asked = factor_reset.ask(olu, by=ada, at=NOW + days(3), reason=WHY)
    factor_reset.consent(asked, by=User.objects.get(pk=second.pk), at=NOW + days(3))


@pytest.mark.rule("R48i")
def test_whoever_became_administrator_after_it_was_asked_does_not_consent(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    late = person("Late")
    role.hold(late, "administrator", by=bea, at=NOW + days(1))
    with pytest.raises(NotPermitted), transaction.atomic():
        factor_reset.consent(asked, by=User.objects.get(pk=late.pk), at=NOW + days(1))


@pytest.mark.rule("R48i")
def test_what_an_administrator_asked_who_was_shut_out_since_is_over(ada, bea, olu) -> None:
    asked = asked_by(ada, olu)
    emergency.shut(ada, by=bea, at=NOW, reason="A stolen laptop.")
    with pytest.raises(Refused, match="Ada, who asked, can no longer do so"), transaction.atomic():
        factor_reset.consent(asked, by=bea, at=NOW)
    assert Authenticator.objects.filter(user=olu).exists()


@pytest.mark.rule("R48i")
def test_links_to_providers_go_with_the_factor(ada, bea, olu) -> None:
    ProviderLink.objects.create(user=olu, provider=ProviderFactory(), subject="1", linked_at=NOW)
    factor_reset.consent(asked_by(ada, olu), by=bea, at=NOW)
    assert not ProviderLink.objects.filter(user=olu).exists()


REFUSED_ROWS = {
    "factor_reset_asked_by_another": ({"asked_by": "olu"},),
    "factor_reset_lapses_later": ({"lapses_at": NOW},),
    "factor_reset_ended_at_when_over": ({"ended_at": NOW}, {"state": "done"}),
    "factor_reset_state_known": ({"state": "gone", "ended_at": NOW},),
    "factor_reset_asked_once": ({},),
}


@pytest.mark.parametrize(("name", "fields"), [(name, one) for name, wrong in REFUSED_ROWS.items() for one in wrong])
def test_database_refuses(ada, olu, name, fields) -> None:
    given = {key: olu if value == "olu" else value for key, value in fields.items()}
    if not given:
        FactorResetFactory(person=olu, asked_by=ada)
    with pytest.raises(IntegrityError, match=name):
        FactorResetFactory(person=olu, **{"asked_by": ada} | given)
