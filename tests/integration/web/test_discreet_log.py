"""What the console is given of a request holds no key of its address, also where Django itself writes the line."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from tests.scene import person

pytestmark = pytest.mark.django_db

KEY = "UIHo0mZ3UIHo0mZ3UIHo0mZ3"


def console() -> logging.Handler:
    """As the settings put it together."""
    handler = logging.NullHandler()
    for name in settings.LOGGING["handlers"]["console"].get("filters", []):
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    return handler


@pytest.mark.rule("R44p")
@pytest.mark.parametrize(
    "path",
    [f"/schools/invitations/{KEY}/", f"/invitations/iqm/{KEY}/", f"/accounts/password/reset/key/1-{KEY}/more/"],
)
def test_no_line_of_a_request_holds_the_key(caplog, path: str) -> None:
    client = Client()
    client.force_login(person("Clara"))
    with caplog.at_level(logging.INFO):
        client.get(path)
        logging.getLogger("django.request").warning("Not Found: %s", path)

    lines = [record.getMessage() for record in caplog.records if console().filter(record)]
    assert [line for line in lines if "/invitations/" in line or "/reset/key/" in line]
    assert [line for line in lines if KEY in line] == []


@pytest.mark.rule("R44q")
@pytest.mark.parametrize(
    ("proxies", "written", "told"),
    [
        (0, "192.0.2.66", "203.0.113.7"),
        (0, "", "203.0.113.7"),
        (1, "192.0.2.66, 198.51.100.9", "198.51.100.9"),
        (1, "", "203.0.113.7"),
        (2, "192.0.2.66, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "192.0.2.66", "203.0.113.7"),
    ],
)
def test_address_of_a_visitor_is_not_what_they_write_themselves(caplog, settings, proxies, written, told) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": written, "x-real-ip": "192.0.2.66"} if written else {}
    with caplog.at_level(logging.INFO):
        Client(REMOTE_ADDR="203.0.113.7").get("/privacy/", headers=headers)
    said = [record.getMessage() for record in caplog.records if "request_started" in record.getMessage()]
    assert [f"'ip': '{told}'" in line or f"ip='{told}'" in line for line in said] == [True]
    assert not [line for line in said if "192.0.2.66" in line]
