"""What every page's frame shows."""

from base64 import b64encode
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from iqm_coe.accounts import session_life
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib import letterhead
from iqm_coe.lib.dates import london_date
from iqm_coe.web.acts import TAKEN
from iqm_coe.web.navigation import navigation


def keep_key(user: User) -> str:
    """The key that seals what the person's browser keeps: 256 bits that follow from the account and our secret.

    Only a signed-in page carries it, so signing out, the end of the account or a new secret takes it away.
    """
    return b64encode(salted_hmac("what the browser keeps", str(user.pk), algorithm="sha256").digest()).decode()


def frame(request: HttpRequest) -> dict[str, object]:
    """Navigation, the person, how the office is reached and the one `today` of the page, which is London's whoever
    reads it (R13); what else may stand on every page, or beside the sign-in form, is given by others.
    """
    now = timezone.now()
    today = london_date(now)
    shown = {"site_name": _("Centres of Excellence"), "strip": "", "beside_sign_in": "", "today": today}
    shown["office"] = SimpleLazyObject(letterhead.office)
    shown["writing_stopped"] = getattr(request, "writing_stopped", False)
    if not (hasattr(request, "user") and request.user.is_authenticated):
        return {**shown, "nav": [], "person": None, "keep_key": "", "taken": [], "session_left": 0}
    signed_in = cast(SignedInRequest, request)
    life = session_life.life_of(request.session)
    minutes_left = int((life.ends_at - now).total_seconds() // 60) if life else 0
    told = {"nav": navigation(signed_in), "person": signed_in.user, "keep_key": keep_key(signed_in.user)}
    return {
        **shown,
        **told,
        "session_left": minutes_left * 60,
        "taken": SimpleLazyObject(lambda: request.session.pop(TAKEN, [])),
    }
