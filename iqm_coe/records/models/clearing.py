"""What the nights cleared, as numbers, and which rows are being cleared at this very moment (R46m)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import Guarded
from iqm_coe.records.querysets.clearing import ClearingQuerySet


class Clearing(models.Model):
    """All that was cleared on one day in London, however often it was begun. It names nobody."""

    on = models.DateField(unique=True)
    last_at = models.DateTimeField(help_text=_("When the last run of the day ended."))
    cleared = models.JSONField(default=dict, help_text=_("How many rows, by the label of their table."))
    held = models.JSONField(default=dict, help_text=_("How many a legal hold kept on the last run, by the same."))
    failed = models.JSONField(default=dict, help_text=_("How many could not be cleared on the last run, by the same."))

    objects = ClearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("clearing")
        verbose_name_plural = _("clearings")
        ordering: ClassVar = ["-on"]

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def total(self) -> int:
        return sum(self.cleared.values())

    @property
    def total_held(self) -> int:
        return sum(self.held.values())

    @property
    def total_failed(self) -> int:
        return sum(self.failed.values())


class OpenedRow(Guarded):
    """A row whose guard lets `clear_rows`, a function of the database, by. There is none when anybody looks."""

    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    columns = ArrayField(models.CharField(max_length=63), help_text=_("Those that are emptied; none: the row goes."))

    class Meta:
        verbose_name = _("row that is being cleared")
        verbose_name_plural = _("rows that are being cleared")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table_name", "row_id"], name="row_opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"
