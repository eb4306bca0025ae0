"""A report that is not issued yet as it is taken away: what its page says to this reader at this stage (R24f)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import dateformat
from django.utils.translation import gettext as _

from iqm_coe.lib.handouts.shape import (
    Facts,
    Grid,
    Handout,
    Heading,
    Item,
    Label,
    Line,
    Part,
    Written,
    labelled,
    listed,
    written,
)
from iqm_coe.lib.templatetags.words import long_date, short_date
from reviews.reports.selectors.report import ReportPage
from reviews.reports.selectors.seal import Told


def report(page: ReportPage, *, at: datetime) -> Handout:
    """From its recommendation to who signed it, in the order of the page."""
    review, content = page.report.review, page.content
    return Handout(
        title=_("Report on %s") % review.school.name,
        whose=f"{review.school.name} · {review.year}",
        state=tuple(_state(page)),
        taken_at=at,
        parts=(*_remarks(page), *(_body(content) if content else ())),
    )


def _state(page: ReportPage) -> Iterator[str]:
    yield _("%(state)s, not issued: anything in it can still change. %(where)s") % {
        "state": page.report.label,
        "where": page.words,
    }
    if not page.content.get("agreed_by"):
        yield _("Its targets are not yet agreed.")
    if page.has_changed and not page.is_school:
        yield _("The text has changed since the school read it.")


def _remarks(page: ReportPage) -> Iterator[Part]:
    """Why it was sent back, and what the school says is wrong, as the page has them on top."""
    if page.returned_because:
        yield Heading(_("Sent back, with these reasons"))
        yield Written(page.returned_because)
    if page.factual and page.factual.corrections:
        yield Heading(_("What the school says is wrong"))
        yield Written(page.factual.corrections)


def _body(content: Told) -> Iterator[Part]:
    yield from _recommendation(content)
    yield from _facts(content)
    rows = tuple((f"{one['number']} {one['title']}", str(one["label"])) for one in content["elements"])
    yield Heading(_("Findings"))
    yield Grid(_("Findings, element by element"), (_("Element"), _("Outcome")), rows)
    yield from _together(content)
    for section in content["sections"]:
        yield Heading(section["title"])
        yield from (Written(section["text"]),) if section["text"] else (Line(_("Not written yet.")),)
    yield from _last_targets(content)
    yield from _elements(content)
    yield from _targets(content)
    yield from _signed(content)


def _recommendation(content: Told) -> Iterator[Part]:
    if content["outcome"]:
        yield Heading(_("Recommendation"))
        yield Line(str(content["outcome"]["label"]))
        yield from (Written(content["closing"]),) if content["closing"] else ()
    for number, one in enumerate(content["conditions"], 1):
        yield Label(_("Condition %(number)d, by %(day)s") % {"number": number, "day": long_date(one["due_on"])})
        yield Written(one["text"])


def _facts(content: Told) -> Iterator[Part]:
    """The school, its people of that day, its award, and the visit."""
    school, visit, centre = content["school"], content["visit"], content["centre"]
    rows = [
        (_("Address"), ", ".join(school.get("address", ()))),
        (_("Telephone"), school.get("telephone", "")),
        (_("Number on roll"), school.get("pupils")),
        (_("Centre"), f"{centre['name']}, {_('year %(n)s') % {'n': centre['year']}}"),
        *((one["said"], one["name"]) for one in (*school["head"], *school["lead"])),
        (_("Assessor"), visit["assessor"]),
        (_("Visit"), _visit(visit)),
        *((one["label"], _held(one)) for one in content["awards"]),
        (_("Next review"), _month(content)),
    ]
    yield Facts(tuple((str(label), str(value)) for label, value in rows if value))


def _visit(visit: Told) -> str:
    facts = [long_date(visit["on"]), str(visit["mode"]).lower()]
    if visit.get("with"):
        facts.append(_("with %s") % ", ".join(visit["with"]))
    return ", ".join(fact for fact in facts if fact)


def _held(award: Told) -> str:
    words = _("held since %(first)s, current until %(until)s")
    return words % {"first": long_date(award["first_on"]), "until": long_date(award["until"])}


def _month(content: Told) -> str:
    return dateformat.format(content["next_review_on"], "F Y") if content["next_review_on"] else ""


def _together(content: Told) -> Iterator[Part]:
    """What the schools of the Centre did together in the year until the visit."""
    following = content.get("next_meeting")
    if not (content["together"] or content["activities"] or following):
        return
    yield Heading(_("Collaborative and additional activities"))
    yield from (Written(content["together"]),) if content["together"] else ()
    yield from listed(*(Item(_activity(one)) for one in content["activities"]))
    if following:
        words = _("Next meeting: %(day)s, %(place)s. %(kind)s: %(focus)s")
        facts = {name: following[name] for name in ("place", "focus")}
        yield Line(words % {**facts, "day": long_date(following["on"]), "kind": following["label"]})


def _activity(one: Told) -> str:
    schools = ", ".join(f"{school['name']} ({school['staff']})" for school in one["schools"])
    return f"{long_date(one['on'])}, {one['place']}. {one['label']}: {one['focus']}. {schools}"


def _last_targets(content: Told) -> Iterator[Part]:
    if content["last_targets"]:
        yield Heading(_("Progress towards last year's targets"))
    for one in content["last_targets"]:
        yield Heading(f"{one['number']} {one['aim']}", 3)
        yield Line(str(one["label"]))
        yield from labelled(_("The school"), one["progress"])
        yield from labelled(_("The assessor"), one["remarks"])


def _elements(content: Told) -> Iterator[Part]:
    if content["described"]:
        yield Heading(_("Element by element"))
    for one in content["described"]:
        yield Heading(f"{one['number']} {one['title']}", 3)
        yield from (Written(one["remarks"], 4),) if one["remarks"] else ()
        yield from labelled(_("Strengths"), one.get("strengths", ""))
        yield from labelled(_("Areas for development"), one.get("areas", ""))


def _targets(content: Told) -> Iterator[Part]:
    yield Heading(_("Targets for next year"))
    if not content["targets"]:
        yield Line(_("None yet."))
    for one in content["targets"]:
        yield Heading(f"{one['number']} {one['aim']}", 3)
        facts = {
            _("Element"): one["element"],
            _("Who leads it"): one["owner"],
            _("By when"): long_date(one["by_when"]),
        }
        yield Facts(tuple(facts.items()))
        yield Label(_("Actions"))
        yield from written(one["actions"], 4)
        yield Label(_("How success shows"))
        yield from written(one["measure"], 4)


def _signed(content: Told) -> Iterator[Part]:
    """Who agreed and signed it, as far as it is."""
    agreed = [f"{one['name']} ({one['said']}, {short_date(one['on'])})" for one in content["agreed_by"]]
    if agreed:
        yield Line(f"{_('Agreed by')} {', '.join(agreed)}")
    signed = content["signed_by"]
    if signed["on"]:
        words = _("Signed by the assessor, %(name)s, on %(day)s.")
        yield Line(words % {"name": signed["name"], "day": long_date(signed["on"])})
    if "finished_by" in content:
        yield Line(_("Finished for the assessor by %s, of the staff of IQM.") % content["finished_by"]["name"])
