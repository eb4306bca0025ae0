"""From the first school to the decision, as a script (R5-R11)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from centres.application.conditions.application import fingerprint_of
from centres.application.enums import AGREED, WRITTEN, Criterion
from centres.application.flows import agreement, application
from centres.application.flows import application as applying
from centres.application.flows import criterion as criterion_flows
from centres.membership.flows import invitation
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.story import Script, Step, Story
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.versioned import rewritten
from schools.models.school import School

# Days from the first step to the approval.
UNTIL_APPROVED = 21


@dataclass
class Beginning:
    """What becomes of one Centre, and who its named people are."""

    story: Story
    name: str
    fate: str
    started_at: datetime
    members: int = 2
    awaits: bool = False
    adviser: str = "alan"
    lead_people: dict[str, User] = field(default_factory=dict)
    member_people: dict[str, User] = field(default_factory=dict)
    centre: Centre | None = None

    def at(self, day: int, hour: int = 10) -> datetime:
        """An instant that many days after the first step."""
        return self.started_at + timedelta(days=day, hours=hour - 10)

    @property
    def made(self) -> Centre:
        """The Centre, once it was begun."""
        assert self.centre is not None  # noqa: S101 - the script has begun it
        return Centre.objects.get(pk=self.centre.pk)

    def steps(self) -> Script:
        """Founding, invitations, application, and what the fate says."""
        lead = self.story.school(self.at(-1), named=self.lead_people)
        by = self.story.coordinators[lead.pk]
        yield Step(self.at(0), "R6", f"{lead.name} begins {self.name}", lambda: self._start(lead, by))
        for number in range(self.members):
            yield from self._member(number, by)
        yield from self._writing(by)
        if self.fate == "draft":
            asked = self.story.school(self.at(6))
            yield Step(self.at(18), "R8", f"{asked.name} is invited", lambda: self._invite(asked, by, self.at(18)))
            return
        yield from self._deciding(by)

    def _start(self, lead: School, by: User) -> None:
        self.centre = applying.start(lead, name=self.name, by=by, at=self.at(0))

    def _member(self, number: int, by: User) -> Script:
        named = self.member_people if number == 0 else None
        awaits = self.awaits and number == self.members - 1
        school = self.story.school(self.at(-1), has_award=not awaits, named=named)
        at, then = self.at(2), self.at(4, 11 + number % 6)
        yield Step(at, "R8", f"{school.name} is invited", lambda: self._invite(school, by, at))
        yield Step(then, "R8", f"{school.name} says yes", lambda: self._accept(school, then))

    def _invite(self, school: School, by: User, at: datetime) -> None:
        invitation.invite(self.made, school, by=by, at=at)

    def _accept(self, school: School, at: datetime) -> None:
        found = self.made.invitations.get(school=school)
        invitation.accept(found, by=self.story.coordinators[school.pk], at=at)

    def _writing(self, by: User) -> Script:
        written = WRITTEN[:3] if self.fate == "draft" else WRITTEN
        for number, criterion in enumerate(written):
            at = self.at(6, 10 + number)
            label = f"{criterion.value} is answered in writing"
            yield Step(at, "R9", label, self._answering(criterion, by, at))
        places = Membership.objects.belonging().filter(centre=self.made).select_related("school").order_by("pk")
        for place in places[:1] if self.fate == "draft" else places:
            words_ = f"The head of {place.school.name} agrees C6 and C7"
            yield Step(self.at(12), "R9", words_, self._agreeing(place, self.at(12)))

    def _answering(self, criterion: Criterion, by: User, at: datetime) -> Callable[[], object]:
        def answer() -> None:
            application = self.made.application
            edit = rewritten({"text": ""}, {"text": words.ANSWERS[criterion]})
            criterion_flows.answer(application.answers.get(criterion=criterion), edit, by=by, at=at)
            if criterion in words.EVIDENCE:
                url, title = words.EVIDENCE[criterion]
                criterion_flows.add_evidence(application, criterion, url=url, title=title, by=by, at=at)

        return answer

    def _agreeing(self, place: Membership, at: datetime) -> Callable[[], object]:
        def agree() -> None:
            for agreed in AGREED:
                agreement.agree(place, agreed, by=self.story.heads[place.school_id], at=at)

        return agree

    def _deciding(self, by: User) -> Script:
        if self.fate == "withdrawn":
            reason = "We would like to begin again next year."
            at = self.at(15)
            act = lambda: application.withdraw(self.made.application, by=by, at=at, reason=reason)  # noqa: E731
            yield Step(at, "R9", "The application is taken back", act)
            return
        sent = self.at(15)
        yield Step(
            sent,
            "R10",
            "The application is sent to IQM",
            lambda: application.send(self.made.application, by=by, at=sent),
        )
        if self.fate != "sent":
            yield from self._decision()

    def _decision(self) -> Script:
        at = self.at(UNTIL_APPROVED - 1)
        endings = {
            "active": ("R11", f"IQM approves {self.name}: year 1 opens", self._approve),
            "changes": ("R9", "IQM asks for a change to C3", self._ask_for_changes),
            "declined": ("R10", "IQM declines the application", self._decline),
        }
        rule, told, act = endings[self.fate]
        yield Step(at, rule, told, lambda: act(at))

    def _approve(self, at: datetime) -> None:
        adviser = self.story.office[self.adviser]
        made = self.made.application
        application.approve(
            made,
            adviser=adviser,
            read=fingerprint_of(made, london_date(at)),
            by=self.story.staff,
            at=at,
            note="Clear in all eight.",
        )

    def _ask_for_changes(self, at: datetime) -> None:
        due_on = london_date(self.story.now) + timedelta(days=10)
        change = application.Change(Criterion.C3, words.CHANGE_REASON, due_on)
        made = self.made.application
        application.request_changes(
            made, [change], read=fingerprint_of(made, london_date(at)), by=self.story.staff, at=at
        )

    def _decline(self, at: datetime) -> None:
        reason = "The plans for sharing between the schools are not there yet."
        made = self.made.application
        application.decline(made, reason=reason, read=fingerprint_of(made, london_date(at)), by=self.story.staff, at=at)
