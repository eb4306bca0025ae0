"""What somebody signed in with, in our own words: what a browser says of itself is anybody's text, and goes nowhere."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from iqm_coe.lib.origins import Origin

# The first that is named counts: most browsers call themselves by the names of others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def in_words(said: str) -> str:
    """Such as “Chrome on Windows”; a browser or device that we do not know is called that."""
    browser = next((word for mark, word in BROWSERS if f"{mark}/" in said or f"{mark}A/" in said), _("another browser"))
    system = next((word for mark, word in SYSTEMS if mark in said), _("an unknown device"))
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def address_of(request: HttpRequest) -> str:
    """The address that tries at signing in are counted by; what a visitor writes into a header is believed no further
    than TRUSTED_PROXY_COUNT reaches. Empty where nobody can tell.
    """
    try:
        return str(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):  # fewer proxies than were promised: whoever spoke to us is known
        return str(request.META.get("REMOTE_ADDR", ""))


def origin_of(request: HttpRequest) -> Origin:
    """From where this request came, for the trail."""
    return Origin(address_of(request) or None, in_words(request.META.get("HTTP_USER_AGENT", "")))
