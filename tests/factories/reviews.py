"""Rows of reviews without a history; journeys are played through the flows instead."""

from datetime import date

import factory

from reviews.reports.models.report import Report
from reviews.update.models.framework import Framework
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.models.visit import Visit, VisitedReview
from tests.clock import NOW
from tests.factories.accounts import UserFactory
from tests.factories.money import CentreYearFactory
from tests.factories.schools import SchoolFactory


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    number = factory.Sequence(lambda n: n + 1)
    aim = factory.Sequence(lambda n: f"Target {n}")
    actions = "What is done."
    owner = "The head"
    by_when = date(2027, 7, 1)
    measure = "What can be seen."
    updated_at = NOW
    updated_by = factory.SubFactory(UserFactory)


class ReviewFactory(factory.django.DjangoModelFactory):
    """A review of a school in a running year of some Centre, by the ten elements."""

    class Meta:
        model = Review

    year = factory.SubFactory(CentreYearFactory)
    school = factory.SubFactory(SchoolFactory)
    framework = factory.LazyFunction(lambda: Framework.objects.get(key="ten"))
    update_due_on = date(2027, 9, 22)


class VisitFactory(factory.django.DjangoModelFactory):
    """An assessor asked, for one review."""

    class Meta:
        model = Visit
        skip_postgeneration_save = True

    year = factory.SubFactory(CentreYearFactory)
    host = factory.SubFactory(SchoolFactory)
    assessor = factory.SubFactory(UserFactory)
    appointed_at = NOW
    appointed_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def covers(self, create, extracted, **kwargs):
        if create:
            review = ReviewFactory(year=self.year, school=self.host)
            VisitedReview.objects.create(visit=self, review=review)


class ReportFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = Report

    review = factory.SubFactory(ReviewFactory)
    author = factory.SubFactory(UserFactory)
    begun_at = NOW
    due_on = date(2027, 1, 26)
