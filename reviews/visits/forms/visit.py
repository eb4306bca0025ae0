from django import forms
from django.utils.translation import gettext_lazy as _

from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm, LongText, PlainLines, choice_of
from iqm_coe.lib.names import in_order
from iqm_coe.texts.forms.text import TextForm
from reviews.update.models.review import Review
from reviews.visits.conditions import conflict
from reviews.visits.enums import ConflictKind, VisitMode
from reviews.visits.models.visit import LONGEST_AGENDA
from reviews.visits.querysets.visit import uncovered
from schools.models.school import School
from schools.naming import SchoolChoice, SchoolsChoice

GIVEN_MEANWHILE = _("A school that you chose has a visit meanwhile. Look at what is ticked, and send again.")


class AssessorField(forms.ModelChoiceField):
    """Assessors by name, each with what appointing them is warned of."""

    warned: dict[int, list[ConflictKind]]

    def label_from_instance(self, obj: User) -> str:
        warnings = self.warned.get(obj.pk)
        if not warnings:
            return str(obj.name)
        words = ", ".join(str(conflict_kind.label) for conflict_kind in warnings)
        return _("%(name)s – note: %(warnings)s") % {"name": obj.name, "warnings": words}


class AppointForm(FlowForm):
    reviews = SchoolsChoice(
        label=_("Schools to visit"),
        queryset=Review.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one school."), "invalid_choice": GIVEN_MEANWHILE},
    )
    host = SchoolChoice(
        label=_("Host school"),
        queryset=School.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": GIVEN_MEANWHILE},
        help_text=_("It agrees the day with the assessor. It is one of the schools that are visited."),
    )
    mode = forms.ChoiceField(label=_("How"), choices=VisitMode.choices, initial=VisitMode.IN_PERSON)
    assessor = AssessorField(label=_("Assessor"), queryset=User.objects.none(), empty_label=_("Choose an assessor"))
    waiver_reason = PlainLines(
        label=_("Reason, where a conflict of interest stands against it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Leave it empty: a conflict of interest is named on this page. Every administrator reads the reason."
        ),
    )

    def prepare(self, *, year: CentreYear) -> None:
        free = uncovered(Review.objects.filter(year=year)).select_related("school").order_by(in_order("school__name"))
        reviews, host, assessor = choice_of(self, "reviews"), choice_of(self, "host"), choice_of(self, "assessor")
        self.all_reviews = list(free)  # ticked to begin with
        reviews.queryset, reviews.initial = free, [review.pk for review in free]
        host.queryset = School.objects.filter(pk__in=free.values("school")).order_by(in_order())
        host.initial = year.centre.lead_school_id
        if isinstance(assessor, AssessorField):
            assessor.warned = conflict.warned(year, [review.school for review in free])
        assessor.queryset = User.objects.holding(IqmRoleKind.ASSESSOR).order_by(in_order())


class SuccessorForm(FlowForm):
    assessor = AssessorField(label=_("Assessor"), queryset=User.objects.none(), empty_label=_("Choose an assessor"))
    waiver_reason = PlainLines(
        label=_("Reason, where a conflict of interest stands against it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty: a conflict of interest is named on this page. Every administrator reads it."),
    )

    def prepare(self, *, year: CentreYear, schools: list[School]) -> None:
        assessor = choice_of(self, "assessor")
        if isinstance(assessor, AssessorField):
            assessor.warned = conflict.warned(year, schools)
        assessor.queryset = User.objects.holding(IqmRoleKind.ASSESSOR).order_by(in_order())


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


class AgendaForm(TextForm):
    boxes = ("agenda",)
    agenda = LongText(
        label=_("Agenda"),
        required=False,
        max_length=LONGEST_AGENDA,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Times, who is met, what is seen. The schools read it here."),
    )
