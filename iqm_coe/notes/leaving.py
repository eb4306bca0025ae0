"""What somebody of the office has promised to look at again, and how it goes to a colleague."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Model
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import UserQuerySet
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.leaving import Heirs, Leaving, Thing, leaves
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.notes.about import KINDS, OF_THE_OFFICE
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.models.note import FollowUp
from iqm_coe.notes.selectors.note import page_of


def _followed_up(person: int) -> Iterator[Thing]:
    """Those with a day: one that was looked at waits for nobody."""
    for row in FollowUp.objects.filter(owner=person).exclude(on=None).order_by("on", "pk"):
        if row.on is None:
            continue
        words = _now("Sees to %(thing)s from %(day)s") if row.is_given else _now("Looks at %(thing)s again on %(day)s")
        words = f"{words}: %(why)s" if row.why else words
        told = words % {"thing": KINDS[row.about_type].says(_thing(row)), "day": short_date(row.on), "why": row.why}
        yield Thing(row.pk, told, page_of(row.about_type, row.about_id))


def _thing(row: FollowUp) -> Model:
    thing: Model = KINDS[row.about_type].model._default_manager.get(pk=row.about_id)
    return thing


def _fit() -> UserQuerySet:
    found: UserQuerySet = User.objects.colleagues(OF_THE_OFFICE)
    return found


def _not_by(follow_up: int, by: User) -> str:
    if may(by, "notes.write_notes", _thing(FollowUp.objects.get(pk=follow_up))):
        return ""
    return _now("You have a part in it, or do not see it. A colleague of the office passes it on.")


def _why_not(follow_up: int, heir: User, by: User, on: date) -> str:
    try:
        flows.require_reader(_thing(FollowUp.objects.get(pk=follow_up)), heir)
    except Refused as refusal:
        return str(refusal)
    return ""


def _hold(follow_up: int) -> FollowUp:
    found: FollowUp = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up)
    return found


def _pass_on(follow_up: int, heir: User, by: User, at: datetime) -> None:
    row = FollowUp.objects.get(pk=follow_up)
    flows.pass_on(_thing(row), owner=heir, by=by, at=at)


follow_ups = leaves(
    Leaving(
        "follow_ups",
        _("What they look at again"),
        _("Each waits from its day for everybody of the office who may see to it, once they have left."),
        _followed_up,
        opens="notes.open_notes",
        seen_by=FollowUp.objects.visible_to,
        heirs=Heirs(_fit, _not_by, _why_not, _hold, _pass_on),
    )
)
