"""The content of a report in words, and what the public reads for its code (R26).

Content of format 1 brings words of its own; that of format 2 holds codes, and the words here are those of today's
reader. Both come out in one shape, which pages and documents know.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from centres.year.enums import ActivityKind
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from reviews.reports.enums import FactualAnswer, Recommendation, ReportSectionKind
from reviews.reports.models.seal import LETTERS, SealedReport
from reviews.visits.enums import Judgement, Outcome, Side, VisitMode
from reviews.visits.models.finding import FINDING_PROSE
from schools.enums import AwardKind, Scheme, SchoolRoleKind

WITH_LABELS = 1
Told = dict[str, Any]  # of a report: what was sealed is JSON, in two formats


@kept("report")
def sealed_of(report: int) -> QuerySet[SealedReport]:
    """One at most."""
    return SealedReport.objects.filter(report=report).select_related("issued_by", "document")


@kept("report")
def issued_instead_of(report: int) -> QuerySet[SealedReport]:
    """What was issued in the place of this report, the first of them first."""
    return SealedReport.objects.filter(report__replaces=report).order_by("pk")


def readable(content: Told) -> Told:
    """The content with its codes as words, its days as days and its outcomes with their tone."""
    if not content:
        return {}
    told: Told = json.loads(json.dumps(content))
    if told["format"] == WITH_LABELS:
        _as_it_was_worded(told)
    else:
        _in_words(told)
    for one in told["elements"]:
        one["tone"] = Outcome(one["outcome"]).tone
    for one in told["last_targets"]:
        one["tone"] = Judgement(one["judgement"]).tone
    for holder, name in _days_of(told):
        holder[name] = parse_date(holder[name]) if holder[name] else None
    told["closing"] = _taken_out(told, ReportSectionKind.CLOSING)
    told["together"] = _taken_out(told, ReportSectionKind.ACTIVITIES)
    told["described"] = [one for one in told["elements"] if any(one.get(name) for name in FINDING_PROSE)]
    given = told["recommendation"]
    told["outcome"] = Recommendation(given).status if given else None
    told["signed"] = _signed(told) if "issued" in told else []
    return told


def _signed(content: Told) -> list[Told]:
    """Who agreed, signed and confirmed what, by their days."""
    issued, school = content["issued"], content["school"]["name"]
    facts, by = issued["facts"], issued["confirmed_by"]
    rows = [
        *({**one, "what": _("Targets agreed")} for one in content["agreed_by"]),
        {**content["signed_by"], "what": _("Report signed"), "said": _("Assessor")},
        *({**one, "what": _("Report finished"), "said": _("Staff of IQM")} for one in _finisher(content)),
        {**facts, "what": facts["answer"], "name": facts.get("name", school), "said": facts.get("said") or _("School")},
        {"what": _("Findings confirmed"), "name": by["name"], "said": by["title"], "on": issued["on"]},
    ]
    return sorted(rows, key=lambda row: row["on"])


def _finisher(content: Told) -> list[Told]:
    """Who of the staff finished it; nobody, as a rule."""
    return [content["finished_by"]] if "finished_by" in content else []


def _taken_out(told: Told, kind: ReportSectionKind) -> str:
    """The text of a section that stands in a place of its own."""
    texts = [one["text"] for one in told["sections"] if one["kind"] == kind]
    told["sections"] = [one for one in told["sections"] if one["kind"] != kind]
    return "".join(texts)


def _as_it_was_worded(told: Told) -> None:
    """Format 1: the words stand in it, and what it does not know is empty."""
    school = told["school"]
    for kind, said in (("head", SchoolRoleKind.HEADTEACHER.label), ("lead", _("IQM lead"))):
        school[kind] = [{"said": str(said), "name": name} for name in school[kind]]
    for one in told["agreed_by"]:
        one["said"] = one["side"]
    school["numbers"] = [{"label": _("Number"), "value": number} for number in school["numbers"]]
    told |= {"awards": [], "activities": [], "next_review_on": ""}


def _in_words(told: Told) -> None:
    """Format 2: every code has its word in the language of whoever reads."""
    school = told["school"]
    for one in school["head"]:
        one["said"] = one["title"] or str(SchoolRoleKind(one["role"]).label)
    for one in school["lead"]:
        one["said"] = one["title"] or _("IQM lead")
    for one in told["agreed_by"]:
        side = Side(one["side"]).label
        one["side"] = str(side)
        one["said"] = one["title"] or str(SchoolRoleKind(one["role"]).label if one["role"] else side)
    told["visit"]["mode"] = str(VisitMode(told["visit"]["mode"]).label)
    for one in told["sections"]:
        one["title"] = str(ReportSectionKind(one["kind"]).label)
    for rows, code, words in _coded(told):
        for one in rows:
            one["label"] = str(words(one[code]).label)
    _answer_in_words(told.get("issued", {}).get("facts"))


def _answer_in_words(facts: Told | None) -> None:
    if facts is None:
        return
    answer = FactualAnswer(facts["answer"])
    facts["answer"] = str(_("Facts read and corrected") if answer == FactualAnswer.CORRECTIONS else answer.label)
    facts["said"] = facts.get("title") or (str(SchoolRoleKind(facts["role"]).label) if facts.get("role") else "")


def _coded(told: Told) -> list[tuple[list[Told], str, type[TextChoices]]]:
    return [
        (told["school"]["numbers"], "scheme", Scheme),
        (told["elements"], "outcome", Outcome),
        (told["last_targets"], "judgement", Judgement),
        (told["awards"], "kind", AwardKind),
        (told["activities"], "kind", ActivityKind),
        ([one for one in [told.get("next_meeting")] if one], "kind", ActivityKind),
    ]


def _days_of(told: Told) -> Iterator[tuple[Told, str]]:
    """Where a day stands, and under which name."""
    yield told, "next_review_on"
    yield from ((told["centre"], name) for name in ("opens_on", "closes_on"))
    yield from ((one, name) for one in told["awards"] for name in ("first_on", "until"))
    yield from ((one, "by_when") for one in told["targets"])
    yield from ((one, "due_on") for one in told["conditions"])
    yield from ((one, "on") for one in (*told["activities"], *told["agreed_by"], told["signed_by"], told["visit"]))
    yield from ((one, "on") for one in [told.get("next_meeting"), *_finisher(told)] if one)
    if "issued" in told:
        yield from ((one, "on") for one in (told["issued"], told["issued"]["facts"]))


def printed(sealed: SealedReport) -> Told:
    """An issued report exactly as it was sealed, with its code, its hash and where it is confirmed."""
    address = f"{settings.SITE_URL}{reverse('reports:confirm_code', args=[sealed.code])}"
    content = readable(json.loads(sealed.content))
    return {**content, "code": sealed.code, "sha256": sealed.sha256, "address": address}


def confirmation(code: str) -> Told | None:
    """What the public reads for a code: school, Centre, outcome and dates, and nothing else (R26)."""
    if not code or not set(code) <= set(LETTERS):
        return None
    sealed = SealedReport.objects.filter(code=code).select_related("report").first()
    if sealed is None:
        return None
    later = SealedReport.objects.filter(report__replaces=sealed.report_id).first()
    if sealed.withdrawn_at:
        return {"code": sealed.code, "withdrawn_on": london_date(sealed.withdrawn_at), "later": later, "outcome": None}
    content = readable(json.loads(sealed.content))
    return {
        "code": sealed.code,
        "school": content["school"]["name"],
        "centre": content["centre"]["name"],
        "year": content["centre"],
        "outcome": content["outcome"],
        "visited_on": content["visit"]["on"],
        "issued_on": content["issued"]["on"],
        "replaced": later is not None,
    }
