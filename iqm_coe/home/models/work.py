"""Who of the office has taken, or was given, a line of What needs me."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.home.querysets.work import WorkOwnerQuerySet

LONGEST = 300  # signs of a reason


class WorkOwner(models.Model):
    """The one who sees to a line, of those who could. It binds nobody: whoever else may do it still can."""

    key = models.CharField(max_length=200, unique=True, help_text=_("By which the line is known (`lib/worklist.py`)."))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="work_owned")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    why = models.CharField(_("why"), max_length=LONGEST, blank=True, help_text=_("Whoever gave it told them."))

    objects = WorkOwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner of a line of work")
        verbose_name_plural = _("owners of lines of work")
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="work_owner_of_a_line")]

    def __str__(self) -> str:
        return self.key
