"""When the clock starts each task next: it outlives beat, its machine and its files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DueTime(models.Model):
    """A row for each entry of `lib/schedule.py`; its lock is what two clocks at once meet at."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("due time")

    def __str__(self) -> str:
        return self.name
