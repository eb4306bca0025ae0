"""A backup under writers is of one instant, a half one is none, and a copy proves itself (R46)."""

import errno
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.stored_files import files_stay, take_away
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications import emails
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.operations.conditions import access, copy
from iqm_coe.operations.flows import backup, restore
from iqm_coe.operations.manifest import DATABASE, MANIFEST, SUMS, NotWhole, check_hashes, read
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile
from schools.flows import register
from schools.models.register import RegisterImport
from tests import scene
from tests.clock import NOW
from tests.databases import connected_to, drop
from tests.documents import upload
from tests.factories.notifications import DeliveryFactory
from tests.whole import in_the_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WRITERS = 40


@contextmanager
def empty_place(tmp_path: Path, worker: str) -> Iterator[Path]:
    """A database and a store with nothing in them, connected to; the store's folder."""
    name, store = f"iqm_coe_restored_{worker}", tmp_path / "store"
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        with connected_to(name), override_settings(MEDIA_ROOT=str(store)):
            yield store
    finally:
        drop(name)


@pytest.fixture
def place(tmp_path: Path, worker_id: str) -> Iterator[Path]:
    with empty_place(tmp_path, worker_id) as store:
        yield store


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A backup of a small world with a file in it."""
    played = scene.active()
    evidence.add_file(_answers(played)[0], upload(), title="Proof", by=played.lead.coordinator, at=NOW)
    return backup.take(tmp_path / "backups", at=timezone.now()).folder


def _answers(played) -> list[Answer]:
    return list(Answer.objects.filter(review=played.review()).order_by("pk"))


def restored(folder: Path, store: Path, *, replace: bool = False) -> list[str]:
    return [step.words for step in restore.restore(folder, store, replace=replace, at=timezone.now())]


def wrong() -> dict[str, list[str]]:
    return {answer.about: answer.wrong for answer in copy.answers()}


ALL_RIGHT = {about: [] for about in copy.QUESTIONS}


class Writers:
    """Forty who save texts and hand in files by the flows, and one who takes away what no row stands for any more."""

    def __init__(self, played) -> None:
        self.is_over = threading.Event()
        self.done: list[float] = []
        self.by, answers = played.lead.coordinator, _answers(played)
        works: list[Callable[[int], None]] = [
            self._writes(answers[number % len(answers)]) if number % 2 else self._hands_in(answers[0], number)
            for number in range(WRITERS)
        ]
        self.pool = ThreadPoolExecutor(WRITERS + 1)
        self.running = [self.pool.submit(self._go_on, work) for work in (*works, self._comes_and_goes)]

    def _go_on(self, work: Callable[[int], None]) -> None:
        try:
            turn = 0
            while not self.is_over.is_set():
                work(turn)
                turn += 1
                self.done.append(time.monotonic())
        finally:
            connection.close()

    def _writes(self, answer: Answer) -> Callable[[int], None]:
        def save(turn: int) -> None:
            fresh = Answer.objects.get(pk=answer.pk)
            edit = rewritten(fresh.texts(), {**fresh.texts(), "next_steps": f"Turn {turn}"})
            answer_flows.save(fresh, edit, by=self.by, at=NOW)

        return save

    def _hands_in(self, answer: Answer, number: int) -> Callable[[int], None]:
        def hand_in(turn: int) -> None:
            file = upload(mark=f"{number} {turn}")
            evidence.add_file(answer, file, title=f"Proof {number} {turn}", by=self.by, at=NOW)

        return hand_in

    def _comes_and_goes(self, turn: int) -> None:
        """A register that waits and is cancelled: its row goes, and its file after it."""
        reading = RegisterImport.objects.create(file_name="r.csv", read_at=NOW)
        stored = register.RegisterFile(reading=reading, name="r.csv", content_type="text/csv", size=3, sha256=SHA)
        stored.file.save("r.csv", ContentFile(b"abc"), save=False)
        stored.save()
        time.sleep(0.05)
        RegisterImport.objects.filter(pk=reading.pk).update(failed_at=NOW)
        register.forget_files()

    def stop(self) -> None:
        self.is_over.set()
        for one in self.running:
            one.result(timeout=60)
        self.pool.shutdown()


SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.rule("R46e", "R46g")
def test_backup_under_forty_writers_is_of_one_instant_and_proves_itself(tmp_path: Path, worker_id: str) -> None:
    writers = Writers(scene.active())
    while len(writers.done) < WRITERS:
        time.sleep(0.05)

    began = time.monotonic()
    try:
        taken = backup.take(tmp_path / "backups", at=timezone.now())
    finally:
        ended = time.monotonic()
        writers.stop()

    assert sum(began < moment < ended for moment in writers.done) > 5  # nobody waited for it
    assert taken.manifest.lacking == []
    with empty_place(tmp_path, worker_id) as store:
        restored(taken.folder, store)
        assert wrong() == ALL_RIGHT
        assert AnswerFile.objects.count() > 5
        assert taken.manifest.files >= AnswerFile.objects.count()


@in_the_whole
@pytest.mark.rule("R46e")
def test_no_file_is_taken_away_while_a_backup_copies_and_the_night_does_it_later() -> None:
    name = default_storage.save("2020/01/left.pdf", ContentFile(b"%PDF left"))

    with ThreadPoolExecutor(1) as other, files_stay():
        assert other.submit(_in_a_thread, name).result() is False
        assert default_storage.exists(name)

    assert take_away(name) is True
    assert not default_storage.exists(name)


def _in_a_thread(name: str) -> bool:
    try:
        return take_away(name)
    finally:
        connection.close()


@pytest.mark.rule("R40p")
def test_restored_copy_has_no_session_and_sends_nothing_that_waited(tmp_path: Path, worker_id: str) -> None:
    Session.objects.create(session_key="k", session_data="d", expire_date=timezone.now())
    DeliveryFactory(address="queued@people.example")
    folder = backup.take(tmp_path / "backups", at=timezone.now()).folder

    with empty_place(tmp_path, worker_id) as store:
        restored(folder, store)

        assert not Session.objects.exists()
        assert Delivery.objects.get().status == DeliveryStatus.HELD
        assert Hold.objects.standing().get().backup_at.isoformat() == read(folder).made_at
        emails.sign_in("new@people.example", subject="Your code", text="1", at=timezone.now())


@in_the_whole
@pytest.mark.rule("R40p")
def test_database_that_came_back_in_another_way_can_be_told_to_hold_its_mail() -> None:
    Session.objects.create(session_key="k", session_data="d", expire_date=timezone.now())
    DeliveryFactory()

    said = StringIO()
    call_command("hold_mail", stdout=said)

    assert said.getvalue().startswith("1 sessions are over; 1 mails and 0 reminders are held")
    assert Delivery.objects.get().status == DeliveryStatus.HELD


@in_the_whole
@pytest.mark.rule("R46f")
def test_backup_that_was_interrupted_or_damaged_is_refused(kept: Path, place: Path, tmp_path: Path) -> None:
    half_done = kept.with_name(f"{kept.name}.half-done")
    shutil.copytree(kept, half_done)
    with pytest.raises(NotWhole, match="interrupted"):
        restored(half_done, place)
    with pytest.raises(NotWhole, match="no backup"):
        restored(tmp_path, place)

    (one,) = [path for path in (kept / "files").rglob("*") if path.is_file()]
    before = one.read_bytes()
    one.write_bytes(b"x" + before[1:])
    with pytest.raises(NotWhole, match=f"damaged: files/.*{one.name}"):
        restored(kept, place)
    one.unlink()
    with pytest.raises(NotWhole, match=f"{one.name} is not there"):
        restored(kept, place)
    one.write_bytes(before)
    assert check_hashes(kept) == 3

    assert connection.introspection.table_names() == []


@in_the_whole
@pytest.mark.rule("R46f")
@pytest.mark.parametrize("program", ["pg_dump", "copy"])
def test_full_disk_is_a_sentence_and_leaves_nothing(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "backups"))

    where = (backup.postgres, "dump") if program == "pg_dump" else (backup, "_copy")
    monkeypatch.setattr(*where, full)

    with pytest.raises(CommandError, match=r"cannot be written: No space left on device. Nothing was kept."):
        call_command("backup", str(tmp_path / "backups"))

    assert list((tmp_path / "backups").iterdir()) == []


@in_the_whole
@pytest.mark.rule("R46f")
def test_backup_of_a_newer_version_is_refused_before_anything_is_touched(kept: Path, place: Path) -> None:
    told = json.loads((kept / MANIFEST).read_text())
    told["migrations"].append("schools.9999_what_is_to_come")
    (kept / MANIFEST).write_text(json.dumps(told))

    with pytest.raises(CommandError, match=r"A newer version made this backup.*schools\.9999_what_is_to_come"):
        call_command("restore", str(kept), stdout=StringIO())

    assert connection.introspection.table_names() == []


@in_the_whole
@pytest.mark.rule("R46f")
def test_backup_of_an_older_version_is_brought_up_to_date(kept: Path, place: Path, tmp_path: Path) -> None:
    restored(kept, place)
    call_command("migrate", "notifications", "0004", verbosity=0)
    older = backup.take(tmp_path / "older", at=timezone.now()).folder

    said = StringIO()
    call_command("restore", str(older), replace=True, stdout=said)

    assert "who sees what, person by row" in said.getvalue()
    assert "all right" in said.getvalue()
    assert Hold.objects.standing().exists()


@in_the_whole
@pytest.mark.rule("R46f")
def test_place_that_holds_something_is_refused_unless_told(kept: Path, place: Path) -> None:
    place.mkdir()
    (place / "theirs.pdf").write_bytes(b"%PDF")
    with pytest.raises(CommandError, match="holds files"):
        call_command("restore", str(kept))
    (place / "theirs.pdf").unlink()
    restored(kept, place)

    with pytest.raises(CommandError, match=r"holds \d+ tables. Name an empty one, or say --replace"):
        call_command("restore", str(kept))

    restored(kept, place, replace=True)
    assert wrong() == ALL_RIGHT


@in_the_whole
@pytest.mark.rule("R46f")
def test_interrupted_restore_serves_nobody_and_is_begun_again(kept: Path, place: Path) -> None:
    steps = restore.restore(kept, place, replace=False, at=timezone.now())
    while "loaded" not in next(steps).words:
        pass
    steps.close()

    with pytest.raises(CommandError, match="A restore was interrupted"):
        call_command("grant_app_role")
    with pytest.raises(CommandError, match="nothing whole to keep"):
        call_command("backup", str(kept.parent))

    restored(kept, place)
    assert wrong() == ALL_RIGHT


@in_the_whole
@pytest.mark.rule("R46g")
def test_copy_says_what_does_not_hold(kept: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    restored(kept, place)
    (one,) = [path for path in place.rglob("*") if path.is_file()]
    one.write_bytes(b"%PDF another")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM year_plan WHERE id = (SELECT min(id) FROM year_plan)")
    rules = access.rules()
    leaking = access.TwoForms(rules["reviews"].rows, lambda user: rules["reviews"].rows, rules["reviews"].holds)
    monkeypatch.setattr(access, "rules", lambda: {**rules, "reviews": leaking})

    said = StringIO()
    with pytest.raises(CommandError, match="The copy does not hold"):
        call_command("check_copy", stdout=StringIO(), stderr=said)

    assert "a year has its three plans" in said.getvalue()
    assert one.name in said.getvalue()
    assert "a stranger sees" in said.getvalue()


@pytest.mark.rule("R46f")
def test_backup_holds_no_secret_and_is_for_its_owner_alone(kept: Path, settings) -> None:
    told = (kept / MANIFEST).read_text()

    assert "SECRET_KEY" in told
    assert settings.SECRET_KEY not in told
    assert {path.name for path in kept.iterdir()} == {DATABASE, MANIFEST, SUMS, "files"}
    assert [path for path in (kept, *kept.rglob("*")) if path.stat().st_mode & 0o077] == []


@in_the_whole
@pytest.mark.rule("R46e")
def test_backups_of_one_second_stand_beside_each_other(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    first = backup.take(place, at=NOW).folder
    (at_work,) = [place / f"{first.name[:-2]}{int(first.name[-2]) + 1}Z.half-done"]
    at_work.mkdir()  # of another process
    second = backup.take(place, at=NOW).folder

    assert {path.name for path in place.iterdir()} == {first.name, at_work.name, second.name}
    assert check_hashes(first)
    assert check_hashes(second)


@pytest.mark.rule("R46e")
def test_place_in_the_store_is_refused_both_ways(kept: Path, settings) -> None:
    inside = Path(settings.MEDIA_ROOT) / "kept"
    with pytest.raises(Refused, match="lies in the store"):
        backup.take(inside, at=NOW)
    shutil.copytree(kept, inside / kept.name)
    with pytest.raises(Refused, match="lies in the store"):
        list(restore.restore(inside / kept.name, Path(settings.MEDIA_ROOT), replace=True, at=NOW))
    assert (inside / kept.name / DATABASE).exists()


@pytest.mark.rule("R46e")
def test_what_is_no_plain_file_is_refused(kept: Path) -> None:
    assert check_hashes(kept)
    (kept / "files" / "elsewhere").symlink_to("/etc")
    with pytest.raises(NotWhole, match="is no plain file"):
        check_hashes(kept)
