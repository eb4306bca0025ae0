from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm, WhyForm

LONGEST_ID = 18


class InviteSchoolForm(FlowForm):
    contact_email = forms.EmailField(
        label=_("Email address of somebody at that school"),
        required=False,
        help_text=_(
            "Needed where nobody of the school is here yet: they are told by mail who invites them and how to come in."
        ),
    )


class AnswerInvitationForm(WhyForm):
    """Yes or no for the schools that are ticked. A page of one school ticks none: it is meant."""

    invitations = forms.TypedMultipleChoiceField(label=_("For these schools"), coerce=int, required=False)

    def prepare(self, *, sent: Sequence[str]) -> None:
        """Any number may be sent: what somebody may not answer for, or not any more, is said school by school."""
        choice = self.fields["invitations"]
        if isinstance(choice, forms.TypedMultipleChoiceField):
            choice.choices = [
                (key, key) for key in sent if key.isascii() and key.isdecimal() and len(key) <= LONGEST_ID
            ]

    def ticked(self) -> list[str]:
        """What was ticked, as it was sent."""
        return [str(key) for key in self["invitations"].value() or []]
