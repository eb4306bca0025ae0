"""The sessions of people as they see them, and tries that signed nobody in: counted, so that a flood is a few rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.querysets import FailedTriesQuerySet, SignInQuerySet
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


class SignIn(models.Model):
    """One session of a person (R44v), and where it stands in Django's own table. Gone the night after it is over."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40)
    begun_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField()
    idle_minutes = models.PositiveIntegerField(help_text=_("Without anything done, after which it is over."))
    ended_at = models.DateTimeField(null=True)
    network_address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=80, blank=True)
    link = models.ForeignKey(
        "accounts.ProviderLink", models.SET_NULL, null=True, related_name="+", help_text=_("By which it began.")
    )
    provider_session = models.CharField(max_length=255, blank=True, help_text=_("What the provider calls it."))

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        constraints = [
            models.CheckConstraint(condition=Q(seen_at__gte=models.F("begun_at")), name="session_seen_after_it_began")
        ]

    def __str__(self) -> str:
        return self.device
