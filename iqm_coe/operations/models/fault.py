"""What a round of the clock could not do, so that somebody sees it (R39b)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Fault(models.Model):
    """One row of one round, from the first time it failed until a round gets past it."""

    round = models.CharField(max_length=80)
    row = models.CharField(max_length=200)
    error = models.CharField(max_length=500)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    over_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("fault")
        constraints = [
            models.UniqueConstraint(fields=["round", "row"], condition=Q(over_at=None), name="fault_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.row}"
