"""Whose head has still to agree to the annual visit and the annual update (R9)."""

from django.db.models import Count, Q

from centres.application.conditions.application import open_criteria
from centres.application.enums import AGREED
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.querysets.membership import MembershipQuerySet


def without_agreement(centre: Centre) -> MembershipQuerySet:
    """The schools of the Centre for which one of the two agreements is not given."""
    standing = Count("agreements", filter=Q(agreements__superseded_at=None))
    places: MembershipQuerySet = centre.memberships.belonging().annotate(given=standing)
    return places.filter(given__lt=len(AGREED))


def owed_by(place: Membership) -> list[str]:
    """Which of the two agreements are asked of this school now, and stand neither given nor closed."""
    given = set(place.agreements.filter(superseded_at=None).values_list("criterion", flat=True))
    return [one.value for one in AGREED if one in open_criteria(place.centre.application) and one not in given]
