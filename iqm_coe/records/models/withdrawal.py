"""That content was withdrawn: where, by whom, why, and the hash of what stood there (R46)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import Guarded
from iqm_coe.records.querysets.withdrawal import PlaceQuerySet, WithdrawalQuerySet

HASH = r"^([0-9a-f]{64})?$"


class Withdrawal(Guarded):
    """One act. `withdraw_content`, a function of the database, writes it with its places; nothing else can."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    is_passage = models.BooleanField(help_text=_("Words were taken out of what stands; else a whole text or file."))

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal of content")
        verbose_name_plural = _("withdrawals of content")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_says_why")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class WithdrawnPlace(Guarded):
    """One column of one row. While it is open, which is never seen from outside, the row's guard lets the change pass.

    Of a text shorter than 200 signs no hash of before is kept: whoever reads it could try names until one fits.
    """

    withdrawal = models.ForeignKey(Withdrawal, models.PROTECT, related_name="places")
    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    before_sha256 = models.CharField(max_length=64, blank=True)
    after_sha256 = models.CharField(max_length=64, blank=True)
    is_open = models.BooleanField(default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of withdrawn content")
        ordering = ["pk"]
        indexes = [models.Index(fields=["table_name", "row_id"], name="withdrawn_place_of_a_row")]
        constraints = [
            models.CheckConstraint(
                condition=Q(before_sha256__regex=HASH) & Q(after_sha256__regex=HASH), name="withdrawn_place_has_hashes"
            ),
            models.UniqueConstraint(
                fields=["withdrawal", "table_name", "column_name", "row_id"], name="withdrawn_place_once_a_withdrawal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name}.{self.column_name} {self.row_id}"
