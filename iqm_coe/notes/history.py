"""What of this room belongs to the history of a Centre: notes and follow-ups of it and of what is its own, for those of
the office who read them.
"""

from django.db.models import Q

from centres.application.models.application import Application
from centres.billing.models.invoice import Invoice
from iqm_coe.lib.history import Chapter, Subject, of_a_centre
from iqm_coe.notes.models.note import FollowUp, Note
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit


def _of(centre: int) -> Q:
    """Rows about this Centre, or about what belongs to it alone; a school has a page of its own."""
    of_it = {
        "application.application": Application.objects.filter(centre=centre),
        "update.review": Review.objects.filter(year__centre=centre),
        "reports.report": Report.objects.filter(review__year__centre=centre),
        "visits.visit": Visit.objects.filter(year__centre=centre),
        "billing.invoice": Invoice.objects.filter(lines__charge__year__centre=centre),
    }
    found = Q(about_type="membership.centre", about_id=centre)
    for label, rows in of_it.items():
        found |= Q(about_type=label, about_id__in=rows.order_by().values("pk"))
    return found


HISTORY = of_a_centre(
    Subject(
        "notes.note",
        Chapter.NOTES,
        lambda user, centre: Note.objects.visible_to(user).filter(_of(centre)),
        named="text",
        is_called=False,
    ),
    Subject(
        "notes.followup",
        Chapter.NOTES,
        lambda user, centre: FollowUp.objects.visible_to(user).filter(_of(centre)),
        named="owner__name",
        is_called=False,
    ),
)
