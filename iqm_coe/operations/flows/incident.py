"""Incidents: each is opened once, ended once, and told at both ends once, whoever watches at the same time (R39e)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from iqm_coe.operations.enums import Trouble
from iqm_coe.operations.models.incident import Incident

# Whoever claimed the telling and was not done after so long has died, or the mail server took nothing.
TELLING = timedelta(minutes=2)
BEGUN = Q(told_at=None, ended_at=None)
OVER = Q(told_at__isnull=False, ended_at__isnull=False, end_told_at=None)


def begin(trouble: Trouble, name: str, *, began_at: datetime, at: datetime, detail: str = "") -> None:
    """Somebody sees it; where it stands already, its detail is brought up to date."""
    Incident.objects.bulk_create(
        [Incident(trouble=trouble, name=name[:300], detail=detail, began_at=began_at, seen_at=at)],
        ignore_conflicts=True,
    )
    standing(trouble).filter(name=name[:300]).exclude(detail=detail).update(detail=detail)


def end(trouble: Trouble, names: Collection[str], *, at: datetime) -> None:
    """What stands of these is over."""
    standing(trouble).filter(name__in=[name[:300] for name in names]).update(ended_at=at)


def keep(trouble: Trouble, found: Mapping[str, str], *, at: datetime) -> None:
    """What was found with its details stands; what stood and was not found is over."""
    for name, detail in found.items():
        begin(trouble, name, began_at=at, at=at, detail=detail)
    known = {name[:300] for name in found}
    end(trouble, set(standing(trouble).values_list("name", flat=True)) - known, at=at)


def standing(trouble: Trouble) -> QuerySet[Incident]:
    return Incident.objects.filter(trouble=trouble, ended_at=None)


@transaction.atomic
def claim_untold(*, at: datetime, gather: timedelta) -> list[Incident]:
    """What has to be told now, for the caller alone. The first waits so long for others, to come in one mail.

    A claim of a moment ahead is of somebody who looked at the clock later and came earlier; one of long ahead is of a
    clock that was set.
    """
    is_free = Q(claimed_at=None) | Q(claimed_at__lte=at - TELLING) | Q(claimed_at__gte=at + TELLING)
    untold = list(
        Incident.objects.select_for_update(skip_locked=True).filter(is_free).filter(BEGUN | OVER).order_by("pk")
    )
    is_ripe = any(
        one.trouble == Trouble.INVARIANT or abs(at - (one.ended_at or one.seen_at)) >= gather for one in untold
    )
    if not is_ripe:
        return []
    for one in untold:
        one.claimed_at = at
    Incident.objects.bulk_update(untold, ["claimed_at"])
    return untold


def told(incidents: Collection[Incident], *, at: datetime) -> None:
    """The mail server has taken the mail about these. What was over meanwhile has its own end to be told."""
    begun = [one.pk for one in incidents if one.ended_at is None]
    over = [one.pk for one in incidents if one.ended_at is not None]
    Incident.objects.filter(pk__in=begun).update(told_at=at, claimed_at=None)
    Incident.objects.filter(pk__in=over).update(end_told_at=at, claimed_at=None)
