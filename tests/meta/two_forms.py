"""Each rule that is asked of a list and of one row: both forms, and by hand who reads any of its rows at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from centres.application.models.application import Application
from centres.application.querysets.application import reads_application
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.querysets.charge import reads_charge
from centres.consultancy.models.ledger import LedgerEntry
from centres.consultancy.querysets.ledger import reads_log, sees_log
from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import centres_open_to
from centres.membership.querysets.centre import sees_centre
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_finance
from iqm_coe.lib.permissions import may
from iqm_coe.notifications.models.outbox import Delivery
from reviews.update.models.review import Review
from reviews.update.querysets.review import reads_review
from reviews.visits.models.date import DateRound
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.visit import reads_visits, sees_visit
from schools.models.award import Award
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School
from tests.meta.cast import Cast

OFFICE = ("staff", "staff_here", "administrator")
SPEAKERS = ("coordinator", "head", "delegate")
OTHER_SPEAKERS = ("peer", "stranger", "left", "invited")  # of schools of their own
OF_A_SCHOOL = (*SPEAKERS, *OTHER_SPEAKERS, "contributor", "finance_contact")


@dataclass(frozen=True)
class Rule:
    """Its rows, its two forms, the column by which a row belongs to a stage's world, and who reads a row at all."""

    model: type
    own: str
    listed: Callable[[QuerySet, User], QuerySet]
    holds: Callable[[User, Any], bool]
    read_by: frozenset[str]
    joins: tuple[str, ...] = ()

    def rows(self) -> QuerySet:
        return self.model.objects.select_related(*self.joins)

    def own_rows(self, made: Cast) -> set[int]:
        """The rows of the world of one stage: of its schools, its people or its Centre."""
        column, _, of = self.own.partition(" of ")
        named = {
            "schools": [made.things["school"]["pk"], made.member_school.pk],
            "centre": [made.things.get("centre", {}).get("pk")],
            "people": [one.pk for one in made.people.values()],
            "addresses": [one.email for one in made.people.values()],
        }
        return set(self.model.objects.filter(**{f"{column}__in": named[of]}).values_list("pk", flat=True))


def _visible(rows: QuerySet, user: User) -> QuerySet:
    return rows.visible_to(user)


def _addressed(rows: QuerySet, user: User) -> QuerySet:
    return rows.addressed_to(user)


def _handled(rows: QuerySet, user: User) -> QuerySet:
    return rows.exclude(pk__in=rows.own_of(user).values("pk")) if is_finance(user, None) else rows.none()


def _permitted(permission: str) -> Callable[[User, Any], bool]:
    return lambda user, row: may(user, permission, row)


def _opened(*kinds: str) -> Callable[[QuerySet, User], QuerySet]:
    held = Q(kind__in=kinds) if kinds else Q()
    return lambda rows, user: rows.filter(pk__in=CentreAccess.objects.live().filter(held, user=user).values("centre"))


def _rule(
    rows: str, holds: Callable[[User, Any], bool], *read_by: str, listed: Any = _visible, joins: tuple[str, ...] = ()
) -> Rule:
    """`rows` says the model and its column: `Charge.membership__school of schools`."""
    label, _, own = rows.partition(".")
    return Rule(MODELS[label], own, listed, holds, frozenset(read_by), joins)


MODELS = {
    one.__name__: one
    for one in (
        *(Application, Award, Centre, CentreYear, Charge, DateRound, Delivery, InvoiceLine, IqmInvitation),
        *(LedgerEntry, Review, RoleInvitation, School, SchoolRole, Visit),
    )
}
ADVISER, ASSESSOR = CentreAccessKind.ADVISER, CentreAccessKind.ASSESSOR

RULES = {
    "school": _rule("School.pk of schools", _permitted("schools.see"), *OFFICE, *OF_A_SCHOOL),
    "award": _rule("Award.school of schools", _permitted("schools.see"), *OFFICE, *OF_A_SCHOOL),
    "role": _rule("SchoolRole.school of schools", _permitted("schools.see_role"), *OFFICE, *OF_A_SCHOOL),
    "delivery": _rule(
        *("Delivery.user of people", _permitted("notifications.read_body"), *OFFICE, "coordinator"),
        joins=("message",),
    ),
    "role invitation": _rule(
        *("RoleInvitation.email of addresses", _permitted("accounts.answer_invitation"), "nobody"), listed=_addressed
    ),
    "IQM invitation": _rule(
        *("IqmInvitation.email of addresses", _permitted("accounts.answer_invitation"), "nobody"), listed=_addressed
    ),
    "application": _rule("Application.centre of centre", reads_application, *OFFICE, *SPEAKERS, "peer", "stranger"),
    "Centre": _rule(
        *("Centre.pk of centre", lambda user, row: sees_centre(user, row.pk)),
        *(*OFFICE, *SPEAKERS, "peer", "stranger", "adviser", "other_adviser", "visiting"),
    ),
    "charge": _rule(
        *("Charge.membership__school of schools", reads_charge, "staff", "staff_here", "finance"),
        *(*SPEAKERS, "peer", "finance_contact"),
        joins=("membership",),
    ),
    "handled charge": _rule(
        *("Charge.membership__school of schools", _permitted("billing.price_charge"), "finance"),
        listed=_handled,
        joins=("membership",),
    ),
    "line": _rule(
        *("InvoiceLine.charge__membership__school of schools", lambda user, row: reads_charge(user, row.charge)),
        *("staff", "staff_here", "finance", *SPEAKERS, "peer", "finance_contact"),
        joins=("charge__membership",),
    ),
    "log": _rule(
        *("CentreYear.centre of centre", lambda user, row: reads_log(user, row.centre_id)),
        *(*OFFICE, "finance", *SPEAKERS, "peer", "adviser"),
        listed=lambda rows, user: rows.filter(sees_log("centre_id", user)),
    ),
    "entry": _rule(
        *("LedgerEntry.year__centre of centre", lambda user, row: reads_log(user, row.year.centre_id)),
        *(*OFFICE, "finance", *SPEAKERS, "peer", "adviser"),
        joins=("year",),
    ),
    "review": _rule(
        *("Review.school of schools", reads_review, *OFFICE, *SPEAKERS, "peer", "contributor", "visiting"),
        joins=("year",),
    ),
    "visit": _rule(
        *("Visit.year__centre of centre", sees_visit),
        *(*OFFICE, *SPEAKERS, "peer", "adviser", "visiting"),
        joins=("year",),
    ),
    "round": _rule(
        *("DateRound.visit__year__centre of centre", lambda user, row: reads_visits(user, row.visit.year.centre_id)),
        *(*OFFICE, *SPEAKERS, "peer", "adviser", "visiting"),
        joins=("visit__year",),
    ),
    "access": _rule(
        *("Centre.pk of centre", lambda user, row: row.pk in centres_open_to(user)),
        *("adviser", "other_adviser", "visiting"),
        listed=_opened(),
    ),
    "adviser's access": _rule(
        *("Centre.pk of centre", lambda user, row: row.pk in centres_open_to(user, ADVISER), "adviser"),
        "other_adviser",
        listed=_opened(ADVISER),
    ),
    "assessor's access": _rule(
        *("Centre.pk of centre", lambda user, row: row.pk in centres_open_to(user, ASSESSOR), "visiting"),
        listed=_opened(ASSESSOR),
    ),
}
