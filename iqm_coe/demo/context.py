"""What the demonstration adds to every page, and to the sign-in page."""

from django.conf import settings
from django.http import HttpRequest

from iqm_coe.demo.accounts import accounts

SIGN_IN = "/accounts/login/"


def demonstration(request: HttpRequest) -> dict[str, object]:
    """A strip that says what this is; beside the sign-in form who can sign in, with their codes."""
    if not settings.DEMO:
        return {}
    if request.path != SIGN_IN:
        return {"strip": "demo/_strip.html"}
    return {"strip": "demo/_strip.html", "beside_sign_in": "demo/_accounts.html", "demo_accounts": accounts()}
