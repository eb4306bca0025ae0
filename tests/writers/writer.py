"""Somebody who writes, deletes, loses the network, is signed out, crashes and comes back, by a seeded chance."""

import random
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page

from iqm_coe.accounts.models.user import User
from tests.writers.profile import OwnBrowser, Profile
from tests.writers.server import Element

WEATHERS = ("bad gateway", "no way", "lost answers", "late requests", "late answers")
MOST_TABS = 2
UNTIL_KEPT = 300  # milliseconds: no browser keeps what was typed in the very moment of a crash
COMES_BACK = 0.2
READY = "domcontentloaded"  # the modules have begun their work
BOXES = 2
MOST_TRIES = 40

# How often each move is made, of a hundred.
MOVES = {
    "edit": 58,
    "wait": 20,
    "go_offline_or_back": 3,
    "change_weather": 4,
    "end_session": 2,
    "sign_in": 2,
    "look": 1,
    "crash": 2,
    "close": 2,
    "reload": 2,
    "go_back": 2,
    "press_save": 1,
    "open_another": 1,
    "leave_browser": 1,
}


@dataclass
class Writer:
    """One person at one profile, and every word they have typed."""

    name: str
    person: User
    profile: Profile
    element: Element
    chance: random.Random
    steps: list[str]
    deleted: set[str]
    typed: list[str] = field(default_factory=list)
    tabs: list[Page] = field(default_factory=list)
    is_offline: bool = False
    is_signed_in: bool = False

    def begin(self) -> None:
        self.sign_in()
        self.open_another()

    def move(self) -> None:
        """One step of the play. A page that is gone, or shows something else, is opened again first."""
        kind = self.returns() or self.chance.choices(list(MOVES), list(MOVES.values()))[0]
        try:
            getattr(self, kind)()
        except Error as error:
            self.note(f"{kind}: {error.message.splitlines()[0]}")

    def returns(self) -> str | None:
        """Nobody stays away for long: the play is about what is written."""
        if self.chance.random() > COMES_BACK:
            return None
        if self.is_offline:
            return "go_offline_or_back"
        if self.profile.weather != "good":
            return "change_weather"
        return None if self.is_signed_in else "sign_in"

    def note(self, what: str) -> None:
        self.steps.append(f"{self.name}: {what}")

    def here(self) -> list[Page]:
        """The tabs that are not closed."""
        self.tabs = [tab for tab in self.tabs if not tab.is_closed()]
        return self.tabs

    def page(self) -> Page:
        """One of the tabs, at the element as far as it can be had now."""
        if not self.here():
            self.open_another()
        tab = self.chance.choice(self.tabs)
        if not told(tab, "isThere") and self.chance.random() < 0.5:
            self.open(tab)
        return tab

    def open_another(self) -> None:
        if len(self.here()) < MOST_TABS:
            self.tabs.append(self.profile.context.new_page())
            self.open(self.tabs[-1])

    def open(self, tab: Page) -> None:
        """Nobody types before the modules are at work."""
        self.note(f"opens the element in tab {self.tabs.index(tab) + 1}")
        tab.goto(self.element.page, wait_until=READY)

    def edit(self) -> None:
        tab, box, place = self.page(), self.chance.randrange(BOXES), self.chance.random()
        if self.chance.random() < 0.2:
            word = tab.evaluate("([...told]) => window.writing?.takeOut(...told)", [box, place])
            self.deleted.add(word or "")
            self.note(f"takes {word} out of box {box} in tab {self.tabs.index(tab) + 1}")
            return
        word, is_line = f"{self.name}{len(self.typed) + 1}x", self.chance.random() < 0.3
        if tab.evaluate("([...told]) => window.writing?.type(...told)", [box, place, word, is_line]):
            self.typed.append(word)
            self.note(f"types {word} into box {box} in tab {self.tabs.index(tab) + 1}")

    def wait(self) -> None:
        seconds = self.chance.choice((1, 3, 3, 11, 40))
        self.note(f"waits {seconds} seconds")
        self.profile.context.clock.run_for(seconds * 1000)

    def go_offline_or_back(self) -> None:
        self.is_offline = not self.is_offline
        self.note("goes offline" if self.is_offline else "is online again")
        self.profile.context.set_offline(self.is_offline)

    def change_weather(self) -> None:
        weather = "good" if self.profile.weather != "good" else self.chance.choice(WEATHERS)
        self.note(f"has this weather: {weather}")
        self.profile.change_weather(weather)

    def end_session(self) -> None:
        self.note("is signed out")
        self.is_signed_in = False
        self.profile.end_session()

    def sign_in(self) -> None:
        self.note("signs in")
        self.is_signed_in = True
        self.profile.sign_in(self.person)
        self.look()

    def look(self) -> None:
        for tab in self.here():
            with suppress(Error):
                tab.evaluate("window.dispatchEvent(new Event('focus'))")

    def crash(self) -> None:
        """The renderer dies; what it has kept is with the browser."""
        tab = self.page()
        self.note(f"loses tab {self.tabs.index(tab) + 1} by a crash")
        self.profile.pause(UNTIL_KEPT)
        with suppress(Error):
            tab.goto("chrome://crash", timeout=UNTIL_KEPT)
        tab.close()

    def close(self) -> None:
        tab = self.page()
        self.note(f"closes tab {self.tabs.index(tab) + 1}")
        self.profile.pause(UNTIL_KEPT)
        tab.close()

    def reload(self) -> None:
        tab = self.page()
        self.note(f"reloads tab {self.tabs.index(tab) + 1}")
        tab.reload(wait_until=READY)

    def go_back(self) -> None:
        tab = self.page()
        self.note(f"goes to another page and back in tab {self.tabs.index(tab) + 1}")
        tab.goto(f"{self.element.root}/work/", wait_until=READY)
        tab.go_back(wait_until=READY)

    def press_save(self) -> None:
        tab = self.page()
        self.note(f"presses Save in tab {self.tabs.index(tab) + 1}")
        tab.locator("form[data-save] button[name=save]").click(no_wait_after=True, timeout=500)

    def leave_browser(self) -> None:
        """Only a browser of one's own: what a killed one had not written to the disk yet is nowhere."""
        if not isinstance(self.profile, OwnBrowser):
            return
        is_killed = self.chance.random() < 0.5
        self.note("kills the browser" if is_killed else "quits the browser")
        self.profile.pause(UNTIL_KEPT)
        if is_killed:
            self.deleted |= set(self.typed) - self.element.ever() - set(self.element.now())
        self.profile.start_again(is_killed=is_killed)
        self.tabs, self.is_offline = [], False
        self.sign_in()

    def heal(self) -> None:
        """The network is back, and the person."""
        if self.is_offline:
            self.go_offline_or_back()
        self.profile.change_weather("good")
        if not self.is_signed_in:
            self.sign_in()
        self.return_to_the_element()

    def return_to_the_element(self) -> None:
        """Also from where a button that was pressed a while ago has led to."""
        for tab in self.here():
            if not told(tab, "isThere"):
                with suppress(Error):
                    self.open(tab)

    def comes_to_rest(self) -> bool:
        """Whether every open tab says that all is saved, sooner or later."""
        if any(self._rests(number) for number in range(MOST_TRIES)):
            return True
        for tab in self.here():
            with suppress(Error):
                self.note(f"has in front of them: {tab.evaluate('writing.told()')}")
        return False

    def _rests(self, number: int) -> bool:
        if all(told(tab, "isThere") and told(tab, "isAtRest") for tab in self.here()):
            return True
        if self.profile.has_session():
            self.look()
        else:  # a late answer to a request of the old session takes the new one's cookie away
            self.sign_in()
        self.return_to_the_element()
        self.profile.context.clock.run_for(5000)
        self.profile.pause(20 + 10 * number)
        return False

    def open_afresh(self) -> None:
        """All tabs are left, and the element is opened once: what was left behind is found."""
        first = next(iter(self.here()), None) or self.profile.context.new_page()
        for tab in self.here():
            if tab is not first:
                tab.close()
        self.tabs = [first]
        self.open(first)


def told(tab: Page, what: str) -> bool:
    """Whether the page says so; not while it goes from one address to the next."""
    with suppress(Error):
        return bool(tab.evaluate(f"Boolean(window.writing?.{what}())"))
    return False
