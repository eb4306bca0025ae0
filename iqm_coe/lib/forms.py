"""Forms that carry a flow out: what the flow refuses is shown on the form, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from crispy_forms.helper import FormHelper
from django import forms

from iqm_coe.lib.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")


class LongText(forms.CharField):
    """Text of several lines: a line break counts once, as browsers count it, not twice as they send it."""

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maximum in the browser, which would cut a pasted text without a word: the server says what is too long."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


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


class FlowForm(FlowFormMixin, forms.Form):
    """A plain form that carries a flow out."""


class FlowModelForm(FlowFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # the model is the subclass's to name
    """A form over a model's fields that carries a flow out; it never saves by itself."""

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("A flow writes, a form does not.")


class ReasonForm(FlowForm):
    """Any step that wants a written reason."""

    reason = LongText(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ConfirmForm(FlowForm):
    """Any step that only wants a yes; the page says the consequence."""
