"""What happened is told in words: an event that has none would be told by its code."""

import re

import pytest
from django.apps import apps

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.lib.event_words import is_named
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R45f")]


def test_everything_that_happens_in_a_year_is_told_in_words(worlds_by_stage) -> None:
    happened = set(Event.objects.values_list("subject_type", "action"))

    assert len(happened) > 50
    assert sorted(one for one in happened if not is_named(*one)) == []


def test_every_transition_is_told_in_words() -> None:
    stateful = [model for model in apps.get_models() if hasattr(model, "TRANSITIONS")]
    transitions = {(model._meta.label_lower, action) for model in stateful for action in model.TRANSITIONS}

    assert len(transitions) > 50
    assert sorted(one for one in transitions if not is_named(*one)) == []


CODE = re.compile(r"[a-z_]+[.][a-z_]+( [0-9]+)?|(year )?[0-9]+|")


def test_nothing_that_happens_in_a_year_is_called_by_a_number_or_a_code(worlds_by_stage) -> None:
    told = in_sentences(Event.objects.select_related("by", "note"), iqm_person("Reader", "administrator"))
    called = {(one.event.subject_type, one.about) for one in told}

    assert len(called) > 50
    assert {label for label, about in called if CODE.fullmatch(about)} == set()
