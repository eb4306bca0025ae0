"""Which reports somebody reads, from the draft on (R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from centres.membership.enums import CentreAccessKind
from centres.membership.querysets.access import has_access
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from reviews.reports.enums import WITH_THE_OFFICE, ReportState
from schools.enums import SPEAKERS
from schools.querysets import held_at, reads_every_school

if TYPE_CHECKING:
    from reviews.reports.models.report import Report


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Its author while at work; whoever speaks for the school once it was sent to them, and that version only
        (R44); the adviser once it is issued. The office, but for those of its people who hold a role at the school:
        they wait like the school.
        """
        was_sent = Q(factual__isnull=False) | Q(state=ReportState.ISSUED)
        if reads_every_school(user):
            return self.filter(was_sent | ~held_at("review__school_id", user))
        centre = "review__year__centre_id"
        writes = Q(author=user) & has_access(centre, user, CentreAccessKind.ASSESSOR)
        advises = Q(state=ReportState.ISSUED) & has_access(centre, user, CentreAccessKind.ADVISER)
        reads = was_sent & held_at("review__school_id", user, *SPEAKERS)
        return self.filter(writes | advises | reads)

    def in_the_making(self) -> Self:
        return self.exclude(state=ReportState.ISSUED)

    def waiting_for_staff(self) -> Self:
        """To be checked, or to be issued."""
        return self.filter(state__in=WITH_THE_OFFICE)

    def for_list(self) -> Self:
        names = ("review__school__name", "review__school__town", "review__year__centre__name", "author__name")
        shown = only_columns(self, *names, *(f"review__{column}" for column in YEAR))
        return shown.order_by(F("sent_at").desc(nulls_last=True), "-pk")
