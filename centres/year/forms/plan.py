from django import forms
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from iqm_coe.lib.files import ACCEPT
from iqm_coe.lib.forms import FlowForm, LongText, choice_of
from iqm_coe.lib.names import in_order
from schools.models.school import School
from schools.naming import SchoolChoice


class LodgePlanForm(FlowForm):
    file = forms.FileField(
        label=_("The plan"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("A PDF, Word or Excel file, or a picture; up to 20 MB."),
        error_messages={"required": _("Choose the file first."), "empty": _("The file is empty. Choose another one.")},
    )
    note = forms.CharField(
        label=_("What is new in it"), max_length=300, required=False, help_text=_("For a second version: one line.")
    )


class JudgePlanForm(FlowForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReturnPlanForm(JudgePlanForm):
    reason = LongText(
        label=_("What is to be changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what is to be changed: the schools will read it.")},
    )


class NameSchoolForm(FlowForm):
    school = SchoolChoice(
        label=_("Who lodges this plan"),
        queryset=School.objects.none(),
        required=False,
        empty_label=_("The lead school"),
    )

    def prepare(self, *, centre: Centre) -> None:
        members = centre.memberships.belonging().exclude(school=centre.lead_school_id).values("school")
        choices = choice_of(self, "school")
        choices.queryset = School.objects.filter(pk__in=members).order_by(in_order())
