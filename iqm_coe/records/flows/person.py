"""Where the product itself wrote a person's name, the pseudonym takes its place."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

from iqm_coe.lib.personal import Erasing, Named, declared_named
from iqm_coe.records.conditions.person import also, surely


def rename(erasing: Erasing) -> int:
    """In every column that the rooms declare. A name that others bear as well goes only from rows that are surely about
    this person. Returns in how many places.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")  # it reads every mail that is kept
    return sum(
        _renamed(one, column, erasing, surely(erasing.subject), is_tied=False)
        + _renamed(one, column, erasing, also(erasing.subject), is_tied=True)
        for one in declared_named()
        for column in one.columns
    )


def _renamed(named: Named, column: str, erasing: Erasing, passages: list[str], *, is_tied: bool) -> int:
    if not passages:
        return 0
    model: type[Model] = apps.get_model(named.label)
    table, key, field = model._meta.db_table, model._meta.pk.column, model._meta.get_field(column)
    longest = getattr(field, "max_length", None) or 2_000_000_000
    cast = "::jsonb" if field.get_internal_type() == "JSONField" else ""
    any_of = " || '|' || ".join(["withdrawal_pattern(%s)"] * len(passages))
    tied, keys = "", []
    if is_tied:
        tied, keys = f'AND "{key}" = ANY(%s)', [list(_tied(named, erasing, model))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{table}" SET "{column}" =
                left(regexp_replace("{column}"::text, {any_of}, %s, 'gi'), {longest}){cast}
            WHERE "{column}"::text ~* ({any_of}) {tied}""",  # noqa: S608 - names of our own tables and columns
            [*passages, erasing.pseudonym, *passages, *keys],
        )
        return int(cursor.rowcount)


def _tied(named: Named, erasing: Erasing, model: type[Model]) -> set[int]:
    rows = model._default_manager.filter(named.tied(erasing.subject))
    return set(rows.values_list("pk", flat=True))
