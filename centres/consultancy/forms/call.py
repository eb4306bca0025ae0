"""What an adviser types after a call."""

import uuid
from datetime import date
from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.consultancy.enums import CallKind
from centres.consultancy.models.call import LONGEST_CALL
from iqm_coe.lib.forms import DayField, FlowForm, PlainLines


class CallFacts(TypedDict):
    """What is told of a call."""

    kind: str
    held_on: date
    minutes: int
    with_whom: str
    about: str
    note: str
    token: uuid.UUID


class CallForm(FlowForm):
    kind = forms.ChoiceField(label=_("How"), choices=CallKind.choices, widget=forms.RadioSelect)
    held_on = DayField(label=_("Day"))
    minutes = forms.IntegerField(
        label=_("Minutes, as long as it really took"),
        min_value=1,
        max_value=LONGEST_CALL,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    with_whom = forms.CharField(
        label=_("With whom"), max_length=200, widget=forms.TextInput(attrs={"list": "contacts", "autocomplete": "off"})
    )
    about = PlainLines(
        label=_("About what"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The Centre's people read this. Never a child's name."),
    )
    note = PlainLines(
        label=_("Private note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For you alone: nobody else ever sees it."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def call(self) -> CallFacts:
        """The call as the flow takes it."""
        told = self.cleaned_data
        return {
            "kind": told["kind"],
            "held_on": told["held_on"],
            "minutes": told["minutes"],
            "with_whom": told["with_whom"],
            "about": told["about"],
            "note": told["note"],
            "token": told["token"],
        }
