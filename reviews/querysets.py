"""Which reviews, answers and files somebody may see."""

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from centres.enums import CentreAccessKind
from centres.querysets import YEAR, centres_of, centres_open_to, has_access
from iqm_coe.lib.once import once
from iqm_coe.lib.rows import with_only
from reviews.enums import DevelopmentState, ReportState, ReviewState, RoundState, Tie, VisitState
from schools.enums import SPEAKERS
from schools.querysets import held_at, reads_every_school, schools_of


def _given_to(user: Any) -> frozenset[int]:
    """The reviews of which an element is given to this person, at schools where they do no more than contribute."""
    contributes = schools_of(user) - schools_of(user, *SPEAKERS)

    def ask() -> frozenset[int]:
        given = apps.get_model("reviews", "Answer").objects.filter(given_to=user, review__school__in=contributes)
        return frozenset(given.values_list("review_id", flat=True))

    return once(("reviews given", user.pk), ask) if contributes else frozenset()


def reads_review(user: Any, review: Any) -> bool:
    """Sees the review: the instance form of Review.visible_to; reads its year."""
    if reads_every_school(user) or review.school_id in schools_of(user, *SPEAKERS) or review.pk in _given_to(user):
        return True
    is_sent = review.state != ReviewState.WRITING
    return is_sent and review.year.centre_id in centres_open_to(user, CentreAccessKind.ASSESSOR)


class ReviewQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Staff; whoever speaks for the school; a contributor to whom an element is given; the Centre's assessor once
        the update is sent. No other school, until this one shares it (R43, R44).
        """
        if reads_every_school(user):
            return self
        assesses = has_access("year__centre_id", user, CentreAccessKind.ASSESSOR)
        own = held_at("school_id", user, *SPEAKERS) | Q(pk__in=_given_to(user))
        return self.filter(own | (~Q(state=ReviewState.WRITING) & assesses))

    def being_written(self) -> Self:
        return self.filter(state=ReviewState.WRITING)

    def for_list(self) -> Self:
        shown = with_only(self, "school__name", "year__centre__name", *YEAR)
        return shown.order_by("school__name", "pk")


class AnswerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As the review, but a contributor reads only what was given to them."""
        if reads_every_school(user):
            return self
        assesses = has_access("review__year__centre_id", user, CentreAccessKind.ASSESSOR)
        return self.filter(
            held_at("review__school_id", user, *SPEAKERS)
            | (held_at("review__school_id", user) & Q(given_to=user))
            | (~Q(review__state=ReviewState.WRITING) & assesses)
        )


class AnswerFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Files of answers that this person sees, and that nobody has taken away."""
        answers = apps.get_model("reviews", "Answer").objects.visible_to(user)
        return self.standing().filter(answer__in=answers.values("pk"))

    def standing(self) -> Self:
        """Not taken away again."""
        return self.filter(removed_at=None)


class PackQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The person it was built for, as long as they see the Centre and every review that it holds (R27)."""
        years = apps.get_model("centres", "CentreYear").objects.visible_to(user)
        reviews = apps.get_model("reviews", "Review").objects
        unseen = reviews.exclude(pk__in=reviews.visible_to(user).values("pk"))
        mine = self.filter(asked_by=user, year__in=years.values("pk"))
        return mine.exclude(holds__in=unseen.values("pk"))

    def in_the_making(self) -> Self:
        """Neither finished nor given up."""
        return self.filter(finished_at=None, failed_at=None)

    def waiting(self, silent_since: datetime) -> Self:
        """To be built: nobody has begun, or whoever had has been silent since this instant."""
        return self.in_the_making().filter(Q(heard_at=None) | Q(heard_at__lte=silent_since))


class PackFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As its pack."""
        packs = apps.get_model("reviews", "Pack").objects.visible_to(user)
        return self.filter(pack__in=packs.values("pk"))


class AccreditationQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def current(self, on: date) -> Self:
        """Standing accreditations whose period holds this day, both ends included."""
        return self.standing().filter(valid_from__lte=on, valid_until__gte=on)

    def visible_to(self, user: Any) -> Self:
        """The office; each assessor their own."""
        return self if reads_every_school(user) else self.filter(person=user)


def _centres_whose_visits(user: Any) -> frozenset[int]:
    """The Centres for one of whose schools this person speaks, or which they advise or assess."""
    return centres_of(user, *SPEAKERS) | centres_open_to(user, CentreAccessKind.ADVISER, CentreAccessKind.ASSESSOR)


def reads_visits(user: Any, centre_id: int) -> bool:
    """Whether this person sees the visits of this Centre: the instance form of Visit.visible_to."""
    return reads_every_school(user) or centre_id in _centres_whose_visits(user)


def of_the_year(centre_column: str, user: Any) -> Q:
    """Rows of a Centre whose visits this person sees."""
    return Q(**{f"{centre_column}__in": _centres_whose_visits(user)})


class VisitQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The office; whoever speaks for a school of the Centre; its adviser; its assessor while at work."""
        return self if reads_every_school(user) else self.filter(of_the_year("year__centre_id", user))

    def live(self) -> Self:
        """Neither declined nor cancelled."""
        return self.exclude(state__in=[VisitState.DECLINED, VisitState.CANCELLED])

    def at_work(self) -> Self:
        """Live and not yet finished."""
        return self.live().exclude(state=VisitState.DONE)

    def tied(self) -> Self:
        """Accepted and at work, while the assessor holds a role at a school of the Centre that nobody has overridden,
        or that is younger than the override: they may not go on (R19).
        """
        members = apps.get_model("centres", "Membership").objects.belonging()
        held = {"school__roles__user": OuterRef("assessor"), "school__roles__ended_at": None}
        inside = members.filter(centre=OuterRef("year__centre"), **held)
        younger = members.filter(
            centre=OuterRef("year__centre"), school__roles__granted_at__gt=OuterRef("overridden_at"), **held
        )
        begun = self.at_work().exclude(state=VisitState.APPOINTED)
        return begun.filter((~Q(overridden__contains=[Tie.ROLE]) & Exists(inside)) | Exists(younger))

    def untied_of(self, assessor: Any) -> Self:
        """The visits of this person with which they may go on."""
        own = self.filter(assessor=assessor)
        return own.exclude(pk__in=own.tied().values("pk")) if schools_of(assessor) else own

    def for_list(self) -> Self:
        names = ("year__centre__name", *YEAR, "assessor__name", "assessor__email", "assessor__phone", "host__name")
        shown = with_only(self, *names)
        schools = apps.get_model("reviews", "VisitedReview").objects.filter(visit=OuterRef("pk")).order_by()
        number = schools.values("visit").annotate(number=Count("pk")).values("number")
        return shown.annotate(schools=Coalesce(Subquery(number), 0)).order_by(
            F("agreed_on").desc(nulls_first=True), "-pk"
        )


def uncovered(reviews: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Of these reviews those not covered by any visit now, and not recorded by an earlier one."""
    covered = apps.get_model("reviews", "VisitedReview").objects.filter(review=OuterRef("pk"), released_at=None)
    return reviews.filter(~Exists(covered)).exclude(state=ReviewState.RECORDED)


def with_plan_for(reviews: models.QuerySet[Any], user: Any) -> models.QuerySet[Any]:
    """Of these reviews those whose plan for development this person reads: as the plan itself, also before that."""
    if reads_every_school(user):
        return reviews
    assesses = has_access("year__centre_id", user, CentreAccessKind.ASSESSOR)
    advises = has_access("year__centre_id", user, CentreAccessKind.ADVISER)
    agreed = Q(development__state=DevelopmentState.AGREED)
    return reviews.filter(held_at("school_id", user, *SPEAKERS) | assesses | (agreed & advises))


class DateRoundQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As the visit."""
        return self if reads_every_school(user) else self.filter(of_the_year("visit__year__centre_id", user))

    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)


class DevelopmentPlanQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The office; whoever speaks for the school; the Centre's assessor; its adviser once it is agreed. No other
        school (R43).
        """
        reviews = with_plan_for(apps.get_model("reviews", "Review").objects.all(), user)
        return self if reads_every_school(user) else self.filter(review__in=reviews.values("pk"))


class ReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
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
        return self.filter(state__in=[ReportState.CHECKING, ReportState.READY])

    def for_list(self) -> Self:
        names = ("review__school__name", "review__year__centre__name", "author__name")
        shown = with_only(self, *names, *(f"review__{column}" for column in YEAR))
        return shown.order_by(F("sent_at").desc(nulls_last=True), "-pk")
