"""What we lean on is away: a page of ours within three seconds, what was typed handed back, work resumed by itself.

A real server of threads reads PostgreSQL and Valkey through sockets that freeze and vanish.
"""

import errno
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError as BrokerUnreachable
from psycopg_pool import PoolTimeout
from redis.exceptions import TimeoutError as CacheTooSlow

from iqm_coe.lib.outages import Outage, outage_of
from iqm_coe.lib.storage import WholeFileStorage
from iqm_coe.web.pauses import Breaker
from tests.proxies import Proxy, proxy
from tests.whole import in_the_whole

SOON = 3.0  # seconds
SERVER = """
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server
from django.conf import settings
from iqm_coe.lib.timely import POOL
database = settings.DATABASES["default"]
database["NAME"], database["HOST"], database["PORT"] = sys.argv[1], sys.argv[2], "5432"
database["OPTIONS"]["pool"] = POOL
settings.CACHES["default"]["LOCATION"] = sys.argv[3]
from iqm_coe.wsgi import application
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
with make_server("127.0.0.1", 0, application, server_class=Server) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
"""


@dataclass
class Site:
    """A running server and what it leans on."""

    port: int
    database: Proxy
    cache: Proxy

    def ask(self, path: str, cookie: str = f"iqm_session={'n' * 32}", **sent: str) -> tuple[HTTPResponse, str, float]:
        """The answer, its words, and the seconds it took. `sent`: as a form."""
        began = time.monotonic()
        to = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": f"{cookie}; csrftoken={'a' * 32}", "Content-Type": "application/x-www-form-urlencoded"}
        form = {**sent, "csrfmiddlewaretoken": "a" * 32}
        to.request(*(("POST", path, urlencode(form), headers) if sent else ("GET", path, None, headers)))
        answer = to.getresponse()
        words = answer.read().decode()
        to.close()
        return answer, words, time.monotonic() - began


def together(site: Site, number: int) -> list[tuple[HTTPResponse, str, float]]:
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: site.ask("/work/"), range(number)))


@pytest.fixture
def site(transactional_db, tmp_path_factory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("away")
    where = connection.settings_dict
    database = f"{where['HOST']}/.s.PGSQL.{where['PORT'] or 5432}"
    address = urlsplit(settings.CACHES["default"]["LOCATION"])
    with proxy(place / ".s.PGSQL.5432", database) as pg, proxy(place / "valkey", address.path) as valkey:
        cache = f"unix://{place / 'valkey'}?{address.query}"
        command = [sys.executable, "-W", "ignore", "-c", SERVER, where["NAME"], str(place), cache]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, text=True, cwd=settings.BASE_DIR, env=os.environ, **pipes) as process:
            yield Site(int(process.stdout.readline()), pg, valkey)
            process.kill()


def is_paused(answer: HTTPResponse, words: str, seconds: float) -> bool:
    assert seconds < SOON, seconds
    assert "We cannot answer at this moment" in words
    return (answer.status, answer.getheader("Retry-After")) == (503, "60")


def test_database_that_is_frozen_or_gone_is_told_soon_and_found_again(site):
    assert site.ask("/work/")[0].status == 302

    for stop, go in ((site.database.freeze, site.database.thaw), (site.database.vanish, site.database.come_back)):
        stop()
        assert is_paused(*site.ask("/work/"))
        assert is_paused(*site.ask("/health/"))
        go()
        until = time.monotonic() + 10
        while site.ask("/work/")[0].status != 302:
            assert time.monotonic() < until
            time.sleep(0.2)


@in_the_whole
def test_many_at_once_are_all_told(site):
    site.ask("/work/")
    site.database.freeze()
    assert {answer.status for _round in range(2) for answer, _words, _seconds in together(site, 40)} == {503}


def test_while_the_database_is_away_one_asks_and_the_others_are_told():
    breaker = Breaker()
    with breaker.passed() as first, breaker.passed() as second:
        assert (first, second) == (True, True)

    breaker.is_down = True
    with breaker.passed() as first:
        with breaker.passed() as second:
            assert (first, second) == (True, False)
        breaker.is_down = False
    with breaker.passed() as first, breaker.passed() as second:
        assert (first, second) == (True, True)


