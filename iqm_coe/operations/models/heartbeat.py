"""The last that was heard of each part that works beside the pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import known
from iqm_coe.operations.enums import Part


class Heartbeat(models.Model):
    """A row a part. A queue is heard when its worker has taken a task, or says in the midst of one that it goes on."""

    part = models.CharField(max_length=20, unique=True, choices=Part)
    at = models.DateTimeField()
    busy_since = models.DateTimeField(null=True, help_text=_("Of the task in whose midst it was heard."))

    class Meta:
        verbose_name = _("heartbeat")
        constraints = [known(Part, field="part", name="heartbeat_of_a_known_part")]

    def __str__(self) -> str:
        return self.part
