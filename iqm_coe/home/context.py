"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from iqm_coe.home.demo import accounts as demo_accounts
from iqm_coe.home.navigation import navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, the person, the demo banner; on the sign-in page of a demo also its accounts with their codes."""
    user = getattr(request, "user", None)
    is_signed_in = bool(user and user.is_authenticated)
    shows_accounts = settings.DEMO and request.path == "/accounts/login/"
    return {
        "nav": navigation(request) if is_signed_in else [],
        "person": user if is_signed_in else None,
        "is_demo": settings.DEMO,
        "site_name": _("Centres of Excellence"),
        "demo_accounts": demo_accounts() if shows_accounts else [],
    }
