"""The world in which histories begin: something waits there for every job. It is made once, and copied for each."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from centres.billing.flows import invoice
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.flows import factor_reset, sign_in
from iqm_coe.accounts.flows import invitation as iqm_invitation
from iqm_coe.accounts.models.user import User
from iqm_coe.celery import app
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.schedule import declared_entries
from iqm_coe.lists.acts import declared_acts
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.flows import batch
from iqm_coe.notifications.flows import delivery
from iqm_coe.operations.flows import schedule
from iqm_coe.records.flows import erasure, export
from reviews.reports.flows import pack
from reviews.update.flows import answer
from schools.flows import award, joining, register, role
from schools.models.school import School
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.databases import connected_to, drop, migrated_template
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory
from tests.histories import line
from tests.integration.schools.test_register import OTHER, ROW, file_of

LEFT = "2020/01/left.pdf"


class Clock:
    """The time of a history, handed in wherever the product asks for it; nothing waits for the real one."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def told_by(clock: Clock) -> Iterator[None]:
    """Only the product's own clock is told: sockets, threads and servers keep theirs."""
    with patch.object(timezone, "now", clock):
        yield


def make() -> None:
    """A Centre whose report is with the school, one to be approved, money owed, and what each job waits for."""
    app.loader.import_default_modules()
    seen = visits.factual()
    office = {name: scene.iqm_person(name, kind) for name, kind in (("Fay", "finance"), ("Ada", "administrator"))}
    applying = scene.Scene(seen.staff, seen.played.adviser, scene.staffed_school("Hill School"))
    applying.start()
    applying.join(scene.staffed_school("Vale School"))
    later = scene.staffed_school("Later School", has_award=False)
    AwardFactory(school=later.school, valid_from=date(2026, 12, 10))
    applying.join(later)
    applying.complete().send()
    School.objects.update(pupils=300)
    _awaiting(seen)
    delivery.deliver_everything_due(timezone.now)  # what follows is enough for a history to lose
    invoice.issue_for_year(seen.year, by=office["Fay"], at=NOW)
    _invitations(seen, office["Ada"])
    _to_be_made(seen)
    _left_behind(seen)
    _signed_in(seen)
    _records(seen, office["Ada"])
    _many_at_once(seen)
    schedule.expect(declared_entries(), at=NOW)


def _awaiting(seen: visits.Visited) -> None:
    """A Centre, active, with a school that is let in once its award begins."""
    lead = scene.staffed_school("Dale School")
    active = scene.Scene(seen.staff, seen.played.adviser, lead).start()
    for name in ("Moor School", "Fell School"):
        active.join(scene.staffed_school(name))
    waits = scene.staffed_school("Wait School", has_award=False)
    AwardFactory(school=waits.school, valid_from=date(2026, 12, 1))
    active.join(waits)
    active.complete().send().approve()


def _invitations(seen: visits.Visited, ada: User) -> None:
    scene.iqm_person("Bea", "administrator")
    factor_reset.ask(scene.iqm_person("Olu", "adviser"), by=ada, at=NOW, reason="A lost telephone.")
    iqm_invitation.invite_to_iqm("new@iqm.example", "staff", by=ada, at=NOW)
    role.invite(seen.lead.school, email="new@school.example", kind="contributor", by=seen.lead.coordinator, at=NOW)
    joining.ask(SchoolFactory(), kind="contributor", words="I teach.", by=scene.person("Newcomer"), at=NOW)
    SchoolRoleFactory(user=scene.person("Cover"), kind="contributor", granted_at=NOW - days(3), until=TODAY - days(1))
    forming = scene.Scene(seen.staff, seen.played.adviser, scene.staffed_school("Glen School")).start()
    forming.invite(scene.staffed_school("Asked School"))


def _to_be_made(seen: visits.Visited) -> None:
    Scan.objects.create(sha256="0" * 64, asked_at=NOW)  # handed in while a scanner was away that is there no more
    pack.ask(seen.year, by=seen.lead.coordinator, at=NOW)
    upload = SimpleUploadedFile("register.csv", file_of(ROW, OTHER), "text/csv")
    register.hand_in(upload, by=seen.staff, at=NOW)
    ends = scene.staffed_school("Ends School", has_award=False).school
    AwardFactory(school=ends, valid_from=TODAY - days(1000), valid_until=TODAY + days(40), recorded_at=NOW - days(900))
    award.record(SchoolFactory(name="New School"), kind="international", awarded_on=TODAY, by=seen.staff, at=NOW)


