"""Each invariant about emergencies, scans and requests to join breaks when its rows are changed by hand."""

import pytest
from django.db import connection

from centres.membership.flows import freeze as centre_freeze
from iqm_coe.accounts.flows import factor_reset
from iqm_coe.files.flows import scan
from iqm_coe.files.models.scan import Scan
from iqm_coe.operations.invariants import broken
from schools.flows import freeze, joining
from tests import scene
from tests.clock import NOW
from tests.whole import in_turns

pytestmark = pytest.mark.django_db

AGAIN = "SET state = 'standing', ended_at = NULL, ended_by_id = NULL"
BREAKS = {
    "the state of each accounts.factorreset agrees with its events": (
        "UPDATE accounts_factorreset SET state = 'refused'"
    ),
    "the state of each schools.schoolfreeze agrees with its events": f"UPDATE schools_schoolfreeze {AGAIN}",
    "the state of each membership.centrefreeze agrees with its events": f"UPDATE membership_centrefreeze {AGAIN}",
    "the state of each schools.joining agrees with its events": (
        "UPDATE schools_joining SET state = 'withdrawn', answered_by_id = NULL"
    ),
    "the state of each files.scan agrees with its events": "UPDATE files_scan SET state = 'clean'",
}


def play() -> None:
    """A factor set back; writing stopped and allowed again, twice; a file that waited in vain."""
    there = scene.active()
    ada, bea = (scene.iqm_person(name, "administrator") for name in ("Ada", "Bea"))
    reset = factor_reset.ask(scene.iqm_person("Olu", "adviser"), by=ada, at=NOW, reason="Lost.")
    factor_reset.consent(reset, by=bea, at=NOW)
    freeze.stop(there.lead.school, by=ada, at=NOW, reason="Why.")
    freeze.allow(there.lead.school, by=ada, at=NOW, reason="Why.")
    centre_freeze.stop(there.centre, by=ada, at=NOW, reason="Why.")
    centre_freeze.allow(there.centre, by=ada, at=NOW, reason="Why.")
    asked = joining.ask(there.lead.school, kind="contributor", words="I teach.", by=scene.person("Nina"), at=NOW)
    joining.accept(asked, by=there.lead.coordinator, at=NOW)
    Scan.objects.create(sha256="0" * 64, asked_at=NOW)
    scan.look_at_waiting(at=NOW)


@in_turns(4)
@pytest.mark.rule("R45d")
@pytest.mark.parametrize("name", BREAKS)
def test_invariant_names_what_is_broken(name: str) -> None:
    play()
    assert broken() == []

    with connection.cursor() as cursor:
        cursor.execute(BREAKS[name])

    assert name in {breach.name for breach in broken()}
