from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm, LongText, choice_of, text_box
from reviews.update.models.answer import TEXTS
from reviews.update.models.review import LONGEST, Review
from schools.models.role import SchoolRole

MOST_SAVINGS = 1_000_000


def saved_box(label: str | Promise, help_text: str | Promise, rows: int) -> LongText:
    field = text_box(label, rows, help_text=help_text, required=False, max_length=LONGEST)
    field.is_wanted = True  # it may be saved empty, and is not called optional
    return field


class AnswerForm(FlowForm):
    """An unfinished text is saved as it is; only sending asks for all of it."""

    progress = saved_box(_("Progress since last year"), _("What is different now, and for whom."), 9)
    evidence = saved_box(
        _("Evidence"), _("How you know. Links and files go beside this form. Never a pupil's name."), 5
    )
    next_steps = saved_box(_("Next steps"), _("What you will do, and who leads it."), 4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_SAVINGS)
    saved_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_SAVINGS, initial=0)

    def clean_turn(self) -> int:
        """Nothing is counted without JavaScript."""
        return self.cleaned_data["turn"] or 0

    def texts(self) -> dict[str, str]:
        """The three texts by name."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    def page(self) -> dict[str, Any]:
        """On what they were written: the version, and the open page with its count."""
        return {name: self.cleaned_data[name] for name in ("version", "saved_from", "turn")}


class GiveForm(FlowForm):
    person = forms.ModelChoiceField(
        label=_("Who writes this element"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever coordinates"),
    )

    def prepare(self, *, review: Review) -> None:
        held = SchoolRole.objects.live().filter(school=review.school_id).values("user")
        choices = choice_of(self, "person")
        choices.queryset = User.objects.filter(pk__in=held).order_by("name")
