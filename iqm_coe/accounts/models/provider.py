"""Where people sign in who have an account elsewhere: the providers that an administrator trusts, and for whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import ProviderKind
from iqm_coe.accounts.querysets import ProviderLinkQuerySet, ProviderQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.sealing import MARK, opened


class Provider(models.Model):
    """One OpenID Connect provider, spoken to under the name that it gave us. None is deleted: it is switched off."""

    name = models.CharField(_("name"), max_length=60, help_text=_("On the button: Microsoft, Ridge Trust."))
    kind = models.CharField(_("kind"), max_length=20, choices=ProviderKind.choices)
    issuer = models.CharField(_("address of the provider"), max_length=300)
    client_id = models.CharField(_("client ID"), max_length=200)
    client_secret = models.TextField(_("client secret"), help_text=_("Sealed, and never shown again."))
    is_only_way = models.BooleanField(_("people of its domains sign in by it alone"), default=False)
    is_on = models.BooleanField(_("switched on"), default=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="provider_set_up_once"),
            models.CheckConstraint(condition=Q(client_secret__startswith=MARK), name="provider_secret_is_sealed"),
            known(ProviderKind, field="kind", name="provider_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def opened_secret(self) -> str:
        return opened(self.client_secret)


class ProviderDomain(models.Model):
    """A domain of email addresses that a provider speaks for: that of a school, or one of those of a trust."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        verbose_name = _("domain of a provider")
        constraints = [
            models.CheckConstraint(condition=Q(domain=Lower("domain")) & ~Q(domain=""), name="domain_in_small_letters")
        ]

    def __str__(self) -> str:
        return self.domain


class ProviderLink(models.Model):
    """A person there is a person here. `subject` is what the provider calls them for good; an address may move."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="provider_links")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="links")
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    objects = ProviderLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a provider")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="one_account_for_each_there"),
            models.UniqueConstraint(fields=["provider", "user"], name="one_link_for_each_here"),
        ]

    def __str__(self) -> str:
        return str(self.provider)


class SpentSignOut(models.Model):
    """A word of a provider that somebody is signed out there: good once. `number` is a hash of its own."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    number = models.CharField(max_length=64)
    spent_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("spent sign-out")
        constraints = [models.UniqueConstraint(fields=["provider", "number"], name="sign_out_told_once")]

    def __str__(self) -> str:
        return self.number
