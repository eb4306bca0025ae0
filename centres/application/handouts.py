"""A Centre's application as it is taken away: what the page that reads it through says (R9k)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from centres.application.enums import ApplicationState, Criterion
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer
from centres.application.selectors.application import ApplicationPage
from centres.membership.conditions.eligibility import Eligibility
from iqm_coe.lib.handouts.shape import Grid, Handout, Heading, Item, Line, Part, link, listed, written
from iqm_coe.lib.templatetags.words import instant, long_date, short_date


def application(page: ApplicationPage, answers: Sequence[CriterionAnswer], *, at: datetime) -> Handout:
    """The eight criteria with their answers, the schools with their awards, what was found about each."""
    return Handout(
        title=_("The application of %s") % page.centre.name,
        whose=page.centre.name,
        state=(_state(page.application),),
        taken_at=at,
        parts=(*_criteria(page, answers), _schools(page), *_findings(page)),
    )


def _state(row: Application) -> str:
    if row.decided_at:
        return _("%(state)s on %(day)s.") % {"state": row.label, "day": long_date(row.decided_at)}
    if row.state == ApplicationState.DRAFT or not row.submitted_at:
        return _("%s: not sent to IQM yet.") % row.label
    return _("%(state)s. Sent on %(day)s.") % {"state": row.label, "day": long_date(row.submitted_at)}


def _criteria(page: ApplicationPage, answers: Sequence[CriterionAnswer]) -> Iterator[Part]:
    """In their order: six in writing, two that the heads agree."""
    given = {answer.criterion: answer for answer in answers}
    for criterion in Criterion:
        yield Heading(f"{criterion.value} {criterion.label}")
        if criterion.value in given:
            yield from _answer(given[criterion.value])
        else:
            yield from _agreed([one for one in page.agreements if one.criterion == criterion.value])


def _answer(answer: CriterionAnswer) -> Iterator[Part]:
    yield from written(answer.text)
    yield from listed(*(link(one.title, one.url) for one in answer.evidence.all()))
    if answer.updated_by:
        yield Line(f"{answer.updated_by.name}, {instant(answer.updated_at)}")


def _agreed(agreements: Sequence[Agreement]) -> tuple[Part, ...]:
    rows = [
        Item(f"{one.membership.school.name}: {one.given_name}, {one.get_capacity_display()}, {long_date(one.given_at)}")
        for one in agreements
    ]
    return listed(*rows) or (Line(_("Not yet agreed by any head.")),)


def _schools(page: ApplicationPage) -> Grid:
    heads = (_("School"), _("Place in the Centre"), _("Award today"))
    return Grid(_("Schools"), heads, tuple(_school(one, page.centre.lead_school_id) for one in page.schools))


def _school(one: Eligibility, lead: int) -> tuple[str, ...]:
    school = one.membership.school
    lines = [school.name, school.place, _("lead school") if school.pk == lead else ""]
    until = _("until %s") % short_date(one.award.valid_until) if one.award else ""
    return (
        ", ".join(line for line in lines if line),
        str(one.membership.label),
        ", ".join(words for words in (str(one.label), until) if words),
    )


def _findings(page: ApplicationPage) -> tuple[Part, ...]:
    """What was found at sending and at approval; nothing before."""
    rows = tuple(
        (one.school.name, f"{one.get_moment_display()}, {instant(one.checked_at)}", one.label) for one in page.findings
    )
    heads = (_("School"), _("When"), _("Found"))
    return (Grid(_("What was found about each school"), heads, rows),) if rows else ()
