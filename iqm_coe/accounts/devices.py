"""What somebody signed in with, in our own words: what a browser says of itself is anybody's text, and goes nowhere."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
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


COOKIE = "iqm_device"
KNOWN_FOR = 180 * 24 * 60 * 60  # seconds after the last sign-in
MOST_PEOPLE = 20  # at one browser in a staff room


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether this person signed in with this very browser before."""
    return _mark_of(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """The browser keeps, signed, that this person has signed in with it; who that is cannot be read from it."""
    mark = _mark_of(user)
    marks = [mark, *(one for one in _marks(request) if one != mark)][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=COOKIE),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        marks: list[str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return marks


def _mark_of(user: User) -> str:
    return salted_hmac("signed in with this browser", str(user.pk), algorithm="sha256").hexdigest()[:32]
