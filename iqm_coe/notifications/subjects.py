"""A mail is read by the rule of what it is about: what a page hides from somebody, its mail hides as well (R44)."""

from functools import cache

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.per_request import per_request

OWN = {"notifications.message", "notifications.delivery"}  # about themselves no mail is written


@cache
def _ruled() -> dict[str, type[Model]]:
    """The models that say who sees their rows, by the label that a message keeps."""
    labels = {model._meta.label_lower: model for model in apps.get_models()}
    return {label: model for label, model in labels.items() if label not in OWN and _says_who_sees(model)}


def _says_who_sees(model: type[Model]) -> bool:
    return hasattr(model._default_manager, "visible_to")


def _seen(model: type[Model], user: User) -> QuerySet[Model]:
    seen: QuerySet[Model] = model._default_manager.visible_to(user)  # type: ignore[attr-defined]  # asked in _ruled
    return seen


def hidden_from(user: User, *, message: str = "") -> Q:
    """Messages about rows that this person may not see; `message` leads to the message where others are asked for."""
    return per_request(("hidden subjects", user.pk, message), lambda: _hidden_from(user, message))


def _hidden_from(user: User, message: str) -> Q:
    hidden = Q(pk__in=[])
    for label, model in _ruled().items():
        seen = _seen(model, user)
        if seen.query.where:  # else they see all there are
            unseen = ~Q(**{f"{message}about_id__in": seen.order_by().values("pk")})
            hidden |= Q(**{f"{message}about_type": label}) & unseen
    return hidden


def sees_subject(user: User, label: str, number: int | None) -> bool:
    """The instance form of `hidden_from`."""
    model = _ruled().get(label)
    return model is None or _seen(model, user).filter(pk=number).exists()
