"""The trail of everything."""

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iqm_coe.accounts.lists import Audit
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import EventQuerySet
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors.event import in_sentences, told_of
from iqm_coe.lib.event_words import kinds
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require

LONGEST_NUMBER = 9  # digits


def _is_number(asked: str) -> bool:
    return asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER


def _person_in(asked: str) -> User | None:
    """Whose acts are asked for; nobody where there is no such number."""
    return User.objects.filter(pk=int(asked)).first() if _is_number(asked) else None


def _thing_in(asked: str) -> tuple[str, int] | None:
    """What is asked about, there or gone: the label of a model and a number (`membership.centre.12`); nothing where it
    can be neither.
    """
    label, _dot, number = asked.rpartition(".")
    return (label, int(number)) if label in kinds() and _is_number(number) else None


def _seen(user: User) -> EventQuerySet:
    return Event.objects.visible_to(user).for_list()


def _narrowed(user: User, by: str, thing: str) -> tuple[EventQuerySet, list[str]]:
    """The trail of one person, of one thing or of both, and in words of whom or what it is; of nothing where there is
    no such person or thing.
    """
    rows, said = _seen(user), []
    if by:
        person = _person_in(by)
        rows = rows.filter(by=person) if person else rows.none()
        said.append(_("Only what %s did.") % person.name if person else _("There is no such person."))
    if thing:
        asked = _thing_in(thing)
        rows = rows.of_things([asked] if asked else [])
        words = told_of(*asked, user) if asked else ""
        said.append(
            _("Only what happened to one thing (%s).") % words if words else _("Nothing is written of such a thing.")
        )
    return rows, said


@require_safe
def audit(request: SignedInRequest) -> HttpResponseBase:
    """The trail of everything, newest first; of one person or one thing where the address says so."""
    require(request.user, "accounts.read_audit")
    by, thing = request.GET.get("by", ""), request.GET.get("thing", "")

    def beside(shown: Sequence[Event]) -> dict[str, object]:
        told = {line.event.pk: line for line in in_sentences(shown, request.user)}
        return {"told": told, "is_of_one": bool(thing)}

    rows, only = _narrowed(request.user, by, thing) if by or thing else (_seen, [])
    template, context = "accounts/event/audit.html", {"only": only}
    return list_response(request, Audit, rows, template=template, beside=beside, context=context)
