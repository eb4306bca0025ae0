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


def _of(delivery) -> dict[str, object]:
    return {"ids": [delivery.user.pk]} if delivery.user else {"email": delivery.address}


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    message = factory.SubFactory(
        MessageFactory,
        addressed_at=NOW,
        kind="accounts/sign_in",  # it says whatever it is given, so a try renders the same words
        audience=factory.LazyAttribute(lambda made: "people" if made.factory_parent.user else "address"),
        audience_of=factory.LazyAttribute(lambda made: _of(made.factory_parent)),
        context=factory.LazyAttribute(
            lambda made: {"subject": made.factory_parent.subject, "text": made.factory_parent.text}
        ),
    )
    user = None
    address = factory.Sequence(lambda n: f"reader{n}@people.example")
    subject = "A subject"
    text = "Some words."
    html = "<p>Some words.</p>"
    created_at = NOW
    next_attempt_at = NOW
