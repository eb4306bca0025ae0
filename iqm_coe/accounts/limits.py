"""How often a password may be tried: counted for account and address together, so that one colleague's mistakes shut
nobody else out of a school behind one address, and a stranger's tries nobody out of an account of their own.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

ACCOUNT, ADDRESS = "login_failed_account", "login_failed_address"


class CountedTries(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """A try that was right is taken off all three counts; a new password ends those of its account."""

    _login_failed_rl_usage: ratelimit.RateLimitUsage
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed tries. Wait five minutes; if you have forgotten your password, set a new one by mail."
        ),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Raises ValidationError where any of the counts is full."""
        super().pre_authenticate(request, **credentials)
        spent = list(self._login_failed_rl_usage.usage)
        account = super()._get_login_attempts_cache_key(request, **credentials)
        for action, key in ((ACCOUNT, account), (ADDRESS, None)):
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if not usage:
                raise self.validation_error("too_many_login_attempts")
            spent += usage.usage
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(spent)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        account: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account} {ratelimit.get_ip(request)}"

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: str) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        account = super()._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, app="allauth.account", action=ACCOUNT, key=account)
