"""Whether who-sees-what holds on a copy: both forms of each rule for real people, and a stranger (R46g)."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Exists, Max, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import MD5, Cast

from centres.application.models.application import Application
from centres.application.querysets.application import reads_application
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.querysets.charge import reads_charge
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import Predicate, may
from iqm_coe.notifications.models.outbox import Delivery
from reviews.update.models.review import Review
from reviews.update.querysets.review import reads_review
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.visit import reads_visits
from schools.enums import SchoolRoleKind
from schools.models.award import Award
from schools.models.role import SchoolRole
from schools.models.school import School

PEOPLE_OF_A_ROLE, OTHER_PEOPLE, ROWS, LOT = 2, 4, 4, 7


@dataclass(frozen=True)
class TwoForms:
    """A rule as a page of one row asks it, and as a list does: `seen` are the rows that a person is shown."""

    rows: QuerySet[Model]
    seen: Callable[[User], QuerySet[Model]]
    holds: Predicate


def rules() -> dict[str, TwoForms]:
    """The rules that open most of the programme."""
    return {
        "schools": TwoForms(School.objects.all(), School.objects.visible_to, _permits("schools.see")),
        "awards": TwoForms(Award.objects.all(), Award.objects.visible_to, _permits("schools.see")),
        "roles": TwoForms(SchoolRole.objects.all(), SchoolRole.objects.visible_to, _permits("schools.see_role")),
        "mails": TwoForms(
            Delivery.objects.filter(message__is_confidential=False).select_related("message"),
            Delivery.objects.visible_to,
            _permits("notifications.read_body"),
        ),
        "applications": TwoForms(Application.objects.all(), Application.objects.visible_to, reads_application),
        "charges": TwoForms(Charge.objects.select_related("membership"), Charge.objects.visible_to, reads_charge),
        "lines of invoices": TwoForms(
            InvoiceLine.objects.select_related("charge__membership"),
            InvoiceLine.objects.visible_to,
            lambda user, row: reads_charge(user, row.charge),
        ),
        "reviews": TwoForms(Review.objects.select_related("year"), Review.objects.visible_to, reads_review),
        "visits": TwoForms(
            Visit.objects.select_related("year"),
            Visit.objects.visible_to,
            lambda user, row: reads_visits(user, row.year.centre_id),
        ),
    }


def _permits(permission: str) -> Predicate:
    return lambda user, row: may(user, permission, row)


def disagreements() -> Iterator[tuple[int, list[str]]]:
    """For each rule how many pairs of a person and a row were asked, and where its forms differ or a stranger sees."""
    people = list(_people())
    for name, rule in rules().items():
        drawn = _drawn(rule)
        pairs = [(person, row) for person in people for row in {*drawn, *_some_seen(rule, person)}]
        wrong = [
            f"{name}: {row._meta.label_lower} {row.pk}, person {person.pk}"
            for person, row in pairs
            if rule.seen(person).filter(pk=row.pk).exists() != rule.holds(person, row)
        ]
        yield len(pairs), wrong + [f"{name}: a stranger sees {row}" for row in _seen_by_a_stranger(rule)]


def _people() -> Iterator[User]:
    """Some of every role there is, and some without any: drawn by lot, the same each time."""
    drawn = User.objects.filter(is_active=True).annotate(lot=MD5(Cast("pk", CharField()))).order_by("lot")
    of_iqm, of_a_school = IqmRole.objects.live(), SchoolRole.objects.live()
    for role in IqmRoleKind:
        yield from drawn.filter(Exists(of_iqm.filter(kind=role, user=OuterRef("pk"))))[:PEOPLE_OF_A_ROLE]
    for kind in SchoolRoleKind:
        yield from drawn.filter(Exists(of_a_school.filter(kind=kind, user=OuterRef("pk"))))[:PEOPLE_OF_A_ROLE]
    holds_any = Q(pk__in=of_iqm.values("user")) | Q(pk__in=of_a_school.values("user"))
    yield from drawn.exclude(holds_any)[:OTHER_PEOPLE]


def _drawn(rule: TwoForms) -> list[Model]:
    """Rows of anybody, drawn by their numbers: what is asked does not grow with the table."""
    ends = rule.rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    lot = random.Random(LOT)  # noqa: S311 - the same each time
    numbers = [lot.randint(ends["first"], ends["last"]) for _ in range(50 * ROWS)]
    found = list(rule.rows.filter(pk__in=numbers).order_by("pk"))
    return lot.sample(found, min(len(found), 2 * ROWS))


def _some_seen(rule: TwoForms, person: User) -> list[Model]:
    """The first and the last that this person is shown."""
    seen = rule.seen(person).order_by("pk").values_list("pk", flat=True)
    return list(rule.rows.filter(pk__in=[*seen[: ROWS // 2], *seen.reverse()[: ROWS // 2]]))


def _seen_by_a_stranger(rule: TwoForms) -> list[str]:
    """What somebody is shown who has just signed up and holds no role; they are gone again afterwards."""
    with transaction.atomic():
        stranger = User.objects.create(email="nobody@copy.invalid", name="Nobody")
        seen = [str(pk) for pk in rule.seen(stranger).values_list("pk", flat=True)[:3]]
        seen += [str(row.pk) for row in rule.rows.order_by("pk")[:ROWS] if rule.holds(stranger, row)]
        transaction.set_rollback(True)
    return seen
