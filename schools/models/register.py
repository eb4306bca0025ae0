"""What a reading of the national register did, and which rows it refused."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.making import Making, MakingStatus
from schools.querysets import RegisterChangeQuerySet, RegisterImportQuerySet

ENCODINGS = {
    "ascii": _("plain ASCII"),
    "utf-8": _("UTF-8"),
    "utf-8-sig": _("UTF-8 with a byte order mark"),
    "utf-16": _("UTF-16"),
    "utf-16-le": _("UTF-16 without a byte order mark"),
    "utf-16-be": _("UTF-16 without a byte order mark"),
    "utf-32": _("UTF-32"),
    "cp1252": _("Windows-1252"),
}
DIVIDERS = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("upright lines")}
WORDS = {
    MakingStatus.QUEUED: _("Waiting to be read"),
    MakingStatus.BUILDING: _("Being read"),
    MakingStatus.INTERRUPTED: _("Interrupted: it will begin again"),
    MakingStatus.READY: _("Read"),
    MakingStatus.FAILED: _("Not read"),
}


class RegisterImport(Making):
    """One file handed in and read in the background: how it is written, how many rows, what became of them."""

    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20, blank=True, help_text=_("As its bytes told."))
    divider = models.CharField(max_length=1, blank=True, help_text=_("Between its columns."))
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    objects = RegisterImportQuerySet.as_manager()

    class Meta(Making.Meta):
        verbose_name = _("reading of the register")
        ordering = ["-pk"]
        constraints = [
            *Making.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(cancelled_by=None) | models.Q(failed_at__isnull=False),
                name="register_cancelled_comes_to_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("created") + models.F("updated") + models.F("unchanged") + models.F("refused")
                ),
                name="register_rows_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def written(self) -> str:
        """How the file is written, in words; nothing before it was read."""
        if not self.encoding:
            return ""
        facts = {"encoding": ENCODINGS.get(self.encoding, self.encoding), "divider": DIVIDERS.get(self.divider, "")}
        return _now("%(encoding)s, its columns divided by %(divider)s") % facts

    @property
    def label(self) -> str:
        """Where it stands, in the words of a reading."""
        return str(_("Cancelled") if self.cancelled_by_id else WORDS[self.status])

    @property
    def tone(self) -> str:
        return "neutral" if self.cancelled_by_id else self.status.tone


class RegisterFile(StoredFile):
    """The file that waits to be read. The register is public, so it goes as soon as it was read or cancelled."""

    reading = models.OneToOneField(RegisterImport, models.CASCADE, related_name="stored")

    class Meta(StoredFile.Meta):
        verbose_name = _("register file that waits")
        verbose_name_plural = _("register files that wait")
        constraints = [*StoredFile.Meta.constraints]

    def __str__(self) -> str:
        return self.name


class RegisterChange(models.Model):
    """What a reading changed of one school, or of an authority or trust, which has no school of its own."""

    reading = models.ForeignKey(RegisterImport, models.CASCADE, related_name="changes")
    line = models.PositiveIntegerField(_("line"))
    school = models.ForeignKey("schools.School", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    changes = models.JSONField(help_text=_("By the name of the field: what it was, what it is."))

    objects = RegisterChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change by the register")
        verbose_name_plural = _("changes by the register")
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"


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
