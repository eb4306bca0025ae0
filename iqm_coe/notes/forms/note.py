"""What is written about a thing, and who sees to it."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import DayField, FlowForm, PlainLines, choice_of
from iqm_coe.notes.models.note import LONGEST


class NoteForm(FlowForm):
    text = PlainLines(
        label=_("Note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only people of the office read it. No names of children."),
    )

    def prepare(self, *, is_needed: bool = True) -> None:
        """Whoever has looked at a thing again may have nothing to say of it."""
        self.fields["text"].required = is_needed


class FollowUpForm(FlowForm):
    owner = forms.ModelChoiceField(
        label=_("Who sees to it"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )
    on = DayField(label=_("Look at it again on"), required=False)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def prepare(self, *, user: User, kinds: Iterable[str]) -> None:
        """Whoever of the office reads such things; who has a part in this one is refused by name."""
        choice_of(self, "owner").queryset = User.objects.colleagues(kinds)
        self.fields["owner"].initial = user.pk
