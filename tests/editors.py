"""Several editors with the browser's own modules under Node, against this server: its views, its database, one clock.

Node asks over a pair of pipes and waits for the answer, so that the clock of the play stands still meanwhile; the time
of each request is the play's. Nothing is waited for in real time.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import playwright
import time_machine
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.texts.models.kept import KeptText
from reviews.update.models.answer import TEXTS, Answer
from tests import scene
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND

ROOT = Path(__file__).resolve().parent.parent
NODE = Path(playwright.__file__).parent / "driver" / "node"
PLAY = ROOT / "tests/js/simulation.test.js"
EDITORS = 4


class Server:
    """One element of an update, and the people who may write it."""

    def __init__(self) -> None:
        played = scene.active()
        self.answer: Answer = played.review().answers.get(element__number=1)
        self.people: list[User] = [scene.person(f"Editor {number}") for number in range(EDITORS)]
        for person in self.people:
            SchoolRoleFactory(user=person, school=played.lead.school, kind="coordinator")
        self.url = reverse("texts:save_text", args=["update.answer", self.answer.pk])
        self.browsers: dict[str, Client] = {}

    def told(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question of the play, at its own time."""
        with time_machine.travel(datetime.fromtimestamp(asked["now"] / 1000, UTC), tick=False):
            return getattr(self, asked["act"].replace(" ", "_"))(asked)

    def begin(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The element as it is when a play begins."""
        boxes = dict.fromkeys(TEXTS, "") | asked["boxes"]
        Answer.objects.filter(pk=self.answer.pk).update(**boxes, pages=[], version=0, updated_at=None, updated_by=None)
        KeptText.objects.all().delete()
        self.browsers = {}
        return {}

    def sign_in(self, asked: dict[str, Any]) -> dict[str, Any]:
        client = self.browsers[asked["browser"]] = Client()
        client.force_login(self.people[asked["person"] - 1], backend=BACKEND)
        return {}

    def sign_out(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.browsers[asked["browser"]].logout()
        return {}

    def session(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self._answer(self._asked(asked, reverse("texts:session")))

    def save(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Also how the texts stand now, and what waits to be put together: the play looks at it from outside."""
        answer = self._asked(asked, self.url)
        kept = [{"mine": mine} for mine in KeptText.objects.open().values_list("mine", flat=True)]
        return {**self._answer(answer), "boxes": Answer.objects.get(pk=self.answer.pk).texts(), "kept": kept}

    def _asked(self, asked: dict[str, Any], url: str) -> Any:
        client, sent = self.browsers[asked["browser"]], asked["sent"]
        if asked["method"] != "POST":
            return client.get(url, headers={"Accept": "application/json"})
        if sent and "person" in sent:
            sent["person"] = self.people[sent["person"] - 1].pk
        return client.post(url, json.dumps(sent), content_type="application/json")

    def _answer(self, answer: Any) -> dict[str, Any]:
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        told = answer.json() if is_json else None
        if told and "person" in told:
            told["person"] = 1 + [person.pk for person in self.people].index(told["person"])
        return {"status": answer.status_code, "answer": told}


@contextmanager
def _pipes() -> Iterator[tuple[int, int, int, int]]:
    asked_at, asks = os.pipe()
    told_at, tells = os.pipe()
    try:
        yield asked_at, asks, told_at, tells
    finally:
        for end in (asked_at, tells):
            os.close(end)


def play(server: Server, *, runs: int, seed: int) -> tuple[int, str]:
    """So many plays from this seed on; Node's verdict, 0 where nothing was lost, and what it says."""
    with _pipes() as (asked_at, asks, told_at, tells):
        environment = {**os.environ, "RUNS": str(runs), "FIRST_SEED": str(seed), "TZ": "Europe/London"}
        environment |= {"TO_SERVER": str(asks), "FROM_SERVER": str(told_at)}
        command = [NODE, "--no-warnings", PLAY]
        output = subprocess.PIPE, subprocess.STDOUT
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=(asks, told_at), stdout=output[0], stderr=output[1], text=True
        ) as node:
            os.close(asks)
            os.close(told_at)
            with os.fdopen(os.dup(asked_at)) as questions, os.fdopen(os.dup(tells), "w") as answers:
                for line in questions:
                    answers.write(json.dumps(server.told(json.loads(line))) + "\n")
                    answers.flush()
            said = node.stdout.read() if node.stdout else ""
        return node.returncode, said
