"""The review pack: built in the background, kept once, holding only what its receiver may see (R27)."""

import errno
import hashlib
import io
import re
import zipfile
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from iqm_coe.lib import making
from iqm_coe.lib.errors import NotPermitted
from iqm_coe.lib.making import MakingStatus
from iqm_coe.lib.typesetting_apart import TooMuch
from reviews.reports.flows import pack
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.pdf import pack as pdf
from reviews.update.models.answer import Answer
from reviews.update.models.target import TargetProgress
from tests import scene
from tests.clock import NOW, days
from tests.documents import errors_in, text_of
from tests.factories.reviews import TargetFactory
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.scene import staffed_school
from tests.worlds import world

pytestmark = pytest.mark.django_db
LATER = NOW + days(40)


def _played() -> scene.Scene:
    """A Centre whose lead school has sent its update, and whose member has written one."""
    active = scene.active()
    active.send_update(at=LATER)
    active.write_update(active.members[0], at=LATER)
    return active


played = world(_played)


def built(played, *, by, at=LATER) -> PackFile:
    made = pack.ask(played.year, by=by, at=at)
    with time_machine.travel(at, tick=False):
        pack.build_one(pack.claim_one(at))
    return PackFile.objects.get(pack=made)


def words_of(document: PackFile) -> str:
    with document.file.open() as file:
        sheets = pypdfium2.PdfDocument(file.read())
    return " ".join("\n".join(sheet.get_textpage().get_text_range() for sheet in sheets).split())


@pytest.mark.rule("R27b")
def test_pack_is_kept_with_its_hash_and_pages(played):
    document = built(played, by=played.lead.coordinator)

    with document.file.open() as file:
        content = file.read()
    with pikepdf.open(io.BytesIO(content)) as opened:
        pages = len(opened.pages)
    assert (hashlib.sha256(content).hexdigest(), pages) == (document.sha256, document.pages)
    assert (document.pack.finished_at, document.pack.status) == (LATER, MakingStatus.READY)


@pytest.mark.rule("R27b")
def test_pack_satisfies_three_checkers_and_has_bookmarks(played):
    document = built(played, by=played.lead.coordinator)

    with document.file.open() as file:
        content = file.read()
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as outline:
        parts = [item.title for item in outline.root[0].children]
    assert errors_in(content) == []
    assert parts == [
        "Contents",
        "The Centre and its schools",
        "Plans lodged",
        "Lead School",
        "The other schools",
        "Collaborative activities",
        "Consultancy",
        "Annual payments",
    ]


@pytest.mark.rule("R27a")
def test_pack_of_a_school_holds_its_own_update_and_no_other(played):
    by_lead = words_of(built(played, by=played.lead.coordinator))
    by_member = words_of(built(played, by=played.members[0].coordinator))
    by_staff = words_of(built(played, by=played.staff))

    assert "Sent on" in by_lead
    assert "Sent on" not in by_member
    assert "Not sent yet." in by_member
    assert "There is no issued report that the receiver of this pack may see." in " ".join(by_member.split())
    assert ("Sent on" in by_staff, "Not sent yet." in by_staff) == (True, True)


@pytest.mark.rule("R27a")
def test_nobody_opens_the_pack_of_another(client, played):
    document = built(played, by=played.lead.coordinator)
    urls = [reverse("reports:pack", args=[document.pack_id]), reverse("reports:pack_file", args=[document.pk])]

    for somebody in (played.lead.head, played.members[0].coordinator, played.staff, played.adviser):
        client.force_login(somebody, backend=BACKEND)
        assert [client.get(url).status_code for url in urls] == [404, 404]


@pytest.mark.rule("R27a")
def test_receiver_who_has_left_no_longer_opens_their_pack(client, played):
    document = built(played, by=played.lead.coordinator)
    played.lead.coordinator.school_roles.update(ended_at=LATER, ended_by=played.lead.head)
    client.force_login(played.lead.coordinator, backend=BACKEND)

    assert client.get(reverse("reports:pack_file", args=[document.pk])).status_code == 404


@pytest.mark.rule("R27a")
def test_pack_closes_with_the_last_right_to_what_it_holds(client, played):
    """A contributor at another school of the Centre still sees the Centre, and no longer this update."""
    person = played.lead.coordinator
    SchoolRoleFactory(user=person, school=played.members[0].school, kind="contributor")
    document = built(played, by=person)
    person.school_roles.filter(school=played.lead.school).update(ended_at=LATER, ended_by=played.lead.head)
    client.force_login(person, backend=BACKEND)

    assert client.get(reverse("reports:pack_file", args=[document.pk])).status_code == 404


