from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.retention import Kept, Rule, deleted, emptied, goes_with, months, retention, since, years

APPLICATION = "application.Application"


def _withdrawn(path: str) -> Subquery:
    """When the application was withdrawn: its trail alone says so."""
    events = Event.objects.filter(subject_type="application.application", subject_id=OuterRef(path), action="withdraw")
    last = events.order_by().values("subject_id").annotate(last=Max("at")).values("last")
    return Subquery(last, output_field=DateTimeField())


def _words(path: str, *columns: str) -> tuple[Rule, Rule]:
    """Words of an application, to which this path leads."""
    decided = since(_("the application was decided"), f"{path}decided_at")
    withdrawn = since(_("the application was withdrawn"), _withdrawn(f"{path}pk"))
    return emptied(years(10), decided, *columns), emptied(months(24), withdrawn, *columns)


DECIDED = since(_("the application was decided"), "answer__application__decided_at")
WITHDRAWN = since(_("the application was withdrawn"), _withdrawn("answer__application__pk"))
RETENTION = retention(
    {
        APPLICATION: Kept((goes_with("membership.Centre"), *_words("", "override_reason")), ("override_reason",)),
        "application.CriterionAnswer": Kept((goes_with(APPLICATION), *_words("application__", "text")), ("text",)),
        "application.EvidenceLink": Kept(
            (deleted(years(10), DECIDED), deleted(months(24), WITHDRAWN)), ("url", "title")
        ),
        "application.Agreement": Kept(goes_with(APPLICATION), ("given_name",)),
        "application.ChangeRequest": Kept((goes_with(APPLICATION), *_words("application__", "reason")), ("reason",)),
        "application.EligibilityFinding": Kept(goes_with(APPLICATION)),
    }
)
