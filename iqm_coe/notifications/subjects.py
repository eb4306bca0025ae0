"""A mail is read by the rule of what it is about: what a page hides from somebody, its mail hides as well (R44)."""

from functools import cache

from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import Model, Q, QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import depends_on
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.postgresql.answers import answered

KINDS = "kinds of things that mail is about"  # by this name `per_request` knows them
OWN = {"notifications.message", "notifications.delivery"}  # about themselves no mail is written
_KINDS = """
    WITH RECURSIVE kinds(label) AS (
        SELECT min(about_type) FROM notifications_message
        UNION ALL
        SELECT (SELECT min(about_type) FROM notifications_message WHERE about_type > label) FROM kinds
        WHERE label IS NOT NULL
    )
    SELECT label FROM kinds WHERE label IS NOT NULL
"""


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
    """Messages about rows that this person may not see; `message` leads to the message where others are asked for.

    Who sees the rows of a kind is a long question, and there are some sixty kinds: only that of the kinds is asked that
    any mail is about. A mail that is the first about its kind and comes meanwhile is hidden.
    """
    ruled, written_of = _ruled(), _written_of()
    hidden = ~Q(**{f"{message}about_type__one_of": sorted(written_of)})
    for label in sorted(ruled.keys() & written_of):
        seen = _seen(ruled[label], user)
        if _leaves_any_out(seen):
            unseen = ~Q(**{f"{message}about_id__in": seen.order_by().values("pk")})
            hidden |= Q(**{f"{message}about_type": label}) & unseen
    return hidden


def _leaves_any_out(rows: QuerySet[Model]) -> bool:
    """Whether anything is asked of a row; else they are all there are. What is left out may come to nothing, as the
    schools do of somebody who holds no role at any.
    """
    try:
        rows.query.get_compiler(rows.db).compile(rows.query.where)
    except FullResultSet:
        return False
    except EmptyResultSet:
        return True
    return bool(rows.query.where)


def _written_of() -> frozenset[str]:
    """The kinds that any mail is about, from one to the next by the index: mails are many, and kinds are few."""
    return per_request((KINDS,), _ask_kinds)


def _ask_kinds() -> frozenset[str]:
    return frozenset(label for (label,) in answered(_KINDS, []))


depends_on(KINDS, lambda _nobody: _written_of())


def sees_subject(user: User, label: str, number: int | None) -> bool:
    """The instance form of `hidden_from`."""
    model = _ruled().get(label)
    return model is None or _seen(model, user).filter(pk=number).exists()