@pytest.mark.rule("R27a")
def test_pack_of_a_contributor_elsewhere_holds_their_element_alone(played):
    """Speaks at the member school, and writes one element of the lead school."""
    person = played.members[0].coordinator
    SchoolRoleFactory(user=person, school=played.lead.school, kind="contributor")
    review = played.review()
    target = TargetFactory(review=review, element=review.answers.first().element)
    TargetProgress.objects.create(review=review, target=target, text="Not for a contributor.")
    Answer.objects.filter(review=review, element__number=4).update(given_to=person)

    told = words_of(built(played, by=person))

    assert ("Progress 4." in told, "Not for a contributor." in told) == (True, False)


def test_ask_twice_gives_the_one_in_the_making(played):
    first = pack.ask(played.year, by=played.lead.coordinator, at=LATER)

    assert pack.ask(played.year, by=played.lead.coordinator, at=LATER) == first
    assert Pack.objects.count() == 1


def test_ask_is_for_those_who_speak_advise_or_work_at_iqm(played):
    helper = scene.person("Helper")
    for somebody in (helper, staffed_school("Other").coordinator):
        with pytest.raises(NotPermitted):
            pack.ask(played.year, by=somebody, at=LATER)


@pytest.mark.rule("R27a")
def test_adviser_of_the_centre_asks_for_a_pack_and_no_other_adviser(played):
    allowed = (played.adviser, played.staff, played.lead.head, played.members[0].coordinator)

    assert [pack.ask(played.year, by=who, at=LATER).asked_by for who in allowed] == list(allowed)
    with pytest.raises(NotPermitted):
        pack.ask(played.year, by=scene.iqm_person("Another", "adviser"), at=LATER)


@pytest.mark.rule("R27c")
@pytest.mark.parametrize(
    ("silent", "status", "is_taken_again"),
    [
        (timedelta(seconds=29), MakingStatus.BUILDING, False),
        (timedelta(seconds=30), MakingStatus.INTERRUPTED, True),
        (timedelta(minutes=5), MakingStatus.INTERRUPTED, True),
    ],
)
def test_silent_builder_is_shown_as_unknown_and_taken_over(played, silent, status, is_taken_again):
    pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    claimed = pack.claim_one(LATER)

    assert Pack.objects.get().status_at(LATER + silent) == status
    assert (pack.claim_one(LATER + silent) is not None) == is_taken_again
    assert claimed.attempts == 1


@pytest.mark.rule("R27c")
def test_builder_that_was_taken_over_keeps_nothing(played):
    pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    slow = pack.claim_one(LATER)
    quick = pack.claim_one(LATER + timedelta(minutes=1))

    pack.keep(quick, b"%PDF quick", pages=1, at=LATER)
    with pytest.raises(making.ClaimLost):
        pack.keep(slow, b"%PDF slow", pages=1, at=LATER)
    with pytest.raises(making.ClaimLost):
        making.tell(slow, done=1, total=2, step="x", at=LATER)

    assert PackFile.objects.get().size == len(b"%PDF quick")


@pytest.mark.rule("R27c")
def test_pack_that_stops_three_times_is_given_up_and_says_so(played):
    pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    at = LATER
    for _ in range(3):
        assert pack.claim_one(at).failed_at is None
        at += timedelta(minutes=1)

    pack.claim_one(at)

    assert (Pack.objects.get().status, Pack.objects.get().attempts) == (MakingStatus.FAILED, 3)
    assert pack.ask(played.year, by=played.lead.coordinator, at=at).status == MakingStatus.QUEUED


def test_what_cannot_be_built_says_so(played, settings):
    made = pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]

    pack.build_one(pack.claim_one(LATER))

    made.refresh_from_db()
    assert made.status == MakingStatus.FAILED
    assert made.last_error == "The mistake is ours, and it has been noted for us to mend."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "There was no room left to keep it."),
        (PermissionError(errno.EACCES, "Permission denied"), "The mistake is ours"),
        (TooMuch("It is too long."), "It is too long."),
    ],
)
def test_whoever_waits_reads_a_sentence_and_no_error_of_a_machine(client, played, monkeypatch, error, said):
    made = pack.ask(played.year, by=played.lead.coordinator, at=LATER)

    def fail(*_args, **_more):
        raise error

    monkeypatch.setattr(pack, "keep", fail)
    pack.build_one(pack.claim_one(LATER))

    client.force_login(played.lead.coordinator, backend=BACKEND)
    text = unescape(client.get(reverse("reports:pack", args=[made.pk])).text)
    assert said in text
    assert "Errno" not in text


