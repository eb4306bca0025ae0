"""Everything about one person leaves as a file, for whoever may have it, and nothing of anybody else's (R46a)."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.urls import reverse

from iqm_coe.accounts import limits
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.personal import columns_to_people, declared_told, declared_untold
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import rewritten
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.records.conditions import withdrawal as content
from iqm_coe.records.flows import clearing, withdrawal
from iqm_coe.records.flows import export as flows
from iqm_coe.records.models.export import KEPT, Export, ExportFile
from iqm_coe.records.selectors.export import everything_about, in_words
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from reviews.update.models.evidence import AnswerFile
from tests import visits
from tests.clock import NOW
from tests.documents import upload
from tests.factories.accounts import IqmInvitationFactory
from tests.factories.notifications import DeliveryFactory
from tests.factories.schools import RoleInvitationFactory
from tests.meta.cast import cast
from tests.scene import iqm_person, person
from tests.whole import in_the_whole
from tests.worlds import world

pytestmark = pytest.mark.django_db
opened = world(visits.opened)


@pytest.fixture
def ada(db) -> User:
    return iqm_person("Ada", "administrator")


def told_ways() -> set[str]:
    """Every column that the rooms tell, or say to leave out."""
    ways = {f"{label}.{way}" for label, told in declared_told().items() for way in (*told.own, *told.acted)}
    return ways | set(declared_untold())


@pytest.mark.rule("R46a")
def test_every_column_that_leads_to_a_person_is_told_or_left_out_with_a_reason():
    assert columns_to_people(User) - told_ways() == set()
    assert all(why.strip() for why in declared_untold().values())
    labels = {model._meta.label for model in apps.get_models()}
    assert {name if name in labels else name.rpartition(".")[0] for name in declared_untold()} <= labels


@pytest.mark.rule("R46a")
def test_every_column_of_addresses_is_looked_at_for_theirs():
    """By hand: the tables of addresses, each found by the person or by the address."""
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField)
    }
    assert columns == {
        "account.EmailAddress.email",
        "accounts.IqmInvitation.email",
        "accounts.User.email",
        "billing.Payer.email",
        "membership.CentreInvitation.contact_email",
        "notifications.Delivery.address",
        "schools.RoleInvitation.email",
    } | ({"demo.DemoMail.address"} & columns)
    for column in columns - {"demo.DemoMail.address"}:
        told = declared_told()[column.rpartition(".")[0]]
        assert told.found or told.own, column


@in_the_whole
@pytest.mark.rule("R46a")
def test_each_declared_way_can_be_read():
    """Of everybody in a whole world: no way is misspelled, and none of the declarations is empty words."""
    made = cast("issued")
    kinds = {kind.table for who in made.people.values() for kind in everything_about(who).kinds}
    assert len(kinds) > 30


def archive_of(export: Export) -> zipfile.ZipFile:
    with export.document.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def made(who: User, by: User, *, at=NOW, reason: str = "") -> Export:
    asked = flows.ask(who, by=by, at=at, reason=reason)
    flows.build_everything_waiting()
    asked.refresh_from_db()
    return asked


@pytest.fixture
def clara(opened) -> User:
    """A coordinator with something of every sort."""
    who: User = opened.lead.coordinator
    User.objects.filter(pk=who.pk).update(phone="020 7946 1234")
    who.refresh_from_db()
    answer = opened.review.answers.get(element__number=1)
    answer_flows.save(answer, rewritten(answer.texts(), {"progress": "We read more."}), by=who, at=NOW)
    evidence.add_file(answer, upload("proof.pdf"), title="Proof", by=who, at=NOW)
    RoleInvitationFactory(school=opened.lead.school, email=who.email, kind="finance", state="lapsed", answered_at=NOW)
    other = person("Zebedee", email="zebedee@private.example")
    IqmInvitationFactory(email=other.email, invited_by=who)
    DeliveryFactory(user=who, address=who.email, text="Words to Clara.")
    sign_in.remember(who, "sign_in", at=NOW, origin=Origin("192.0.2.7", "Firefox on Windows"))
    sign_in.count_failure(limits.hashes_of([who.email])[0], TriedStep.PASSWORD, at=NOW, origin=Origin("192.0.2.9", ""))
    record_event(who, "note", by=None, at=NOW, reason="She asked twice.")
    return who


@pytest.mark.rule("R46a")
def test_holds_data_a_page_and_files(clara, ada):
    archive = archive_of(made(clara, clara))
    told = json.loads(archive.read("data.json"))
    kinds = {(kind["table"], kind["as"]): kind["rows"] for kind in told["kinds"]}
    page = archive.read("index.html").decode()

    assert told["person"] == clara.pk
    (own,) = kinds["accounts.User", ""]
    assert (own["name"], own["email"], own["phone"]) == (clara.name, clara.email, "020 7946 1234")
    assert "password" not in own
    assert [row["email"] for row in kinds["schools.RoleInvitation", ""]] == [clara.email]
    assert [row["progress"] for row in kinds["update.Answer", ""] if row["progress"]] == ["We read more."]
    assert [row["text"] for row in kinds["notifications.Delivery", ""] if row["text"] == "Words to Clara."]
    assert "She asked twice." in [row["text"] for row in kinds["accounts.EventNote", ""]]
    assert [row["network_address"] for row in kinds["accounts.EventOrigin", ""]] == ["192.0.2.7"]
    assert [row["network_address"] for row in kinds["accounts.FailedTries", ""]] == ["192.0.2.9"]
    (file,) = [name for name in archive.namelist() if name.startswith("files/")]
    assert file == kinds["update.AnswerFile", ""][0]["kept_as"]
    assert archive.read(file).startswith(b"%PDF")
    assert "We read more." in page
    assert "http://" not in page.replace("http://127", "")
    assert "<script" not in page


@pytest.mark.rule("R46a")
def test_page_speaks_to_a_person_and_the_data_to_programs(clara, ada):
    archive = archive_of(made(clara, clara))
    page, data = archive.read("index.html").decode(), archive.read("data.json").decode()

    for code in ("accounts.user", "{&#x27;", ">True<", ">False<", "sign_in<", "+00:00"):
        assert code not in page
    assert "accounts.user" in data
    for words in ("Signed in", "Monday 23 November 2026, 10:00 GMT", "<dd>Person</dd>", "<dd>Yes</dd>"):
        assert words in page


@pytest.mark.rule("R46a")
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "Yes"),
        (False, "No"),
        (NOW, "Monday 23 November 2026, 10:00 GMT"),
        (NOW.date(), "Monday 23 November 2026"),
        ({"why": "role", "until": "2026-11-23"}, "Why: role\nUntil: Monday 23 November 2026"),
        (["a", 2, None], "a\n2\n"),
        ("As it is.", "As it is."),
    ],
)
def test_value_is_told_as_people_say_it(value, words):
    assert in_words("facts", value) == words


@pytest.mark.rule("R46a")
def test_holds_no_address_of_anybody_else_and_no_secret(clara, ada):
    content = archive_of(made(clara, clara))
    words = content.read("data.json").decode() + content.read("index.html").decode()
    others = User.objects.exclude(pk=clara.pk)
    kinds = json.loads(content.read("data.json"))["kinds"]

    assert {other.email for other in others if other.email in words} == set()
    assert clara.password not in words or clara.password == "!"
    acted = [kind for kind in kinds if (kind["table"], kind["as"]) == ("accounts.IqmInvitation", "invited by")]
    assert ["email" in kind["rows"][0] for kind in acted] == [False]
    told = {name for kind in kinds for row in kind["rows"] for name in row}
    assert {"key", "session_key", "data"} & told == set()


@pytest.mark.rule("R46a")
def test_person_is_told_and_the_reason_stands_in_the_trail(clara, ada):
    one = made(clara, ada, reason="Their solicitor asked.")

    mail = Message.objects.get(kind="records/export_asked")
    assert (mail.audience_of, mail.context["is_own"]) == ({"ids": [clara.pk]}, False)
    event = Event.objects.get(subject_type="records.export", subject_id=one.pk, action="ask")
    assert (event.by, event.reason, event.facts) == (ada, "Their solicitor asked.", {"person": clara.pk})


@pytest.mark.rule("R46a")
def test_asking_again_while_it_is_made_gives_the_same(clara):
    first = flows.ask(clara, by=clara, at=NOW)
    assert flows.ask(clara, by=clara, at=NOW) == first


@pytest.mark.rule("R46a")
def test_nobody_else_asks_or_saves(clara, ada, client):
    one = made(clara, clara)
    with pytest.raises(NotPermitted):
        flows.ask(clara, by=person("Nina"), at=NOW)
    for who, status in ((person("Tom"), 404), (ada, 404), (clara, 200)):
        client.force_login(who)
        answer = client.get(reverse("records:export_file", args=[one.document.pk]))
        assert answer.status_code == status, who
        if answer.streaming:
            assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))
    seen = {who: Export.objects.visible_to(who).count() for who in (clara, ada)}
    assert seen == {clara: 1, ada: 0}
    of_ada = made(clara, ada, reason="Asked.")
    assert list(Export.objects.visible_to(ada)) == [of_ada]
    assert list(ExportFile.objects.visible_to(clara)) == [one.document]


@pytest.mark.rule("R46a")
@pytest.mark.parametrize(("late", "gone"), [(timedelta(seconds=-1), 0), (timedelta(0), 1), (timedelta(days=1), 1)])
def test_file_goes_after_a_week(clara, late, gone, django_capture_on_commit_callbacks):
    one = made(clara, clara)
    name = one.document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert clearing.clear(at=NOW + KEPT + late).cleared["records.ExportFile"] == gone
    assert (ExportFile.objects.count(), default_storage.exists(name)) == (1 - gone, not gone)
    assert clearing.clear(at=NOW + KEPT + late).cleared["records.ExportFile"] == 0
    assert Event.objects.filter(subject_type="records.export", action="clear").count() == gone


@pytest.mark.rule("R46a")
@pytest.mark.parametrize(("passage", "left"), [("She asked", 0), ("her solicitor", 1)])
def test_file_goes_when_what_stands_in_it_is_withdrawn(clara, ada, passage, left, django_capture_on_commit_callbacks):
    record_event(clara, "note", by=None, at=NOW, reason='"She  asked"\ntwice.')
    one = made(clara, clara)
    record_event(ada, "note", by=None, at=NOW, reason="So said her solicitor.")
    name = one.document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        withdrawal.withdraw_passage(list(content.found(passage)), passage, by=ada, at=NOW, reason="Named.")
    assert (ExportFile.objects.count(), default_storage.exists(name)) == (left, bool(left))


@pytest.mark.rule("R46a")
def test_file_goes_when_a_file_in_it_is_withdrawn(clara, ada):
    made(clara, clara)
    withdrawal.withdraw_file(AnswerFile.objects.get(), by=ada, at=NOW, reason="Named.")
    assert not ExportFile.objects.exists()
