"""The mail server as we have met it: while it takes no mail, passes rest and letters wait (R40k)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither

THE_ONE = 1


class MailServer(models.Model):
    """One row, since there is one server: what it refuses to everybody is no fault of a letter."""

    rests_until = models.DateTimeField(null=True, help_text=_("No try before this instant."))
    troubled_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text=_("Passes in a row that it broke off."))
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("mail server")
        constraints = [
            models.CheckConstraint(condition=Q(id=THE_ONE), name="mailserver_is_one"),
            both_or_neither("rests_until", "troubled_since", name="mailserver_rests_while_in_trouble"),
        ]

    def __str__(self) -> str:
        return "mail server"
