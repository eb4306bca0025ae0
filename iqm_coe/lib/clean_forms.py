"""What every form does with text, ours and a library's: it comes clean, and what is too long is said, never cut."""

from typing import Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.cleaning import long_text, one_line

Cleaned: TypeAlias = dict[str, Any]  # by name, what the fields of a form made of what was sent
Sent: TypeAlias = "str | bool | UploadedFile | list[Sent] | None"  # what a widget reads of it

LONGEST_ADDRESS = 254  # of an email address, in every column that holds one
TOO_LONG = _("Say it in up to %(limit_value)d characters; this is %(show_value)d. What you wrote is still here.")


DASHES = "---------"  # what Django offers where nothing is chosen
CHOOSE = _("Choose…")


class CleanFormMixin:
    """Stands before `forms.Form`: whatever its fields are, they and the page only ever see clean text."""

    fields: dict[str, forms.Field]

    def __getitem__(self, name: str) -> BoundField:
        """On the way to being shown and to being read: no maximum in the browser, which would cut a pasted text
        without a word, and no address that no column holds.
        """
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
            field.empty_label = CHOOSE
        if isinstance(field, forms.CharField):
            field.widget.attrs.pop("maxlength", None)
            field.error_messages.setdefault("max_length", TOO_LONG)
            if isinstance(field, forms.EmailField) and (field.max_length or LONGEST_ADDRESS + 1) > LONGEST_ADDRESS:
                hold_to(field, LONGEST_ADDRESS)
        bound: BoundField = super().__getitem__(name)  # type: ignore[misc]  # of the form it stands before
        return bound

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Sent:
        """The one place where Django reads what was sent for a field."""
        return clean_as_sent(super()._widget_data_value(widget, html_name), widget)  # type: ignore[misc]  # as above


class CleanForm(CleanFormMixin, forms.Form):
    """A form that carries nothing out, such as the one above a list."""


def hold_to(field: forms.Field, most: int) -> None:
    """The field takes so many characters, and no other bound speaks beside this one."""
    if not isinstance(field, forms.CharField):
        raise TypeError("Only a text has a length.")
    others = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
    field.max_length, field.validators = most, [*others, MaxLengthValidator(most)]


def clean_as_sent(sent: Sent, widget: forms.Widget) -> Sent:
    """A password stays as it was typed. What a page hands back to itself may have lines like a text that is shown."""
    if isinstance(sent, list):
        return [clean_as_sent(one, widget) for one in sent]
    if not isinstance(sent, str) or isinstance(widget, forms.PasswordInput):
        return sent
    return long_text(sent) if isinstance(widget, forms.Textarea | forms.HiddenInput) else one_line(sent)
