"""Messages and deliveries."""

import factory

from iqm_coe.notifications.models.outbox import Delivery, Message
from tests.clock import NOW


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    kind = "application/declined"
    audience = "address"
    created_at = NOW


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    message = factory.SubFactory(MessageFactory, addressed_at=NOW)
    address = factory.Sequence(lambda n: f"reader{n}@people.example")
    subject = "A subject"
    text = "Some words."
    html = "<p>Some words.</p>"
    created_at = NOW
    next_attempt_at = NOW
