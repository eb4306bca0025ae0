"""Charges as rows; invoices and payments are made by the flows, since the database itself sees that they add up."""

from datetime import timedelta
from decimal import Decimal

import factory

from centres.models import CentreYear, Charge
from tests.clock import NOW, TODAY
from tests.factories.centres import CentreFactory, MembershipFactory


class CentreYearFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CentreYear

    centre = factory.SubFactory(CentreFactory)
    number = 1
    opens_on = TODAY
    closes_on = TODAY + timedelta(days=364)


class ChargeFactory(factory.django.DjangoModelFactory):
    """A priced charge of a live member, to be invoiced."""

    class Meta:
        model = Charge

    membership = factory.SubFactory(MembershipFactory, state="live", live_from=TODAY)
    year = factory.SubFactory(CentreYearFactory, centre=factory.SelfAttribute("..membership.centre"))
    state = "open"
    net = Decimal("600.00")
    reference = factory.Sequence(lambda n: f"REF-{n}")
    raised_at = NOW
