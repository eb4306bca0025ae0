"""One play from a seed: two people, moves by chance, then everything is connected again and nothing may be missing."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Error

from tests.writers.profile import OwnBrowser, Profile
from tests.writers.server import NAMES, Element, Said
from tests.writers.writer import Writer

OWN_BROWSERS_EACH = 5  # of so many plays one has a whole browser for each of the two
MOST_MOVES, FEWEST_MOVES = 60, 40


@dataclass
class Play:
    """What came of it, and each step as it was taken."""

    seed: int
    steps: list[str] = field(default_factory=list)
    words: int = 0
    said: int = 0
    lost: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    falsely_saved: list[Said] = field(default_factory=list)
    restless: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.overwritten or self.falsely_saved or self.restless)

    def __str__(self) -> str:
        found = f"lost {self.lost}, overwritten {self.overwritten}, falsely saved {self.falsely_saved}"
        return "\n".join([f"Seed {self.seed}: {found}, not at rest {self.restless}", *self.steps])


def play_in(browser: Browser, element: Element, seed: int) -> Play:
    """The play of this seed, in profiles of this browser or in browsers of their own."""
    if seed % OWN_BROWSERS_EACH:
        return play(element, seed, lambda _name: Profile(browser, element.root))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return play(element, seed, lambda name: OwnBrowser(browser, element.root, Path(folder, name)))


def play(element: Element, seed: int, profile: Callable[[str], Profile]) -> Play:
    """`profile` makes one for each of the two."""
    element.begin()
    chance, made = random.Random(seed), Play(seed)
    deleted: set[str] = set()
    profiles = {name: profile(name) for name in NAMES}
    writers = [
        Writer(name, element.people[name], profiles[name], element, chance, made.steps, deleted) for name in NAMES
    ]
    try:
        _act(writers, chance)
        made.restless = _heal(writers)
        _look_at(made, element, writers, deleted)
    except Error as error:
        error.add_note(str(made))
        raise
    finally:
        for one in profiles.values():
            one.close()
    return made


def _act(writers: list[Writer], chance: random.Random) -> None:
    for writer in writers:
        writer.begin()
    for _move in range(chance.randint(FEWEST_MOVES, MOST_MOVES)):
        chance.choice(writers).move()


def _heal(writers: list[Writer]) -> list[str]:
    """Whoever does not come to rest although all is well again, first as they are, then on a page opened afresh."""
    for writer in writers:
        writer.heal()
    restless = [f"{writer.name} as they are" for writer in writers if not writer.comes_to_rest()]
    for writer in writers:
        writer.open_afresh()
    return restless + [f"{writer.name} afresh" for writer in writers if not writer.comes_to_rest()]


def _look_at(made: Play, element: Element, writers: list[Writer], deleted: set[str]) -> None:
    typed = [word for writer in writers for word in writer.typed]
    there, ever = set(element.now()), element.ever()
    missing = [word for word in typed if word not in there | deleted]
    made.words, made.said = len(typed), sum(len(writer.profile.said) for writer in writers)
    made.lost = [word for word in missing if word not in ever]
    made.overwritten = [word for word in missing if word in ever]
    made.falsely_saved = [one for writer in writers for one in element.false_ones(writer.profile.said)]
