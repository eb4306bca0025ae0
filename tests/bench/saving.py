"""What saving a text costs beside a bare view that saves a form of the same row, and how long a full element takes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from reviews.update.models.answer import Answer
from reviews.update.models.review import LONGEST, Review

MOST_TIMES_A_BARE_SAVE = 2
MOST_QUERIES_OF_A_SAVE = 6
MOST_SECONDS = 2
PAGE = "a page of the bench"


class BareForm(forms.ModelForm):
    class Meta:
        model = Answer
        fields = ("progress",)


@login_required
@transaction.atomic
def bare_save(request: HttpRequest, pk: int) -> JsonResponse:
    """As Django's documentation writes it: somebody signed in, a row, its form, saved; nobody else is thought of."""
    form = BareForm(json.loads(request.body), instance=get_object_or_404(Answer, pk=pk))
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    return JsonResponse({"text": form.save().progress})


@dataclass
class Typing:
    """Somebody who goes on typing: each save says more than the one before."""

    client: Client
    person: User
    answer: Answer
    turn: int = 0
    text: str = ""

    def ours(self) -> None:
        said = self.send(self.text, f"Word {self.turn}.")
        assert said["clashes"] == [], said

    def bare(self) -> None:
        self.turn += 1
        self.post(f"/bare/save/{self.answer.pk}/", {"progress": f"Word {self.turn}."})

    def send(self, base: str, text: str) -> dict[str, object]:
        """One save of our page, on top of `base`."""
        self.turn += 1
        steps = [{"turn": self.turn, "boxes": {"progress": {"base": base, "text": text}}}]
        url = reverse("texts:save_text", args=["update.answer", self.answer.pk])
        said = self.post(url, {"person": self.person.pk, "page": PAGE, "steps": steps})
        self.text = said["boxes"]["progress"]
        return said

    def post(self, url: str, sent: object) -> dict:
        answer = self.client.post(url, json.dumps(sent), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()


def fill(answer: Answer, person: User) -> str:
    """The first box of the element to its limit, a paragraph a line."""
    paragraph = "What we do for pupils who join us in the middle of a year, and what they say of it. "
    text = "\n".join([paragraph * 5] * (LONGEST // len(paragraph * 5) + 1))[:LONGEST].strip()
    Answer.objects.filter(pk=answer.pk).update(progress=text, version=1, updated_by=person)
    return text


def merge(typing: Typing, text: str) -> Callable[[], object]:
    """A save on top of an older text, beside what somebody else has changed in the meantime."""
    theirs = text.replace("join us", "come to us", 1)
    Answer.objects.filter(pk=typing.answer.pk).update(progress=theirs)
    mine = text[:-10]
    return lambda: typing.send(text, mine)


Measured = tuple[str, float, float, str]
NO_QUERIES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def measure_saving(
    review: Review,
    client: Client,
    bare_client: Client,
    *,
    compare: Callable[[Callable[[], object], Callable[[], object]], tuple[float, float]],
    timed: Callable[[Callable[[], object]], float],
) -> Iterator[Measured]:
    """Each measure with its bound and its unit."""
    answer, person = review.answers.get(element__number=1), User.objects.get(pk=client.session["_auth_user_id"])
    typing, bare = Typing(client, person, answer, text=answer.progress), Typing(bare_client, person, answer)
    with CaptureQueriesContext(connection) as captured:
        typing.ours()
    asked = [one["sql"] for one in captured if not one["sql"].startswith(NO_QUERIES)]
    yield "a save: queries", len(asked), MOST_QUERIES_OF_A_SAVE, ""
    ours, theirs = compare(typing.ours, bare.bare)
    seen = f"{ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    yield f"a save: times a bare view that saves a form of one row ({seen})", ours / theirs, MOST_TIMES_A_BARE_SAVE, ""
    text = fill(answer, person)
    url = reverse("update:element", args=[answer.review_id, answer.element.number])
    yield "a full element opens", timed(lambda: client.get(url)), MOST_SECONDS, " s"
    yield "a full element saves", timed(lambda: typing.send(text, text[:-5])), MOST_SECONDS, " s"
    yield "a full element merges", timed(merge(typing, fill(answer, person))), MOST_SECONDS, " s"
