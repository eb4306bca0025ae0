from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import DayField, choice_of, text_box
from iqm_coe.texts.forms.text import TextForm
from reviews.update.models.framework import Element
from reviews.update.models.review import LONGEST, Review
from reviews.update.models.target import TARGET_BOXES


class TargetForm(TextForm):
    boxes = TARGET_BOXES

    aim = forms.CharField(label=_("Target"), max_length=300, help_text=_("What will be different for pupils."))
    element = forms.ModelChoiceField(
        label=_("Element"), queryset=Element.objects.none(), empty_label=_("Choose an element")
    )
    actions = text_box(_("Actions"), 4, max_length=LONGEST)
    owner = forms.CharField(label=_("Who leads it"), max_length=150, help_text=_("A role, for example “the SENCo”."))
    by_when = DayField(label=_("By when"))
    measure = text_box(_("How success shows"), 3, max_length=LONGEST)

    def prepare(self, *, review: Review) -> None:
        choices = choice_of(self, "element")
        choices.queryset = review.framework.elements.all()

    def target(self) -> Cleaned:
        """A new target, as its flow takes it."""
        return {name: self.cleaned_data[name] for name in self.boxes}
