from datetime import datetime

from django.db import transaction
from django.dispatch import receiver

from iqm_coe.accounts.models.user import User
from reviews.reports.conditions import report as report_conditions
from reviews.reports.flows import report
from reviews.reports.models.report import Report
from reviews.reports.signals import document_asked, pack_asked
from reviews.reports.tasks import kick_builder
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit
from reviews.visits.signals import correction_asked, record_finished


@receiver(record_finished, dispatch_uid="begin-the-report")
def begin_report(sender: object, review: Review, visit: Visit, by: User, at: datetime, **kwargs: object) -> None:
    """A report begins with the end of the record (R24)."""
    report.begin(review, visit, by=by, at=at)


@receiver(correction_asked, dispatch_uid="a-report-that-came-back-opens-the-record")
def open_while_returned(sender: object, review: Review, *, lock: bool, **kwargs: object) -> bool:
    """What was recorded can be corrected while the report is with its author again (R24)."""
    if lock:
        making = Report.objects.select_for_update(of=("self",)).in_the_making()
        if not list(making.filter(review=review)):
            return False
    return report_conditions.is_returned(review)


@receiver([pack_asked, document_asked], dispatch_uid="wake-a-builder")
def wake_builder(sender: object, **kwargs: object) -> None:
    """A worker begins once the pack, or the sealed report, stands."""
    transaction.on_commit(kick_builder)
