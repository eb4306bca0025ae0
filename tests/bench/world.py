"""Rows for the benchmarks, made set by set."""

from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.models.outbox import Delivery, Message
from schools.models.school import School
from tests.clock import NOW
from tests.factories.accounts import UserFactory


def add_schools(count: int, start: int = 0) -> list[School]:
    """Schools named in order."""
    return School.objects.bulk_create(
        School(name=f"School {start + number:05d}", town="Ashford", phase="Primary", pupils=200 + number % 900)
        for number in range(count)
    )


def add_applications(count: int) -> None:
    """Draft applications of Centres of one school."""
    by = UserFactory()
    schools = list(School.objects.exclude(memberships__isnull=False).order_by("pk")[:count])
    centres = Centre.objects.bulk_create(
        Centre(name=f"Centre of {school.name}", lead_school=school, started_at=NOW, started_by=by) for school in schools
    )
    Application.objects.bulk_create(Application(centre=centre) for centre in centres)
    Membership.objects.bulk_create(
        Membership(centre=centre, school=centre.lead_school, joined_at=NOW) for centre in centres
    )


def add_deliveries(count: int) -> None:
    """Mails that went."""
    message = Message.objects.create(kind="application/declined", audience="address", created_at=NOW, addressed_at=NOW)
    Delivery.objects.bulk_create(
        Delivery(
            message=message,
            address=f"reader{number}@people.example",
            subject=f"A subject that says what it is about, number {number}",
            text="Some words. " * 40,
            html="<p>Some words.</p>" * 40,
            created_at=NOW,
            next_attempt_at=NOW,
            claimed_at=NOW,
            handed_over_at=NOW,
            sent_at=NOW,
        )
        for number in range(count)
    )


def add_people(count: int) -> None:
    """People with a sign-in."""
    start = User.objects.count()
    User.objects.bulk_create(
        User(name=f"Person {start + number:05d}", email=f"somebody{start + number}@people.example", password="!")
        for number in range(count)
    )


def add_events(count: int) -> None:
    """What somebody wrote down about one school after the other."""
    by, schools = UserFactory(), list(School.objects.order_by("pk").values_list("pk", flat=True)[:200])
    Event.objects.bulk_create(
        Event(at=NOW, by=by, action="change", subject_type="schools.school", subject_id=schools[number % len(schools)])
        for number in range(count)
    )
