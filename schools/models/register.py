"""What a reading of the national register did, and which rows it refused."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.querysets import RegisterImportQuerySet


class RegisterImport(models.Model):
    """One file read: how many rows, what became of them."""

    file_name = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of the register")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("created") + models.F("updated") + models.F("unchanged") + models.F("refused")
                ),
                name="register_rows_add_up",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RegisterRemark(models.Model):
    """A row that was refused, or taken with something left out, and why."""

    reading = models.ForeignKey(RegisterImport, models.CASCADE, related_name="remarks")
    line = models.PositiveIntegerField(_("line"))
    urn = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=300)
    is_refusal = models.BooleanField()

    class Meta:
        verbose_name = _("remark on a register row")
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.line}: {self.why}"
