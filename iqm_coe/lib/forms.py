"""Forms that carry a flow out: what the flow refuses is shown on the form, and nothing typed is lost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from inspect import signature
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, Self, TypedDict, TypeVar, Unpack

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import CleanFormMixin, hold_to
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.money import PENNY, PLAIN, NotPounds, read_pounds

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

P = ParamSpec("P")
R = TypeVar("R")


class Wording(TypedDict, total=False):
    """What stands beside a field, and whether it has to be filled in."""

    label: "str | _StrPromise"
    help_text: "str | _StrPromise"
    required: bool


class FieldOptions(Wording, total=False):
    """The same, and with what it begins."""

    initial: date | Decimal | str


class TextOptions(TypedDict, total=False):
    """What may be said of a box for text."""

    help_text: "str | _StrPromise"
    required: bool
    max_length: int


class LongText(forms.CharField):
    """Text of several lines, shown with the marks it has: lists, headings, tables."""

    is_wanted = False  # it may be saved empty, and is not called optional
    is_rich = True

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str | bool]:
        """`data-rich` is where the browser puts its bar and takes what is pasted with its marks; a text in Arabic is
        typed from the right.
        """
        rich = {"data-rich": True} if self.is_rich else {}
        return {**super().widget_attrs(widget), "dir": "auto", **rich}


class PlainLines(LongText):
    """A word why, an address: a few lines that are read as they were typed."""

    is_rich = False


def text_box(label: "str | _StrPromise", rows: int, **more: Unpack[TextOptions]) -> LongText:
    """A box for text of so many lines to begin with."""
    return LongText(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


def choice_of(form: forms.BaseForm, name: str) -> "forms.ModelChoiceField[Model]":
    """A form's field that chooses among rows, to be told among which."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} chooses among no rows.")
    return field


class DayField(forms.DateField):
    """A day, typed or chosen with the browser's own calendar."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class PoundsField(forms.DecimalField):
    """An amount above zero, in pounds and pence."""

    def __init__(self, *, max_value: Decimal, min_value: Decimal = PENNY, **options: Unpack[FieldOptions]) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=min_value, max_value=max_value, decimal_places=2, widget=widget, **options)

    def to_python(self, value: Decimal | str | None) -> Any:
        """As people write it: £1,440.00."""
        if not isinstance(value, str) or value in self.empty_values or not value.strip():
            return super().to_python("" if isinstance(value, str) else value)
        try:
            return super().to_python(read_pounds(value))
        except NotPounds as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class PenceField(PoundsField):
    """Pounds and pence on the page, a whole number of pence in the programme; nothing at all is an amount too."""

    def __init__(self, *, max_value: int, initial: int, **options: Unpack[Wording]) -> None:
        most, shown = Decimal(max_value) / 100, f"{Decimal(initial) / 100:.2f}"
        super().__init__(max_value=most, min_value=Decimal(0), initial=shown, **options)

    def clean(self, value: Decimal | str | None) -> int:
        return int(super().clean(value) * 100)


class PerCentField(forms.DecimalField):
    """A rate in per cent from 0 to 100, written as an amount is: no exponent, no comma, no digits of other scripts."""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=100, decimal_places=2, widget=widget, **options)

    def to_python(self, value: Decimal | str | None) -> Any:
        """As people write it: 20, 17.5, 20%."""
        bare = value.strip().removesuffix("%").strip() if isinstance(value, str) else value
        if isinstance(bare, str) and bare and not PLAIN.fullmatch(bare):
            words = _("“%(value)s” is no rate. Write it in figures with a point, such as 17.5.")
            raise forms.ValidationError(words, params={"value": value})
        return super().to_python(bare)


class FlowFormMixin:
    """`carry_out(flow, ...)` calls the flow and returns its result, or None with the refusal shown on the form."""

    add_error: Callable[..., None]

    @property
    def helper(self) -> FormHelper:
        """Rendered by `{% crispy form %}` without its own form tag, so that the template holds the buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper

    def carry_out(self, flow: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The flow's result; None when it was refused, with the reason among the form's own errors."""
        try:
            return flow(*args, **kwargs)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            return None

    def carries_out(self, flow: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether the flow was carried out, for a step whose result nobody needs."""
        return self.carry_out(flow, *args, **kwargs) is not None


class FlowForm(CleanFormMixin, FlowFormMixin, forms.Form):
    """A plain form that carries a flow out.

    What its fields depend on, the view hands over by name and `prepare` takes: `TransferForm(request.POST, centre=c)`.
    """

    prepare: Callable[..., None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        prepare = getattr(self, "prepare", None)
        wanted = signature(prepare).parameters if prepare else ()
        given = {name: kwargs.pop(name) for name in wanted if name in kwargs}
        super().__init__(*args, **kwargs)
        if prepare:
            prepare(**given)


class FlowModelForm(CleanFormMixin, FlowFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # the model is the subclass's to name
    """A form over a model's fields that carries a flow out; it never saves by itself."""

    def save(self, commit: bool = True) -> NoReturn:
        raise NotImplementedError("A flow writes, a form does not.")


class ReasonForm(FlowForm):
    """Any step that wants a written reason."""

    reason = PlainLines(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class WhyForm(FlowForm):
    """A step that may be given a word why, such as a no."""

    reason = PlainLines(label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class KeptReasonForm(ReasonForm):
    """A reason that is kept on a row, as long as its column is, so that what is too long is said and not lost."""

    model: type[Model]

    def prepare(self) -> None:
        """The bound of the column, in words."""
        most = getattr(self.model._meta.get_field("reason"), "max_length", 0)
        hold_to(self.fields["reason"], most)
        self.fields["reason"].help_text = _("Up to %d characters.") % most


class ReadForm(FlowForm):
    """A yes to exactly what was shown: `read` is the fingerprint of it; the view gives what is shown now as initial."""

    read = forms.CharField(widget=forms.HiddenInput)

    def full_clean(self) -> None:
        """A form refused for another reason never passes a text off as read. One without a fault goes to the flow,
        which asks under its lock, and first whether somebody was there before.
        """
        super().full_clean()
        is_shown = self.data.get(self.add_prefix("read")) == self.initial.get("read")
        if self.is_bound and self.errors and not is_shown:
            words = _("Somebody changed this since you opened the page. Read it again; what you typed is still here.")
            self.add_error(None, words)

    def shown_anew(self, read: str) -> Self:
        """A refused form comes back with the fingerprint of what the page shows now."""
        if self.is_bound:
            self.data = {**dict(self.data.items()), "read": read}
        return self


class ReadReasonForm(ReasonForm, ReadForm):
    """A reason about exactly what was shown."""


class ConfirmForm(FlowForm):
    """Any step that only wants a yes; the page says the consequence."""
