"""People and what they hold at IQM."""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress

from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.provider import Provider, ProviderDomain
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.sealing import seal
from tests.clock import NOW


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@people.example")
    password = "!"


class EmailAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmailAddress

    user = factory.SubFactory(UserFactory)
    email = factory.LazyAttribute(lambda address: address.user.email)
    verified = True
    primary = True


class IqmRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IqmRole

    user = factory.SubFactory(UserFactory)
    kind = "staff"
    granted_at = NOW


class IqmInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IqmInvitation

    email = factory.Sequence(lambda n: f"invited{n}@people.example")
    kind = "staff"
    invited_by = factory.SubFactory(UserFactory)
    invited_at = NOW
    expires_at = NOW + timedelta(days=7)


class FactorResetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FactorReset

    person = factory.SubFactory(UserFactory)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = NOW
    lapses_at = NOW + timedelta(days=3)


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider
        skip_postgeneration_save = True

    name = "Ridge Trust"
    kind = "other"
    issuer = factory.Sequence(lambda n: f"http://127.0.0.1:1/{n}")  # nobody listens there
    client_id = "iqm"
    client_secret = factory.LazyFunction(lambda: seal("a secret between the two"))

    @factory.post_generation
    def domains(self, create, extracted, **kwargs):
        ProviderDomain.objects.bulk_create(ProviderDomain(provider=self, domain=one) for one in extracted or [])
