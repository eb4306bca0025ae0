"""Rows that the application's role may not touch: what is written once, and accounts that only their entries move."""

from typing import ClassVar

from django.apps import apps
from django.db import models


class AppendOnly(models.Model):
    """A model whose rows are never updated or deleted; a trigger of its migration sees to it."""

    class Meta:
        abstract = True


class Guarded(models.Model):
    """A running account: the application's role reads it, and a trigger on its entries alone moves it.

    The trigger's function is SECURITY DEFINER, so the account moves in the same statement as the entry, and a CHECK
    on the account refuses the entry, whatever code wrote it.
    """

    class Meta:
        abstract = True


class EndsOnce(models.Model):
    """A model whose rows are never deleted, and change once: in these columns, as they end. A trigger sees to it."""

    ENDS: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True


def ending_tables() -> dict[str, list[str]]:
    """The tables of every such model of the installed apps, each with the columns in which a row ends."""
    ending = [model for model in apps.get_models() if issubclass(model, EndsOnce)]
    return {
        model._meta.db_table: [str(field.column) for field in model._meta.concrete_fields if field.name in model.ENDS]
        for model in ending
    }


def append_only_tables() -> list[str]:
    """The tables of every append-only model of the installed apps, sorted."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def guarded_tables() -> list[str]:
    """The tables of every guarded model of the installed apps, sorted."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Guarded))
