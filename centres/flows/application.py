"""An application as its schools write it: answers, evidence, agreements, sending (R9)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres import emails
from centres.enums import AGREED, WRITTEN, ApplicationState, Criterion, EligibilityMoment
from centres.flows import eligibility, founding
from centres.models import Agreement, Application, Centre, ChangeRequest, CriterionAnswer, EvidenceLink, Membership
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, remember
from schools.enums import HEADS
from schools.models import School


class Clash(Refused):
    """Somebody saved this answer since the page was opened; both texts are there to be put together (R16)."""

    def __init__(self, current: CriterionAnswer) -> None:
        self.current = current
        name = current.updated_by.name if current.updated_by else ""
        super().__init__(
            _(
                "%s saved this answer while you were writing. Nothing is lost: their text is shown above yours. "
                "Put the two together here and save again."
            )
            % name
        )


class NotComplete(Refused):
    """Something is still missing before the application can be sent."""


@transaction.atomic
def start(school: School, *, name: str, by: User, at: datetime) -> Centre:
    """Begin a Centre with this school in the lead: its place, and an empty application in draft."""
    centre = founding.start(school, name=name, by=by, at=at)
    application = Application.objects.create(centre=centre)
    CriterionAnswer.objects.bulk_create(
        CriterionAnswer(application=application, criterion=criterion) for criterion in WRITTEN
    )
    remember(application, "start", by=by, at=at, facts={"centre": centre.pk})
    return centre


def open_criteria(application: Application) -> frozenset[str]:
    """The criteria that may be written now: all in a draft, the asked-for ones while changes are requested (R9)."""
    if application.state == ApplicationState.DRAFT:
        return frozenset(Criterion.values)
    if application.state == ApplicationState.CHANGES_REQUESTED:
        asked = application.change_requests.filter(answered_at=None)
        return frozenset(asked.values_list("criterion", flat=True))
    return frozenset()


def _writable(application: Application, criterion: str, *, by: User) -> Application:
    """The locked application, if this person may write this criterion now."""
    fresh: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    require(by, "centres.write_application", fresh)
    if criterion not in open_criteria(fresh):
        raise Refused(_("This criterion is not open for writing now. What you typed is still in the form."))
    return fresh


@transaction.atomic
def answer(
    application: Application, criterion: str, *, text: str, version: int, by: User, at: datetime
) -> CriterionAnswer:
    """Save the answer written on top of `version`. Raises Clash when somebody saved in between."""
    fresh = _writable(application, criterion, by=by)
    answers = fresh.answers.select_for_update(of=("self",)).select_related("updated_by")
    found: CriterionAnswer = answers.get(criterion=criterion)
    if found.version != version and found.text != text:
        raise Clash(found)
    found.text, found.updated_at, found.updated_by = text, at, by
    found.version += 1
    found.save(update_fields=["text", "updated_at", "updated_by", "version"])
    remember(found, "save", by=by, at=at, facts={"version": found.version, "characters": len(text)})
    return found


@transaction.atomic
def add_evidence(
    application: Application, criterion: str, *, url: str, title: str, by: User, at: datetime
) -> EvidenceLink:
    """Put a web address beside an answer. Raises Refused when it stands there already."""
    fresh = _writable(application, criterion, by=by)
    found = fresh.answers.select_for_update().get(criterion=criterion)
    try:
        with transaction.atomic():
            link: EvidenceLink = EvidenceLink.objects.create(
                answer=found, url=url, title=title, added_at=at, added_by=by
            )
    except IntegrityError as error:
        raise Refused(_("This web address stands beside the answer already.")) from error
    _touch(found, by=by, at=at)
    remember(found, "add_evidence", by=by, at=at, facts={"evidence": link.pk})
    return link


@transaction.atomic
def remove_evidence(link: EvidenceLink, *, by: User, at: datetime) -> None:
    """Take a web address away again, while its criterion is open."""
    fresh = _writable(link.answer.application, link.answer.criterion, by=by)
    found = fresh.answers.select_for_update().get(pk=link.answer_id)
    facts = {"evidence": link.pk, "url": link.url}
    deleted, _rows = EvidenceLink.objects.filter(pk=link.pk).delete()
    if not deleted:
        raise Refused(_("This link has been taken away already."))
    _touch(found, by=by, at=at)
    remember(found, "remove_evidence", by=by, at=at, facts=facts)


def _touch(found: CriterionAnswer, *, by: User, at: datetime) -> None:
    """Evidence answers a requested change as words do; the text's version stays, so nobody clashes with a link."""
    found.updated_at, found.updated_by = at, by
    found.save(update_fields=["updated_at", "updated_by"])