@in_the_whole
def test_statement_that_is_under_way_when_the_database_freezes_holds_no_thread_for_ever(site):
    site.ask("/work/")
    with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE django_session")
        asked = pool.submit(site.ask, "/work/")
        time.sleep(0.5)
        site.database.freeze()
        answer, _words, seconds = asked.result()
        site.database.thaw()
        cursor.execute("ROLLBACK")
    assert (answer.status, seconds < 9) == (503, True)


@in_the_whole
def test_table_that_somebody_holds_is_told_within_three_seconds(site):
    site.ask("/work/")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE django_session")
        assert is_paused(*site.ask("/work/"))
        cursor.execute("ROLLBACK")
    assert site.ask("/work/")[0].status == 302


def test_what_was_typed_is_handed_back_while_the_database_is_away(site):
    site.ask("/work/")
    site.database.vanish()

    answer, words, seconds = site.ask(
        "/reviews/1/elements/1/", progress="We read <b>daily</b> now.", amount="7", code="123456"
    )

    assert is_paused(answer, words, seconds)
    assert "We read &lt;b&gt;daily&lt;/b&gt; now." in words
    assert "123456" not in words
    assert re.search(r"Amount</p>\s*<pre[^>]*>7</pre>", words)
    assert 'href="/reviews/1/elements/1/"' in words
    assert answer.getheader("Cache-Control") == "private, no-store"


def test_cache_that_is_frozen_or_gone_lets_pages_open_and_stops_only_signing_in(site):
    for stop in (site.cache.freeze, site.cache.vanish):
        stop()
        answer, _words, seconds = site.ask("/work/")
        assert (answer.status, seconds < SOON) == (302, True)
        assert is_paused(*site.ask("/accounts/login/", login="a@people.example", password="x"))


DATABASE = psycopg.errors
ERRORS = [
    (psycopg.OperationalError("connection refused"), Outage.DATABASE),
    (psycopg.InterfaceError("the connection is closed"), Outage.DATABASE),
    (PoolTimeout("couldn't get a connection"), Outage.DATABASE),
    (DATABASE.TooManyConnections("sorry"), Outage.DATABASE),
    (DATABASE.AdminShutdown("terminating"), Outage.DATABASE),
    (DATABASE.CannotConnectNow("starting up"), Outage.DATABASE),
    (DATABASE.ConnectionFailure("lost"), Outage.DATABASE),
    (DATABASE.DiskFull("no space"), Outage.ROOM),
    (CacheTooSlow("slow"), Outage.SERVICE),
    (BrokerUnreachable("gone"), Outage.SERVICE),
    (OSError(errno.ENOSPC, "full"), Outage.ROOM),
    (OSError(errno.EROFS, "read-only"), Outage.ROOM),
    (DATABASE.LockNotAvailable("held"), Outage.SERVICE),
    (DATABASE.DeadlockDetected("two"), None),
    (DATABASE.QueryCanceled("too long"), None),
    (DATABASE.UniqueViolation("twice"), None),
    (FileNotFoundError(errno.ENOENT, "lost"), None),
    (ValueError("ours"), None),
    (None, None),
]


@pytest.mark.parametrize(("error", "outage"), ERRORS)
def test_outage_is_told_from_a_mistake_of_ours(error, outage):
    assert outage_of(error) is outage
    if error is not None:
        wrapped = OperationalError("as Django says it")
        wrapped.__cause__ = error
        assert outage_of(wrapped) is outage


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["django.contrib.auth.middleware.get_user", "iqm_coe.home.views.public.render"])
def test_outage_is_told_whichever_layer_meets_it(where):
    client = Client(raise_request_exception=False)
    with patch(where, side_effect=psycopg.OperationalError("gone")):
        answer = client.get("/")
    assert answer.status_code == 503


def test_full_disk_leaves_no_file_behind_and_is_told(tmp_path: Path):
    storage = WholeFileStorage(location=tmp_path)

    def half(self: FileSystemStorage, name: str, content: object) -> str:
        Path(self.path(name)).write_bytes(b"ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    with patch.object(FileSystemStorage, "_save", half), pytest.raises(OSError, match="No space"):
        storage.save("a.pdf", ContentFile(b"half"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_page_of_a_full_disk_says_that_the_file_was_not_taken(client):
    with patch("django.contrib.auth.middleware.get_user", side_effect=OSError(errno.ENOSPC, "full")):
        answer = Client(raise_request_exception=False).get(reverse("home:index"))
    assert answer.status_code == 503
    assert "A file that you were handing in was not taken" in answer.text
