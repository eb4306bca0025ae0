"""What visits keep of a person: their accreditation, what they noted, and what they signed."""

from django.db.models import Q

from iqm_coe.lib.personal import Told, named, personal
from reviews.visits.enums import VisitState

SCHOOL = ("review__school__name",)
OVER = (VisitState.DONE, VisitState.DECLINED, VisitState.CANCELLED)
PERSONAL = personal(
    {
        "visits.Accreditation": Told(own=("person",), acted=("recorded_by", "withdrawn_by")),
        "visits.Visit": Told(
            own=("assessor", "agenda_by"),
            acted=("appointed_by",),
            where=("year__centre__name", "host__name"),
            without=("pages",),
        ),
        "visits.VisitedReview": Told(own=("noted_by",), where=SCHOOL, without=("pages",)),
        "visits.DateRound": Told(acted=("proposed_by",), where=("visit__host__name",)),
        "visits.Finding": Told(own=("recorded_by",), where=(*SCHOOL, "element__title"), without=("pages",)),
        "visits.TargetJudgement": Told(own=("recorded_by",), where=SCHOOL, without=("pages",)),
        "visits.PlanSignature": Told(own=("signed_by",), where=("plan__review__school__name",)),
    }
)


named("visits.Accreditation", ("training",), lambda subject: Q(person=subject.pk))
