"""Whoever was erased since a backup is there again after it is restored, and is erased again (R46b)."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.operations.conditions import copy
from iqm_coe.operations.flows import backup, restore
from iqm_coe.records.flows import erasure
from iqm_coe.records.models.erasure import Certificate, Erasure
from tests import scene
from tests.clock import NOW
from tests.integration.operations.test_backup import empty_place
from tests.integration.records import everywhere

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAME, ADDRESS = "Gwendolyn Wqxzvgone", "gwen@wqxzv.example"


@pytest.mark.rule("R46b")
def test_restored_backup_brings_somebody_back_who_is_erased_again(tmp_path: Path, worker_id: str) -> None:
    scene.active()
    ada = scene.iqm_person("Ada", "administrator")
    gwen = scene.person(NAME, email=ADDRESS, phone="01632 960777")
    assert gwen.emailaddress_set.filter(email=ADDRESS).exists()
    folder = backup.take(tmp_path / "backups", at=timezone.now()).folder
    one = erasure.erase(gwen, cause="asked", by=ada, at=NOW, reason="By letter.")
    printed = StringIO()
    call_command("erased", stdout=printed)
    lines = tmp_path / "erased.txt"
    lines.write_text(printed.getvalue())
    assert NAME not in printed.getvalue()

    with empty_place(tmp_path, worker_id) as store:
        list(restore.restore(folder, store, replace=False, at=timezone.now()))
        assert (User.objects.get(pk=gwen.pk).name, Erasure.objects.count()) == (NAME, 0)
        assert everywhere.found(NAME)

        said = StringIO()
        call_command("erase_again", lines, stdout=said)

        assert said.getvalue() == f"{one.pseudonym}: erased again.\n"
        assert (everywhere.found(NAME), everywhere.found(ADDRESS)) == ([], [])
        again = Erasure.objects.get()
        assert (again.person_id, again.pseudonym, again.cause, again.erased_by) == (
            gwen.pk,
            one.pseudonym,
            "asked",
            None,
        )
        assert Certificate.objects.get().erasure == again
        assert not Message.objects.filter(kind="records/erased").exists()
        assert {answer.about: answer.wrong for answer in copy.answers()} == {about: [] for about in copy.QUESTIONS}
        call_command("erase_again", lines, stdout=said)
        assert said.getvalue().endswith(f"{one.pseudonym}: stays erased.\n")
