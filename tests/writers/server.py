"""The element that is written in, on the live server: who writes it, and every text that was ever saved of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models.signals import post_save
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.texts.models.kept import KeptText
from reviews.update.models.answer import TEXTS, Answer
from tests import scene
from tests.factories.schools import SchoolRoleFactory

NAMES = ("asha", "wen")
BEGUN = {"progress": "alpha beta\n\ngamma delta\n\nepsilon", "evidence": "zeta eta", "next_steps": ""}
CLOCKS_APART = 5  # milliseconds: a browser rounds its own


@dataclass
class Said:
    """A page has said "saved" of these texts, at this millisecond."""

    at: float
    opening: float
    boxes: dict[str, str]


@dataclass
class Element:
    """One element of an update, as the server holds it."""

    root: str
    answer: Answer
    people: dict[str, User]
    history: list[tuple[float, dict[str, str]]] = field(default_factory=list)

    @property
    def page(self) -> str:
        return self.root + reverse("update:element", args=[self.answer.review_id, self.answer.element.number])

    def begin(self) -> None:
        """As it is when a play begins."""
        Answer.objects.filter(pk=self.answer.pk).update(**BEGUN, pages=[], version=0, updated_at=None, updated_by=None)
        KeptText.objects.all().delete()
        self.history = [(0, dict(BEGUN))]

    def saved(self, instance: Answer, **_: Any) -> None:
        """In the order of the row's lock, a moment before it is committed."""
        self.history.append((time.time() * 1000, instance.texts()))

    def now(self) -> list[str]:
        """Every word that stands in what is saved, or is kept to be put together."""
        kept = KeptText.objects.open().values_list("mine", flat=True)
        return " ".join([*Answer.objects.get(pk=self.answer.pk).texts().values(), *kept]).split()

    def ever(self) -> set[str]:
        """Every word that was once saved."""
        return {word for _at, texts in self.history for text in texts.values() for word in text.split()}

    def false_ones(self, said: list[Said]) -> list[Said]:
        """What was called saved and was not, or is older than what the same opening of the page has said before."""
        reached: dict[float, int] = {}
        found = []
        for one in said:
            place = self._held(one)
            if place < reached.get(one.opening, 0):
                found.append(one)
            reached[one.opening] = max(place, reached.get(one.opening, 0))
        return found

    def _held(self, said: Said) -> int:
        """When the server last held these texts before it was said; -1 for never."""
        wanted = {name: said.boxes[name].split() for name in TEXTS}
        for place, (at, texts) in reversed(list(enumerate(self.history))):
            if at <= said.at + CLOCKS_APART and {name: texts[name].split() for name in TEXTS} == wanted:
                return place
        return -1


@contextmanager
def element(root: str) -> Iterator[Element]:
    """An element and two coordinators of its school, at the server of this address."""
    played = scene.active()
    people = {name: scene.person(name.title()) for name in NAMES}
    for person in people.values():
        SchoolRoleFactory(user=person, school=played.lead.school, kind="coordinator")
    made = Element(root, played.review().answers.get(element__number=1), people)
    post_save.connect(made.saved, sender=Answer)
    try:
        yield made
    finally:
        post_save.disconnect(made.saved, sender=Answer)