@transaction.atomic
def agree(membership: Membership, criterion: str, *, by: User, at: datetime) -> Agreement:
    """The school's head, or the delegate on record, gives C6 or C7 by name and date."""
    fresh: Membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("centre__application").get(pk=membership.pk)
    )
    require(by, "centres.agree", fresh)
    if criterion not in AGREED or criterion not in open_criteria(fresh.centre.application):
        raise Refused(_("There is nothing to agree now: the application is not open for it."))
    role = fresh.school.roles.live().filter(user=by, kind__in=HEADS).order_by("-kind")[0]
    try:
        with transaction.atomic():
            given: Agreement = Agreement.objects.create(
                membership=fresh,
                criterion=criterion,
                given_by=by,
                given_name=by.name,
                capacity=role.kind,
                given_at=at,
            )
    except IntegrityError as error:
        raise Refused(_("This has been agreed for your school already.")) from error
    remember(given, "agree", by=by, at=at, facts={"criterion": criterion, "school": fresh.school_id})
    return given


def missing(application: Application) -> list[str]:
    """What still stands between a draft and its sending, in sentences; empty when it is complete."""
    open_invitations = application.centre.invitations.open().select_related("school")
    answers = {found.criterion: found for found in application.answers.all()}
    schools = application.centre.memberships.belonging().select_related("school").order_by("school__name")
    given = set(
        Agreement.objects.filter(membership__in=schools, superseded_at=None).values_list("membership", "criterion")
    )
    is_alone = len(schools) < eligibility.LEAST_SCHOOLS
    return [
        *([_("Invite at least one more school.")] if is_alone else []),
        *[_("%s has not answered its invitation yet.") % one.school.name for one in open_invitations],
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
    return missing(application) + [unmade % request.criterion for request in unmet(application)]


def unmet(application: Application) -> list[ChangeRequest]:
    """The requested changes that nothing has been done about since they were asked for."""
    asked = application.change_requests.filter(answered_at=None, criterion__in=WRITTEN)
    written = {found.criterion: found.updated_at for found in application.answers.all()}
    return [request for request in asked if not _was_written_since(written[request.criterion], request)]


def _was_written_since(updated_at: datetime | None, request: ChangeRequest) -> bool:
    return updated_at is not None and updated_at > request.requested_at


@transaction.atomic
def send(application: Application, *, by: User, at: datetime) -> Application:
    """The lead school's coordinator hands the application to IQM. Eligibility is computed and kept (R10).

    Raises NotComplete, TooFewSchools, WrongState, NotPermitted.
    """
    sent = advance(application, "send", by=by, at=at, submitted_at=at, submitted_by=by)
    Centre.objects.select_for_update().get(pk=sent.centre_id)  # nobody is invited while we look for open invitations
    still_lacking = lacking(sent)
    if still_lacking:
        raise NotComplete(_("The application cannot be sent yet. ") + " ".join(still_lacking))
    found = eligibility.computed(sent.centre, london_date(at))
    eligibility.require_enough(found)
    eligibility.keep(sent, found, EligibilityMoment.SUBMISSION, at)
    sent.change_requests.filter(answered_at=None).update(answered_at=at, answered_by=by)
    emails.application_sent(sent, at=at)
    return sent


@transaction.atomic
def withdraw(application: Application, *, by: User, at: datetime, reason: str = "") -> Application:
    """The lead school takes the application back at any time before the decision; its schools are free again."""
    withdrawn = advance(application, "withdraw", by=by, at=at, reason=reason)
    emails.withdrawn(withdrawn, at=at)
    founding.release_all(withdrawn.centre, by=by, at=at)
    return withdrawn
