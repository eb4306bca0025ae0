"""What happened is told in words: an event that has none would be told by its code."""

import pytest
from django.apps import apps

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.event_words import is_named

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
