"""Centres and their applications, as rows; journeys are played through the flows instead."""

from datetime import timedelta

import factory

from centres.application.enums import WRITTEN
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from tests.clock import NOW
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre

    name = factory.Sequence(lambda n: f"Centre {n:03d}")
    lead_school = factory.SubFactory(SchoolFactory)
    started_at = NOW
    started_by = factory.SubFactory(UserFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    centre = factory.SubFactory(CentreFactory)
    school = factory.SubFactory(SchoolFactory)
    joined_at = NOW


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft with its six empty answers."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        if create:
            CriterionAnswer.objects.bulk_create(CriterionAnswer(application=self, criterion=c) for c in WRITTEN)


class CentreInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CentreInvitation

    centre = factory.SubFactory(CentreFactory)
    school = factory.SubFactory(SchoolFactory)
    invited_by = factory.SubFactory(UserFactory)
    invited_at = NOW
    expires_at = NOW + timedelta(days=30)


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    membership = factory.SubFactory(MembershipFactory)
    criterion = "C6"
    given_by = factory.SubFactory(UserFactory)
    given_name = "A Head"
    capacity = "headteacher"
    given_at = NOW


class CentreAccessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CentreAccess

    user = factory.SubFactory(UserFactory)
    centre = factory.SubFactory(CentreFactory)
    kind = "adviser"
    from_at = NOW
    source = "appointed"
    given_by = factory.SubFactory(UserFactory)
