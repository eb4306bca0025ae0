from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from centres.year.enums import ActivityKind
from centres.year.models.activity import FACTS, LONGEST, LONGEST_TO_TRY, blank_texts, boxes_of
from iqm_coe.lib.forms import DayField, LongText
from iqm_coe.texts.forms.text import TextForm
from schools.models.school import School


class WantedText(LongText):
    is_wanted = True  # asked for once it was held, so it is not called optional


class StaffField(forms.IntegerField):
    """How many were there; none is the same as nothing. A plain box, so that what is no number is sent and refused."""

    is_wanted = True
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: str | None) -> int | None:
        return super().clean(value) or None


class ActivityForm(TextForm):
    """An activity with a part for each school of the Centre; a school without a number of staff was not there."""

    gone = _("A school has left the Centre meanwhile. Copy what you wrote for it if you need it.")

    kind = forms.ChoiceField(label=_("What it is"), choices=ActivityKind.choices, widget=forms.RadioSelect)
    held_on = DayField(label=_("Day"))
    place = forms.CharField(label=_("Where"), max_length=200, help_text=_("A school, a town, or “online”."))
    focus = forms.CharField(label=_("Focus"), max_length=300, help_text=_("What it is about, in a line."))
    taken_back = WantedText(
        label=_("What was taken back"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Once it was held. Everybody who sees the Centre reads this. Never a child's name."),
    )

    def prepare(self, *, schools: Iterable[School]) -> None:
        self.schools = list(schools)
        self.boxes = tuple(blank_texts(self.schools))
        for school in self.schools:
            staff, will_try = boxes_of(school.pk)
            self.fields[staff] = StaffField(
                label=_("Staff of %s who were there") % school.name,
                required=False,
                min_value=0,
                max_value=500,
                error_messages={
                    name: _("Give a whole number up to 500.") for name in ("invalid", "min_value", "max_value")
                },
                help_text=_("Leave it empty if nobody was. Readers see what it will try once a number is there."),
            )
            self.fields[will_try] = WantedText(
                label=_("What %s will try") % school.name,
                required=False,
                max_length=LONGEST_TO_TRY,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def helper(self) -> FormHelper:
        """Each school in a frame of its own."""
        helper = super().helper
        parts = [Fieldset(school.name, *boxes_of(school.pk), css_class="change-row") for school in self.schools]
        helper.layout = Layout(*FACTS, "taken_back", *parts, "page", "turn", "base")
        return helper
