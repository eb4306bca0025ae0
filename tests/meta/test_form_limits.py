"""What a form takes, its column holds: no text and no number passes the form and breaks on the table, none is cut."""

from fnmatch import fnmatchcase

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models

from iqm_coe.lib.clean_forms import TOO_LONG
from tests.meta.every_form import form_classes, made, text_fields
from tests.meta.written_to import WRITTEN_NOWHERE, WRITTEN_TO

pytestmark = pytest.mark.django_db
FORMS = form_classes()


def names_of(cls, field: str) -> list[str]:
    """Under which a field may stand in the lists: with its room and class, its class, or in every form."""
    room = cls.__module__.split(".")[1]
    return [f"{room}.{cls.__name__}.{field}", f"{cls.__name__}.{field}", field]


def listed(table: dict[str, str], cls, field: str) -> str | None:
    """The nearest entry; one with a star comes after those without."""
    for name in names_of(cls, field):
        if name in table:
            return table[name]
        starred = [value for key, value in table.items() if "*" in key and fnmatchcase(name, key)]
        if starred:
            return starred[0]
    return None


def columns_of(cls, form, field: str) -> list[models.Field]:
    model = getattr(getattr(cls, "_meta", None), "model", None)
    if model and field in {one.name for one in model._meta.fields}:
        return [model._meta.get_field(field)]
    named = listed(WRITTEN_TO, cls, field) or ""
    return [apps.get_model(one.rpartition(".")[0])._meta.get_field(one.rpartition(".")[2]) for one in named.split()]


def shown(form: forms.BaseForm) -> forms.BaseForm:
    """A form whose fields were looked at, as every page does."""
    for name in form.fields:
        assert form[name] is not None
    return form


def bounds(field: forms.Field) -> tuple[float | None, float | None]:
    return getattr(field, "min_value", None), getattr(field, "max_value", None)


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_a_text_may_be_as_long_as_its_column(cls, active):
    form = shown(made(cls, active))
    told = {
        name: (field.max_length, [column.max_length for column in columns_of(cls, form, name)])
        for name, field in text_fields(form).items()
        if listed(WRITTEN_NOWHERE, cls, name) is None
    }

    without_column = {name for name, (_most, columns) in told.items() if not columns}
    without_limit = {name for name, (most, _columns) in told.items() if not most}
    differs = {name: both for name, both in told.items() if any(most not in (None, both[0]) for most in both[1])}
    assert (without_column, without_limit, differs) == (set(), set(), {})


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_a_number_is_never_more_than_its_column_holds(cls, active):
    """A form over a model asks the column itself. What a line of an invoice gets is held to what was received."""
    form = made(cls, active)
    numbers = {name: field for name, field in form.fields.items() if isinstance(field, forms.IntegerField)}
    asked = {name for name in numbers if listed(WRITTEN_NOWHERE, cls, name) is None and not name.startswith("line_")}
    without_column = {name for name in asked if not columns_of(cls, form, name)}
    too_wide = {
        name: (bounds(numbers[name]), column)
        for name in asked
        for column in columns_of(cls, form, name)
        if not isinstance(form, forms.BaseModelForm) and not holds(column, *bounds(numbers[name]))
    }

    assert (without_column, too_wide) == (set(), {})


def holds(column: models.Field, least, most) -> bool:
    """Whether everything between the two is a number of this column."""
    if isinstance(column, models.DecimalField):
        return most is not None and most < 10 ** (column.max_digits - column.decimal_places)
    low, high = connection.ops.integer_field_range(column.get_internal_type())
    return least is not None and most is not None and low <= least <= most <= high


def test_the_words_say_the_limit_and_the_length():
    assert str(TOO_LONG) % {"limit_value": 300, "show_value": 301} == (
        "Say it in up to 300 characters; this is 301. What you wrote is still here."
    )


# Fields that are made with their form, or by allauth.
MADE_LATER = {
    "login",
    "ChangesForm.*_reason",
    "BandsForm.pupils_to_*",
    "BandsForm.amount_*",
    "ActivityForm.staff_*",
    "ActivityForm.will_try_*",
    "ReportForm.condition_*",
    "SettingForm.value",
}


def test_every_row_of_the_lists_is_of_a_form():
    every = {name for cls in FORMS for field in cls.base_fields for name in names_of(cls, field)}
    listed_by_hand = {**WRITTEN_TO, **WRITTEN_NOWHERE}

    assert {key for key in listed_by_hand if not any(fnmatchcase(one, key) for one in every)} == MADE_LATER
