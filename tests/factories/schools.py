"""Schools, awards, roles and invitations."""

from datetime import date, timedelta

import factory

from schools.models.award import Award
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School
from tests.clock import NOW
from tests.factories.accounts import UserFactory


class SchoolFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"School {n:03d}")
    town = "Ashford"
    pupils = 240


class AwardFactory(factory.django.DjangoModelFactory):
    """Current on the tests' Monday."""

    class Meta:
        model = Award

    school = factory.SubFactory(SchoolFactory)
    kind = "inclusive_school"
    awarded_on = date(2025, 9, 1)
    valid_from = date(2025, 9, 1)
    valid_until = date(2028, 8, 31)
    recorded_at = NOW


class SchoolRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SchoolRole

    user = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    kind = "coordinator"
    authority = factory.LazyAttribute(lambda role: "Governors, 1 September 2026" if role.kind == "delegate" else "")
    granted_at = NOW


class RoleInvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleInvitation

    school = factory.SubFactory(SchoolFactory)
    email = factory.Sequence(lambda n: f"asked{n}@people.example")
    kind = "coordinator"
    invited_by = factory.SubFactory(UserFactory)
    invited_at = NOW
    expires_at = NOW + timedelta(days=7)


class JoiningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Joining

    user = factory.SubFactory(UserFactory)
    school = factory.SubFactory(SchoolFactory)
    kind = "contributor"
    words = "I teach Year 4."
    asked_at = NOW
    expires_at = NOW + timedelta(days=30)
