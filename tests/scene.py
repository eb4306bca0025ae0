"""A small, whole world that tests walk in: one office, two schools, and a Centre brought to any state by the flows."""

from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator

from centres.application.conditions.application import fingerprint_of
from centres.application.enums import AGREED, WRITTEN
from centres.application.flows import agreement
from centres.application.flows import application as application_flows
from centres.application.flows import application as applying
from centres.application.flows import criterion as criterion_flows
from centres.application.models.application import Application
from centres.membership.flows import invitation
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.versioned import rewritten
from reviews.update.conditions import review as review_conditions
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import review as review_flows
from reviews.update.flows import target
from reviews.update.models.review import Review
from schools.models.school import School
from tests.clock import NOW
from tests.factories.accounts import EmailAddressFactory, IqmRoleFactory, UserFactory
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory
from tests.remembered import remembered


def person(name: str, **fields) -> User:
    """A person with a proved address."""
    user = UserFactory(name=name, **fields)
    EmailAddressFactory(user=user)
    return user


def iqm_person(name: str, kind: str) -> User:
    """A person with a role at IQM and the second factor that it needs."""
    user = person(name)
    IqmRoleFactory(user=user, kind=kind)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    return user


@dataclass
class Staffed:
    """A school with its people."""

    school: School
    coordinator: User
    head: User


def staffed_school(name: str, *, has_award: bool = True) -> Staffed:
    """A school with a coordinator, a head and, unless left out, a current award."""
    school = SchoolFactory(name=name)
    if has_award:
        AwardFactory(school=school)
    coordinator, head = person(f"Coordinator of {name}"), person(f"Head of {name}")
    SchoolRoleFactory(school=school, user=coordinator, kind="coordinator")
    SchoolRoleFactory(school=school, user=head, kind="headteacher")
    return Staffed(school, coordinator, head)


@dataclass
class Scene:
    """The office, a lead school and its members, and the Centre they form."""

    staff: User
    adviser: User
    lead: Staffed
    members: list[Staffed] = field(default_factory=list)
    centre: Centre | None = None

    @property
    def application(self) -> Application:
        return Application.objects.get(centre=self.centre)

    @property
    def year(self) -> CentreYear:
        return self.centre.years.order_by("number").last()

    def plan(self, kind: str = "sustained") -> Plan:
        return Plan.objects.get(year=self.year, kind=kind)

    def review(self, staffed: Staffed | None = None) -> Review:
        return Review.objects.get(year=self.year, school=(staffed or self.lead).school)

    def write_update(self, staffed: Staffed | None = None, at: datetime = NOW) -> Review:
        """Every element and target answered by the school's coordinator."""
        who = staffed or self.lead
        review = self.review(who)
        for answer in review.answers.all():
            texts = {"progress": f"Progress {answer.element.number}.", "evidence": "Seen.", "next_steps": "More."}
            answer_flows.save(answer, rewritten(answer.texts(), texts), by=who.coordinator, at=at)
        for one in review.progress_on_targets.all():
            target.report(one, rewritten({"text": one.text}, {"text": "Done."}), by=who.coordinator, at=at)
        return review

    def send_update(self, staffed: Staffed | None = None, at: datetime = NOW) -> Review:
        """Written, declared by the head and sent."""
        who = staffed or self.lead
        review = self.write_update(who, at)
        return review_flows.declare_and_send(review, read=review_conditions.fingerprint_of(review), by=who.head, at=at)

    @property
    def everybody(self) -> list[Staffed]:
        return [self.lead, *self.members]

    def start(self, at: datetime = NOW) -> "Scene":
        self.centre = applying.start(self.lead.school, name="Trent Valley", by=self.lead.coordinator, at=at)
        return self

    def invite(self, other: Staffed, at: datetime = NOW) -> CentreInvitation:
        return invitation.invite(self.centre, other.school, by=self.lead.coordinator, at=at)

    def join(self, other: Staffed, at: datetime = NOW) -> None:
        invitation.accept(self.invite(other, at), by=other.coordinator, at=at)
        if other not in self.members:
            self.members.append(other)

    def complete(self, at: datetime = NOW) -> "Scene":
        """Every criterion answered, every head agreed."""
        for criterion in WRITTEN:
            by = self.lead.coordinator
            edit = rewritten({"text": ""}, {"text": f"Our {criterion}."})
            criterion_flows.answer(self.application.answers.get(criterion=criterion), edit, by=by, at=at)
        for place in self.centre.memberships.belonging():
            head = next(one.head for one in self.everybody if one.school == place.school)
            for criterion in AGREED:
                agreement.agree(place, criterion, by=head, at=at)
        return self

    @property
    def read(self) -> str:
        """What whoever decides on the application reads now."""
        return fingerprint_of(self.application, london_date(NOW))

    def send(self, at: datetime = NOW) -> "Scene":
        application_flows.send(self.application, by=self.lead.coordinator, at=at)
        return self

    def approve(self, at: datetime = NOW) -> "Scene":
        application_flows.approve(self.application, adviser=self.adviser, read=self.read, by=self.staff, at=at)
        self.centre.refresh_from_db()
        return self


@remembered
def forming() -> Scene:
    """A Centre of two schools in draft, nothing written yet."""
    scene = Scene(iqm_person("Sam", "staff"), iqm_person("Alan", "adviser"), staffed_school("Lead School"))
    scene.start()
    scene.join(staffed_school("Second School"))
    return scene


@remembered
def ready() -> Scene:
    """Complete, not yet sent."""
    return forming().complete()


@remembered
def submitted() -> Scene:
    """With IQM."""
    return ready().send()


@remembered
def active() -> Scene:
    """Approved."""
    return submitted().approve()
