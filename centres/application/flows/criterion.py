"""The answers to the criteria and their evidence, written by several schools at once (R9, R16)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.application.conditions.application import open_criteria
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer, EvidenceLink
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


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


def _writable(application: Application, criterion: str, *, by: User) -> Application:
    """The locked application, if this person may write this criterion now."""
    fresh: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    require(by, "application.write_application", fresh)
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
    answer: CriterionAnswer = answers.get(criterion=criterion)
    if answer.version != version and answer.text != text:
        raise Clash(answer)
    answer.text, answer.updated_at, answer.updated_by = text, at, by
    answer.version += 1
    answer.save(update_fields=["text", "updated_at", "updated_by", "version"])
    record_event(answer, "save", by=by, at=at, facts={"version": answer.version, "characters": len(text)})
    return answer


@transaction.atomic
def add_evidence(
    application: Application, criterion: str, *, url: str, title: str, by: User, at: datetime
) -> EvidenceLink:
    """Put a web address beside an answer. Raises Refused when it stands there already."""
    fresh = _writable(application, criterion, by=by)
    answer = fresh.answers.select_for_update().get(criterion=criterion)
    try:
        with transaction.atomic():
            link: EvidenceLink = EvidenceLink.objects.create(
                answer=answer, url=url, title=title, added_at=at, added_by=by
            )
    except IntegrityError as error:
        raise Refused(_("This stands beside the answer already.")) from error
    _touch(answer, by=by, at=at)
    record_event(answer, "add_evidence", by=by, at=at, facts={"evidence": link.pk})
    return link


@transaction.atomic
def remove_evidence(link: EvidenceLink, *, by: User, at: datetime) -> None:
    """Take a web address away again, while its criterion is open."""
    fresh = _writable(link.answer.application, link.answer.criterion, by=by)
    answer = fresh.answers.select_for_update().get(pk=link.answer_id)
    facts = {"evidence": link.pk, "url": link.url}
    deleted, _rows = EvidenceLink.objects.filter(pk=link.pk).delete()
    if not deleted:
        raise Refused(_("This link has been taken away already."))
    _touch(answer, by=by, at=at)
    record_event(answer, "remove_evidence", by=by, at=at, facts=facts)


def _touch(criterion_answer: CriterionAnswer, *, by: User, at: datetime) -> None:
    """Evidence answers a requested change as words do; the text's version stays, so nobody clashes with a link."""
    criterion_answer.updated_at, criterion_answer.updated_by = at, by
    criterion_answer.save(update_fields=["updated_at", "updated_by"])
