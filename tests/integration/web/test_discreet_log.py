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
