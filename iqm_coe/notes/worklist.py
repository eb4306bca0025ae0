"""What is to be looked at again today."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.worklist import Line, Owner, offer
from iqm_coe.notes.about import KINDS, OF_THE_OFFICE
from iqm_coe.notes.models.note import FollowUp
from iqm_coe.notes.rules import opens_notes
from iqm_coe.notes.selectors.note import page_of

LOOKED_AT = frozenset({"membership.centre", "schools.school"})  # a line of the others opens their page


@kept("on")
def _due(user: User, on: date) -> QuerySet[FollowUp]:
    there = IqmRole.objects.live().filter(user=OuterRef("owner"), kind__in=OF_THE_OFFICE)
    seen = FollowUp.objects.visible_to(user).filter(on__lte=on).for_list()
    return seen.annotate(is_held=Exists(there)).order_by("on", "pk")


def _owner(row: FollowUp, user: User) -> Owner | None:
    """With whom it is; with nobody where that one works in the office no longer."""
    if not getattr(row, "is_held", False):
        return None
    given_by = "" if row.set_by_id == row.owner_id else row.set_by.name
    return Owner(row.owner.name, row.set_at, given_by, row.owner_id == user.pk, row.set_by_id == user.pk)


def _reason(row: FollowUp, thing: str) -> str:
    """Whoever was given it has not looked at it before."""
    if row.is_given:
        words = _("See to %(thing)s: %(why)s") if row.why else _("See to %(thing)s")
    else:
        words = _("Look at %(thing)s again: %(why)s") if row.why else _("Look at %(thing)s again")
    return words % {"thing": thing, "why": row.why}


@offer(to=opens_notes)
def followed_up(user: User, on: date) -> Iterator[Line]:
    """For everybody who may see to it, from the day on which it is looked at again, with whom it is: with nobody where
    that one has left.
    """
    due = _due(user, on)
    for label in sorted({row.about_type for row in due}):
        rows = [row for row in due if row.about_type == label]
        things = KINDS[label].rows(user).in_bulk([row.about_id for row in rows])
        for row in rows:
            if row.on is None:
                continue
            yield Line(
                reason=_reason(row, KINDS[label].says(things[row.about_id])),
                url=page_of(label, row.about_id),
                action=_("Open"),
                since=datetime.combine(row.on, time.min, tzinfo=LONDON),
                due_on=row.on,
                owner=_owner(row, user),
                of=(label, row.about_id) if label in LOOKED_AT else None,
            )
