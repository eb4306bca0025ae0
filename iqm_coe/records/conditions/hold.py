"""What a row belongs to, and whether a legal hold keeps it: withdrawals ask, and whatever clears or erases (R46)."""

from django.db import connection
from django.db.models import Model

from iqm_coe.records.models.hold import Hold


def belongs_to(table: str, pk: int) -> set[tuple[str, int]]:
    """The people, schools, Centres and reviews of this row, by table and key, as the database reads them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT of_table, of_id FROM content_belongs_to(%s, %s)", [table, pk])
        return {(str(of), int(key)) for of, key in cursor.fetchall()}


def held(row: Model) -> Hold | None:
    """The hold that this row is under; then nothing of it is withdrawn, erased or cleared."""
    return held_at(row._meta.db_table, int(row.pk))


def held_at(table: str, pk: int) -> Hold | None:
    """The same, asked of a row by its table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_held(%s, %s)", [table, pk])
        (number,) = cursor.fetchone() or (None,)
    return Hold.objects.filter(pk=number).first() if number else None
