"""Which people, roles, events and invitations somebody may see."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, TypeVar

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Case, CharField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Lower

from iqm_coe.accounts.enums import FACTORS, OFFICE, AccountState, FactorResetState, InvitationState, IqmRoleKind
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import first_moment, london_date
from iqm_coe.lib.names import in_order
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.personal import DOMAIN

if TYPE_CHECKING:
    from iqm_coe.accounts.models.event import Event
    from iqm_coe.accounts.models.factor_reset import FactorReset
    from iqm_coe.accounts.models.invitation import Invitation
    from iqm_coe.accounts.models.provider import Provider, ProviderLink
    from iqm_coe.accounts.models.role import IqmRole
    from iqm_coe.accounts.models.sign_in import FailedTries, SignIn
    from iqm_coe.accounts.models.user import User


ERASED = Q(email__endswith=f"@{DOMAIN}")  # the pseudonym of `User.is_erased`


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> Self:
        """An administrator sees everybody here; anybody sees themselves. Schools show their own people by role."""
        if IqmRoleKind.ADMINISTRATOR in user.iqm_roles:
            return self
        return self.filter(pk=user.pk)

    def followed_by(self, user: "User") -> Self:
        """Everybody, for the office, which sees to it that somebody takes over from each."""
        return self if OFFICE & user.iqm_roles else self.none()

    def with_roles(self) -> Self:
        """Annotate `kinds_of_role`, the live roles at IQM."""
        live = apps.get_model("accounts", "IqmRole").objects.live().filter(user=OuterRef("pk"))
        return self.annotate(kinds_of_role=ArraySubquery(live.order_by().values("kind")))

    def with_standing(self) -> Self:
        """With the roles at IQM, and `has_second_factor`: what every request asks first."""
        factors = apps.get_model("mfa", "Authenticator").objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return self.with_roles().annotate(has_second_factor=Exists(factors))

    def holding(self, kind: str) -> Self:
        """Active people who hold this IQM role now."""
        return self.filter(is_active=True, iqm_role_set__kind=kind, iqm_role_set__ended_at=None)

    def colleagues(self, kinds: Iterable[str]) -> Self:
        """Active people who hold one of these IQM roles now, by name: whom work of the office can be given."""
        live = apps.get_model("accounts", "IqmRole").objects.live().filter(kind__in=kinds)
        return self.filter(pk__in=live.values("user"), is_active=True).order_by(in_order(), "pk")

    def for_list(self) -> Self:
        """With the roles at IQM, and in `account` whether they can sign in."""
        account = Case(
            When(ERASED, then=Value(AccountState.ERASED)),
            When(is_active=True, then=Value(AccountState.OPEN)),
            default=Value(AccountState.SHUT),
            output_field=CharField(),
        )
        return self.with_roles().annotate(account=account).order_by(in_order(), "pk")


class IqmRoleQuerySet(models.QuerySet["IqmRole"]):
    def live(self) -> Self:
        """Roles not ended."""
        return self.filter(ended_at=None)

    def visible_to(self, user: "User") -> Self:
        """Administrators see all; anybody sees their own."""
        if IqmRoleKind.ADMINISTRATOR in user.iqm_roles:
            return self
        return self.filter(user=user)


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, *subjects: models.Model) -> Self:
        """The trail of these subjects together, newest first; of nothing where none is named."""
        return self.of_things((subject._meta.label_lower, subject.pk) for subject in subjects)

    def of_things(self, things: Iterable[tuple[str, int]]) -> Self:
        """The same of things that are named by their label and their number."""
        named = Q(pk__in=[])
        for label, number in things:
            named |= Q(subject_type=label, subject_id=number)
        return self.filter(named)

    def visible_to(self, user: "User") -> Self:
        """The whole trail is for administrators; a subject's page shows its own part through `of`."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.none()

    def for_list(self) -> Self:
        return only_columns(self, "by__name", "note__text")


Offer = TypeVar("Offer", bound="Invitation")


class InvitationQuerySet(models.QuerySet[Offer]):
    def open(self) -> Self:
        """Not answered, withdrawn or lapsed by the clock."""
        return self.filter(state=InvitationState.OPEN)

    def overdue(self, at: datetime) -> Self:
        """Open although the day of their end has passed in London."""
        return self.open().filter(expires_at__lt=first_moment(london_date(at)))

    def addressed_to(self, user: "User") -> Self:
        """Sent to an address that this person has proved to be theirs."""
        proved = EmailAddress.objects.filter(user=user, verified=True)
        return self.filter(email__in=proved.values(lowered=Lower("email")))


