"""A lost second factor is set back: one administrator asks, another consents, and the person proves their mailbox."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts import conf, signals
from iqm_coe.accounts.conditions import factor_reset as conditions
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import is_over, last_moment, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import advance, record_event


class ResetLapsed(Refused):
    """Its last day has passed, whether or not the clock has marked it yet."""


@transaction.atomic
def ask(person: User, *, by: User, at: datetime, reason: str) -> FactorReset:
    """Nothing changes yet but that another administrator may consent. Raises Refused where the person has no factor,
    where it is asked already, and where nobody is there who could consent.
    """
    fresh: User = User.objects.select_for_update().get(pk=person.pk)
    require(by, "accounts.act_in_emergency", fresh)
    if why_not := conditions.why_not(fresh, by=by, at=at):
        raise Refused(why_not)
    lapses_at = last_moment(london_date(at) + timedelta(days=conf.factor_reset_days.get()))
    try:
        with transaction.atomic():
            asked: FactorReset = FactorReset.objects.create(person=fresh, asked_by=by, asked_at=at, lapses_at=lapses_at)
    except IntegrityError as error:
        raise Refused(_("This is asked already, and waits for another administrator.")) from error
    record_event(asked, "ask", by=by, at=at, reason=reason)
    _tell(asked, by=by, at=at, reason=reason)
    return asked


@transaction.atomic
def consent(asked: FactorReset, *, by: User, at: datetime) -> FactorReset:
    """Every factor, recovery code and link to a provider is gone, every session over, and the password opens nothing:
    the person sets a new one by mail, then a new factor. A password alone, here or there, may be what a thief has.
    """
    done = advance(asked, "consent", by=by, at=at, ended_at=at)
    if is_over(done.lapses_at, at):
        raise ResetLapsed(_("The time to consent is over. Where it is still wanted, it is asked anew."))
    if not may(done.asked_by, "accounts.act_in_emergency", done.person):
        words = _("%s, who asked, can no longer do so. Where it is still wanted, ask for it anew. Nothing was changed.")
        raise Refused(words % done.asked_by.name)
    links, _models = ProviderLink.objects.filter(user_id=done.person_id).delete()
    gone, _models = Authenticator.objects.filter(user_id=done.person_id).delete()
    person = sign_in.end_all(done.person, by=by, at=at, why="factor_reset")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    record_event(person, "reset_factors", by=by, at=at, facts={"factors": gone, "links": links})
    _tell(done, by=by, at=at)
    return done


@transaction.atomic
def refuse(asked: FactorReset, *, by: User, at: datetime, reason: str) -> FactorReset:
    """All stays as it was: another administrator says no, or the person does, who never asked for it."""
    refused = advance(asked, "refuse", by=by, at=at, reason=reason, ended_at=at)
    _tell(refused, by=by, at=at, reason=reason)
    return refused


@transaction.atomic
def withdraw(asked: FactorReset, *, by: User, at: datetime) -> FactorReset:
    """Whoever asked takes it back."""
    withdrawn = advance(asked, "withdraw", by=by, at=at, ended_at=at)
    _tell(withdrawn, by=by, at=at)
    return withdrawn


def lapse_overdue(*, at: datetime) -> int:
    """What nobody answered in time; returns how many."""

    def lapse(asked: FactorReset) -> None:
        lapsed = advance(asked, "lapse", by=None, at=at, ended_at=at)
        _tell(lapsed, by=None, at=at)

    return each("lapse factor resets", list(FactorReset.objects.overdue(at).order_by("pk")), lapse, at=at)


def _tell(reset: FactorReset, *, by: User | None, at: datetime, reason: str = "") -> None:
    """All administrators read of it, and the person does, whose account it is; `by` is None for the clock."""
    signals.factor_reset_moved.send(sender=FactorReset, reset=reset, by=by, reason=reason, at=at)
