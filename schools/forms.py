"""What is typed about schools, their people and their awards."""

from collections.abc import Collection, Iterable
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import DayField, FlowForm, FlowModelForm, PlainLines, ReadForm
from schools.enums import ASKED_FOR, AwardKind, Scheme, SchoolRoleKind
from schools.models.award import Award
from schools.models.headship import HeadChange
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.validators import validate_identifier, validate_period

MOST_BYTES = 100 * 1024 * 1024


class RoleInvitationForm(FlowForm):
    """Offers the kinds of role that whoever invites may give."""

    email = forms.EmailField(
        label=_("Email address"), help_text=_("The invitation can be taken up only with this address.")
    )
    kind = forms.ChoiceField(
        label=_("Role"),
        choices=SchoolRoleKind.choices,
        help_text=_(
            "A coordinator runs everything for the school. A headteacher, or who acts in the place of one, agrees "
            "for it. A contributor writes what is given to them. A finance contact sees its invoices."
        ),
        error_messages={
            "invalid_choice": _(
                "Only the headteacher of the school or the IQM office gives this role. Choose another, or ask them."
            )
        },
    )
    authority = forms.CharField(
        label=_("Who decided that this person acts in the place of the head, and when"),
        required=False,
        max_length=300,
        help_text=_("Needed for a headteacher's delegate and an acting headteacher only."),
    )
    until = DayField(
        label=_("Until"),
        required=False,
        help_text=_(
            "Only if the role is for a time: it ends by itself at the end of this day in London. Needed for an acting "
            "headteacher."
        ),
    )

    def prepare(self, *, kinds: Collection[SchoolRoleKind]) -> None:
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(kind.value, kind.label) for kind in kinds]
        if SchoolRoleKind.DELEGATE not in kinds:
            del self.fields["authority"]


class LastDayForm(FlowForm):
    """Empty: the role has no last day."""

    until = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The role ends by itself at the end of this day in London. Left empty: it has no last day."),
    )

    def prepare(self, *, kind: str) -> None:
        if kind == SchoolRoleKind.ACTING:
            self.fields["until"].required = True
            self.fields["until"].help_text = _("The person acts as headteacher to the end of this day in London.")


class FindSchoolForm(FlowForm):
    q = forms.CharField(
        label=_("Name, town, postcode or number of the school"),
        min_length=3,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=_("At least three letters or figures. Town and name together find fewer."),
    )


class JoiningForm(FlowModelForm):
    """What somebody asks for, and who they say they are."""

    kind = forms.ChoiceField(
        label=_("Role"),
        choices=[(kind.value, kind.label) for kind in ASKED_FOR],
        help_text=_(
            "A coordinator runs everything for the school. A headteacher agrees for it; only the IQM office answers "
            "that request. A contributor writes what is given to them. A finance contact sees its invoices."
        ),
    )

    class Meta:
        model = Joining
        fields = ("kind", "words")
        help_texts: ClassVar = {
            "words": _("For example: deputy head, and lead for inclusion since September. Whoever decides reads it.")
        }


class DeclineJoiningForm(FlowForm):
    answer = PlainLines(
        label=_("Why not"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("The person reads this. Up to 1000 characters."),
    )


class TitleForm(FlowModelForm):
    class Meta:
        model = SchoolRole
        fields = ("title",)
        help_texts: ClassVar = {
            "title": _("For example “Principal”. It stands in reports and lists in place of the role; empty: the role.")
        }


class LookedAtForm(FlowForm):
    """The changes that stood on the page when somebody said that they looked at them."""

    shown = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)

    def prepare(self, *, changes: Iterable[HeadChange]) -> None:
        field = self.fields["shown"]
        field.initial = [change.pk for change in changes]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(change.pk, change.pk) for change in changes]

    def clean_shown(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["shown"]]


class HandOverForm(FlowForm):
    email = forms.EmailField(
        label=_("Email address of your successor"),
        help_text=_("A colleague with a role here takes over at once; anybody else when they accept the invitation."),
    )


class PassOnForm(ReadForm):
    email = forms.EmailField(
        label=_("Email address of the successor"),
        help_text=_("A colleague with a role here takes over at once; anybody else when they accept the invitation."),
    )


class AwardForm(FlowForm):
    """Days left empty follow the usual rule, which the help text states."""

    kind = forms.ChoiceField(label=_("Kind of award"), choices=AwardKind.choices)
    awarded_on = DayField(label=_("Awarded on"))
    valid_from = DayField(
        label=_("Valid from"),
        required=False,
        help_text=_("Left empty: the day it was awarded; for an early renewal, the day after the old one ends."),
    )
    valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Left empty: the usual period. This day still belongs to it."),
    )
    is_another = forms.BooleanField(label=_("This is another award: record it too"), required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    asked = ("kind", "awarded_on", "valid_from", "valid_until")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("valid_from") or cleaned.get("awarded_on"), cleaned.get("valid_until")
        if starts and ends:
            validate_period(starts, ends)
        return cleaned

    @property
    def period(self) -> Cleaned:
        """What was typed of the award, as the flow takes it."""
        return {name: self.cleaned_data[name] for name in self.asked}

    def asked_fields(self) -> list[BoundField]:
        """What is typed, for the page."""
        return [self[name] for name in self.asked]

    def was_shown(self, award: Award) -> bool:
        """Whether exactly this award stood on the page when the button was pressed; from now on it does."""
        days = (award.awarded_on, award.valid_from, award.valid_until)
        told = " ".join((award.kind, *(day.isoformat() for day in days)))
        was = bool(self.cleaned_data["shown"] == told)
        self.data = {**{name: self.data[name] for name in self.data}, "shown": told}
        return was


class AmendAwardForm(FlowForm):
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))
    reason = PlainLines(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("valid_from") and cleaned.get("valid_until"):
            validate_period(cleaned["valid_from"], cleaned["valid_until"])
        return cleaned


class SchoolForm(FlowModelForm):
    scheme = forms.ChoiceField(label=_("Kind of number"), choices=[("", _("None")), *Scheme.choices], required=False)
    number = forms.CharField(label=_("Number"), max_length=12, required=False)

    class Meta:
        model = School
        fields = ("name", "town", "country", "phase", "pupils")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        scheme, number = cleaned.get("scheme"), cleaned.get("number")
        if bool(scheme) != bool(number):
            self.add_error("number", _("Give the kind of number and the number, or neither."))
        elif scheme:
            try:
                validate_identifier(str(scheme), str(number))
            except ValidationError as error:
                self.add_error("number", error)
        return cleaned


class RegisterForm(FlowForm):
    file = forms.FileField(
        label=_("Register file"),
        help_text=_(
            "The CSV file as it is published, up to 100 MB. It is read in the background; you can leave the page."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("This file is larger than 100 MB. Nothing was changed; ask the operator to read it.")
            )
        return file
