"""The pages as a browser gets them: from gunicorn as bin/run starts it, over a kept connection, beside the bare page.

Two servers on loopback, one of the product and one of the bare page, with the same database. Signed in, warm, in turns.
"""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.embedded.processes import Program
from tests.bare_stack import STOCK
from tests.bench.lists import OPENED_BY
from tests.bench.measuring import (
    BARE,
    MOST_TIMES_BARE_DASHBOARD,
    OF_SCHOOLS,
    Gate,
    compare,
    person_of_the_demo,
    signed_in_with_factor,
)
from tests.bench.pages import DASHBOARDS, PEOPLE, details, glances
from tests.readers_of_lists import LISTS, READERS

ROUNDS, WARMING = 30, 12
PATIENCE = 30  # seconds, until a server answers
LONGEST = 20  # seconds, for one answer
HOST = "127.0.0.1"
# As bin/run has them; what a worker knows of its questions it knows by itself, so each is asked until it is warm.
AS_IN_BIN_RUN = ("--workers", "2", "--threads", "4", "--preload", "--no-control-socket")


@dataclass
class Visitor:
    """Somebody whose browser keeps its connection."""

    port: int
    cookies: str
    connection: HTTPConnection | None = None

    def get(self, url: str) -> None:
        """Ask again where the server has let a connection go that lay idle."""
        try:
            status = self._asked(url)
        except (HTTPException, ConnectionError):
            self.leave()
            status = self._asked(url)
        if status != HTTPStatus.OK:
            raise RuntimeError(f"{url} answered {status}.")

    def _asked(self, url: str) -> int:
        self.connection = self.connection or HTTPConnection(HOST, self.port, timeout=LONGEST)
        self.connection.request("GET", url, headers={"Cookie": self.cookies, "Accept-Encoding": "gzip"})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def leave(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def pages_over_http(gate: Gate, staff: User) -> None:
    """Every kind of page, as those who open it."""
    office = {name: ("staff", reverse(name)) for name in LISTS if READERS[name] == "staff"}
    others = {name: (OPENED_BY[READERS[name]], reverse(name)) for name in LISTS if name not in office}
    people = {name: person_of_the_demo(name) for name in {*PEOPLE, *OPENED_BY.values()}} | {"staff": staff}
    with _served("iqm_coe.wsgi") as ours, _served("tests.bare_wsgi") as bare:
        visitors = {name: Visitor(ours, _cookies(signed_in_with_factor(user))) for name, user in people.items()}
        beside = Visitor(bare, _cookies_of_the_bare(staff))
        for name, (who, url) in {**DASHBOARDS, **glances(), **details(), **office, **others}.items():
            _page_over_http(gate, name, visitors[who], url, beside)
        for visitor in (*visitors.values(), beside):
            visitor.leave()


def _page_over_http(gate: Gate, name: str, visitor: Visitor, url: str, beside: Visitor) -> None:
    for _time in range(WARMING):
        visitor.get(url)
    mine, theirs = compare(
        lambda: visitor.get(url), lambda: beside.get(OF_SCHOOLS), rounds=ROUNDS, bare_stands_in=nullcontext()
    )
    seen = f"{mine * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    gate.check(f"over HTTP, {name}: times a bare page ({seen})", mine / theirs, MOST_TIMES_BARE_DASHBOARD)


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def _cookies_of_the_bare(user: User) -> str:
    with BARE:
        client = Client()
        client.force_login(user, backend=STOCK)
    return _cookies(client)


@contextmanager
def _served(application: str) -> Iterator[int]:
    """A server of this module with the database of the moment, by its port; it ends with us, whatever happens."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        command = [sys.executable, "-m", "gunicorn", application, *AS_IN_BIN_RUN, "--bind", f"{HOST}:{port}"]
        program = Program(application, command, where / "log", where, _environment(port))
        program.start()
        try:
            _wait_for(program, port)
            yield port
        finally:
            program.stop()


def _environment(port: int) -> dict[str, str]:
    address = urlsplit(os.environ["DATABASE_URL"])
    before_the_name, _slash, _name = address.path.rpartition("/")  # a socket's directory, where there is one
    database = address._replace(path=f"{before_the_name}/{quote(connection.settings_dict['NAME'])}").geturl()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "DATABASE_URL": database,
        "SECRET_KEY": settings.SECRET_KEY,  # by which the sessions were made
        "SITE_URL": f"http://localhost:{port}",
    }


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        port: int = asked.getsockname()[1]
    return port


def _wait_for(program: Program, port: int) -> None:
    """Until it takes connections."""
    deadline = time.monotonic() + PATIENCE
    while program.ended_with is None and time.monotonic() < deadline:
        with socket.socket() as asked:
            if asked.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{program.name} does not answer:\n{program.last_lines()}")
