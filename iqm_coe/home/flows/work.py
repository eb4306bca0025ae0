"""A line of What needs me is taken, given to a colleague, or let go for whoever comes first."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import kinds_of_whoever
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.home.selectors.done import done_of
from iqm_coe.home.selectors.work import owned
from iqm_coe.lib.calling import names_of
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.worklist import Line, lines_for, offer_of, rules_of

SHOWN = 3


def _mine(keys: Collection[str], by: User, at: datetime) -> list[Line]:
    """Those of the lines that wait for this person too. Raises Refused where none does any longer."""
    if not keys:
        raise Refused(_("Tick the lines first that you want to give. Nothing was given."))
    mine = [line for line in lines_for(by, london_date(at)) if line.is_shared and line.key in set(keys)]
    if not mine:
        raise Refused(f"{done_meanwhile(keys, by, at)} {_('Nothing was given.')}")
    return mine


def done_meanwhile(keys: Collection[str], by: User, at: datetime) -> str:
    """What was done of these lines, which wait for this person no longer, and by whom, as far as today's acts say."""
    told, n = done_of(keys, by, london_date(at)), len(set(keys))
    if not told:
        gone = ngettext("%d that you ticked waits for you no longer.", "%d that you ticked wait for you no longer.", n)
        return gone % n
    words = ngettext("%d that you ticked was done meanwhile", "%d that you ticked were done meanwhile", n) % n
    return f"{words}: {'; '.join(told)}."


@transaction.atomic
def give(keys: Collection[str], to: User, *, why: str = "", by: User, at: datetime) -> list[Line]:
    """Give these lines to somebody for whom they wait as well, by their own rights, and tell them why. Raises Refused,
    for all of them, where one does not: nobody is given what they may not do. Each returned says who had it before.
    """
    require(by, "home.give_work")
    given = _mine(keys, by, at)
    unfit = _unfit(given, to, at)
    if unfit:
        words = _("%(name)s may not do %(what)s. Nothing was given. %(others)s")
        told = {"name": to.name, "what": _told(unfit), "others": _who_may(given, at)}
        raise Refused(words % told)
    given = owned(given, by, london_date(at))
    User.objects.select_for_update().get(pk=by.pk)  # two presses of one person follow each other
    held = {row.key: row for row in WorkOwner.objects.standing().filter(key__in=[line.key for line in given])}
    for line in sorted(given, key=lambda line: line.key):  # in one order, so that two never wait for each other
        row = held.get(line.key)
        if row and (row.owner_id, row.given_by_id) == (to.pk, by.pk) and why in {"", row.why}:
            continue  # pressed twice
        given_now = {"owner": to, "given_by": by, "given_at": at}
        WorkOwner.objects.update_or_create(key=line.key, defaults={**given_now, "why": why})
        _tell(to, "take_work" if to.pk == by.pk else "give_work", line, by=by, at=at)
    return given


def _unfit(lines: Iterable[Line], user: User, at: datetime) -> list[Line]:
    """Those that do not wait for this person."""
    theirs = {line.key for line in lines_for(user, london_date(at))}
    return [line for line in lines if line.key not in theirs]


def _told(lines: list[Line]) -> str:
    """Their first few, in words."""
    more = [_("and more")] if len(lines) > SHOWN else []
    return get_text_list([*(f"“{line.reason}”" for line in lines[:SHOWN]), *more], _("and"))


def _who_may(lines: list[Line], at: datetime) -> str:
    """Which colleagues may do all of this."""
    colleagues = User.objects.colleagues(kinds_of_whoever(*rules_of(lines)))
    fit = [one.name for one in colleagues if not _unfit(lines, one, at)]
    return _("%s may.") % get_text_list(fit, _("or")) if fit else _("Nobody may do all of it: give less at once.")


@transaction.atomic
def let_go(keys: Collection[str], *, by: User, at: datetime) -> list[Line]:
    """Nobody in particular sees to these lines any longer: they wait for everybody again who may do them. Returns those
    that somebody had. Raises Refused where nobody had any.
    """
    require(by, "home.give_work")
    let = _mine(keys, by, at)
    rows = WorkOwner.objects.select_for_update(of=("self",)).select_related("owner")
    held = {row.key: row for row in rows.filter(key__in=[line.key for line in let]).order_by("key")}
    if not held:
        raise Refused(_("Nobody has these lines, so there is nothing to let go. Choose a colleague to give them to."))
    for line in let:
        if row := held.get(line.key):
            _tell(row.owner, "give_work_up" if row.owner_id == by.pk else "take_work_back", line, by=by, at=at)
            row.delete()
    return [line for line in let if line.key in held]


def _tell(owner: User, action: str, line: Line, *, by: User, at: datetime) -> None:
    """In the trail of the colleague: of what room, and of which Centre or school; its words may name people. Why stands
    on the line alone, for those for whom it waits.
    """
    of = line.context or _of(line, by)
    told = ", ".join(filter(None, (line.kind, of)))
    record_event(owner, action, by=by, at=at, reason=told, facts={"offer": offer_of(line)})


def _of(line: Line, by: User) -> str:
    """What the Centre or school is called that the line is of."""
    names = names_of({line.of[0]: [line.of[1]]}, by) if line.of else {}
    return ", ".join(name.words for name in names.values())
