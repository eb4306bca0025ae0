"""The trail of everything."""

from collections.abc import Sequence

from django.apps import apps
from django.db.models import Model
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from iqm_coe.accounts.lists import Audit
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import EventQuerySet
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.lib.event_words import kinds
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require

LONGEST_NUMBER = 9  # digits


def _is_number(asked: str) -> bool:
    return asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER


def _person_in(asked: str) -> User | None:
    """Whose acts are asked for; nobody where there is no such number."""
    return User.objects.filter(pk=int(asked)).first() if _is_number(asked) else None


def _thing_in(asked: str) -> Model | None:
    """What is asked about: the label of a model and a number (`membership.centre.12`); nothing where there is none."""
    label, _dot, number = asked.rpartition(".")
    if label not in kinds() or not _is_number(number):
        return None
    found: Model | None = apps.get_model(label)._default_manager.filter(pk=int(number)).first()
    return found


def _seen(user: User) -> EventQuerySet:
    return Event.objects.visible_to(user).for_list()


@require_safe
def audit(request: SignedInRequest) -> HttpResponseBase:
    """The trail of everything, newest first; of one person or one thing where the address says so."""
    require(request.user, "accounts.read_audit")
    by, about = _person_in(request.GET.get("by", "")), _thing_in(request.GET.get("thing", ""))
    rows = _seen(request.user)
    rows = rows.filter(by=by) if by else rows
    rows = rows.of(about) if about else rows

    def beside(shown: Sequence[Event]) -> dict[str, object]:
        return {
            "told": {line.event.pk: line for line in in_sentences(shown, request.user)},
            "is_of_one": about is not None,
        }

    context = {"by": by, "about": about}
    asked = rows if by or about else _seen
    return list_response(request, Audit, asked, template="accounts/event/audit.html", beside=beside, context=context)
