"""A builder killed at any moment: nothing is lost, nothing is there twice, unknown is shown as unknown (R27)."""

import time
from datetime import timedelta
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from iqm_coe.lib.making import MakingStatus
from iqm_coe.operations import invariants
from iqm_coe.operations.files import without_row
from reviews.reports.flows import pack
from reviews.reports.models.pack import Pack, PackFile
from tests import scene
from tests.killing import workers
from tests.whole import as_much_as, in_the_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = as_much_as(whole=20, cut=5)


@pytest.fixture(autouse=True)
def on_monday():
    """The workers live in the real day, and so does this test."""
    return


def hush() -> None:
    """Half a minute without a sign of life."""
    Pack.objects.in_the_making().filter(heard_at__isnull=False).update(heard_at=timezone.now() - timedelta(minutes=1))


@in_the_whole
@pytest.mark.rule("R27c")
def test_builder_killed_at_any_moment_loses_nothing_and_keeps_nothing_twice():
    played, dice, at = scene.active(), Random(27), timezone.now()
    asking = [played.lead.coordinator, played.lead.head, played.members[0].coordinator, played.members[0].head]
    asking += [played.staff, played.adviser]
    made = [pack.ask(played.year, by=user, at=at) for user in asking]
    seen = set()

    with workers("reviews.reports.flows.pack:build_everything_waiting") as pool:
        for _ in range(KILLS):
            pid = pool.start()
            time.sleep(dice.uniform(0.05, 0.6))
            pool.kill(pid)
            Pack.objects.in_the_making().update(attempts=1)  # a pack is given up after three: here it is to be built
            seen |= {one.status for one in Pack.objects.all()}
            hush()
            seen |= {one.status for one in Pack.objects.all()}
        pool.start()
        pool.wait()

    assert {one.pack_id for one in PackFile.objects.all()} == {one.pk for one in made}
    assert {one.status for one in Pack.objects.all()} == {MakingStatus.READY}
    assert {MakingStatus.BUILDING, MakingStatus.INTERRUPTED} <= seen  # it was killed in the middle, and that was shown
    assert invariants.broken() == []
    assert pack.build_everything_waiting() == 0


@pytest.mark.rule("R27c")
def test_file_that_a_dead_builder_left_is_found_and_nothing_else(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    played = scene.active()
    made = pack.ask(played.year, by=played.staff, at=timezone.now())
    pack.build_everything_waiting()
    kept = PackFile.objects.get(pack=made)
    left = kept.file.storage.save("2020/01/left.pdf", ContentFile(b"%PDF left"))

    assert without_row(older_than=timezone.now() + timedelta(hours=1)) == [left]
    kept.file.storage.delete(left)
