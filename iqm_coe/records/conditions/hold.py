"""What a row belongs to, and whether a legal hold keeps it: withdrawals ask, and whatever clears or erases (R46)."""

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.retention import going_with
from iqm_coe.records.conditions.withdrawal import wait_for_withdrawals
from iqm_coe.records.models.hold import Hold


class _IsHeld(Func):
    """Whether any hold keeps the row: of its table, by its key."""

    function = "content_held"
    template = "(%(function)s(%(expressions)s) IS NOT NULL)"
    output_field = BooleanField()


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


def require_not_held(row: Model) -> None:
    """Raise Refused where a hold keeps this row, which somebody is about to take away. A hold that is being placed is
    before this or after it. Why it stands is for administrators.
    """
    wait_for_withdrawals(shared=True)
    if held(row) is not None:
        words = _("This has to be kept for now, so it was not taken away. Ask IQM when it can go. Nothing was changed.")
        raise Refused(words)


def among(rows: "QuerySet[Model]") -> "QuerySet[Model]":
    """Those of these rows that a hold keeps, or one of the rows that go with them."""
    if not Hold.objects.standing().exists():
        return rows.none()
    is_held = Q(_is_held(rows.model))
    for child, way in going_with(rows.model._meta.label):
        is_held |= Q(Exists(child._default_manager.filter(Q(_is_held(child)), **{way: OuterRef("pk")})))
    return rows.filter(is_held)


def _is_held(model: type[Model]) -> _IsHeld:
    return _IsHeld(Value(model._meta.db_table, TextField()), F("pk"))
