"""Every state has a tone of its own, whatever another enum calls its values."""

import pytest
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from centres.billing.enums import ChargeState
from centres.membership.enums import CentreInvitationState
from iqm_coe.lib.status import StatusChoices
from iqm_coe.lib.templatetags.shapes import TONES
from iqm_coe.lib.transitions import Stateful
from reviews.visits.enums import RoundState

STATEFUL = [model for model in apps.get_models() if issubclass(model, Stateful)]


class Lamp(StatusChoices):
    ON = "on", "good", _("Alight")
    OFF = "off", "neutral", _("Dark")


class Door(StatusChoices):
    ON = "on", "bad", _("Ajar")


def test_toned_member_is_its_value_with_a_tone_and_a_word() -> None:
    assert (Lamp.ON, Lamp("on"), str(Lamp.ON), Lamp.ON.value) == ("on", Lamp.ON, "on", "on")
    assert Lamp.choices == [("on", "Alight"), ("off", "Dark")]
    assert (Lamp.ON.status, Lamp.OFF.status) == (
        {"tone": "good", "label": "Alight"},
        {"tone": "neutral", "label": "Dark"},
    )


def test_equal_values_of_two_enums_keep_their_own_tones() -> None:
    assert (Lamp.ON.tone, Door.ON.tone) == ("good", "bad")
    assert (CentreInvitationState.OPEN.tone, ChargeState.OPEN.tone, RoundState.OPEN.tone) == (
        "waiting",
        "info",
        "waiting",
    )


@pytest.mark.parametrize("model", STATEFUL)
def test_each_state_of_a_model_can_be_drawn(model) -> None:
    for state in model.STATES:
        row = model(state=state.value)
        assert (row.tone in TONES, row.label) == (True, str(state.label))
    assert {value for value, _label in model._meta.get_field("state").choices} == set(model.STATES.values)
