"""How a school stands in its Centre year, as whoever answers the telephone says it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.membership.models.membership import Membership
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.templatetags.words import long_date, short_date
from iqm_coe.lib.year_cells import Cell, cell_of
from iqm_coe.lib.year_steps import Owed, StepOfYear, Turn, steps_of_schools
from iqm_coe.lib.year_tallies import owed_by
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.selectors import LastMail, last_mails
from schools.models.school import School
from schools.naming import told_apart
from schools.querysets import schools_of

Thing = tuple[str, int]  # the code of a step, and the number of what a school owes at it


@dataclass(frozen=True)
class Sentence:
    """One thing that the school owes, or that is owed to it: where it is, by when, and the last mail about it."""

    cell: Cell
    words: str
    mail: str
    mail_number: int | None


@dataclass(frozen=True)
class Standing:
    """A school in its year."""

    year: CentreYear
    sentences: list[Sentence]


def standing_of(school: School, user: User, on: date) -> Standing | None:
    """In the year that runs, as far as this person may see it; None where none runs."""
    centres = Membership.objects.belonging().filter(school=school).values("centre")
    years = CentreYear.objects.visible_to(user).open_on(on).filter(centre__in=centres)
    year = years.select_related("centre").first()
    if year is None:
        return None
    to_school = school.pk in schools_of(user)
    owed = owed_by(user, [year.pk], on, school=school.pk)
    owed = [(step, _with_its_day(step, one, user, school)) for step, one in owed]
    mails = last_mails(user, _subjects(owed))
    sentences = [_sentence(step, one, on, mails.get((step.code, one.thing or 0)), to_school) for step, one in owed]
    return Standing(year, sentences)


def _with_its_day(step: StepOfYear, owed: Owed, user: User, school: School) -> Owed:
    """What is done with the day on which it was, where its room has to look for that."""
    if not owed.is_done or owed.done_on or not owed.thing:
        return owed
    return owed._replace(done_on=step.days_done(user, school.pk).get(owed.thing))


PLANS = "plans"  # of the lead school alone; they have a table of their own


@dataclass(frozen=True)
class SchoolRow:
    """One school of a year, with a list of things for each step; its page where this person may open it."""

    school: str
    url: str
    is_lead: bool
    cells: list[list[Cell]]
    why_empty: list[str]  # what stands at each step where nothing does

    @property
    def steps(self) -> list[tuple[list[Cell], str]]:
        return list(zip(self.cells, self.why_empty, strict=True))


@dataclass(frozen=True)
class Matrix:
    """The schools of a year, and the steps at which each owes something."""

    labels: list[str]
    rows: list[SchoolRow]


def matrix_of(year: CentreYear, user: User, on: date) -> Matrix:
    """A step at which this person reads of no school but their own, or of none, shows what they may open."""
    steps = [step for step in steps_of_schools() if step.code != PLANS]
    open_to_all = {step.code for step in steps if step.shared(user, year.centre_id)}
    found: dict[int, dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for step, owed in owed_by(user, [year.pk], on, but={PLANS}):
        of_school = found[owed.school]
        if owed.thing or step.code in open_to_all:
            of_school[step.code].append(cell_of(step, owed, on))
    asked = {code for of_school in found.values() for code in of_school}
    why = [why_empty(is_open=step.code in open_to_all, is_asked=step.code in asked) for step in steps]
    schools = tuple(sorted(found))
    names, opened = told_apart(_named_schools(schools)), set(_opened(user, schools))
    rows = [
        SchoolRow(
            name,
            address("schools:school", pk) if pk in opened else "",
            pk == year.centre.lead_school_id,
            [found[pk][step.code] for step in steps],
            why,
        )
        for pk, name in names.items()
    ]
    return Matrix([str(step.label) for step in steps], rows)


@kept("schools")
def _named_schools(schools: tuple[int, ...]) -> QuerySet[School]:
    return School.objects.filter(pk__in=schools).only("name", "town", "postcode").order_by(in_order())


@kept("schools")
def _opened(user: User, schools: tuple[int, ...]) -> QuerySet[School, int]:
    """Those of these schools whose page this person may open."""
    return School.objects.visible_to(user).filter(pk__in=schools).values_list("pk", flat=True)


def why_empty(*, is_open: bool, is_asked: bool) -> str:
    """Why a school has nothing at a step. Of one that this person does not read it is not told whether anything is."""
    if not is_open:
        return _("Not shown to you")
    return _("Not asked of it") if is_asked else _("Not yet")


def _subjects(owed: list[tuple[StepOfYear, Owed]]) -> dict[tuple[str, int], Thing]:
    """What mails may be about, each with the thing for which it stands: one question for each kind of it."""
    found: dict[tuple[str, int], Thing] = {}
    for step in dict.fromkeys(step for step, _one in owed):
        things = {one.thing for of_step, one in owed if of_step is step and one.thing}
        for label, way in step.mailed:
            found |= {(label, number): (step.code, thing) for number, thing in _named(label, way, things)}
    return found


def _named(label: str, way: str, things: set[int]) -> Iterable[tuple[int, int]]:
    """The rows of this model that lead to these things, each with its thing."""
    if way == "pk" or not things:
        return [(thing, thing) for thing in things]
    rows = apps.get_model(label)._default_manager.filter(**{f"{way}__in": things})
    return list(rows.values_list("pk", way))


def _sentence(step: StepOfYear, owed: Owed, on: date, mail: LastMail | None, to_school: bool) -> Sentence:
    words = in_words(step, owed, on, to_school=to_school)
    number = mail.delivery.pk if mail else None
    return Sentence(cell_of(step, owed, on), words, _of_mail(mail) if mail else "", number)


def in_words(step: StepOfYear, owed: Owed, on: date, *, to_school: bool) -> str:
    """With whom it is, since when, by when; of what is done the day."""
    said = step.said(owed, on)
    if owed.is_done:
        return (
            _("%(said)s on %(day)s.") % {"said": said, "day": long_date(owed.done_on)} if owed.done_on else f"{said}."
        )
    parts, who = [said], Turn(owed.turn).words(to_school=to_school)
    if owed.since and owed.as_said in step.says_whom and not to_school:
        parts = [_("%(said)s since %(day)s") % {"said": said, "day": long_date(owed.since)}]
    elif who and owed.since:
        parts.append(_("with %(who)s since %(day)s") % {"who": who, "day": long_date(owed.since)})
    elif who:
        parts.append(_("with %s") % who)
    if owed.due_on:
        parts.append(step.asked(owed, long_date(owed.due_on)))
    return ", ".join(parts) + "."


def _of_mail(mail: LastMail) -> str:
    """To whom it went, and whether it has gone."""
    others = ngettext(" and %d other", " and %d others", mail.others) % mail.others if mail.others else ""
    to, delivery = mail.to + others, mail.delivery
    if delivery.sent_at:
        return _("Mail to %(to)s sent on %(day)s") % {"to": to, "day": short_date(delivery.sent_at)}
    if delivery.status in {DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN}:
        return _("Mail to %(to)s: %(status)s") % {"to": to, "status": delivery.label}
    return _("Mail to %s waits to be sent") % to
