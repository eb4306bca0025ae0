"""A line of What needs me is taken, given to a colleague, or let go for whoever comes first."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.worklist import Line, lines_for

SHOWN = 3


def _mine(keys: Collection[str], by: User, at: datetime) -> list[Line]:
    """Those of the lines that wait for this person too. Raises Refused where none does any longer."""
    mine = [line for line in lines_for(by, london_date(at)) if line.key in set(keys)]
    if not mine:
        raise Refused(_("Tick the lines first that you want to give. What was done meanwhile is gone from the list."))
    return mine


@transaction.atomic
def give(keys: Collection[str], to: User, *, by: User, at: datetime) -> list[Line]:
    """Give these lines to somebody for whom they wait as well, by their own rights. Raises Refused, for all of them,
    where one of them does not: nobody is given what they may not do.
    """
    require(by, "home.give_work")
    given = _mine(keys, by, at)
    theirs = {line.key for line in lines_for(to, london_date(at))}
    unfit = [line.reason for line in given if line.key not in theirs]
    if unfit:
        more = [_("and more")] if len(unfit) > SHOWN else []
        told = get_text_list([*(f"“{reason}”" for reason in unfit[:SHOWN]), *more], _("and"))
        raise Refused(_("%(name)s may not do %(what)s. Nothing was given.") % {"name": to.name, "what": told})
    for line in sorted(given, key=lambda line: line.key):  # in one order, so that two never wait for each other
        WorkOwner.objects.update_or_create(key=line.key, defaults={"owner": to, "given_by": by, "given_at": at})
    return given


@transaction.atomic
def let_go(keys: Collection[str], *, by: User, at: datetime) -> list[Line]:
    """Nobody in particular sees to these lines any longer."""
    require(by, "home.give_work")
    let = _mine(keys, by, at)
    WorkOwner.objects.filter(key__in=[line.key for line in let]).delete()
    return let
