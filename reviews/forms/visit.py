"""What is typed about assessors, visits and their days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.models import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.forms import DayField, FlowForm, LongText
from reviews import conf
from reviews.enums import Tie, VisitMode
from reviews.flows import independence
from reviews.models import Review
from reviews.querysets import uncovered
from schools.models import School


class AccreditForm(FlowForm):
    valid_from = DayField(label=_("Accredited from"))
    valid_until = DayField(label=_("Accredited until"), help_text=_("The last day on which this person may assess."))
    training = LongText(
        label=_("Training"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which training, and on which days."),
    )


class SchoolsField(forms.ModelMultipleChoiceField):
    """Reviews, shown by the name of their school."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.school)


class AssessorField(forms.ModelChoiceField):
    """Assessors by name, each with what appointing them is warned of."""

    warned: dict[int, list[Tie]]

    def label_from_instance(self, obj: Any) -> str:
        warnings = self.warned.get(obj.pk)
        if not warnings:
            return str(obj.name)
        words = ", ".join(str(one.label) for one in warnings)
        return _("%(name)s – note: %(warnings)s") % {"name": obj.name, "warnings": words}


class AppointForm(FlowForm):
    reviews = SchoolsField(
        label=_("Schools to visit"),
        queryset=Review.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one school.")},
    )
    host = forms.ModelChoiceField(
        label=_("Host school"),
        queryset=School.objects.none(),
        empty_label=None,
        help_text=_("It agrees the day with the assessor. It is one of the schools that are visited."),
    )
    mode = forms.ChoiceField(label=_("How"), choices=VisitMode.choices, initial=VisitMode.IN_PERSON)
    assessor = AssessorField(label=_("Assessor"), queryset=User.objects.none(), empty_label=_("Choose an assessor"))
    override_reason = LongText(
        label=_("Reason, where a tie stands against it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty: if there is a tie, this page names it. Every administrator reads the reason."),
    )

    def __init__(self, *args: Any, year: CentreYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free: Any = uncovered(Review.objects.filter(year=year)).select_related("school").order_by("school__name")
        choices: dict[str, Any] = dict(self.fields)
        self.all_reviews = list(free)  # ticked to begin with
        choices["reviews"].queryset = free
        choices["reviews"].initial = [one.pk for one in free]
        choices["host"].queryset = School.objects.filter(pk__in=free.values("school")).order_by("name")
        choices["host"].initial = year.centre.lead_school_id
        choices["assessor"].warned = independence.warned(year, [one.school for one in free])
        choices["assessor"].queryset = User.objects.holding(IqmRoleKind.ASSESSOR).order_by("name")


class InterestsForm(FlowForm):
    interests = LongText(
        label=_("Your interests"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Anything that ties you to one of these schools: work, family, money. Write “none” if nothing does."
        ),
        error_messages={"required": _("Declare your interests, or write “none”.")},
    )


class AgendaForm(FlowForm):
    agenda = LongText(
        label=_("Agenda"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Times, who is met, what is seen. The schools read it here."),
    )


class DaysForm(FlowForm):
    """As many days as the setting allows; empty ones are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, conf.days_a_round.get() + 1):
            self.fields[f"day_{number}"] = DayField(label=_("Day %d") % number, required=number == 1)

    def days(self) -> list[Any]:
        """The days that were given."""
        return [day for day in self.cleaned_data.values() if day]


class FixForm(FlowForm):
    day = DayField(label=_("Day of the visit"))
    reason = LongText(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The assessor and the schools read it."),
    )
