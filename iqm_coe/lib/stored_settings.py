"""How the settings in force are read from the database."""

from collections.abc import Collection

from constance.backends.database import DatabaseBackend
from constance.codecs import loads
from constance.models import Constance
from django.db.models import QuerySet

from iqm_coe.lib.kept_questions import kept


class StoredSettings(DatabaseBackend):  # type: ignore[misc]  # constance comes without types
    """Constance's own, but for reading all of them: it names each of ninety in the question, on every page, and gives
    the defaults where the database does not answer, as if nobody had ever set anything.
    """

    def mget(self, keys: Collection[str]) -> dict[str, object]:
        return {key: loads(value) for key, value in _stored() if key in keys}


@kept()
def _stored() -> QuerySet[Constance, tuple[str, str]]:
    rows: QuerySet[Constance, tuple[str, str]] = Constance.objects.values_list("key", "value")
    return rows
