"""Rows that the application's role may not touch: what is written once, and accounts that only their entries move."""

from django.apps import apps
from django.db import migrations, models

REFUSE_REWRITE = """
CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once and never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class AppendOnly(models.Model):
    """A model whose rows are never updated or deleted; its migration adds `written_once(table)`."""

    class Meta:
        abstract = True


class Guarded(models.Model):
    """A running account: the application's role reads it, and a trigger on its entries alone moves it.

    The trigger's function is SECURITY DEFINER, so the account moves in the same statement as the entry, and a CHECK
    on the account refuses the entry, whatever code wrote it.
    """

    class Meta:
        abstract = True


def written_once(table: str) -> migrations.RunSQL:
    """The migration operation that sets the trigger on one table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();",
        f"DROP TRIGGER written_once ON {table};",
    )


def append_only_tables() -> list[str]:
    """The tables of every append-only model of the installed apps, sorted."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def guarded_tables() -> list[str]:
    """The tables of every guarded model of the installed apps, sorted."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Guarded))
