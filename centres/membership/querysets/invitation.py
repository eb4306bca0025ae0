"""Which invitations somebody sees: of the Centres and of the schools for which they speak (R44)."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from centres.membership.enums import CentreInvitationState
from centres.membership.querysets.centre import in_centre
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import first_moment, london_date
from schools.enums import SPEAKERS
from schools.querysets import held_at, reads_every_school
from schools.stopping import is_frozen

if TYPE_CHECKING:
    from centres.membership.models.invitation import CentreInvitation


class CentreInvitationQuerySet(models.QuerySet["CentreInvitation"]):
    def open(self) -> Self:
        return self.filter(state=CentreInvitationState.OPEN)

    def overdue(self, at: datetime) -> Self:
        """Open although the day of their end has passed in London, and the school is not stopped from answering."""
        return self.open().filter(~is_frozen("school_id"), expires_at__lt=first_moment(london_date(at)))

    def naming(self, address: str, school: int) -> Self:
        """Open ones to this school that name this address."""
        return self.open().filter(school=school, contact_email__iexact=address).order_by("pk")

    def visible_to(self, user: User) -> Self:
        """Staff, whoever speaks for one of the Centre's schools, and whoever answers for the invited school."""
        if reads_every_school(user):
            return self
        speaks = in_centre("centre_id", user, *SPEAKERS)
        return self.filter(speaks | held_at("school_id", user, *SPEAKERS))

    def for_list(self) -> Self:
        shown = only_columns(self, "school__name", "centre__name", "centre__lead_school__name")
        return shown.order_by("-pk")
