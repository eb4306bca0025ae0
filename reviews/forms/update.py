"""What is typed about reviews."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models import User
from iqm_coe.lib.files import ACCEPT
from iqm_coe.lib.forms import FlowForm, LongText, text_box
from reviews.models import Review
from reviews.models.review import LONGEST, TEXTS
from schools.models import SchoolRole

MOST_SAVINGS = 1_000_000


def _long(label: Any, help_text: Any, rows: int) -> LongText:
    field = text_box(label, rows, help_text=help_text, required=False, max_length=LONGEST)
    field.is_wanted = True  # it may be saved empty, and is not called optional
    return field


class AnswerForm(FlowForm):
    """An unfinished text is saved as it is; only sending asks for all of it."""

    progress = _long(_("Progress since last year"), _("What is different now, and for whom."), 9)
    evidence = _long(_("Evidence"), _("How you know. Links and files go beside this form. Never a pupil's name."), 5)
    next_steps = _long(_("Next steps"), _("What you will do, and who leads it."), 4)
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


class TargetProgressForm(FlowForm):
    text = _long(_("What was done, and what changed"), _("Say what you see in school, not only what was planned."), 9)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_SAVINGS)
    saved_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_SAVINGS, initial=0)

    def clean_turn(self) -> int:
        """Nothing is counted without JavaScript."""
        return self.cleaned_data["turn"] or 0


class GiveForm(FlowForm):
    person = forms.ModelChoiceField(
        label=_("Who writes this element"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever coordinates"),
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = SchoolRole.objects.live().filter(school=review.school_id).values("user")
        choices: Any = self.fields["person"]
        choices.queryset = User.objects.filter(pk__in=held).order_by("name")


class LinkForm(FlowForm):
    url = forms.URLField(
        label=_("Web address"),
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    title = forms.CharField(label=_("What it shows"), max_length=200)


class FileForm(FlowForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word, Excel or a picture; up to 20 MB. No pupils' names."),
    )
    title = forms.CharField(label=_("What it shows"), max_length=200)


class DeclareForm(FlowForm):
    read = forms.CharField(widget=forms.HiddenInput)
    is_true = forms.BooleanField(
        label=_("I have read this update and declare that it is a true account of our school."),
        error_messages={"required": _("Tick the declaration if you agree with it. Nothing is sent until you do.")},
    )
