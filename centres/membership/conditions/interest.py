"""Who has an interest in a Centre, so that somebody else decides about it (R10, R48)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import depends_on
from iqm_coe.lib.names import in_order
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.registry import Registry
from schools.querysets import ever_schools_of


@dataclass(frozen=True)
class Interest:
    """Rows that each name a Centre and a person with an interest in it, the two columns that do, and when it counts.

    `when` is asked together with the column of the person: of a row with several people, it is about the same one.
    """

    rows: QuerySet[Model]
    centre: str
    person: str
    when: Q = field(default_factory=Q)


_sources = Registry[Callable[[], Interest]]()
# An upper app adds rows of its own: `@counts_as_interest("centre")`.
counts_as_interest = _sources.declare
ROLE_COUNTS = Q(school__roles__ended_at=None) | Q(school__roles__ended_at__gte=F("centre__started_at"))


@counts_as_interest("centre")
def role_at_a_member() -> Interest:
    """A role at a school that stands in it, held now or since it began: leaving a moment before does not help."""
    return Interest(Membership.objects.belonging(), "centre", "school__roles__user", ROLE_COUNTS)


@counts_as_interest("centre")
def role_at_an_invited_school() -> Interest:
    """The same at a school that is asked to join."""
    return Interest(CentreInvitation.objects.open(), "centre", "school__roles__user", ROLE_COUNTS)


def people_with_interest(centre: Centre) -> QuerySet[User]:
    """Everybody with an interest in this Centre."""
    counted = Q(pk__in=[])
    for source in _sources.of("centre"):
        interest = source()
        counted |= Q(pk__in=interest.rows.filter(interest.when, **{interest.centre: centre}).values(interest.person))
    people: QuerySet[User] = User.objects.filter(counted)
    return people


INTEREST = "centres of interest"


def centres_of_interest(user: User) -> set[int]:
    """The numbers of the Centres in which this person has an interest: asked once a page, whoever asks.

    Each kind of interest begins with a role at a school.
    """

    def ask() -> set[int]:
        if not ever_schools_of(user):
            return set()
        held = [
            interest.rows.filter(interest.when, **{interest.person: user}).order_by().values_list(interest.centre)
            for interest in (source() for source in _sources.of("centre"))
        ]
        return {number for (number,) in held[0].union(*held[1:])}

    return per_request((INTEREST, user.pk), ask)


depends_on(INTEREST, centres_of_interest)


def without_interest_of(user: User, centre_column: str) -> Q:
    """Rows whose column names a Centre in which this person has no interest: what the office offers them to decide."""
    return ~Q(**{f"{centre_column}__in": centres_of_interest(user)})


NAMED = 3


def who_acts_instead(user: User, centre: Centre) -> str:
    """Why this person decides nothing that is for staff without an interest in the Centre, and who does."""
    if IqmRoleKind.STAFF in user.iqm_roles:
        why = _("You have, or had, a role at a school of this Centre, so somebody else of the staff does it.")
    else:
        why = _("Staff do it, and you do not hold that role.")
    free = User.objects.holding(IqmRoleKind.STAFF).exclude(pk__in=people_with_interest(centre).values("pk"))
    names = list(free.exclude(pk=user.pk).order_by(in_order(), "pk").values_list("name", flat=True)[:NAMED])
    if not names:
        return f"{why} {_('Nobody of the staff is free: an administrator gives somebody that role.')}"
    return f"{why} {_('Ask %s.') % _(' or ').join(names)}"
