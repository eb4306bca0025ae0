from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from centres.year.enums import ActivityKind
from centres.year.flows.activity import Present, Told
from centres.year.models.activity import Activity
from iqm_coe.lib.forms import DayField, FlowForm, LongText
from schools.models.school import School

FACTS = ("kind", "held_on", "place", "focus")


class WantedText(LongText):
    is_wanted = True  # asked for once it was held, so it is not called optional


class WantedNumber(forms.IntegerField):
    is_wanted = True


class ActivityForm(FlowForm):
    """An activity with a part for each school of the Centre; a school without a number of staff was not there."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ActivityKind.choices, widget=forms.RadioSelect)
    held_on = DayField(label=_("Day"))
    place = forms.CharField(label=_("Where"), max_length=200, help_text=_("A school, a town, or “online”."))
    focus = forms.CharField(label=_("Focus"), max_length=300, help_text=_("What it is about, in a line."))
    taken_back = WantedText(
        label=_("What was taken back"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Once it was held. Everybody who sees the Centre reads this. Never a child's name."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def prepare(self, *, schools: Iterable[School]) -> None:
        self.schools = list(schools)
        for school in self.schools:
            self.fields[f"staff_{school.pk}"] = WantedNumber(
                label=_("Staff of %s who were there") % school.name,
                required=False,
                min_value=0,
                max_value=500,
                error_messages={
                    name: _("Give a whole number up to 500.") for name in ("invalid", "min_value", "max_value")
                },
                help_text=_("Leave it empty if nobody was."),
            )
            self.fields[f"will_try_{school.pk}"] = WantedText(
                label=_("What %s will try") % school.name,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @classmethod
    def initial_of(cls, activity: Activity) -> dict[str, object]:
        """What the form begins with: the activity as it stands."""
        told = {name: getattr(activity, name) for name in (*FACTS, "taken_back", "version", "token")}
        for one in activity.attendances.all():
            told |= {f"staff_{one.school_id}": one.staff, f"will_try_{one.school_id}": one.will_try}
        return told

    @property
    def helper(self) -> FormHelper:
        """Each school in a frame of its own."""
        helper = super().helper
        parts = [
            Fieldset(school.name, f"staff_{school.pk}", f"will_try_{school.pk}", css_class="change-row")
            for school in self.schools
        ]
        helper.layout = Layout(*FACTS, "taken_back", *parts, "version", "token")
        return helper

    def clean(self) -> dict[str, Any]:
        """What a school will try is kept with the school, so the school has to have been there."""
        cleaned = super().clean() or {}
        for name in self.data:
            if name.startswith(("staff_", "will_try_")) and name not in self.fields and self.data[name]:
                words = _("A school has left the Centre meanwhile. Copy what you wrote for it if you need it: “%s”")
                self.add_error(None, words % self.data[name])
        for school in self.schools:
            if cleaned.get(f"will_try_{school.pk}") and not cleaned.get(f"staff_{school.pk}"):
                self.add_error(f"staff_{school.pk}", _("Say how many were there, or take out what it will try."))
        return cleaned

    def told(self) -> Told:
        """The activity as the flows take it."""
        present = [
            Present(school.pk, staff, self.cleaned_data[f"will_try_{school.pk}"])
            for school in self.schools
            if (staff := self.cleaned_data[f"staff_{school.pk}"])
        ]
        facts = {name: self.cleaned_data[name] for name in (*FACTS, "taken_back")}
        return Told(**facts, present=tuple(present))
