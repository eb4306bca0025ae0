"""Which visits somebody sees, and which of them a conflict of interest holds up (R19, R44)."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from centres.membership.enums import CentreAccessKind
from centres.membership.models.membership import Membership
from centres.membership.querysets.access import centres_open_to
from centres.membership.querysets.centre import centres_of
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from reviews.update.enums import ReviewState
from reviews.update.querysets.review import ReviewQuerySet
from reviews.visits.enums import ConflictKind, VisitState
from schools.enums import SPEAKERS
from schools.holding import held_now
from schools.querysets import reads_every_school, schools_of

if TYPE_CHECKING:
    from reviews.update.models.review import Review
    from reviews.visits.models.visit import Visit, VisitedReview


def _centres_whose_visits(user: User) -> frozenset[int]:
    """The Centres for one of whose schools this person speaks, or which they advise or assess."""
    return centres_of(user, *SPEAKERS) | centres_open_to(user, CentreAccessKind.ADVISER, CentreAccessKind.ASSESSOR)


def _asked_to_declare(user: User) -> Q:
    """Visits for which this person is asked to declare interests: nothing else of the Centre is open to them (R19f)."""
    asked = Q(assessor=user, state=VisitState.APPOINTED, left_at=None)
    return asked if IqmRoleKind.ASSESSOR in user.iqm_roles else Q(pk__in=[])


def is_asked_to_declare(user: User, visit: "Visit") -> bool:
    """The same of one visit."""
    is_waiting = visit.state == VisitState.APPOINTED and visit.left_at is None
    return is_waiting and visit.assessor_id == user.pk and IqmRoleKind.ASSESSOR in user.iqm_roles


def sees_visit(user: User, visit: "Visit") -> bool:
    """The instance form of Visit.visible_to."""
    return reads_visits(user, visit.year.centre_id) or is_asked_to_declare(user, visit)


def reads_visits(user: User, centre_id: int) -> bool:
    """Whether this person sees the visits of this Centre, whoever makes them."""
    return reads_every_school(user) or centre_id in _centres_whose_visits(user)


def of_the_year(centre_column: str, user: User) -> Q:
    """Rows of a Centre whose visits this person sees."""
    return Q(**{f"{centre_column}__in": _centres_whose_visits(user)})


class VisitedReviewQuerySet(models.QuerySet["VisitedReview"]):
    def standing(self) -> Self:
        """Covered still: the visit was neither declined nor called off."""
        return self.filter(released_at=None)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> Self:
        """The office; whoever speaks for a school of the Centre; its adviser; its assessor while at work, and whoever
        is asked to become it.
        """
        seen = of_the_year("year__centre_id", user) | _asked_to_declare(user)
        return self if reads_every_school(user) else self.filter(seen)

    def live(self) -> Self:
        """Neither declined nor cancelled."""
        return self.exclude(state__in=[VisitState.DECLINED, VisitState.CANCELLED])

    def covering(self, review: "Review | OuterRef | int") -> Self:
        """Live visits that cover this review, the one of this number, or the one that an outer query names."""
        return self.live().filter(covers__review=review, covers__released_at=None)

    def at_work(self) -> Self:
        """Live and not yet finished."""
        return self.live().exclude(state=VisitState.DONE)

    def under_way(self) -> Self:
        """At work, accepted by an assessor who has not left since: these open the Centre to them."""
        return self.at_work().exclude(state=VisitState.APPOINTED).filter(left_at=None)

    def without_assessor(self) -> Self:
        """At work, while their assessor has left, or is none at IQM any more: somebody else is needed (R19g)."""
        held = IqmRole.objects.live().filter(user=OuterRef("assessor"), kind=IqmRoleKind.ASSESSOR)
        return self.at_work().filter(Q(left_at__isnull=False) | Q(assessor__is_active=False) | ~Exists(held))

    def in_conflict(self) -> Self:
        """Accepted and at work, while the assessor holds a role at a school of the Centre that nobody has waived,
        or that is younger than the waiver: they may not go on (R19).
        """
        members = Membership.objects.belonging()
        held = Q(held_now("school__roles__"), school__roles__user=OuterRef("assessor"))
        inside = members.filter(held, centre=OuterRef("year__centre"))
        younger = members.filter(
            held, centre=OuterRef("year__centre"), school__roles__granted_at__gt=OuterRef("waived_at")
        )
        begun = self.at_work().exclude(state=VisitState.APPOINTED)
        return begun.filter((~Q(waived__contains=[ConflictKind.ROLE]) & Exists(inside)) | Exists(younger))

    def without_conflict_of(self, assessor: User) -> Self:
        """The visits of this person with which they may go on."""
        own = self.filter(assessor=assessor, left_at=None)
        return own.exclude(pk__in=own.in_conflict().values("pk")) if schools_of(assessor) else own

    def for_list(self) -> Self:
        names = ("year__centre__name", *YEAR, "assessor__name", "assessor__email", "assessor__phone", "host__name")
        shown = only_columns(self, *names)
        schools = apps.get_model("visits", "VisitedReview").objects.filter(visit=OuterRef("pk")).order_by()
        number = schools.values("visit").annotate(number=Count("pk")).values("number")
        waits = Case(When(state=VisitState.APPOINTED, then=F("answer_by")))
        return shown.annotate(schools=Coalesce(Subquery(number), 0), answer_due_on=waits).order_by(
            F("agreed_on").desc(nulls_first=True), "-pk"
        )


def uncovered(reviews: "ReviewQuerySet") -> "ReviewQuerySet":
    """Of these reviews those not covered by any visit now, and not recorded by an earlier one."""
    covered = apps.get_model("visits", "VisitedReview").objects.standing().filter(review=OuterRef("pk"))
    return reviews.filter(~Exists(covered)).exclude(state=ReviewState.RECORDED)
