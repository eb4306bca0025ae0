import json
from typing import Any

from django.utils.dateparse import parse_date

from reviews.reports.enums import Recommendation
from reviews.reports.models.seal import LETTERS, SealedReport
from reviews.visits.enums import Judgement, Outcome


def readable(content: dict[str, Any]) -> dict[str, Any]:
    """The content with days as days and outcomes with their tone, as pages and PDF show it."""
    if not content:
        return {}
    found = json.loads(json.dumps(content))
    for one in found["elements"]:
        one["tone"] = Outcome(one["outcome"]).tone
    for one in found["last_targets"]:
        one["tone"] = Judgement(one["judgement"]).tone
    for one in [*found["targets"]]:
        one["by_when"] = parse_date(one["by_when"])
    for one in found["conditions"]:
        one["due_on"] = parse_date(one["due_on"])
    for one in [*found["agreed_by"], found["signed_by"], found["visit"], *_issued(found)]:
        one["on"] = parse_date(one["on"]) if one["on"] else None
    for name in ("opens_on", "closes_on"):
        found["centre"][name] = parse_date(found["centre"][name])
    given = found["recommendation"]
    found["outcome"] = Recommendation(given).status if given else None
    return dict(found)


def _issued(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found["issued"], found["issued"]["facts"]] if "issued" in found else []


def confirmation(code: str) -> dict[str, Any] | None:
    """What the public reads for a code: school, Centre, outcome and dates, and nothing else (R26)."""
    if not code or not set(code) <= set(LETTERS):
        return None
    sealed = SealedReport.objects.filter(code=code).select_related("report").first()
    if sealed is None:
        return None
    content = readable(json.loads(sealed.content))
    later = SealedReport.objects.filter(report__replaces=sealed.report_id).first()
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
