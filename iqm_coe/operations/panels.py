"""What operations adds to the programme page."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.panels import Panel, panel, tasks_panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import instant
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.operations.models.fault import Fault
from iqm_coe.operations.selectors.heartbeat import Standing, standings
from iqm_coe.operations.selectors.waiting import Waiting, what_waits

# What waits for longer than this is shown as something to look at.
SOON = timedelta(minutes=15)


@tile("programme", order=90)
def what_the_clock_could_not_do(user: User, on: date) -> Tile:
    """Rows that a round of the clock stumbles over."""
    url = address("operations:faults")
    return Tile(_("Things the system could not do by itself"), lambda: Fault.objects.filter(over_at=None), url)


@panel("programme aside", order=5)
def what_waits_for_the_machine(user: User, at: datetime, on: date) -> Panel:
    """The oldest letter, document and register that wait for a worker, and the parts that stand still."""
    items = [
        *(_still(one) for one in standings(at) if one.is_still),
        *(_waiting(one, is_long=one.since is not None and at - one.since > SOON) for one in what_waits(at)),
    ]
    is_doctor = may(user, "operations.examine")
    action, url = (_("Doctor"), reverse("operations:doctor")) if is_doctor else ("", "")
    return tasks_panel(_("Oldest thing waiting"), items, empty="", action=action, action_url=url)


def _still(one: Standing) -> dict[str, object]:
    label = str(one.part.label)
    heard = _("Nothing was heard since %s.") % instant(one.heard_at) if one.heard_at else _("It was never heard.")
    return {"label": label[0].upper() + label[1:], "url": "", "status": one.status, "hint": heard}


def _waiting(one: Waiting, *, is_long: bool) -> dict[str, object]:
    if one.since is None:
        return {"label": one.words, "url": "", "status": {"tone": "good", "label": _("None waits")}}
    words = ngettext("%d waits", "%d wait", one.number) % one.number
    tone, words = ("attention", _("%s, for long") % words) if is_long else ("waiting", words)
    hint = _("The oldest since %s.") % instant(one.since)
    return {"label": one.words, "url": "", "status": {"tone": tone, "label": words}, "hint": hint}