def _left_behind(seen: visits.Visited) -> None:
    """An element given to somebody who was taken out by no step of the product, and a file that no row names."""
    centre = CentreYear.objects.exclude(pk=seen.year.pk).earliest("pk").centre
    lead = scene.Staffed(centre.lead_school, *_people(centre.lead_school))
    leaver = SchoolRoleFactory(school=lead.school, kind="contributor")
    review = centre.years.get().reviews.get(school=lead.school)
    answer.give(review.answers.earliest("pk"), leaver.user, by=lead.coordinator, at=NOW)
    leaver.delete()
    default_storage.save(LEFT, ContentFile(b"%PDF left"))


def _signed_in(seen: visits.Visited) -> None:
    """A sign-in that was remembered, and one that failed: from where is to be forgotten."""
    origin = Origin("127.0.0.1", "Firefox on Windows")
    sign_in.remember(seen.lead.coordinator, "sign_in", at=NOW, origin=origin)
    sign_in.begin(seen.lead.coordinator, key="of a session", idle_minutes=120, at=NOW, origin=origin)
    sign_in.count_failure("of nobody", TriedStep.PASSWORD, at=NOW, origin=origin)


def _records(seen: visits.Visited, ada: User) -> None:
    """An export that is to be made, one whose file is to go, and the mail of an erasure that is to be emptied."""
    export.ask(seen.lead.head, by=ada, at=NOW, reason="Asked.")
    export.build_everything_waiting()
    export.ask(seen.lead.coordinator, by=ada, at=NOW, reason="Asked.")
    erasure.erase(scene.person("Gwen Gone"), cause="asked", by=ada, at=NOW, reason="By letter.")


def _many_at_once(seen: visits.Visited) -> None:
    """A plan that gets more time, by one press that nobody has carried out yet."""
    act, plan = declared_acts()["more_time_plans"], Plan.objects.outstanding().latest("pk")
    made = batch.choose(act, [plan.pk], came_from="", by=seen.staff, at=NOW)
    typed = {"until": [(TODAY + days(360)).isoformat()], "reason": ["They moved."]}
    form = act.form.refilled(typed, user=seen.staff)
    assert form.is_valid(), form.errors
    made = batch.answer(made, form, by=seen.staff, at=NOW)
    batch.begin(made, read=fingerprint_of(made), by=seen.staff, at=NOW)


def _people(school: School) -> list[User]:
    return [school.roles.get(kind=kind).user for kind in ("coordinator", "headteacher")]


@dataclass
class Place:
    """Where copies are made of one world: a database and a folder of files."""

    world: str
    copy: str
    folder: Path
    taken: Counter[str] = field(default_factory=Counter)  # what a server took while the world was made

    @contextmanager
    def copied(self) -> Iterator[None]:
        """Within the block the database and the files are a fresh copy."""
        files = self.folder / "copy"
        shutil.rmtree(files, ignore_errors=True)
        shutil.copytree(self.folder / "world", files)
        _create(self.copy, self.world)
        with override_settings(MEDIA_ROOT=str(files)), connected_to(self.copy):
            cache.clear()
            line.SERVER = line.Server()
            line.SERVER.taken.update(self.taken)
            yield


def _create(name: str, template: str) -> None:
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@contextmanager
def place(folder: Path, name: str) -> Iterator[Place]:
    """Make the world, to be copied; it goes at the end. Whoever does so beside others gives a name of its own."""
    made = Place(f"iqm_coe_world_{name}", f"iqm_coe_history_{name}", folder)
    (folder / "world").mkdir()
    _create(made.world, migrated_template())
    mail = {"EMAIL_BACKEND": "tests.histories.line.Backend", "EMAIL_HOST": "127.0.0.1"}
    try:
        with override_settings(**mail):
            line.SERVER = line.Server()
            with (
                override_settings(MEDIA_ROOT=str(folder / "world")),
                told_by(Clock()),
                connected_to(made.world),
            ):
                make()
            made.taken = line.SERVER.taken
            yield made
    finally:
        drop(made.copy)
        drop(made.world)
