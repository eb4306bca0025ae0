"""What is done with many reports at once: issued, reminded of, given more time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.permissions import may
from iqm_coe.lib.reminders import ReminderKind
from iqm_coe.lists.acts import Answers, BulkAct, Done, Mail, Planned, bulk_act
from iqm_coe.notifications.due_acts import GiveMoreTime, Owed, RemindMany
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.deadlines import DRAFT, FACTS
from reviews.reports.emails import report as emails
from reviews.reports.enums import ReportState
from reviews.reports.flows import report as report_flows
from reviews.reports.lists import Reports
from reviews.reports.models.report import Report


def _reports(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).for_list()


@bulk_act
class IssueReports(BulkAct[Report]):
    """Reports whose check is passed and whose facts are answered, each as it stands on the page before (R26)."""

    name, table = "issue_reports", Reports
    label = _("Issue")
    consequence = _("Each report is sealed for good, gets its code, and its school and its author are told by mail.")

    def is_offered_to(self, user: User) -> bool:
        return is_staff(user, None)

    def rows(self, user: User) -> QuerySet[Report]:
        return _reports(user)

    def title(self, row: Report) -> str:
        return str(row.review)

    def plan(self, rows: Sequence[Report], answers: Answers, *, by: User, on: date) -> Iterator[Planned]:
        for row in rows:
            if row.state == ReportState.ISSUED:
                yield Planned(_now("It is issued already."), is_left_out=True)
            elif row.state != ReportState.READY:
                words = _now("It is “%s”: only what is checked and whose facts are answered is issued.")
                yield Planned(words % row.label, is_left_out=True)
            elif not may(by, "reports.issue_report", row):
                yield Planned(_now("Somebody else has to issue it."), is_left_out=True)
            else:
                words = _now("Issued and sealed: %s") % row.get_recommendation_display()
                yield Planned(words, mark=fingerprint_of(row))

    def mails(self, row: Report, mark: str, answers: Answers, *, by: User, on: date) -> list[Mail]:
        return emails.issue_previews(row)

    def carry_out(self, row: Report, mark: str, answers: Answers, *, by: User, at: datetime) -> Done:
        sealed = report_flows.issue(row, read=mark, by=by, at=at)
        return Done(_now("Issued and sealed, code %s") % sealed.code)


@bulk_act
class RemindOfReports(RemindMany[Report]):
    """The assessor of a draft, or the school of which an answer about the facts is awaited."""

    name, table, permission = "remind_reports", Reports, DRAFT.permission

    def rows(self, user: User) -> QuerySet[Report]:
        return _reports(user)

    def title(self, row: Report) -> str:
        return str(row.review)

    def owed(self, rows: Sequence[Report]) -> Owed:
        keys = [row.pk for row in rows]
        owed: dict[int, list[tuple[ReminderKind, Model]]] = defaultdict(list)
        for draft in DRAFT.open_rows().filter(pk__in=keys):
            owed[draft.pk].append((DRAFT.kind, draft))
        for check in FACTS.open_rows().filter(report__in=keys):
            owed[check.report_id].append((FACTS.kind, check))
        return owed


@bulk_act
class MoreTimeForDrafts(GiveMoreTime[Report]):
    name, table, deadline = "more_time_drafts", Reports, DRAFT
    label = _("More time to write")

    def rows(self, user: User) -> QuerySet[Report]:
        return _reports(user)

    def title(self, row: Report) -> str:
        return str(row.review)


@bulk_act
class MoreTimeForFacts(GiveMoreTime[Report]):
    name, table, deadline = "more_time_facts", Reports, FACTS
    label = _("More time for the facts")

    def rows(self, user: User) -> QuerySet[Report]:
        return _reports(user)

    def title(self, row: Report) -> str:
        return str(row.review)

    def due(self, rows: Sequence[Report]) -> Mapping[int, Model]:
        asked = FACTS.open_rows().filter(report__in=[row.pk for row in rows])
        return {one.report_id: one for one in asked.select_related()}