COUNT_ONE = """
    INSERT INTO accounts_failedtries AS known (account, step, hour, last_at, tries, refused, network_address, device)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (account, step, hour) DO UPDATE SET
        tries = known.tries + EXCLUDED.tries, refused = known.refused + EXCLUDED.refused,
        last_at = EXCLUDED.last_at, network_address = EXCLUDED.network_address, device = EXCLUDED.device
"""


class FailedTriesQuerySet(models.QuerySet["FailedTries"]):
    def visible_to(self, user: "User") -> Self:
        """Those at whatever account are for administrators; a person's own are found by the hashes of their
        addresses (`at_accounts`).
        """
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.none()

    def at_accounts(self, hashes: list[str]) -> Self:
        """At any of these accounts."""
        return self.filter(account__in=hashes)

    def count_one(self, account: str, step: str, *, at: datetime, origin: Origin, is_refused: bool) -> None:
        """One more in the row of its hour, in one statement, whoever else counts at the same moment."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        counted = (0, 1) if is_refused else (1, 0)
        values = [account, step, hour, at, *counted, origin.network_address, origin.device]
        with connection.cursor() as cursor:
            cursor.execute(COUNT_ONE, values)


class SignInQuerySet(models.QuerySet["SignIn"]):
    def visible_to(self, user: "User") -> Self:
        """Each person sees their own sessions, and nobody else does."""
        return self.filter(user=user)

    def live(self, at: datetime, *, longest: timedelta) -> Self:
        """Not over at this instant: neither ended, nor idle for too long, nor too old."""
        idle = ExpressionWrapper(F("idle_minutes") * timedelta(minutes=1), output_field=DurationField())
        idle_until = ExpressionWrapper(F("seen_at") + idle, output_field=models.DateTimeField())
        return self.filter(ended_at=None, begun_at__gt=at - longest).alias(until=idle_until).filter(until__gt=at)


class FactorResetQuerySet(models.QuerySet["FactorReset"]):
    def visible_to(self, user: "User") -> Self:
        """Administrators see all; anybody sees what is asked about themselves."""
        if IqmRoleKind.ADMINISTRATOR in user.iqm_roles:
            return self
        return self.filter(person=user)

    def open(self) -> Self:
        """Not answered, withdrawn or lapsed by the clock."""
        return self.filter(state=FactorResetState.ASKED)

    def overdue(self, at: datetime) -> Self:
        """Open although the day of their end has passed in London."""
        return self.open().filter(lapses_at__lt=first_moment(london_date(at)))


def domain_of(email: str) -> str:
    """What stands behind the @, in small letters."""
    return email.rpartition("@")[2].strip().lower()


class ProviderQuerySet(models.QuerySet["Provider"]):
    def visible_to(self, user: "User") -> Self:
        """How they are set up is for administrators; everybody sees the buttons of those that are on."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.none()

    def on(self) -> Self:
        return self.filter(is_on=True).order_by(in_order(), "pk")

    def linked_to(self, user: "User") -> Self:
        """Those by which this person signs in."""
        return self.on().filter(links__user=user)

    def only_way_for(self, email: str) -> "Provider | None":
        """The one by which alone people with such an address sign in."""
        return self.filter(is_on=True, is_only_way=True, domains__domain=domain_of(email)).first()

    def only_way_of(self, user: "User") -> "Provider | None":
        """The one by which alone this person signs in: any address of theirs says so, or a link they have. Nobody with
        a role at IQM: they show a factor of their own, and see to it when a provider is away.
        """
        if user.iqm_role_set.live().exists():
            return None
        addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
        of_domain = Q(domains__domain__in={domain_of(one) for one in addresses})
        found = self.filter(of_domain | Q(links__user=user, domains__isnull=False), is_on=True, is_only_way=True)
        return found.order_by("pk").first()

    def instead_of_password_of(self, user: "User") -> "Provider | None":
        """The one by which alone this person signs in, once they are linked: their password shows nothing."""
        only = self.only_way_of(user)
        return only if only and self.linked_to(user).exists() else None


class ProviderLinkQuerySet(models.QuerySet["ProviderLink"]):
    def visible_to(self, user: "User") -> Self:
        """Each person sees their own, administrators everybody's."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.filter(user=user)

    def that_open(self, pk: int, user: "User", domain: str) -> Self:
        """The link, if it still opens the account: the provider is on, and speaks for the domain it came with."""
        found = self.filter(pk=pk, user=user, provider__is_on=True)
        return found.filter(provider__domains__domain=domain) if domain else found
