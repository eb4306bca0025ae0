"""What of an application may be written now, what stands between it and its sending, and what was read of it (R9)."""

import hashlib
import json
from datetime import date, datetime

from django.utils.translation import gettext as _

from centres.application.enums import AGREED, WRITTEN, ApplicationState, Criterion
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import EvidenceLink
from centres.membership.conditions import eligibility
from iqm_coe.lib.names import in_order
from iqm_coe.texts.conditions.kept import apart


def open_criteria(application: Application) -> frozenset[str]:
    """The criteria that may be written now: all in a draft, the asked-for ones while changes are requested (R9)."""
    if application.state == ApplicationState.DRAFT:
        return frozenset(Criterion.values)
    if application.state == ApplicationState.CHANGES_REQUESTED:
        asked = application.change_requests.filter(answered_at=None)
        return frozenset(asked.values_list("criterion", flat=True))
    return frozenset()


def missing(application: Application) -> list[str]:
    """What still stands between a draft and its sending, in sentences; empty when it is complete."""
    open_invitations = application.centre.invitations.open().select_related("school")
    answers = {answer.criterion: answer for answer in application.answers.all()}
    schools = application.centre.memberships.belonging().select_related("school").order_by(in_order("school__name"))
    given = set(
        Agreement.objects.filter(membership__in=schools, superseded_at=None).values_list("membership", "criterion")
    )
    is_alone = len(schools) < eligibility.LEAST_SCHOOLS
    return [
        *([_("Invite at least one more school.")] if is_alone else []),
        *[_("%s has not answered its invitation yet.") % invitation.school.name for invitation in open_invitations],
        *[
            _("%(code)s is not answered yet.") % {"code": criterion.value}
            for criterion in WRITTEN
            if not answers[criterion].text.strip()
        ],
        *[
            _("%(school)s has not agreed %(code)s yet.") % {"school": one.school.name, "code": criterion.value}
            for one in schools
            for criterion in AGREED
            if (one.pk, criterion.value) not in given
        ],
    ]


def lacking(application: Application) -> list[str]:
    """Everything that stands between the application and its sending, also changes that nobody has made yet."""
    unmade = _("Nothing has changed for %s since the change was requested.")
    unmet_words = [unmade % request.criterion for request in unmet(application)]
    return [*missing(application), *unmet_words, *apart(application.answers.all())]


def unmet(application: Application) -> list[ChangeRequest]:
    """The requested changes that nothing has been done about since they were asked for."""
    asked = application.change_requests.filter(answered_at=None, criterion__in=WRITTEN)
    written = {answer.criterion: answer.updated_at for answer in application.answers.all()}
    return [request for request in asked if not _was_written_since(written[request.criterion], request)]


def _was_written_since(updated_at: datetime | None, request: ChangeRequest) -> bool:
    return updated_at is not None and updated_at > request.requested_at


def fingerprint_of(application: Application, on: date) -> str:
    """Of everything that whoever decides reads on this day: changes with any answer, evidence, agreement, school or its
    award, and with every sending, so that nobody decides on what they have not seen.
    """
    answers = application.answers.order_by("pk").values_list("pk", "version", "text")
    evidence = EvidenceLink.objects.filter(answer__application=application).order_by("pk")
    centre = application.centre
    schools = [(one.membership.pk, one.is_eligible) for one in eligibility.computed(centre, on)]
    given = Agreement.objects.filter(membership__in=[place for place, _eligible in schools], superseded_at=None)
    read = [
        application.submitted_at.isoformat() if application.submitted_at else "",
        list(answers),
        list(evidence.values_list("pk", "url", "title")),
        [centre.name, centre.lead_school_id, *sorted(schools)],
        list(given.order_by("pk").values_list("pk", "given_name")),
    ]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()[:16]
