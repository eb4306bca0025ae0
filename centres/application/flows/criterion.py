"""The answers to the criteria and their evidence, written by several schools at once (R9, R16)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.application.conditions.application import open_criteria, unmet
from centres.application.models.application import Application
from centres.application.models.criterion import LONGEST, CriterionAnswer, EvidenceLink
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import Edit
from iqm_coe.records.conditions.hold import require_not_held
from iqm_coe.texts.flows import part
from iqm_coe.texts.flows.kept import Saved, begins_a_sitting, laid_over, settled


def _writable(application: Application, criterion: str, *, by: User, is_typed: bool = False) -> Application:
    """The locked application, if this person may write this criterion now."""
    fresh: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    _require_open(fresh, criterion, by=by, is_typed=is_typed)
    return fresh


def _require_open(application: Application, criterion: str, *, by: User, is_typed: bool) -> None:
    """What was typed is spoken of only to whoever typed anything."""
    require(by, "application.write_application", application)
    if criterion not in open_criteria(application):
        words = [_("This criterion is not open for writing now.")]
        raise Refused(" ".join([*words, *([_("What you typed is still in the form.")] if is_typed else [])]))


@transaction.atomic
def answer(criterion_answer: CriterionAnswer, edit: Edit, *, by: User, at: datetime) -> Saved[CriterionAnswer]:
    """Lay what a page sends over the answer; what cannot stand beside what others saved is kept and handed back."""
    locked: Application = Application.objects.select_for_update(of=("self",)).get(answers=criterion_answer.pk)
    rows = CriterionAnswer.objects.select_for_update(of=("self",)).select_related("updated_by", "application")
    fresh: CriterionAnswer = rows.get(pk=criterion_answer.pk)
    _require_open(locked, fresh.criterion, by=by, is_typed=True)
    taken = laid_over(fresh, edit, {"text": fresh.text}, prose={"text": LONGEST}, by=by)
    theirs_by = fresh.updated_by
    if taken.is_changed:
        is_event = begins_a_sitting(fresh.updated_by, fresh.updated_at, by=by, at=at)
        fresh.text, fresh.updated_at, fresh.updated_by = taken.texts["text"], at, by
        fresh.version += 1
        if is_event:
            record_event(fresh, "save", by=by, at=at, facts={"version": fresh.version, "characters": len(fresh.text)})
    told = part.changed(fresh, by=by, at=at) if taken.is_changed else ()
    columns = ("text", "updated_at", "updated_by", "version", *told)
    return settled(fresh, edit, taken, columns=columns, theirs_by=theirs_by, by=by, at=at)


@transaction.atomic
def say_done(criterion_answer: CriterionAnswer, *, is_done: bool, by: User, at: datetime) -> CriterionAnswer:
    """Whoever writes a criterion says that their part is done, or that they write on, while it is open; of one that a
    change is asked for, once anything of it has changed.
    """
    application = _writable(criterion_answer.application, criterion_answer.criterion, by=by)
    fresh: CriterionAnswer = application.answers.select_for_update().get(pk=criterion_answer.pk)
    if is_done and fresh.criterion in {request.criterion for request in unmet(application)}:
        words = _("IQM asks for a change to %s, and nothing has changed since. Make the change first.")
        raise Refused(words % fresh.criterion)
    return part.say(fresh, is_done=is_done, by=by, at=at)


@transaction.atomic
def add_evidence(
    application: Application, criterion: str, *, url: str, title: str, by: User, at: datetime
) -> EvidenceLink:
    """Put a web address beside an answer. Raises Refused when it stands there already."""
    fresh = _writable(application, criterion, by=by, is_typed=True)
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
    require_not_held(link)
    deleted, _rows = EvidenceLink.objects.filter(pk=link.pk).delete()
    if not deleted:
        raise Refused(_("This link has been taken away already."))
    _touch(answer, by=by, at=at)
    record_event(answer, "remove_evidence", by=by, at=at, reason=link.url, facts={"evidence": link.pk})


def _touch(criterion_answer: CriterionAnswer, *, by: User, at: datetime) -> None:
    """Evidence answers a requested change as words do; the text's version stays, so nobody clashes with a link."""
    criterion_answer.updated_at, criterion_answer.updated_by = at, by
    told = part.changed(criterion_answer, by=by, at=at)
    criterion_answer.save(update_fields=["updated_at", "updated_by", *told])
