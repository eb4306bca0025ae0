"""Files and the virus scanner: none is there, it is there, it is away, it finds something, at once or later."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from centres.year.flows import plan
from centres.year.models.plan import PlanVersion
from iqm_coe.files.enums import ScanState
from iqm_coe.files.flows import scan
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib.errors import Refused
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.records.flows import withdrawal
from reviews.reports.flows import seal
from reviews.reports.models.seal import SealedFile
from reviews.update.flows import evidence
from reviews.update.models.answer import Answer
from tests import scene, visits
from tests.clock import NOW, days
from tests.documents import upload
from tests.scanner import FOUND, MARK, scanner

pytestmark = pytest.mark.django_db
BAD = MARK.decode()


@pytest.fixture
def there(settings):
    with scanner() as server:
        settings.CLAMAV = server.url
        yield server


@pytest.fixture
def away(settings) -> None:
    with scanner() as server:
        settings.CLAMAV = server.url


@pytest.fixture
def active() -> scene.Scene:
    return scene.active()


def lodged(active: scene.Scene, mark: str = "") -> PlanVersion:
    return plan.lodge(active.plan(), upload(mark=mark), by=active.lead.coordinator, at=NOW)


def put_beside(active: scene.Scene, mark: str = ""):
    answer = Answer.objects.filter(review=active.review()).first()
    return evidence.add_file(answer, upload(mark=mark), title="Seen", by=active.lead.coordinator, at=NOW)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(active: scene.Scene, version: PlanVersion) -> str:
    return signed_in(active.lead.coordinator).get(reverse("year:plan", args=[version.plan_id])).text


def fetched(active: scene.Scene, version: PlanVersion) -> HttpResponseBase:
    answer = signed_in(active.staff).get(reverse("year:plan_file", args=[version.pk]))
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer


@pytest.mark.rule("R14e")
def test_without_a_scanner_files_are_taken_and_say_that_nobody_looked(active) -> None:
    version = lodged(active)
    assert not Scan.objects.exists()
    assert "not virus-scanned" in page_of(active, version)
    assert fetched(active, version).status_code == 200


@pytest.mark.rule("R14e")
def test_clean_file_is_taken_and_says_so(there, active) -> None:
    version = lodged(active)
    with version.file.open() as kept:
        assert there.seen == [kept.read()]
    assert "virus scan: nothing found" in page_of(active, version)
    assert fetched(active, version).status_code == 200


@pytest.mark.rule("R14e")
@pytest.mark.parametrize("act", [lodged, put_beside])
def test_bad_file_is_refused_in_words_and_nothing_is_kept(there, active, act) -> None:
    with pytest.raises(Refused, match=f"calls “{FOUND}”.*nothing was saved"):
        act(active, BAD)
    assert not PlanVersion.objects.exists()
    assert not Answer.objects.filter(files__isnull=False).exists()


@pytest.mark.rule("R14e")
def test_while_it_is_away_a_file_is_taken_and_waits(away, active) -> None:
    version = lodged(active)
    assert Scan.objects.get().state == ScanState.WAITING
    assert "waits for the virus scan" in page_of(active, version)
    held = fetched(active, version)
    assert held.status_code == 409
    assert "Nobody has to hand it in again" in held.text
    assert scan.look_at_waiting(at=NOW) == 0
    assert Scan.objects.get().state == ScanState.WAITING


@pytest.mark.rule("R14e")
def test_what_waited_is_given_out_once_nothing_was_found(away, active, settings) -> None:
    version = lodged(active)
    with scanner() as back:
        settings.CLAMAV = back.url
        assert scan.look_at_waiting(at=NOW + days(1)) == 1
        assert scan.look_at_waiting(at=NOW + days(1)) == 0
    assert fetched(active, version).status_code == 200
    assert "virus scan: nothing found" in page_of(active, version)


@pytest.mark.rule("R14e")
def test_what_waited_and_is_bad_stays_held_back_and_people_are_told(away, active, settings) -> None:
    version, file = lodged(active, BAD), put_beside(active, BAD)
    with scanner() as back:
        settings.CLAMAV = back.url
        scan.look_at_waiting(at=NOW)
    assert fetched(active, version).status_code == 409
    beside = signed_in(active.lead.coordinator).get(reverse("update:file", args=[file.pk]))
    assert "held back" in beside.text
    assert "held back: the virus scan found something" in page_of(active, version)
    while reader.address_one(NOW):
        pass
    told = Delivery.objects.filter(message__kind="files/found_bad")
    assert {row.user for row in told} == {active.lead.coordinator, active.staff}
    assert {reverse("year:plan", args=[version.plan_id]) in row.text for row in told} == {True, False}
    settings.CLAMAV = ""
    with pytest.raises(Refused, match="virus scan found"):
        put_beside(active, BAD)


@pytest.mark.rule("R14e")
def test_one_of_two_that_wait_cannot_be_read_and_holds_up_no_other(away, active, settings) -> None:
    gone, version = put_beside(active, "gone"), lodged(active)
    gone.file.storage.delete(gone.file.name)
    with scanner() as back:
        settings.CLAMAV = back.url
        assert scan.look_at_waiting(at=NOW) == 1
    assert fetched(active, version).status_code == 200
    assert Scan.objects.get(sha256=gone.sha256).state == ScanState.WAITING


@pytest.mark.rule("R14e")
def test_what_waits_for_a_scanner_that_is_taken_out_is_let_go(away, active, settings) -> None:
    version = lodged(active)
    settings.CLAMAV = ""
    assert scan.look_at_waiting(at=NOW) == 1
    assert fetched(active, version).status_code == 200
    assert "not virus-scanned" in page_of(active, version)
    with scanner() as new:
        settings.CLAMAV = new.url
        put_beside(active)
    assert Scan.objects.get().state == ScanState.CLEAN


@pytest.mark.rule("R14e")
def test_copy_of_a_document_of_ours_holds_that_document_back_for_nobody(away, settings) -> None:
    there = visits.issued()
    seal.build_everything_waiting()
    document = SealedFile.objects.get()
    with document.file.open() as kept:
        copy = SimpleUploadedFile("copy.pdf", kept.read(), "application/pdf")
    plan.lodge(there.played.plan(), copy, by=there.lead.coordinator, at=NOW)
    client = signed_in(there.lead.coordinator)
    url = reverse("reports:report_pdf", args=[document.sealed.report_id])
    assert b"".join(client.get(url).streaming_content)
    with scanner() as back:
        settings.CLAMAV, back.says = back.url, f"stream: {FOUND} FOUND".encode()
        scan.look_at_waiting(at=NOW)
    assert b"".join(client.get(url).streaming_content)


@pytest.mark.rule("R14e")
def test_what_was_given_out_does_not_begin_to_wait_because_of_a_copy(active, settings) -> None:
    version = lodged(active)
    with scanner() as server:
        settings.CLAMAV = server.url
    answer = Answer.objects.filter(review=active.review()).first()
    later = NOW + days(1)
    evidence.add_file(answer, upload(), title="Seen", by=active.lead.coordinator, at=later)
    assert Scan.objects.get().state == ScanState.WAITING
    assert fetched(active, version).status_code == 200
    assert "not virus-scanned" in page_of(active, version)


@pytest.mark.rule("R14e")
def test_verdict_is_kept_although_the_file_is_not_and_the_earlier_copy_is_held_back(active, there, settings) -> None:
    settings.CLAMAV, url = "", settings.CLAMAV
    version = lodged(active, BAD)
    settings.CLAMAV = url
    with pytest.raises(Refused):
        put_beside(active, BAD)
    assert Scan.objects.get().state == ScanState.BAD
    assert fetched(active, version).status_code == 409
    while reader.address_one(NOW):
        pass
    assert Delivery.objects.filter(message__kind="files/found_bad").count() == 2


@pytest.mark.rule("R14e")
def test_withdrawn_file_holds_up_no_copy_and_says_what_it_is(away, active, settings) -> None:
    first = put_beside(active)
    ada = scene.iqm_person("Ada", "administrator")
    withdrawal.withdraw_file(first, by=ada, at=NOW, reason="It named a pupil.")
    copy = lodged(active)
    gone = signed_in(active.lead.coordinator).get(reverse("update:file", args=[first.pk]))
    assert gone.status_code == 410
    with scanner() as back:
        settings.CLAMAV = back.url
        assert scan.look_at_waiting(at=NOW) == 1
    assert fetched(active, copy).status_code == 200


@pytest.mark.rule("R14e")
def test_nothing_waits_for_ever_where_no_file_is_left(away, active, settings) -> None:
    first = put_beside(active)
    ada = scene.iqm_person("Ada", "administrator")
    withdrawal.withdraw_file(first, by=ada, at=NOW, reason="It named a pupil.")
    with scanner() as back:
        settings.CLAMAV = back.url
        scan.look_at_waiting(at=NOW)
    assert Scan.objects.get().state == ScanState.UNSCANNED


REFUSED_ROWS = {
    "scan_state_known": ({"state": "odd", "scanned_at": NOW},),
    "scan_is_of_a_hash": ({"sha256": "no hash"},),
    "scan_has_its_instant": ({"state": "clean"}, {"scanned_at": NOW}),
    "scan_names_what_was_found": ({"state": "bad", "scanned_at": NOW}, {"found": FOUND}),
}


@pytest.mark.parametrize(("name", "fields"), [(name, one) for name, wrong in REFUSED_ROWS.items() for one in wrong])
def test_database_refuses(name, fields) -> None:
    with pytest.raises(IntegrityError, match=name):
        Scan.objects.create(**{"sha256": "0" * 64, "asked_at": NOW} | fields)
