"""All that is kept of one person, table by table, as the rooms declare it (R46)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.apps import apps
from django.db.models import CharField, FileField, JSONField, Model, Q, TextField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import event_words
from iqm_coe.lib.files import StoredFile, held_back
from iqm_coe.lib.personal import Subject, Told, declared_told
from iqm_coe.lib.templatetags.words import instant, long_date
from iqm_coe.records.conditions.person import subject_of

Value = str | int | float | bool | datetime | dict[str, "Value"] | list["Value"] | None
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # as facts of an event hold one
WORDS = (CharField, TextField, JSONField)


@dataclass(frozen=True)
class Column:
    """How it is called in the data, and in words; where it holds one of a few codes, what each is called."""

    key: str
    label: str
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """The rows of one table that name the person in one way."""

    table: str
    name: str
    role: str  # the person's part, such as “granted by”; empty where the rows are about them or written by them
    columns: Sequence[Column]
    rows: list[dict[str, Value]]

    @property
    def told(self) -> list[list[tuple[str, str]]]:
        """The rows as a page shows them to a person, in words: what is empty is left out."""
        return [
            [(one.label, self._told(one, row)) for one in self.columns if row[one.key] not in (None, "", [], {})]
            for row in self.rows
        ]

    def _told(self, column: Column, row: dict[str, Value]) -> str:
        value = row[column.key]
        way, named, _rest = column.key.rpartition("action")
        if named and way in ("", "event__"):
            about = row.get(f"{way}subject_type", User._meta.label_lower)
            return event_words.in_words(str(about), str(value))
        return column.codes.get(str(value)) or in_words(column.key, value)


def in_words(key: str, value: Value | date) -> str:
    """A value as people say it: yes and no, days and times of day, kinds of things by their names, lists in lines."""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return instant(value) if isinstance(value, datetime) else long_date(value)
    if isinstance(value, dict):
        return "\n".join(f"{_said(name)}: {in_words(name, one)}" for name, one in value.items())
    if isinstance(value, list):
        return "\n".join(in_words(key, one) for one in value)
    if key.endswith("_type"):
        return _name_of_a_kind(str(value))
    return long_date(date.fromisoformat(value)) if isinstance(value, str) and DAY.fullmatch(value) else _plain(value)


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _name_of_a_kind(label: str) -> str:
    """What a table is called, where this is the label of one."""
    names = {model._meta.label_lower: model._meta.verbose_name for model in apps.get_models()}
    return str(capfirst(names.get(label, label)))


@dataclass(frozen=True)
class Kept:
    """A file that the person handed in, and its name within the export."""

    path: str
    stored: StoredFile


@dataclass(frozen=True)
class Everything:
    """What an export holds."""

    person: User
    kinds: list[Kind]
    files: list[Kept]


def everything_about(person: User) -> Everything:
    """One list a kind, in the order of their names; a kind without rows is left out."""
    subject = subject_of(person)
    kinds: list[Kind] = []
    files: list[Kept] = []
    for label, told in sorted(declared_told().items()):
        model: type[Model] = apps.get_model(label)
        kinds += [kind for kind in _kinds(model, told, subject) if kind.rows]
        if issubclass(model, StoredFile):
            files += list(_files(model, told, subject))
    return Everything(person, kinds, files)


def _kinds(model: type[Model], told: Told, subject: Subject) -> Iterator[Kind]:
    yield _kind(model, told, _own(told, subject), "", with_words=True)
    for way in told.acted:
        role = str(model._meta.get_field(way).verbose_name)  # type: ignore[union-attr]  # a column, no relation back
        yield _kind(model, told, Q(**{way: subject.pk}), role, with_words=False)


def _own(told: Told, subject: Subject) -> Q:
    found = told.found(subject) if told.found else Q(pk__in=[])
    for way in told.own:
        found |= Q(**{way: subject.pk})
    return found


def _kind(model: type[Model], told: Told, rows: Q, role: str, *, with_words: bool) -> Kind:
    columns = [Column("pk", "No."), *(Column(way, _said(way)) for way in told.where)]
    for one in model._meta.concrete_fields:
        is_word = isinstance(one, WORDS) and not one.choices
        left_out = one.is_relation or one.primary_key or isinstance(one, FileField) or one.name in told.without
        if not left_out and (with_words or not is_word):
            codes = {str(code): str(words) for code, words in one.flatchoices or ()}
            columns.append(Column(one.name, str(capfirst(one.verbose_name)), codes))
    found = model._default_manager.filter(rows).order_by("pk").distinct()
    names = [column.key for column in columns]
    kept = issubclass(model, StoredFile) and with_words
    given = [dict(zip(names, row, strict=True)) for row in found.values_list(*names)]
    if kept:
        columns.append(Column("kept_as", "File"))
        given = [{**row, "kept_as": _path(model, int(row["pk"]), str(row["name"]))} for row in given]
    return Kind(model._meta.label, str(capfirst(model._meta.verbose_name_plural)), role, columns, given)


def _said(way: str) -> str:
    """A way to another table in words: `year__centre__name` is its Centre."""
    parts = way.split("__")
    part = parts[-2] if len(parts) > 1 and parts[-1] == "name" else parts[-1]
    return str(capfirst(part.replace("_", " ")))


def _path(model: type[Model], pk: int, name: str) -> str:
    return f"files/{model._meta.label_lower}-{pk}/{name}"


def _files(model: type[StoredFile], told: Told, subject: Subject) -> Iterator[Kept]:
    """Neither what was withdrawn nor what a scanner holds back."""
    for stored in model._default_manager.filter(_own(told, subject), withdrawn_at=None).order_by("pk").distinct():
        if not held_back(stored):
            yield Kept(_path(model, stored.pk, stored.name), stored)