@pytest.mark.rule("R27c")
def test_file_that_has_gone_from_the_store_is_told_as_that(client, played):
    made = pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    pack.build_everything_waiting()
    kept = PackFile.objects.get(pack=made)
    kept.file.storage.delete(kept.file.name)

    client.force_login(played.lead.coordinator, backend=BACKEND)
    answer = client.get(reverse("reports:pack_file", args=[kept.pk]))

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "This file cannot be fetched now" in answer.text


@pytest.mark.rule("R26g")
@pytest.mark.parametrize("content", [b"", b"another report", None], ids=["emptied", "replaced", "one bit"])
def test_file_that_is_not_the_one_that_was_kept_is_given_to_nobody(client, played, content):
    made = pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    pack.build_everything_waiting()
    kept = PackFile.objects.get(pack=made)
    path = Path(kept.file.path)
    first, *rest = path.read_bytes()
    path.write_bytes(bytes([first ^ 1, *rest]) if content is None else content)

    client.force_login(played.lead.coordinator, backend=BACKEND)
    answer = client.get(reverse("reports:pack_file", args=[kept.pk]))

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "its fingerprint differs" in unescape(answer.text)


def test_page_of_a_pack_tells_how_far_it_is(client, played):
    made = pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    url = reverse("reports:pack", args=[made.pk])

    with time_machine.travel(LATER):
        client.force_login(played.lead.coordinator, backend=BACKEND)
        queued = client.get(url).text
        claimed = pack.claim_one(LATER)
        making.tell(claimed, done=1, total=4, step="Reading Lead School", at=LATER)
        working = client.get(reverse("reports:pack_progress", args=[made.pk])).text
        pack.build_one(claimed)
        ready = client.get(url).text

    assert "Waiting to be built" in queued
    assert ("1 of 4" in working, "Reading Lead School" in working) == (True, True)
    assert "Save the pack (PDF)" in ready
    assert "hx-trigger" not in ready


def test_claim_of_another_pack_is_never_kept(played):
    made = pack.ask(played.year, by=played.lead.coordinator, at=LATER)
    made.claim = uuid4()

    with pytest.raises(making.ClaimLost):
        pack.keep(made, b"%PDF", pages=1, at=LATER)


def files_of(document: PackFile) -> dict[str, bytes]:
    with document.file.open() as file, zipfile.ZipFile(file) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.rule("R27e")
@pytest.mark.parametrize(("bound", "most"), [("SIGNS_A_PART", 1), ("MOST_PAGES_OF_A_PART", 2)])
def test_large_pack_is_a_zip_of_whole_schools_with_an_index(played, monkeypatch, bound, most):
    monkeypatch.setattr(f"reviews.reports.pdf.pack.{bound}", most)

    document = built(played, by=played.staff)

    files = files_of(document)
    assert list(files) == ["Index.pdf", "Part 1 – Lead School.pdf", "Part 2 – Second School.pdf"]
    assert (document.is_bundle, document.name.endswith(".zip")) == (True, True)
    assert document.pages == sum(len(pypdfium2.PdfDocument(files[name])) for name in list(files)[1:])
    index, first, second = (" ".join(text_of(content).split()) for content in files.values())
    held = ["The Centre and its schools", "Lead School", "What belongs to the whole Centre", "Second School"]
    assert re.findall(r"The Centre and its schools|What belongs to the whole Centre|\w+ School(?!\.pdf)", index) == held
    assert ("Plans lodged" in first, "Annual payments" in first) == (True, False)
    assert ("Plans lodged" in second, "Annual payments" in second) == (False, True)
    assert [errors_in(content) for content in files.values()] == [[], [], []]
    assert set(document.pack.holds.all()) == set(played.year.reviews.all())


@pytest.mark.rule("R27e")
def test_same_pack_is_the_same_bytes(played, monkeypatch):
    monkeypatch.setattr("reviews.reports.pdf.pack.SIGNS_A_PART", 1)
    by = played.staff

    first, second = (pdf.review_pack(played.year, by, at=LATER, step=lambda *_told: None) for _time in range(2))

    assert first.content == second.content


@pytest.mark.rule("R27e")
def test_pack_of_one_long_school_is_one_document(played, monkeypatch):
    monkeypatch.setattr("reviews.reports.pdf.pack.MOST_PAGES_OF_A_PART", 1)
    monkeypatch.setattr("reviews.reports.selectors.pack.schools_of_pack", lambda *_of: [played.lead.school])

    made = pdf.review_pack(played.year, played.staff, at=LATER, step=lambda *_told: None)

    assert made.content_type == "application/pdf"
