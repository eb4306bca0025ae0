"""What every page's frame shows."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.web.navigation import navigation


def keep_key(user: User) -> str:
    """The key that seals what the person's browser keeps: 256 bits that follow from the account and our secret.

    Only a signed-in page carries it, so signing out, the end of the account or a new secret takes it away.
    """
    return b64encode(salted_hmac("what the browser keeps", str(user.pk), algorithm="sha256").digest()).decode()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation and the person; what else may stand on every page, or beside the sign-in form, is given by others."""
    user = getattr(request, "user", None)
    is_signed_in = bool(user and user.is_authenticated)
    return {
        "nav": navigation(request) if is_signed_in else [],
        "person": user if is_signed_in else None,
        "keep_key": keep_key(user) if is_signed_in else "",
        "site_name": _("Centres of Excellence"),
        "strip": "",
        "beside_sign_in": "",
    }
