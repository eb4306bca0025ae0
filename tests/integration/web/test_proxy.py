"""Behind real reverse proxies on loopback: whose address counts."""

import http.client
import re
from collections.abc import Callable
from contextlib import ExitStack, closing
from urllib.parse import urlencode, urlsplit

import pytest

from iqm_coe.accounts.models.sign_in import FailedTries
from tests import reverse_proxies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

VISITOR, FORGED = "127.0.0.77", "203.0.113.66"
CHAINS: dict[str, tuple[int, tuple[Callable, ...]]] = {
    "none": (0, ()),
    "one as documented": (1, (reverse_proxies.as_documented,)),
    "one that adds": (1, (reverse_proxies.that_adds,)),
    "two that add": (2, (reverse_proxies.that_adds, reverse_proxies.that_adds)),
}


def asked(port: int, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, str, str]:
    """Status, cookie and page, for a visitor with an address of their own who writes another one into the header."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(VISITOR, 0))
    headers = {"X-Forwarded-For": FORGED, "X-Real-IP": FORGED, "Host": "127.0.0.1", "Cookie": cookie}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    with closing(line):
        line.request(method, path, body=body or None, headers=headers)
        answer = line.getresponse()
        return answer.status, answer.headers.get("Set-Cookie", "").split(";")[0], answer.read().decode()


@pytest.mark.rule("R44q")
@pytest.mark.parametrize("chain", CHAINS)
def test_failed_sign_in_is_counted_for_the_visitor_whatever_they_write(live_server, settings, tmp_path, chain) -> None:
    promised, standing = CHAINS[chain]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = promised
    with ExitStack() as stack:
        port = urlsplit(live_server.url).port
        for proxy in standing:
            port = stack.enter_context(proxy(f"127.0.0.1:{port}", tmp_path))
        _status, cookie, page = asked(port, "GET", "/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        typed = {"csrfmiddlewaretoken": token, "login": "nobody@people.example", "password": "wrong"}
        assert asked(port, "POST", "/accounts/login/", urlencode(typed), cookie)[0] == 200
    assert set(FailedTries.objects.values_list("network_address", flat=True)) == {VISITOR}
