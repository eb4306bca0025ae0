"""A register is read in the background: handed in, watched, cancelled, begun again after a worker that died."""

import time
from datetime import timedelta
from random import Random

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib import making
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.making import MakingStatus
from iqm_coe.operations import invariants
from iqm_coe.operations.files import without_row
from schools.flows import register
from schools.models.register import RegisterFile, RegisterImport
from schools.models.school import Identifier, School
from tests.bench.register import write_register
from tests.clock import NOW
from tests.integration.schools.test_register import OTHER, ROW, file_of
from tests.killing import workers
from tests.scene import iqm_person
from tests.whole import as_much_as, in_the_whole

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_monday() -> None:
    """Workers live in the real day, and so do these tests."""
    return


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    settings.MEDIA_ROOT = str(folder)


@pytest.fixture
def sam():
    return iqm_person("Sam", "staff")


def upload(content: bytes, name: str = "register.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


def hand_in(sam, content: bytes) -> RegisterImport:
    return register.hand_in(upload(content), by=sam, at=timezone.now())


def lying() -> list[str]:
    return without_row(older_than=timezone.now() + timedelta(hours=1))


@pytest.mark.rule("R3h")
def test_file_waits_is_read_and_goes(sam) -> None:
    reading = hand_in(sam, file_of(ROW, OTHER))
    stored = RegisterFile.objects.get()
    assert (reading.status, reading.label) == (MakingStatus.QUEUED, "Waiting to be read")
    assert School.objects.count() == 0
    assert default_storage.exists(stored.file.name)

    assert register.read_everything_waiting() == 1

    reading.refresh_from_db()
    assert (reading.status, reading.label, reading.created, reading.done) == (MakingStatus.READY, "Read", 2, 100)
    assert (reading.attempts, reading.read_by) == (1, sam)
    assert RegisterFile.objects.count() == 0
    assert not default_storage.exists(stored.file.name)
    assert register.read_everything_waiting() == 0
    assert [(one.action, one.by) for one in Event.objects.order_by("pk") if one.subject_type.endswith("import")] == [
        ("hand_in", sam),
        ("read", sam),
    ]


@pytest.mark.rule("R3h")
def test_page_hands_in_shows_progress_and_tells_the_end(client, sam) -> None:
    client.force_login(sam)
    page = client.post(reverse("schools:register"), {"file": upload(file_of(ROW, {**OTHER, "URN": ""}))}, follow=True)
    assert "Waiting to be read" in page.content.decode()
    reading = RegisterImport.objects.get()
    watched = reverse("schools:reading_progress", args=[reading.pk])
    assert "HX-Refresh" not in client.get(watched)

    register.read_everything_waiting()

    assert client.get(watched)["HX-Refresh"] == "true"
    told = client.get(reverse("schools:reading", args=[reading.pk])).content.decode()
    assert "The row has no URN, so nobody could tell which school it is." in told
    assert "The file is Windows-1252, its columns divided by commas." in told
    assert reading.read_by == sam


@pytest.mark.rule("R3h")
def test_what_is_no_register_is_refused_on_the_page_at_once(client, sam) -> None:
    client.force_login(sam)
    page = client.post(reverse("schools:register"), {"file": upload(b"a,b\r\n1,2\r\n", "holiday.csv")})
    assert page.status_code == 200
    assert "This is not a schools register" in page.content.decode()
    assert (RegisterImport.objects.count(), RegisterFile.objects.count(), lying()) == (0, 0, [])


def test_file_over_the_bound_is_refused(client, sam, monkeypatch) -> None:
    monkeypatch.setattr("schools.forms.MOST_BYTES", 1000)
    client.force_login(sam)
    page = client.post(reverse("schools:register"), {"file": upload(b"x" * 1001)})
    assert "larger than 100 MB" in page.content.decode()
    assert RegisterImport.objects.count() == 0


@pytest.mark.rule("R3h")
def test_file_that_breaks_within_is_told_and_changes_nothing(sam) -> None:
    content = file_of(ROW) + b'100003,"' + b"x" * 200_000
    reading = hand_in(sam, content)
    register.read_everything_waiting()
    reading.refresh_from_db()
    assert reading.status == MakingStatus.FAILED
    assert "a quotation mark opens there or before and never closes. Nothing was changed." in reading.last_error
    assert (School.objects.count(), RegisterFile.objects.count()) == (0, 0)


@pytest.mark.rule("R3h")
def test_cancelled_before_it_begins_it_is_never_read(client, sam) -> None:
    reading = hand_in(sam, file_of(ROW))
    client.force_login(sam)
    page = client.post(reverse("schools:cancel_reading", args=[reading.pk]), follow=True).content.decode()
    assert "Cancelled by Sam. Nothing was changed." in page
    assert register.read_everything_waiting() == 0
    reading.refresh_from_db()
    assert (reading.label, reading.cancelled_by) == ("Cancelled", sam)
    assert (School.objects.count(), RegisterFile.objects.count(), lying()) == (0, 0, [])


@pytest.mark.rule("R3h")
def test_cancelled_while_it_is_read_nothing_of_it_is_kept(sam, monkeypatch) -> None:
    """Pressed when the first rows are understood: the worker learns of it before it changes anything."""
    reading = hand_in(sam, file_of(ROW, OTHER))
    tell = making.tell

    def press_and_tell(row, **facts) -> None:
        register.cancel(reading, by=sam, at=timezone.now())
        tell(row, **facts)

    monkeypatch.setattr(making, "tell", press_and_tell)
    register.read_everything_waiting()
    reading.refresh_from_db()
    assert (reading.label, reading.rows) == ("Cancelled", 0)
    assert (School.objects.count(), reading.remarks.count()) == (0, 0)


@pytest.mark.rule("R3h")
def test_cancel_of_what_was_read_says_so(client, sam) -> None:
    reading = hand_in(sam, file_of(ROW))
    register.read_everything_waiting()
    client.force_login(sam)
    page = client.post(reverse("schools:cancel_reading", args=[reading.pk]), follow=True).content.decode()
    assert "there is nothing to cancel" in page
    with pytest.raises(register.TooLate):
        register.cancel(reading, by=sam, at=timezone.now())
    assert School.objects.count() == 1


@pytest.mark.parametrize("kind", ["adviser", "finance", "assessor"])
def test_hand_in_and_cancel_are_for_staff_and_administrators(sam, kind: str) -> None:
    reading, other = hand_in(sam, file_of(ROW)), iqm_person("Someone", kind)
    with pytest.raises(NotPermitted):
        register.hand_in(upload(file_of(ROW)), by=other, at=NOW)
    with pytest.raises(NotPermitted):
        register.cancel(reading, by=other, at=NOW)
    assert RegisterImport.objects.get().failed_at is None


@pytest.mark.rule("R3h")
def test_restricted_role_of_the_database_reads_a_register(sam) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE iqm_app")
        reading = hand_in(sam, file_of(ROW, OTHER))
        register.read_everything_waiting()
    reading.refresh_from_db()
    assert (reading.status, School.objects.count()) == (MakingStatus.READY, 2)


@pytest.mark.rule("R3h")
def test_nothing_is_left_on_the_connection(sam) -> None:
    hand_in(sam, file_of(ROW))
    register.read_everything_waiting()
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relpersistence = 't' AND relname LIKE 'register%%'")
        assert cursor.fetchall() == []
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)


