"""What visits keep of a person: their accreditation, what they noted, and what they signed."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now

from iqm_coe.lib.personal import Obstacle, Subject, Told, named, personal, stands_in_the_way
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit

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


@stands_in_the_way
def open_visits(subject: Subject) -> Iterator[Obstacle]:
    """A visit that is not over has its assessor."""
    for visit in Visit.objects.filter(assessor=subject.pk).exclude(state__in=OVER).select_related("host"):
        yield Obstacle(
            _now("Is the assessor of a visit to %s that is not over. Finish it, or appoint another, first.")
            % visit.host,
            reverse("visits:visit", args=[visit.pk]),
        )


named("visits.Accreditation", ("training",), lambda subject: Q(person=subject.pk))
