"""What a session of a test has proved of its person: everything, unless the test is about that."""

from collections.abc import MutableMapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.utils import is_mfa_enabled
from django.test import Client

from iqm_coe.accounts.models.user import User

RECORDS, WHOSE = AUTHENTICATION_METHODS_SESSION_KEY, "account_authentication_methods_user"
# Seconds of the epoch: however far a test moves the clock, its proof is fresh.
FOR_GOOD = 2**40


def prove(session: MutableMapping[str, Any], user: User, *, at: float = FOR_GOOD) -> None:
    """As after a whole sign-in at that second: with the password, and with the factor where there is one."""
    methods = ["password", *(["mfa"] if is_mfa_enabled(user) else [])]
    session[RECORDS], session[WHOSE] = [{"method": method, "at": at} for method in methods], str(user.pk)


def by_provider(session: MutableMapping[str, Any]) -> bool:
    """Whether somebody really came by a provider."""
    return any(record["method"] == "provider" for record in session.get(RECORDS, []))


def proved_only(client: Client, *methods: str, at: float = FOR_GOOD) -> Client:
    """The client's session has shown this, at that second, and nothing else."""
    session = client.session
    session[RECORDS] = [{"method": method, "at": at, "reauthenticated": True} for method in methods]
    session.save()
    return client
