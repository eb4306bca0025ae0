"""What a list reads of its rows: each row whole, of what it points to only the columns that the list shows."""

from typing import TypeVar

from django.db.models import Model, QuerySet

R = TypeVar("R", bound=QuerySet)  # type: ignore[type-arg]  # of any model


def only_columns(rows: R, *columns: str) -> R:
    """Join what these columns (`year__centre__name`) belong to, and fetch no other column of it.

    A wide row of five tables takes Django longer to build than PostgreSQL needs to find it.
    """
    model: type[Model] = rows.model
    own = [field.attname for field in model._meta.concrete_fields]
    joined = {column.rpartition("__")[0] for column in columns}
    narrowed: R = rows.select_related(*joined).only(*own, *columns)
    return narrowed
