import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.clean_forms import Cleaned, clean_as_sent
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.versioned import Box, Edit, Step
from iqm_coe.texts.flows.kept import Row, Saved

MOST_SAVINGS = 1_000_000


class SentBox(TypedDict):
    """What is in a box, and the text it began from."""

    base: str
    text: str


class SentStep(TypedDict):
    """One saving of a page: the boxes that had changed."""

    turn: int
    boxes: dict[str, SentBox]


class SentPage(TypedDict):
    """What a page with JavaScript sends: savings that have no answer yet, oldest first."""

    person: int
    page: str
    steps: list[SentStep]


class TextForm(FlowForm):
    """A form whose boxes several people write. It carries the page it stands on, and the texts this page began from.

    `start` is what a fresh page shows; `edit` is what comes back, with JavaScript or without. A class names its boxes;
    where they depend on the row, `prepare` does. What was typed into a box that has gone meanwhile is refused with the
    words `gone`, and never dropped.
    """

    boxes: tuple[str, ...]
    gone: str | Promise = _("A part of this page is no longer there. Copy what you wrote in it if you need it.")

    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_SAVINGS)
    base = forms.JSONField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def start(texts: Mapping[str, str]) -> dict[str, str | int | dict[str, str]]:
        """The initial values: the texts as they stand, for an opening that no other has the name of."""
        return {**texts, "base": dict(texts), "page": str(uuid.uuid4()), "turn": 0}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What is typed is saved sign by sign: a blank at the end is the beginning of the next word."""
        super().__init__(*args, **kwargs)
        for name in self.boxes:
            field = self[name].field  # asked for as a page does, so that it refuses in the same words
            if isinstance(field, forms.CharField):
                field.strip = False

    def clean(self) -> Cleaned:
        """Blanks alone are no answer where one is wanted."""
        cleaned = super().clean() or {}
        for name in self.boxes:
            field, value = self.fields[name], cleaned.get(name)
            if field.required and isinstance(value, str) and value and not value.strip():
                self.add_error(name, field.error_messages["required"])
        return cleaned

    def clean_base(self) -> dict[str, str]:
        """Only texts of our boxes; where one is missing nothing is taken for granted."""
        base = self.cleaned_data["base"] or {}
        if not isinstance(base, dict) or not all(isinstance(text, str) for text in base.values()):
            raise ValidationError(_("This page cannot be read. Copy your text, and open the page again."))
        for name in (name for name in base if name not in self.boxes):
            if (text := as_sent(self.data.get(name, ""))) != base[name] and text.strip():
                self.add_error(None, f"{self.gone} “{text}”")
        return {name: self._began_from(name, base.get(name, "")) for name in self.boxes}

    def edit(self) -> Edit:
        """What was typed, on top of what the page began from."""
        cleaned = self.cleaned_data
        boxes = {name: Box(cleaned["base"][name], as_text(cleaned[name])) for name in self.boxes}
        return Edit([Step(boxes, cleaned["turn"] or 0)], cleaned["page"])

    def lay_over(self, row: Row, flow: Callable[..., Saved[Row]], *, by: User, at: datetime) -> Saved[Row] | None:
        """What the button sent, over the row; None where nothing was sent, or it is refused with the reason."""
        return self.lay_over_new(partial(flow, row), by=by, at=at)

    def lay_over_new(self, flow: Callable[..., Saved[Row]], *, by: User, at: datetime) -> Saved[Row] | None:
        """The same where the row may not be there yet, and the flow knows where it belongs."""
        return self.carry_out(flow, self.edit(), by=by, at=at) if self.is_bound and self.is_valid() else None

    def sent_by_page(self, steps: Sequence[SentStep], page: str) -> Edit | None:
        """What a page with JavaScript sends, each box cleaned as the form cleans it; None, with errors, where one is
        refused.
        """
        made = []
        self.cleaned_data: Cleaned = {}
        self._errors = ErrorDict()
        for step in steps:
            boxes = {name: box for name, box in step["boxes"].items() if name in self.boxes}
            cleaned = {
                name: Box(self._began_from(name, box["base"]), self._cleaned(name, box["text"]))
                for name, box in boxes.items()
            }
            made.append(Step(cleaned, step["turn"]))
            if any(box["text"].strip() for name, box in step["boxes"].items() if name not in self.boxes):
                self.add_error(None, str(self.gone))
        return None if self._errors else Edit(made, page)

    def _sent(self, name: str, text: str) -> str:
        """As the form itself would read it: a text and what it began from come clean alike."""
        return str(clean_as_sent(as_sent(text), self.fields[name].widget))

    def _read(self, name: str, text: str) -> str:
        return as_text(self.fields[name].clean(self._sent(name, text)))

    def _began_from(self, name: str, text: str) -> str:
        """“03” was read as 3, and whoever goes on from it goes on from that."""
        try:
            return self._read(name, text)
        except ValidationError:
            return self._sent(name, text)

    def _cleaned(self, name: str, text: str) -> str:
        field = self.fields[name]
        try:
            value = self._read(name, text)
        except ValidationError as error:
            self.add_error(name, error)
            return ""
        if field.required and not value.strip():
            self.add_error(name, field.error_messages["required"])
        return value


def as_sent(text: str) -> str:
    """Browsers send two signs for a line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_text(value: Model | date | str | int | None) -> str:
    """What a box holds, as one text: a day as it is written in a form, a row by its number."""
    if value is None:
        return ""
    return str(value.pk) if isinstance(value, Model) else value.isoformat() if isinstance(value, date) else str(value)
