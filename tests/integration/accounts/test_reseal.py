"""What stands sealed is sealed anew under a new key; nothing is lost, whatever key is missing (R44ag)."""

from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.urls import reverse

from iqm_coe.accounts.conditions.sealing import Under, standing
from iqm_coe.accounts.flows import sealing as flows
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.lib.sealing import CannotOpen, is_under_the_key_of_now, opened, resealed, seal
from iqm_coe.operations import doctor
from iqm_coe.operations.proving import Unproved
from tests.clock import NOW
from tests.factories.accounts import ProviderFactory
from tests.integration.accounts.test_signing_in import code_of, sign_in, with_password
from tests.integration.test_races import race
from tests.scene import person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44ag")]

SECRET = "JBSWY3DPEHPK3PXP"
NEXT, THIRD = (
    "another-" + "9876543210zyxwvutsrqponmlkjihgfedcba" * 2,
    "third-" + "abcdefghijklmnopqrstuvwxyz98765" * 2,
)


@pytest.fixture
def clara():
    """With an app and recovery codes, beside a provider and a passkey, which holds nothing sealed."""
    who = with_password(person("Clara"))
    TOTP.activate(who, SECRET)
    codes = RecoveryCodes.activate(who).instance
    codes.data["migrated_codes"] = [seal("code-1"), seal("code-2")]
    codes.save()
    ProviderFactory(client_secret=seal("of the provider"))
    Authenticator.objects.create(user=who, type="webauthn", data={"name": "Telephone", "credential": {}})
    return who


@pytest.fixture
def _new_key(clara, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [settings.SECRET_KEY]


def rows() -> list[object]:
    return [*Authenticator.objects.order_by("pk").values("data"), *Provider.objects.values("client_secret")]


def told(*args: str) -> str:
    out = StringIO()
    call_command("reseal", *args, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_new_key")
def test_all_is_under_the_new_key_and_the_former_may_go(client, clara, settings):
    seed = get_adapter().decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    assert standing() == {Under.FORMER: 3}
    assert "3 of 3 are under a former key" in doctor.sealed()

    assert "3 sealed anew, 0 were under the key of now already." in told()

    settings.SECRET_KEY_FALLBACKS = []
    assert standing() == {Under.NOW: 3}
    assert "3, all under the key of now" in doctor.sealed()
    codes = Authenticator.objects.get(type="recovery_codes").data
    assert opened(codes["seed"]) == seed
    assert [opened(code) for code in codes["migrated_codes"]] == ["code-1", "code-2"]
    assert Provider.objects.get().opened_secret() == "of the provider"
    sign_in(client, clara)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)}).url == reverse("home:index")


@pytest.mark.usefixtures("_new_key")
def test_second_run_changes_nothing():
    told()
    stood = rows()
    assert "0 sealed anew, 3 were under the key of now already." in told()
    assert rows() == stood


@pytest.mark.usefixtures("_new_key")
def test_run_that_was_ended_goes_on(monkeypatch):
    real = flows._of_provider
    monkeypatch.setattr(flows, "_of_provider", lambda pk: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        flows.reseal(at=NOW)
    assert standing() == {Under.NOW: 2, Under.FORMER: 1}
    monkeypatch.setattr(flows, "_of_provider", real)
    assert flows.reseal(at=NOW) == {Under.NOW: 2, Under.FORMER: 1}
    assert standing() == {Under.NOW: 3}


def test_wrong_key_loses_nothing_and_says_so(clara, settings):
    former, stood = settings.SECRET_KEY, rows()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [THIRD]

    with pytest.raises(CommandError, match="3 cannot be opened by SECRET_KEY or SECRET_KEY_FALLBACKS"):
        told()
    with pytest.raises(Unproved, match="3 cannot be opened"):
        doctor.sealed()
    assert rows() == stood

    settings.SECRET_KEY_FALLBACKS = [THIRD, former]
    assert "3 sealed anew" in told()
    settings.SECRET_KEY_FALLBACKS = []
    assert standing() == {Under.NOW: 3}


def test_one_that_is_lost_holds_up_none_of_the_others(clara, settings):
    former = settings.SECRET_KEY
    settings.SECRET_KEY = THIRD
    lost = ProviderFactory(client_secret=seal("lost"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [former]

    with pytest.raises(CommandError, match="1 cannot be opened"):
        told()

    assert standing() == {Under.NOW: 3, Under.LOST: 1}
    assert Provider.objects.get(pk=lost.pk).client_secret == lost.client_secret


def test_row_of_which_a_part_is_lost_is_left_whole(clara, settings):
    former = settings.SECRET_KEY
    codes = Authenticator.objects.get(type="recovery_codes")
    settings.SECRET_KEY = THIRD
    codes.data["migrated_codes"][1] = seal("code-2")
    codes.save()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [former]

    assert flows.reseal(at=NOW) == {Under.FORMER: 2, Under.LOST: 1}
    assert Authenticator.objects.get(pk=codes.pk).data == codes.data


def test_what_stands_in_plain_is_sealed(settings):
    Authenticator.objects.create(user=person("Tom"), type="totp", data={"secret": SECRET})
    assert flows.reseal(at=NOW) == {Under.FORMER: 1}
    sealed = Authenticator.objects.get().data["secret"]
    assert (sealed != SECRET, opened(sealed)) == (True, SECRET)


def test_text_is_sealed_anew_only_where_it_has_to_be(settings):
    sealed, former = seal("words"), settings.SECRET_KEY
    assert (is_under_the_key_of_now(sealed), resealed(sealed)) == (True, sealed)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [former]
    assert not is_under_the_key_of_now(sealed)
    anew = resealed(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(anew) == "words"
    with pytest.raises(CannotOpen):
        resealed(sealed)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_new_key")
def test_two_runs_at_once_lose_nothing():
    won, refused = race(*[lambda: flows.reseal(at=NOW)] * 2)
    assert refused == []
    assert sum(one[Under.FORMER] for one in won) == 3
    assert standing() == {Under.NOW: 3}
