"""Whoever sends a form after the session has ended gets back what they had typed."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews.update.models.answer import Answer
from tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    played = scene.active()
    return reverse("update:element", args=[played.review().pk, 1])


@pytest.mark.rule("R16a")
def test_text_that_was_sent_signed_out_is_shown_to_be_copied_and_not_saved(url):
    typed = {"progress": "We read <b>daily</b> now.", "evidence": "", "base": '{"progress": "Two words"}', "turn": "3"}

    answer = Client().post(url, typed)

    words = answer.text
    assert (answer.status_code, answer["Cache-Control"]) == (401, "private, no-store")
    assert "We read &lt;b&gt;daily&lt;/b&gt; now." in words
    assert "Two words" not in words
    assert f"/accounts/login/?next={url.replace('/', '%2F')}" in words
    assert set(Answer.objects.values_list("progress", flat=True)) == {""}


@pytest.mark.parametrize("sent", [{}, {"choice": "7"}, {"password": "two words", "new_password": "or three words"}])
def test_form_without_words_leads_to_the_sign_in_page_as_before(url, sent):
    answer = Client().post(url, sent)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={url}")
