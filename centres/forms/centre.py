"""What is typed about Centres, their applications and plans."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from centres.enums import Criterion
from centres.flows.decision import Change
from centres.models import Centre
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.files import ACCEPT
from iqm_coe.lib.forms import DayField, FlowForm, FlowModelForm, LongText
from schools.models import School


class StartForm(FlowModelForm):
    class Meta:
        model = Centre
        fields = ("name",)
        labels = {"name": _("Name of the Centre")}
        help_texts = {"name": _("As it will stand on letters and certificates, for example “Trent Valley Inclusion”.")}


class InviteSchoolForm(FlowForm):
    contact_email = forms.EmailField(
        label=_("Email address of somebody at that school"),
        required=False,
        help_text=_("Only if nobody of the school is here yet: IQM checks it and lets that person in."),
    )


class AnswerForm(FlowForm):
    text = LongText(
        label=_("Your answer"),
        error_messages={"required": _("Write your answer first. What was saved before still stands.")},
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Up to 10,000 characters. It is saved when you press Save, and kept in this browser meanwhile."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WebAddress(forms.CharField):
    """An address as people type it: without https:// it is added."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return f"https://{found}" if found and ":" not in found.split("/")[0] else found


class EvidenceForm(FlowForm):
    url = WebAddress(
        label=_("Web address"),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"], message=_("Give a web address that starts with https://"))],
    )
    title = forms.CharField(label=_("What it shows"), max_length=200)


class TransferLeadForm(FlowForm):
    school = forms.ModelChoiceField(label=_("New lead school"), queryset=School.objects.none())
    reason = LongText(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = centre.memberships.belonging().exclude(school=centre.lead_school_id)
        self.fields["school"].queryset = School.objects.filter(pk__in=places.values("school")).order_by("name")


def fit_advisers() -> Any:
    """Everybody who holds the role of adviser, by name."""
    return User.objects.holding(IqmRoleKind.ADVISER).order_by("name")


class AdviserForm(FlowForm):
    adviser = forms.ModelChoiceField(label=_("Adviser"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].queryset = fit_advisers()


class ApproveForm(AdviserForm):
    note = LongText(
        label=_("Note for the record"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the decision. It is not part of the letter."),
    )
    override_reason = LongText(
        label=_("Why you decide this yourself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nobody of the staff is free to decide. Every administrator will read this."),
    )

    def __init__(self, *args: Any, needs_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["override_reason"].required = needs_override
        if not needs_override:
            del self.fields["override_reason"]


class DeclineForm(FlowForm):
    reason = LongText(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The schools read this in the letter."),
    )
    override_reason = LongText(
        label=_("Why you decide this yourself"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, needs_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_override:
            del self.fields["override_reason"]


class ChangesForm(FlowForm):
    """One row a criterion: a reason opens it again. Rows without a reason stay closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        due_on = kwargs.pop("due_on")
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            self.fields[f"{criterion}_reason"] = LongText(
                label=_("What should change in %s, and why") % criterion.value,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"{criterion}_due_on"] = DayField(label=_("By when"), required=False, initial=due_on)

    def rows(self, answers: dict[str, str]) -> list[dict[str, Any]]:
        """Each criterion with its two bound fields and what the schools wrote, for the page."""
        return [
            {
                "criterion": c,
                "reason": self[f"{c}_reason"],
                "due_on": self[f"{c}_due_on"],
                "answer": answers.get(c, ""),
            }
            for c in Criterion
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        asked = [c for c in Criterion if (found.get(f"{c}_reason") or "").strip()]
        if not asked and not self.errors:
            raise ValidationError(_("Name at least one criterion: write what should change beside it."))
        for criterion in asked:
            if not found.get(f"{criterion}_due_on"):
                self.add_error(f"{criterion}_due_on", _("Give the day by which it should be changed."))
        found["changes"] = [
            Change(c, found[f"{c}_reason"].strip(), due) for c in asked if (due := found.get(f"{c}_due_on"))
        ]
        return found


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
    school = forms.ModelChoiceField(
        label=_("Who lodges this plan"),
        queryset=School.objects.none(),
        required=False,
        empty_label=_("The lead school"),
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = centre.memberships.belonging().exclude(school=centre.lead_school_id).values("school")
        choices: Any = self.fields["school"]
        choices.queryset = School.objects.filter(pk__in=members).order_by("name")
