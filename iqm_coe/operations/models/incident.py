"""What administrators are written to about: a part that stands still, an invariant that does not hold."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import known
from iqm_coe.operations.enums import Part, Trouble


class Incident(models.Model):
    """From when it was seen until it was over; told once at each end. The claim is of whoever is telling."""

    trouble = models.CharField(max_length=20, choices=Trouble)
    name = models.CharField(max_length=300, help_text=_("The part, or the sentence of the invariant."))
    detail = models.TextField(blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_told_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("incident")
        constraints = [
            models.UniqueConstraint(
                fields=["trouble", "name"], condition=Q(ended_at=None), name="incident_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(end_told_at=None) | Q(told_at__isnull=False, ended_at__isnull=False),
                name="incident_end_told_after_it_was_told",
            ),
            known(Trouble, field="trouble", name="incident_of_a_known_trouble"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The part in words, or the invariant's own sentence."""
        return str(Part(self.name).label) if self.trouble == Trouble.STILL else self.name

    @property
    def status(self) -> dict[str, str]:
        """As the status component reads it."""
        if self.ended_at:
            return {"tone": "good", "label": _now("Over")}
        return {"tone": "bad", "label": str(Trouble(self.trouble).label).capitalize()}
