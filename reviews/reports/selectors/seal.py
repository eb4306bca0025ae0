import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_date

from reviews.reports.enums import Recommendation
from reviews.reports.models.seal import LETTERS, SealedReport
from reviews.visits.enums import Judgement, Outcome


def readable(content: dict[str, Any]) -> dict[str, Any]:
    """The content with days as days and outcomes with their tone, as pages and PDF show it."""
    if not content:
        return {}
    told = json.loads(json.dumps(content))
    for one in told["elements"]:
        one["tone"] = Outcome(one["outcome"]).tone
    for one in told["last_targets"]:
        one["tone"] = Judgement(one["judgement"]).tone
    for one in [*told["targets"]]:
        one["by_when"] = parse_date(one["by_when"])
    for one in told["conditions"]:
        one["due_on"] = parse_date(one["due_on"])
    for one in [*told["agreed_by"], told["signed_by"], told["visit"], *_issued(told)]:
        one["on"] = parse_date(one["on"]) if one["on"] else None
    for name in ("opens_on", "closes_on"):
        told["centre"][name] = parse_date(told["centre"][name])
    given = told["recommendation"]
    told["outcome"] = Recommendation(given).status if given else None
    return dict(told)


def printed(sealed: SealedReport) -> dict[str, Any]:
    """An issued report exactly as it was sealed, with its code, its hash and where it is confirmed."""
    address = f"{settings.SITE_URL}{reverse('reports:confirm_code', args=[sealed.code])}"
    content = readable(json.loads(sealed.content))
    return {**content, "code": sealed.code, "sha256": sealed.sha256, "address": address}


def _issued(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [told["issued"], told["issued"]["facts"]] if "issued" in told else []


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
