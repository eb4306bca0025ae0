"""Columns that tell how a row stands: where that is a column of the row, and where the query reckons it."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from django.db.models import Case, Model, OrderBy, TextChoices, Value, When
from django.utils.functional import Promise

from iqm_coe.lib.filters import Condition
from iqm_coe.lib.lists.columns import Column, Label, in_declared_order
from iqm_coe.lib.sheets import Cell
from iqm_coe.lib.status import StatusChoices
from iqm_coe.lib.templatetags.shapes import status_mark


class Standing(Protocol):
    """What the mark of a state is drawn from."""

    @property
    def tone(self) -> str: ...

    @property
    def label(self) -> str | Promise: ...


class State(Column[str]):
    """How the row stands, as a mark with a word: by itself, or on the day of the page where `on_the_day` says so."""

    def __init__(
        self, label: Label, choices: type[TextChoices] | None = None, *, sort: str = "", on_the_day: bool = False
    ) -> None:
        super().__init__(label, "", sort=sort)
        self.choices, self.on_the_day = choices, on_the_day

    def shown(self, row: Model, today: date) -> object:
        standing = self._standing(row, today)
        return status_mark(standing.tone, str(standing.label))

    def saved(self, row: Model, today: date) -> Cell:
        return str(self._standing(row, today).label)

    def _standing(self, row: Model, today: date) -> Standing:
        """What has a tone and a label: the row, or how it stands on this day."""
        # Rows of a list that stands on the day have `standing`, which no type says of all models.
        return row.standing(today) if self.on_the_day else row  # type: ignore[attr-defined,return-value]

    def by(self, is_descending: bool) -> OrderBy:
        return in_declared_order(self.choices, self.sort, is_descending) if self.choices else super().by(is_descending)


class Mark(State):
    """How the row stands where its query has worked it out: the code in the column by which it sorts."""

    def __init__(self, label: Label, choices: type[StatusChoices], *, sort: str) -> None:
        super().__init__(label, choices, sort=sort)
        self.states = choices

    def _standing(self, row: Model, today: date) -> Standing:
        return self.states(getattr(row, self.sort))


class Told(State):
    """How the row stands where no column of it holds that: by `when`, of whose conditions the first that holds says the
    state, the query sorts as the row itself tells it.
    """

    def __init__(
        self, label: Label, choices: type[TextChoices], when: Mapping[str, Condition], *, on_the_day: bool = False
    ) -> None:
        super().__init__(label, choices, on_the_day=on_the_day)
        self.places = [(when[code], choices.values.index(code)) for code in when]
        self.orderable = True

    def by(self, is_descending: bool) -> OrderBy:
        place = Case(*(When(condition(self.today), then=Value(number)) for condition, number in self.places))
        return place.desc(nulls_last=True) if is_descending else place.asc(nulls_last=True)
