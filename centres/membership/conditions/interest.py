"""Who has an interest in a Centre, so that somebody else decides about it (R10, R48)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.registry import Registry
from schools.models.role import SchoolRole

_sources = Registry[Callable[[Centre], QuerySet[Any]]]()
# An upper app adds the numbers of people whose part in a Centre counts too: `@counts_as_interest("centre")`.
counts_as_interest = _sources.declare


def people_with_interest(centre: Centre) -> QuerySet[User]:
    """Whoever holds a role at a school that stands in, or is invited to, the Centre; or held one since it began; or
    whom an upper app counts. Leaving a school a moment before does not help.
    """
    places = Membership.objects.belonging().filter(centre=centre).values("school")
    invited = CentreInvitation.objects.open().filter(centre=centre).values("school")
    there = SchoolRole.objects.filter(Q(school__in=places) | Q(school__in=invited))
    held = there.filter(Q(ended_at=None) | Q(ended_at__gte=centre.started_at)).values("user")
    counted = Q(pk__in=held)
    for source in _sources.of("centre"):
        counted |= Q(pk__in=source(centre))
    people: QuerySet[User] = User.objects.filter(counted)
    return people
