"""A text is shown as it will look to whoever is signed in: safe, within its bound, and kept nowhere."""

import pytest
from django.test import Client
from django.urls import reverse

from iqm_coe.lib.forms import LongText
from iqm_coe.texts.forms.look import LONGEST
from tests import scene
from tests.factories.accounts import UserFactory
from tests.meta.cast import BACKEND
from tests.meta.every_form import form_classes, made
from tests.worlds import world

pytestmark = pytest.mark.django_db

active = world(scene.active)


@pytest.fixture
def client() -> Client:
    somebody = Client()
    somebody.force_login(UserFactory(), backend=BACKEND)
    return somebody


def look(client: Client, text: str):
    return client.post(reverse("texts:look"), {"text": text})


@pytest.mark.rule("R16c")
def test_text_is_shown_as_every_page_shows_it(client):
    told = look(client, "# Ours\r\n- a\r\n- b <script>").json()

    assert told == {"html": "<h2>Ours</h2>\n<ul>\n<li>a</li>\n<li>b &lt;script&gt;</li>\n</ul>\n"}


def test_nothing_looks_like_nothing(client):
    assert look(client, "").json() == {"html": ""}


def test_text_that_is_longer_than_any_may_be_is_refused_with_both_numbers(client):
    answer = look(client, "x" * (LONGEST + 1))

    assert answer.status_code == 400
    assert f"{LONGEST} characters; this is {LONGEST + 1}" in answer.json()["refused"]


def test_whoever_is_not_signed_in_is_shown_nothing():
    answer = look(Client(), "# Our *words*")

    assert answer.status_code == 401
    assert "<em>words</em>" not in answer.text


@pytest.mark.parametrize("cls", form_classes(), ids=lambda cls: cls.__name__)
def test_no_box_takes_more_than_can_be_looked_at(cls, active):
    boxes = [field for field in made(cls, active).fields.values() if isinstance(field, LongText)]

    assert [field.label for field in boxes if not field.max_length or field.max_length > LONGEST] == []


@pytest.mark.rule("R16c")
def test_boxes_of_texts_with_marks_say_so_and_others_do_not(active):
    marked = {
        f"{cls.__name__}.{name}"
        for cls in form_classes()
        for name, field in made(cls, active).fields.items()
        if "data-rich" in field.widget.attrs
    }

    assert {"AnswerForm.text", "AnswerForm.progress", "FindingForm.remarks", "ReportForm.summary"} & marked
    assert {"PayerForm.address", "ReasonForm.reason", "CallForm.note"} & marked == set()
