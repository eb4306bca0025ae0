"""What is written about a thing, and who sees to it."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import DayField, FlowForm, PlainLines, choice_of
from iqm_coe.lib.names import in_order
from iqm_coe.notes.about import OF_THE_OFFICE
from iqm_coe.notes.models.note import LONGEST


def office() -> QuerySet[User]:
    """Everybody who may see to a thing, by name; who has a part in it is asked of each thing."""
    held = IqmRole.objects.live().filter(kind__in=OF_THE_OFFICE).values("user")
    people: QuerySet[User] = User.objects.filter(pk__in=held, is_active=True).order_by(in_order())
    return people


class NoteForm(FlowForm):
    text = PlainLines(
        label=_("Note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only people of the office read it. No names of children."),
    )


class FollowUpForm(FlowForm):
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=User.objects.none())
    on = DayField(label=_("Look at it again on"), required=False)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def prepare(self, *, user: User) -> None:
        """Anybody of the office; who has a part in the thing is refused by name."""
        choice_of(self, "owner").queryset = office()
        self.fields["owner"].initial = user.pk
