from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm, WhyForm


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

    def prepare(self, *, invitations: Sequence[int]) -> None:
        """Any invitation of the Centre that is seen may be sent: what has an answer by now is said school by school."""
        choice = self.fields["invitations"]
        if isinstance(choice, forms.TypedMultipleChoiceField):
            choice.choices = [(str(key), str(key)) for key in invitations]

    def ticked(self) -> list[str]:
        """What was ticked, as it was sent."""
        return [str(key) for key in self["invitations"].value() or []]
