"""A person's own browser profile: cookies and storage of its own, tabs that can be killed, and a network that fails."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils.crypto import get_random_string
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Route
from playwright.sync_api import TimeoutError as OverTime

from iqm_coe.accounts.models.user import User
from tests.chromium import launched_at
from tests.meta.cast import BACKEND
from tests.writers.server import Said

WATCH = Path(__file__).with_name("watch.js")
# The clock of playwright takes away how a page was come by, and ours asks.
NAVIGATIONS = "performance.getEntriesByType = (kind) => writing.entries(kind)"
EVERYTHING = "**/*"


class Profile:
    """A profile within a browser that many share: ready at once."""

    def __init__(self, browser: Browser, root: str) -> None:
        self.browser, self.root = browser, root
        self.said: list[Said] = []
        self.weather = "good"
        self.held: list[Callable[[], object]] = []
        self.context = self.made()
        self.set_up()

    def made(self) -> BrowserContext:
        return self.browser.new_context(locale="en-GB", timezone_id="Europe/London")

    def set_up(self) -> None:
        """A clock that can be put forward, and somebody who looks on."""
        self.context.set_default_timeout(8000)
        self.context.expose_binding("said", lambda _, told: self.said.append(Said(**told)))
        self.context.add_init_script(path=WATCH)
        self.context.clock.install()
        self.context.add_init_script(NAVIGATIONS)
        self.context.on("dialog", accept)

    def sign_in(self, person: User) -> None:
        """Elsewhere in this browser: the token of the pages that are open is an old one from now on."""
        client = Client()
        client.force_login(person, backend=BACKEND)
        cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.CSRF_COOKIE_NAME: get_random_string(32),
        }
        self.context.add_cookies([{"name": name, "value": value, "url": self.root} for name, value in cookies.items()])

    def session(self) -> str | None:
        known = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        return known.get(settings.SESSION_COOKIE_NAME)

    def has_session(self) -> bool:
        return self.session() is not None

    def end_session(self) -> None:
        """On the server, as its hours or a sign-out at another computer end it."""
        SessionStore(self.session()).delete()

    def change_weather(self, weather: str) -> None:
        """What was held back until now comes through."""
        if self.weather != "good":
            self.context.unroute(EVERYTHING)
        self.weather = weather
        for release in self.held:
            with suppress(Error):
                release()
        self.held.clear()
        if weather != "good":
            self.context.route(EVERYTHING, self.meet_weather)

    def meet_weather(self, route: Route) -> None:
        with suppress(Error):  # the page may be gone meanwhile
            if "/static/" in route.request.url:
                route.continue_()
            else:
                getattr(self, f"meet_{self.weather}".replace(" ", "_"))(route)

    def meet_bad_gateway(self, route: Route) -> None:
        route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")

    def meet_no_way(self, route: Route) -> None:
        route.abort()

    def meet_lost_answers(self, route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    def meet_late_requests(self, route: Route) -> None:
        """Pages are not waited for so long."""
        if route.request.resource_type == "fetch":
            self.held.append(route.continue_)
        else:
            route.continue_()

    def meet_late_answers(self, route: Route) -> None:
        if route.request.resource_type == "fetch":
            answer = route.fetch(max_redirects=0)
            self.held.append(lambda: route.fulfill(response=answer))
        else:
            route.continue_()

    def pause(self, milliseconds: float) -> None:
        """In real time; requests and what pages say come through meanwhile."""
        with suppress(OverTime):
            self.context.wait_for_event("close", timeout=milliseconds)

    def close(self) -> None:
        self.change_weather("good")
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()


class OwnBrowser(Profile):
    """A browser of its own with its profile on the disk, so that it can be quit or killed as a whole."""

    def __init__(self, browser: Browser, root: str, folder: Path) -> None:
        self.folder = folder
        super().__init__(browser, root)

    def made(self) -> BrowserContext:
        options: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Europe/London"}
        return self.browser.browser_type.launch_persistent_context(str(self.folder), **launched_at(), **options)

    def process(self) -> int:
        """The browser writes its number into its profile."""
        return int(str((self.folder / "SingletonLock").readlink()).rsplit("-", 1)[1])

    def start_again(self, *, is_killed: bool) -> None:
        """Killed, it writes nothing more to the disk."""
        if is_killed:
            with suppress(ProcessLookupError):
                os.kill(self.process(), signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        self.weather, self.held = "good", []
        self.context = self.made()
        self.set_up()


def accept(dialog: Dialog) -> None:
    with suppress(Error):
        dialog.accept()
