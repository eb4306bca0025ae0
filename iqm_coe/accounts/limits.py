"""How often a password may be tried: counted for account and address together, so that one colleague's mistakes shut
nobody else out of a school behind one address. A stranger's tries at an account end after a while, and shut its owner
out from no address from which they have signed in before.
"""

import hashlib
import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts import signals
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.models.user import User

ACCOUNT, ADDRESS = "login_failed_account", "login_failed_address"
RESET_HERE, RESET_MAIL = "reset_password_here", "reset_password_mail"
KNOWN_FOR = 180 * 24 * 60 * 60  # seconds after the last time


def account_of(credentials: dict[str, str]) -> str:
    """What is counted by: what was typed, and nothing of the site's own name, which the visitor types too."""
    return credentials.get("email", credentials.get("username", "")).strip().lower()


def account_here(request: HttpRequest, account: str) -> str:
    """One account, tried from one address."""
    return f"{account} {ratelimit.get_ip(request)}"


def hash_of(account: str) -> str:
    """What failed tries at an account are kept by: whoever has the table and not our secret cannot ask it for names."""
    return hashes_of([account])[0]


def hashes_of(accounts: list[str]) -> list[str]:
    """Under the key of now and the former ones, so that tries of before a new secret are still theirs."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac("who was tried", account.lower(), secret=key, algorithm="sha256").hexdigest()
        for key in keys
        for account in accounts
    ]


def may(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count one more; False where that is too many."""
    return ratelimit.consume(request, app="allauth.account", action=action, key=key) is not None


class CountedTries(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """A try that was right is taken off all three counts; a new password ends those of its account."""

    _login_failed_rl_usage: ratelimit.RateLimitUsage
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed tries. Wait five minutes; if you have forgotten your password, set a new one by mail."
        ),
        "too_many_tries_from_everywhere": _(
            "Too many failed tries from several places. Wait an hour, sign in from where you have before, or set a new "
            "password by mail."
        ),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Raises ValidationError where any of the counts is full."""
        account = account_of(credentials)
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tell_of_failure(request, account, is_refused=True)
            raise
        spent = list(self._login_failed_rl_usage.usage)
        counted = [(ADDRESS, None)] if cache.get(_known(request, account)) else [(ADDRESS, None), (ACCOUNT, account)]
        for action, key in counted:
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if not usage:
                tell_of_refusal(request, account, action)
                raise self.validation_error(
                    "too_many_tries_from_everywhere" if action == ACCOUNT else "too_many_login_attempts"
                )
            spent += usage.usage
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(spent)

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            cache.set(_known(request, account_of(credentials)), True, KNOWN_FOR)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        tell_of_failure(request, account_of(credentials))

    def get_client_ip(self, request: HttpRequest) -> str:
        """An IPv4 address as itself, also where a proxy writes it as one of IPv6."""
        address = str(super().get_client_ip(request))
        try:
            mapped = ipaddress.IPv6Address(address).ipv4_mapped
        except ValueError:
            return address
        return str(mapped) if mapped else address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        return account_here(request, account_of(credentials))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: str) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, app="allauth.account", action=ACCOUNT, key=account_of(credentials))


def tell_of_failure(
    request: HttpRequest, account: str, *, step: TriedStep = TriedStep.PASSWORD, is_refused: bool = False
) -> None:
    """For the trail; of the account its hash alone."""
    signals.try_failed.send(
        sender=TriedStep, request=request, account=hash_of(account), step=step, is_refused=is_refused
    )


def tell_of_refusal(request: HttpRequest, account: str, action: str) -> None:
    """What one network address tries beyond its measure is counted at that address, whatever the account."""
    if action == ADDRESS:
        tell_of_failure(request, ratelimit.get_ip(request), step=TriedStep.MANY, is_refused=True)
    else:
        tell_of_failure(request, account, is_refused=True)


def _known(request: HttpRequest, account: str) -> str:
    """Under which name it is kept that the account was signed in to from here; it holds neither."""
    return f"signed-in-here:{hashlib.sha256(account_here(request, account).encode()).hexdigest()}"
