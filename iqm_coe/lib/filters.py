"""What every narrowing of a list shares: texts that come clean, and choices that say how many rows each would leave."""

import copy
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

import django_filters
from django import forms
from django.db.models import Case, Model, Q, QuerySet, Value, When
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import CleanForm

SHOWN = "is_shown"
Condition = Callable[[date], Q]  # on the day of the page


def on_any_day(condition: Q) -> Condition:
    """A condition that asks nothing of the day."""
    return lambda day: condition


def is_true(condition: Q) -> Case | Value:
    """As a column of a row; a condition that asks nothing always holds."""
    return Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)


class _OfOneForm(django_filters.Filter):  # type: ignore[misc]  # django-filter carries no types
    """A filter that belongs to one form and keeps what it was declared with: nothing of that is ever changed, so that
    it is not copied for each page.
    """

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        copied = copy.copy(self)
        copied.method = self.method  # a method of the form that it belongs to
        return copied


class OneOf(_OfOneForm, django_filters.ChoiceFilter):  # type: ignore[misc]  # django-filter carries no types
    """One choice of several, each of which can be counted. `when` says what a choice means, where it is no plain value
    of the field.
    """

    def __init__(self, *, when: Mapping[str, Condition] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.when = when or {}

    def condition(self, code: str, day: date) -> Q:
        """What holds for the rows of this choice."""
        return self.when[code](day) if self.when else Q(**{self.field_name: code})

    def codes(self) -> list[str]:
        """Everything that can be chosen."""
        return [str(code) for code, _label in self.extra["choices"]]

    def filter(self, rows: QuerySet[Model], value: str) -> QuerySet[Model]:
        """Only the rows of this choice; all where nothing was chosen."""
        return rows.filter(self.condition(value, self.parent.today)) if value else rows


class Words(_OfOneForm, django_filters.CharFilter):  # type: ignore[misc]  # django-filter carries no types
    """Words that go to the database as they are typed, so that a question with others is worded alike. `worded_by` says
    what of them it follows from, where a `method` words it by more than that there are any.
    """

    def __init__(
        self,
        label: str | Promise,
        field: str | None = None,
        *,
        method: str | None = None,
        worded_by: Callable[[str], Hashable] = bool,
    ) -> None:
        super().__init__(field, "says", label=label, method=method)
        self.worded_by = worded_by


def says(label: str | Promise, field: str) -> Words:
    """Words that stand in a name or a text, whatever its case, accents and signs."""
    return Words(label, field)


def one_of(
    label: str | Promise,
    field: str,
    choices: Sequence[tuple[str, str | Promise]],
    *,
    every: str | Promise,
    when: Mapping[str, Condition] | None = None,
) -> OneOf:
    """One choice; `every` is what stands there where none is made."""
    return OneOf(label=label, field_name=field, choices=choices, empty_label=every, when=when)


def state_or(
    choices: Sequence[tuple[str, str | Promise]], also: Mapping[str, tuple[str | Promise, Condition]]
) -> OneOf:
    """A state, or what a number elsewhere counts that is no state: whoever follows the number finds its rows."""
    when = {str(code): on_any_day(Q(state=code)) for code, _words in choices}
    more = [(code, label) for code, (label, _meant) in also.items()]
    meant = {**when, **{code: condition for code, (_words, condition) in also.items()}}
    return one_of(_("State"), "", [*choices, *more], every=_("Any state"), when=meant)


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """The form above a list, whose texts come clean like those of every form."""

    form_class: ClassVar[type[forms.Form]]

    def __init__(
        self,
        query: MultiValueDict[str, str] | None = None,
        queryset: QuerySet[Model] | None = None,
        *,
        today: date,
    ) -> None:
        super().__init__(query, queryset)
        self.today = today

    def get_form_class(self) -> type[forms.Form]:
        """Made once of each filter: a form copies its fields anyway."""
        mine = type(self)
        if "form_class" not in vars(mine):
            fields = {name: one.field for name, one in self.filters.items()}
            mine.form_class = type(f"{mine.__name__}Form", (CleanForm,), fields)
        return mine.form_class

    @classmethod
    def choices(cls) -> dict[str, OneOf]:
        """The filters whose choices are counted."""
        return {name: one for name, one in cls.base_filters.items() if isinstance(one, OneOf)}

    @classmethod
    def keys(cls) -> list[tuple[str, str]]:
        """Each choice of each filter, in the order in which they are asked and counted."""
        return [(name, code) for name, one in cls.choices().items() for code in one.codes()]

    def told(self) -> dict[str, Case | Value]:
        """Whether a row is shown, and whether it would be by each choice beside what else is chosen."""
        counted = self.choices()
        asked = [counted[name].condition(code, self.today) & self._others(name, counted) for name, code in self.keys()]
        told = {f"choice_{number}": is_true(condition) for number, condition in enumerate(asked)}
        return {SHOWN: is_true(self._others("", counted)), **told}

    def _others(self, mine: str, counted: Mapping[str, OneOf]) -> Q:
        """What the other choices ask."""
        all_others = Q()
        for name, one in counted.items():
            if name != mine and (code := self._chosen(name)):
                all_others &= one.condition(code, self.today)
        return all_others

    def _chosen(self, name: str) -> str:
        return str(self.understood().get(name) or "")

    def understood(self) -> Mapping[str, object]:
        """What of the address means something. The rest is said beside its box, and narrows neither rows nor counts."""
        if not self.form.is_bound:
            return {}
        self.form.is_valid()  # cleans it, once
        understood: Mapping[str, object] = self.form.cleaned_data
        return understood

    def as_typed(self) -> QuerySet[Model]:
        """The rows as far as what was typed narrows them, and no choice."""
        rows: QuerySet[Model] = self.queryset.order_by()
        typed = self.understood()
        for name, one in self.filters.items():
            if not isinstance(one, OneOf):
                rows = one.filter(rows, typed.get(name))
        return rows
