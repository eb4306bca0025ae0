"""What stands sealed in the tables, and under which key (R44o)."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum

from allauth.mfa.models import Authenticator

from iqm_coe.accounts.models.provider import Provider
from iqm_coe.lib.sealing import CannotOpen, is_under_the_key_of_now, opened

SEALED = ("secret", "seed")  # of an app, of recovery codes
CODES = "migrated_codes"
OF_FACTORS = ("totp", "recovery_codes")


class Under(Enum):
    NOW = "now"
    FORMER = "former"
    LOST = "lost"  # none of ours


def sealed_in(factor: Authenticator) -> list[str]:
    """Every sealed text of one factor."""
    data: dict[str, str | list[str]] = factor.data
    single = [str(data[name]) for name in SEALED if name in data]
    return [*single, *data.get(CODES, [])]


def under(text: str) -> Under:
    """Which key opens it. What stands in plain, from before anything was sealed, counts as under a former one."""
    if is_under_the_key_of_now(text):
        return Under.NOW
    try:
        opened(text)
    except CannotOpen:
        return Under.LOST
    return Under.FORMER


def under_of(texts: list[str]) -> Under:
    """Of a row with several: it is done once all are under the key of now, and lost where one is."""
    found = {under(text) for text in texts}
    return next((one for one in (Under.LOST, Under.FORMER) if one in found), Under.NOW)


def standing() -> Counter[Under]:
    """How many rows are under the key of now, under a former one, under none of ours."""
    return Counter(_each())


def _each() -> Iterator[Under]:
    for factor in Authenticator.objects.filter(type__in=OF_FACTORS).iterator():
        yield under_of(sealed_in(factor))
    for secret in Provider.objects.values_list("client_secret", flat=True):
        yield under(secret)
