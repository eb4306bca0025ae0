"""Two texts that met in one place, for whoever may read the row they belong to."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db import models
from patiencediff import PatienceSequenceMatcher

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.merging import WORDS
from iqm_coe.lib.permissions import read_only
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.texts.forms.text import TextForm
from iqm_coe.texts.kinds import TextKind, kind_called
from iqm_coe.texts.models.kept import KeptText


@dataclass(frozen=True)
class Part:
    """A run of words, and whether the other text lacks it."""

    text: str
    is_new: bool


@dataclass(frozen=True)
class KeptPage:
    """Both texts with what each changed, the box as it is saved now, and who may put them together."""

    kept: KeptText
    row: models.Model
    kind: TextKind[models.Model]
    form: TextForm
    label: str
    mine: list[Part]
    now: list[Part]
    saved: str
    address: str
    can_write: bool


def kept_page(pk: int, user: User) -> KeptPage | None:
    """None where there is no such text, or the row is not for this person to write."""
    kept = KeptText.objects.select_related("written_by", "theirs_by", "settled_by").filter(pk=pk).first()
    kind = kind_called(kept.subject_type) if kept else None
    row = kind.rows(user).filter(pk=kept.subject_id).first() if kept and kind else None
    if kept is None or kind is None or row is None:
        return None
    with read_only():
        if not kind.is_writer(row, user):
            return None
    form = kind.form(**kind.options(row))
    saved = kind.texts(row)[kept.box]
    return KeptPage(
        kept=kept,
        row=row,
        kind=kind,
        form=form,
        label=str(form.fields[kept.box].label),
        mine=_marked(_in_words(kept.mine, form.fields[kept.box]), against=_in_words(saved, form.fields[kept.box])),
        now=_marked(_in_words(saved, form.fields[kept.box]), against=_in_words(kept.mine, form.fields[kept.box])),
        saved=saved,
        address=kind.page(row),
        can_write=kind.can_write(row, user),
    )


def _in_words(value: str, field: forms.Field) -> str:
    """A choice as its form calls it, a day as people write it."""
    if isinstance(field, forms.DateField):
        return long_date(date.fromisoformat(value)) if value else ""
    choices = {str(key): str(words) for key, words in getattr(field, "choices", ())}
    return choices.get(value, value)


def _marked(text: str, *, against: str) -> list[Part]:
    """The text word by word, marked where the other one does not have it."""
    words, others = WORDS.findall(text), WORDS.findall(against)
    parts = []
    for kind, start, end, *_places in PatienceSequenceMatcher(None, words, others).get_opcodes():
        if start < end:
            parts.append(Part("".join(words[start:end]), kind != "equal"))
    return parts


def open_about(subject: models.Model) -> list[KeptText]:
    """What is still to be put together in the boxes of this row, the newest first."""
    return list(KeptText.objects.open().about(subject).select_related("written_by", "theirs_by"))
