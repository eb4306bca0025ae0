"""Where a passage stands, and what may be withdrawn of a file (R46)."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import Field, Max, Model
from django.urls import URLResolver, get_resolver
from django.utils.translation import gettext as _

from iqm_coe.files import handed_in
from iqm_coe.lib.files import CLEARED, StoredFile
from iqm_coe.lib.making import ClaimLost
from iqm_coe.lib.withdrawing import MARK, Place, declared_content, model_of
from iqm_coe.records.models.withdrawal import Withdrawal

SHORTEST = 3  # signs of a passage
SHORT_NUMBER = re.compile(r"[\d ./:]{1,7}|\d{4} \d{2} \d{2}")  # such as a year or a day; a telephone number is longer
ONE_AT_A_TIME = 1380271940  # the lock that `withdraw_content` takes


def wait_for_withdrawals(*, shared: bool = False) -> None:
    """Until this transaction ends none begins; whoever only keeps something made of content shares the lock."""
    with connection.cursor() as cursor:
        lock = "SELECT pg_advisory_xact_lock_shared(%s)" if shared else "SELECT pg_advisory_xact_lock(%s)"
        cursor.execute(lock, [ONE_AT_A_TIME])


def newest() -> int:
    """The number of the last withdrawal: where it is another than before, what was made meanwhile begins again."""
    number: int = Withdrawal.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return number


def require_none_since(number: int | None) -> None:
    """Raises ClaimLost where content was withdrawn since: it may stand in what was made meanwhile."""
    wait_for_withdrawals(shared=True)
    if number is not None and number != newest():
        raise ClaimLost(_("Content was withdrawn meanwhile: it begins again without it."))


def words_without(content: str, passage: str) -> str:
    """A text of JSON with these words taken out of every text in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT json_without(%s::jsonb, withdrawal_pattern(%s))::text", [content, passage])
        return str(cursor.fetchone()[0])


def found(passage: str) -> dict[Place, str]:
    """Each place where these words stand, with what stands there; of a file whose name holds them, the file as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_table, of_column, of_row, said FROM find_content(%s)", [passage])
        rows = {Place(table, column, row): said for table, column, row, said in cursor.fetchall()}
    named = {place for place in rows if issubclass(model_of(place.table), StoredFile)}
    return {**rows, **{Place(place.table, "file", place.row): rows[place] for place in sorted(named)}}


def places_of(stored: Model) -> set[Place]:
    """Everything that people gave with a file: its bytes, its name, its title, what was noted."""
    columns = declared_content()[stored._meta.label].columns
    return {Place(stored._meta.db_table, column, stored.pk) for column in columns}


def file_of(label: str, pk: int) -> StoredFile | None:
    """The file of this kind; None for a label that is no kind of file, or no row."""
    kinds = {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, StoredFile)}
    kind = kinds.get(label)
    stored: StoredFile | None = kind._default_manager.filter(pk=pk).first() if kind else None
    return stored


def files_in(places: Collection[Place]) -> list[str]:
    """The names, in the store, of the files among these places."""
    rows = [model_of(place.table)._default_manager.filter(pk=place.row) for place in places if place.column == "file"]
    return sorted(str(name) for row in rows for name in row.values_list("file", flat=True))


def as_written(text: str, passage: str) -> str:
    """The passage as it stands in this text, with whatever signs between its letters; nothing where it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT regexp_substr(%s, withdrawal_pattern(%s), 1, 1, 'i')", [text, passage])
        (written,) = cursor.fetchone() or (None,)
    return str(written or "")


def says(text: str, passage: str) -> bool:
    """Whether this text holds the passage, as the database reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_without(%s, withdrawal_pattern(%s)) <> %s", [text, passage, text])
        (is_there,) = cursor.fetchone() or (False,)
    return bool(is_there)


def is_of_the_product(passage: str) -> bool:
    """Whether these are words by which the product itself stands: one of its codes, a part of a day or an address, the
    mark. Withdrawn, they would break what they stand in, and say nothing of anybody.
    """
    words = " ".join(re.split(r"[\s_-]+", passage.strip().lower()))
    return words in _codes() or bool(SHORT_NUMBER.fullmatch(words)) or says(f"{MARK} {CLEARED}", passage)


@cache
def _codes() -> frozenset[str]:
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, Field)]
    codes = {str(value) for field in fields for value, _label in field.flatchoices or ()}
    parts = {part for path in _paths(get_resolver()) for part in re.split(r"[^a-z-]+", path)}
    every = codes | parts | {"http", "https"}
    return frozenset(" ".join(re.split(r"[\s_-]+", one.lower())) for one in every if one) | frozenset(
        part for one in codes for part in re.split(r"[\s_-]+", one.lower()) if part
    )


def _paths(resolver: URLResolver) -> Iterator[str]:
    for one in resolver.url_patterns:
        yield str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _paths(one)


def names_in(passage: str) -> list[str]:
    """Words of a passage that look like names: those that begin with a capital."""
    return [word for word in re.findall(r"\w{3,}", passage) if word[0].isupper()]


def twins_of(stored: StoredFile) -> list[StoredFile]:
    """Other files that people handed in with the very same bytes, and that still stand."""
    same = [
        list(kind._default_manager.filter(sha256=stored.sha256, withdrawn_at=None).order_by("pk"))
        for kind in handed_in.kinds()
    ]
    return [row for rows in same for row in rows if (type(row), row.pk) != (type(stored), stored.pk)]
