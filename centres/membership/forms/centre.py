from django import forms
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from iqm_coe.lib.forms import FlowForm, PlainLines, choice_of
from iqm_coe.lib.names import in_order
from schools.models.school import School
from schools.naming import SchoolChoice


class TransferLeadForm(FlowForm):
    school = SchoolChoice(label=_("New lead school"), queryset=School.objects.none())
    reason = PlainLines(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self, *, centre: Centre) -> None:
        places = centre.memberships.belonging().exclude(school=centre.lead_school_id)
        choice_of(self, "school").queryset = School.objects.filter(pk__in=places.values("school")).order_by(in_order())
