"""How long a session lasts: so many minutes after the last thing done, and never longer than twelve hours. It carries
both with it, so that no request has to look them up; the server holds them.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from iqm_coe.accounts import conf
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.sign_in import SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.origins import Origin

KEPT_AS = "life"
LONGEST = timedelta(hours=12)
# How exactly it is known when somebody was last here: a page more writes nothing.
EXACT_TO = timedelta(minutes=1)
# A page that stands open asks these by itself: nobody has done anything.
ASKED_BY_THE_PAGE = frozenset({"texts:look", "texts:session", "reports:pack_progress", "schools:reading_progress"})


@dataclass(frozen=True)
class Came:
    """By which link to a provider somebody came, for which domain it spoke, and what it calls its own session."""

    link: int
    domain: str
    session: str


@dataclass(frozen=True)
class Life:
    """Instants in seconds of the epoch. `row` is the SignIn that its person sees, `key` what it is known by."""

    row: int
    key: str
    began: float
    seen: float
    idle_minutes: int
    link: int | None = None  # to the provider by which it began, and for which domain that spoke
    domain: str = ""

    @property
    def seen_at(self) -> datetime:
        return datetime.fromtimestamp(self.seen, UTC)

    @property
    def ends_at(self) -> datetime:
        """Where nothing more is done."""
        idle = self.seen_at + timedelta(minutes=self.idle_minutes)
        return min(idle, datetime.fromtimestamp(self.began, UTC) + LONGEST)


def life_of(session: SessionBase) -> Life | None:
    """None for one that began before this was kept: it is over."""
    kept = session.get(KEPT_AS)
    return Life(**kept) if kept else None


def begin(session: SessionBase, user: User, *, at: datetime, origin: Origin, came: Came | None = None) -> None:
    """The minutes are those of now and of this person's roles; whoever is given one signs in anew."""
    minutes = conf.idle_minutes_at_iqm.get() if user.iqm_roles else conf.idle_minutes.get()
    key = session.session_key or ""
    link, domain, there = (came.link, came.domain, came.session) if came else (None, "", "")
    row = sign_in.begin(user, key=key, idle_minutes=minutes, at=at, origin=origin, link=link, provider_session=there)
    _keep(session, Life(row.pk, key, at.timestamp(), at.timestamp(), minutes, link, domain))


def is_shut_out(life: Life, user: User) -> bool:
    """The provider by which this session began lets the person in no longer: it was switched off, does not speak for
    their school any more, or the link is gone. Asked anew at each request, of those sessions alone.
    """
    return life.link is not None and not ProviderLink.objects.that_open(life.link, user, life.domain).exists()


def go_on(session: SessionBase, life: Life, *, at: datetime) -> None:
    """Something was done just now."""
    sign_in.see(life.row, at=at)
    _keep(session, replace(life, seen=at.timestamp()))


def carry_over(session: SessionBase) -> None:
    """Where the session was given another key it is still the same, also where all others have ended."""
    life = life_of(session)
    if life and session.session_key and session.session_key != life.key:
        sign_in.carry_over(life.row, key=session.session_key)
        _keep(session, replace(life, key=session.session_key))


def _keep(session: SessionBase, life: Life) -> None:
    session[KEPT_AS] = asdict(life)


def sessions_of(user: User, *, at: datetime) -> list[SignIn]:
    """Those that go on, the one used last first."""
    return list(SignIn.objects.visible_to(user).live(at, longest=LONGEST).order_by("-seen_at", "-pk"))
