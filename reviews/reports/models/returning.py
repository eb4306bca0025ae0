"""What a report said each time it came back to its writer (R24)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.reports.models.report import Report


class Returning(models.Model):
    """The texts of the writer's boxes as IQM or the school read them when they gave the report back. Why stands with
    the event of that instant, or in the school's corrections.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="returnings")
    texts = models.JSONField(help_text=_("What stood in the boxes, by their names."))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("returning of a report")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.report)
