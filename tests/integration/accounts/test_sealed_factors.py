"""Secrets of factors stand sealed in the table, and a key that changes or is lost opens nothing by accident."""

from importlib import import_module

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.urls import reverse

from iqm_coe.lib.sealing import CannotOpen, opened, seal
from tests.integration.accounts.test_signing_in import code_of, sign_in, with_password
from tests.scene import person

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
OTHER = "another-" + "9876543210zyxwvutsrqponmlkjihgfedcba" * 2


def held() -> str:
    return "".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))


@pytest.mark.rule("R44o")
def test_table_holds_no_secret_of_an_app_and_no_code(client) -> None:
    clara = with_password(person("Clara"))
    TOTP.activate(clara, SECRET)
    codes = RecoveryCodes.activate(clara)
    seed = get_adapter().decrypt(codes.instance.data["seed"])

    assert SECRET not in held()
    assert seed not in held()
    sign_in(client, clara)
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)}).url == reverse("home:index")
    assert len(codes.get_unused_codes()) == 10


@pytest.mark.rule("R44o")
def test_rows_of_before_are_sealed_by_the_migration_and_open_as_before() -> None:
    Authenticator.objects.create(user=person("Clara"), type="totp", data={"secret": SECRET})
    Authenticator.objects.create(user=person("Tom"), type="recovery_codes", data={"seed": "5eed", "used_mask": 0})
    Authenticator.objects.create(user=person("Ada"), type="webauthn", data={"name": "Telephone", "credential": {}})

    for _twice in range(2):
        import_module("iqm_coe.accounts.migrations.0005_factors_sealed").seal_all(apps, None)

    data = dict(Authenticator.objects.values_list("type", "data"))
    assert SECRET not in held()
    assert "5eed" not in held()
    assert (opened(data["totp"]["secret"]), opened(data["recovery_codes"]["seed"])) == (SECRET, "5eed")
    assert data["webauthn"] == {"name": "Telephone", "credential": {}}


@pytest.mark.rule("R44o")
def test_former_key_opens_until_it_is_taken_away(settings) -> None:
    former, sealed = settings.SECRET_KEY, seal(SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, [former]
    assert opened(sealed) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotOpen):
        opened(sealed)


@pytest.mark.rule("R44o")
def test_under_a_lost_key_no_code_is_right_and_nothing_breaks(client, settings) -> None:
    clara = with_password(person("Clara"))
    TOTP.activate(clara, SECRET)
    settings.SECRET_KEY = OTHER
    sign_in(client, clara)
    for code in (code_of(SECRET), "000000", "123456"):
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
