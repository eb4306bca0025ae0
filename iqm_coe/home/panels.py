"""What belongs to everybody, on What needs me: heads are offered a passkey, and may put the offer off."""

from collections import Counter
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.board import late_years
from iqm_coe.home.selectors.work import LATE, owned, time_of
from iqm_coe.lib.addresses import address
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.worklist import is_mine, lines_for
from iqm_coe.notes.selectors.note import page_of
from schools.rules import heads_somewhere

QUIET_FOR = timedelta(days=90)


@panel("work", order=90)
def offer_of_a_passkey(user: User, subject: object, on: date) -> Panel | None:
    """For whoever declares and agrees for a school, while they have none; not again for a while once put off."""
    put_off = user.passkey_put_off_at
    if put_off and on < london_date(put_off) + QUIET_FOR:
        return None
    if not heads_somewhere(user, None) or Authenticator.objects.filter(user=user, type="webauthn").exists():
        return None
    return Panel("home/_passkey.html", {})


@panel("person", order=30)
def what_waits_for_them(user: User, person: User, on: date) -> Panel:
    """How much of each kind waits for somebody, as their own list counts it, and how much of it is late: what others
    have taken or were given is theirs.
    """
    lines = [line for line in owned(lines_for(person, on), person, on) if is_mine(line)] if person.is_active else []
    counted = Counter(line.kind for line in lines)
    late = Counter(line.kind for line in lines if time_of(line, on) == LATE)
    kinds = [(name, number, late[name]) for name, number in counted.most_common()]
    return Panel("home/_waits_for_person.html", {"kinds": kinds})


@panel("notes", order=10)
def who_has_its_line(user: User, thing: Model, on: date) -> Panel | None:
    """Beside who looks at a thing again: who took its line of What needs me, or was given it."""
    page = page_of(thing._meta.label_lower, thing.pk)
    lines = [line for line in owned(lines_for(user, on), user, on) if line.owner and line.url.partition("#")[0] == page]
    return Panel("home/_line_of_thing.html", {"lines": lines}) if lines else None


@tile("programme", order=35)
def who_is_late(user: User, on: date) -> Tile:
    """Centre years of today in which anything is late; the board says with what."""
    return Tile(_("Who is late?"), late_years(user, on), f"{address('home:board')}?late=any")
