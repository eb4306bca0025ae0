"""Rows of reviews without a history; journeys are played through the flows instead."""

from datetime import date

import factory

from reviews.models import Target
from tests.clock import NOW
from tests.factories.accounts import UserFactory


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    number = factory.Sequence(lambda n: n + 1)
    aim = factory.Sequence(lambda n: f"Target {n}")
    actions = "What is done."
    owner = "The head"
    by_when = date(2027, 7, 1)
    measure = "What can be seen."
    updated_at = NOW
    updated_by = factory.SubFactory(UserFactory)
