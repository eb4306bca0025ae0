"""Pages and flows are opened on the tests' Monday; a real mail server listens on this machine."""

import socket
from collections.abc import Callable, Iterator

import pytest
import time_machine
from aiosmtpd.controller import Controller

from tests.clock import NOW


@pytest.fixture(autouse=True)
def _monday(request) -> Iterator[None]:
    """Not beside real sockets, whose time-outs are measured by the clock."""
    if "smtp" in request.fixturenames or "nobody_listens" in request.fixturenames:
        yield
        return
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _points_at(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "iqm_coe.notifications.smtp.WatchedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1


@pytest.fixture
def nobody_listens(settings, free_port) -> int:
    """The mail server's port with nobody behind it."""
    _points_at(settings, free_port)
    return free_port


@pytest.fixture
def smtp(settings, free_port) -> Iterator[Callable[..., Controller]]:
    """Start a mail server that behaves as its handler says, and point the product at it."""
    started: list[Controller] = []

    def start(handler: object, **options: object) -> Controller:
        controller = Controller(handler, hostname="127.0.0.1", port=free_port, ready_timeout=10, **options)
        controller.start()
        started.append(controller)
        _points_at(settings, free_port)
        return controller

    yield start
    for controller in started:
        controller.stop()
