from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm, LongText, choice_of, text_box
from iqm_coe.lib.names import in_order
from iqm_coe.texts.forms.text import TextForm
from reviews.update.models.answer import TEXTS
from reviews.update.models.review import LONGEST, Review
from schools.models.role import SchoolRole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def saved_box(label: "str | _StrPromise", help_text: "str | _StrPromise", rows: int) -> LongText:
    field = text_box(label, rows, help_text=help_text, required=False, max_length=LONGEST)
    field.is_wanted = True  # it may be saved empty, and is not called optional
    return field


class AnswerForm(TextForm):
    """An unfinished text is saved as it is; only sending asks for all of it."""

    boxes = TEXTS
    progress = saved_box(_("Progress since last year"), _("What is different now, and for whom."), 9)
    evidence = saved_box(
        _("Evidence"), _("How you know. Links and files go beside this form. Never a pupil's name."), 5
    )
    next_steps = saved_box(_("Next steps"), _("What you will do, and who leads it."), 4)


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
        choices.queryset = User.objects.filter(pk__in=held).order_by(in_order())
