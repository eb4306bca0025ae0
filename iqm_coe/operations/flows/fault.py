"""Faults of rounds: kept while they stand, and over by themselves (R39b)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from iqm_coe.operations.models.fault import Fault


def keep(name: str, failed: Mapping[str, str], *, at: datetime) -> None:
    """Write down what failed in a round; what failed before and has not now is over."""
    standing = Fault.objects.filter(round=name, over_at=None)
    cut = {row[:200]: error[:500] for row, error in failed.items()}
    standing.exclude(row__in=cut).update(over_at=at)
    for row, error in cut.items():
        known = standing.filter(row=row).update(last_at=at, error=error, times=F("times") + 1)
        if not known:
            Fault.objects.get_or_create(
                round=name, row=row, over_at=None, defaults={"error": error, "first_at": at, "last_at": at}
            )
