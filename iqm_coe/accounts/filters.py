"""How the trail and the list of people are narrowed."""

from datetime import date, timedelta
from functools import lru_cache

import django_filters
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import AccountState, IqmRoleKind
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import ERASED
from iqm_coe.lib.calling import kind_in_words
from iqm_coe.lib.dates import first_moment
from iqm_coe.lib.event_words import kinds, said_by
from iqm_coe.lib.filters import ListFilter, on_any_day, one_of, says


def _kinds_in_words() -> list[tuple[str, str]]:
    """Each kind of thing by its name, in the order of the names."""
    return list(_in_words(tuple(kinds()), get_language()))


@lru_cache(maxsize=8)
def _in_words(labels: tuple[str, ...], _language: str | None) -> list[tuple[str, str]]:
    named = ((label, capfirst(kind_in_words(label))) for label in labels)
    return sorted(named, key=lambda pair: pair[1].casefold())


class EventFilter(ListFilter):
    """By words, by the kind of thing, by person and by day."""

    q = django_filters.CharFilter(label=_("What happened, or why"), method="by_words")
    about = django_filters.ChoiceFilter(
        label=_("Kind of thing"), field_name="subject_type", choices=_kinds_in_words, empty_label=_("Everything")
    )
    who = says(_("Who"), "by__name")
    since = django_filters.DateFilter(label=_("From this day"), method="from_day")
    until = django_filters.DateFilter(label=_("Up to this day"), method="to_day")

    class Meta:
        model = Event
        fields = ("q", "about", "who", "since", "until")

    def by_words(self, rows: QuerySet[Event], name: str, words: str) -> QuerySet[Event]:
        """What happened as the list tells it, what kind of thing it was, or the reason that was given."""
        found = Q(note__text__says=words)
        for label, action in said_by(words):
            found |= Q(subject_type=label, action=action) if label else Q(action=action)
        of_kinds = [label for label, said in _kinds_in_words() if words.casefold() in said.casefold()]
        return rows.filter(found | Q(subject_type__in=of_kinds))

    def from_day(self, rows: QuerySet[Event], name: str, day: date) -> QuerySet[Event]:
        return rows.filter(at__gte=first_moment(day))

    def to_day(self, rows: QuerySet[Event], name: str, day: date) -> QuerySet[Event]:
        """With all of that day in London."""
        return rows if day == date.max else rows.filter(at__lt=first_moment(day + timedelta(days=1)))


def _holding(kind: IqmRoleKind) -> Q:
    """People who hold this role now; by their numbers, so that nobody stands in a list twice."""
    return Q(pk__in=IqmRole.objects.live().filter(kind=kind).values("user"))


NO_ROLE = "none"
HOLDING = {kind.value: on_any_day(_holding(kind)) for kind in IqmRoleKind} | {
    NO_ROLE: on_any_day(~Q(pk__in=IqmRole.objects.live().values("user")))
}
STANDING = {
    AccountState.OPEN.value: on_any_day(Q(is_active=True) & ~ERASED),
    AccountState.SHUT.value: on_any_day(Q(is_active=False) & ~ERASED),
    AccountState.ERASED.value: on_any_day(ERASED),
}


class PersonFilter(ListFilter):
    """By name or address, by the roles that somebody holds now, and by whether they can sign in."""

    q = django_filters.CharFilter(label=_("Name or email address"), method="by_words")
    role = one_of(_("Role at IQM"), "", [*IqmRoleKind.choices, (NO_ROLE, _("None"))], every=_("Anybody"), when=HOLDING)
    account = one_of(_("Sign-in"), "", AccountState.choices, every=_("Open or not"), when=STANDING)

    class Meta:
        model = User
        fields = ("q", "role", "account")

    def by_words(self, rows: QuerySet[User], name: str, words: str) -> QuerySet[User]:
        return rows.filter(Q(name__says=words) | Q(email__icontains=words))
