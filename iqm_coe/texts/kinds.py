"""The kinds of texts, each declared by the room it belongs to: who reads it, its form, how it is saved, its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from iqm_coe.texts.flows.kept import Saved
from iqm_coe.texts.forms.text import TextForm

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class TextKind(Generic[Row]):
    """One kind of text. `texts` gives what stands in its boxes now; `stamp` who saved it last, and when; `options` what
    its form depends on. A light one is saved by its key alone: its flow loads and asks everything under its lock. Of a
    part, `say_done` keeps that whoever writes it has finished.
    """

    rows: Callable[[User], QuerySet[Row]]
    form: type[TextForm]
    texts: Callable[[Row], Mapping[str, str]]
    stamp: Callable[[Row], tuple[User | None, datetime | None]]
    save: Callable[..., Saved[Row]]
    page: Callable[[Row], str]
    permission: str
    subject: Callable[[Row], object] = lambda row: row
    is_open: Callable[[Row], bool] = lambda row: True
    is_light: bool = False
    options: Callable[[Row], Mapping[str, Any]] = lambda row: {}
    say_done: Callable[..., Row] | None = None

    def is_writer(self, row: Row, user: User) -> bool:
        """Whether it is this person's to write: nobody else reads what is still in the making, or was pushed aside."""
        return may(user, self.permission, self.subject(row))

    def can_write(self, row: Row, user: User) -> bool:
        """Whether it is theirs, and written at all now; the flow asks again under its lock."""
        return self.is_open(row) and self.is_writer(row, user)


_kinds: dict[str, TextKind[models.Model]] = {}


def text_kind(name: str, kind: TextKind[Row]) -> TextKind[Row]:
    """Declare the kind of a model's texts by its label: `update.answer`."""
    _kinds[name] = kind  # type: ignore[assignment]  # the registry holds kinds of every row
    return kind


def kind_called(name: str) -> TextKind[models.Model] | None:
    """The kind of this name, if a room declares it."""
    return _kinds.get(name)


def every_kind() -> Mapping[str, TextKind[models.Model]]:
    """All of them by name."""
    return dict(_kinds)
