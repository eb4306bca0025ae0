"""How a session has shown whose it is: by what, and how long ago. A factor, once there is one, is never replaced by the
password: allauth keeps a record of each proof in the session, and these are the only questions asked of it.
"""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from iqm_coe.accounts import conf
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest

# What a session may open whose person has a factor that it has not proved: the proof itself, and the way out.
PROVING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"})
# What a person may open who needs a factor and has none: choosing one, setting it up, the password for that.
ENROLLING = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
)
# What changes how a person gets in: it asks for fresh proof, whoever it is.
KEYS_OF_THE_HOUSE = frozenset(
    {
        "account_change_password",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)


def is_proved(request: SignedInRequest) -> bool:
    """The session signed in, or confirmed itself, with the factor, or set it up; another one of theirs may not."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def is_fresh(request: SignedInRequest) -> bool:
    """The person proved themselves just now: with the factor where there is one, else with the password or where they
    sign in.
    """
    enough = {"mfa"} if request.user.has_second_factor else {"mfa", "password", "provider"}
    proofs = [one["at"] for one in get_authentication_records(request, request.user) if one["method"] in enough]
    return bool(proofs) and time.time() - max(proofs) < conf.proof_minutes.get() * 60


def forget(request: HttpRequest, user: User, *, method: str, of: Authenticator | None = None) -> None:
    """What was proved so counts no longer in this session."""
    records = get_authentication_records(request, user)
    kept = [one for one in records if one["method"] != method or (of is not None and one.get("id") != of.pk)]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def stay_alone(request: HttpRequest, user: User) -> None:
    """The others of this person were ended: this one goes on, under a new key."""
    update_session_auth_hash(request, User.objects.get(pk=user.pk))