@in_the_whole
@pytest.mark.slow
@pytest.mark.rule("R3h")
def test_reader_killed_at_any_moment_loses_nothing_and_reads_nothing_twice(sam, tmp_path) -> None:
    path, dice = tmp_path / "register.csv", Random(13)
    write_register(path, 6000)
    reading = hand_in(sam, path.read_bytes())
    seen = set()
    with workers("schools.flows.register:read_everything_waiting") as pool:
        for _ in range(as_much_as(whole=12, cut=4)):
            pid = pool.start()
            time.sleep(dice.uniform(0.05, 0.9))
            pool.kill(pid)
            seen.add(RegisterImport.objects.get().status)
            # Given up after three attempts: here it is to be read. Half a minute goes by without a sign.
            long_ago = timezone.now() - timedelta(minutes=1)
            RegisterImport.objects.in_the_making().filter(heard_at__isnull=False).update(attempts=1, heard_at=long_ago)
        pool.start()
        pool.wait()
    reading.refresh_from_db()
    assert MakingStatus.BUILDING in seen
    assert (reading.status, reading.rows, reading.created) == (MakingStatus.READY, 6000, 6000)
    assert School.objects.count() == Identifier.objects.filter(scheme="GB-EDU").count() == 6000
    assert (RegisterFile.objects.count(), invariants.broken()) == (0, [])


def test_second_file_is_read_after_the_first(sam) -> None:
    hand_in(sam, file_of(ROW))
    hand_in(sam, file_of({**ROW, "NumberOfPupils": "241"}, OTHER))
    assert register.read_everything_waiting() == 2
    assert list(RegisterImport.objects.order_by("pk").values_list("created", "updated")) == [(1, 0), (1, 1)]


def test_refused_words_of_a_broken_file_are_no_traceback(sam) -> None:
    with pytest.raises(Refused):
        hand_in(sam, b"PK\x03\x04")
    assert lying() == []
