"""Whatever a test commits is gone after it, guarded or not, and what the migrations loaded stands as they wrote it."""

from dataclasses import replace

import pytest
from django.db import connection

from iqm_coe.accounts.models.event import Event
from reviews.update.models.framework import Framework
from tests import emptying, scene

pytestmark = pytest.mark.django_db(transaction=True)


def contents() -> dict[str, int]:
    """How many rows each table holds that holds some."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables))
        return {name: count for name, count in cursor.fetchall() if count}


@pytest.mark.parametrize("large", [emptying.LARGE, 0], ids=["deleted", "truncated"])
@pytest.mark.parametrize("may", [True, False], ids=["behind the guards", "as anybody"])
def test_what_was_committed_is_gone_and_what_was_loaded_stands(monkeypatch, large, may) -> None:
    as_migrated = replace(emptying.AsMigrated.read(), goes_behind_guards=may)
    monkeypatch.setattr(emptying, "LARGE", large)
    before, frameworks = contents(), list(Framework.objects.values())
    scene.active()
    Framework.objects.update(name="Another")
    assert Event.objects.exists()  # written once: its guard lets nobody delete one

    as_migrated.restore()

    assert contents() == before
    assert list(Framework.objects.values()) == frameworks
