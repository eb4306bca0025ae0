"""What somebody signed in with, in our own words: what a browser says of itself is anybody's text, and goes nowhere."""

from django.utils.translation import gettext as _

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
