"""Tries that did not sign anybody in: counted, so that a flood of them is a few rows (R44r)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.querysets import FailedTriesQuerySet
from iqm_coe.lib.constraints import known


class FailedTries(models.Model):
    """All that failed within an hour at one account, whether or not there is such an account.

    What was typed is not kept: `account` is a keyed hash of it. Of what is refused because one network address tried
    too often, the hash is of that address: however many accounts it goes through, that is one row.
    """

    account = models.CharField(max_length=64)
    step = models.CharField(max_length=10, choices=TriedStep.choices)
    hour = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField()
    tries = models.PositiveIntegerField(help_text=_("That were wrong."))
    refused = models.PositiveIntegerField(help_text=_("That were too many, and not looked at."))
    network_address = models.GenericIPAddressField(null=True, help_text=_("Of the last one, as the device."))
    device = models.CharField(max_length=80, blank=True)

    objects = FailedTriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed sign-ins of an hour")
        constraints = [
            models.UniqueConstraint(fields=["account", "step", "hour"], name="failed_tries_once_an_hour"),
            models.CheckConstraint(condition=Q(tries__gt=0) | Q(refused__gt=0), name="failed_tries_are_some"),
            known(TriedStep, field="step", name="failed_tries_at_a_known_step"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.tries}"
