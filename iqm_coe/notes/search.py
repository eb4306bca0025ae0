"""Notes in the search from everywhere, for those who read them."""

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.search import Kind, Line, declare
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.notes.about import KINDS, is_of_the_office
from iqm_coe.notes.models.note import Note
from iqm_coe.notes.selectors.note import page_of

LONGEST = 90


def _notes(user: User) -> QuerySet[Note] | None:
    return Note.objects.visible_to(user).for_list() if is_of_the_office(user) else None


def _note(note: Note, user: User) -> Line:
    about = KINDS[note.about_type]
    thing = about.says(about.rows(user).get(pk=note.about_id))
    told = {"thing": thing, "name": note.written_by.name, "day": short_date(note.written_at)}
    hint = _("%(thing)s, by %(name)s on %(day)s") % told
    return Line(Truncator(note.text).chars(LONGEST), page_of(note.about_type, note.about_id), hint)


NOTES = declare(
    90,
    Kind(
        title=gettext_lazy("Notes"),
        found_by=gettext_lazy("words of a note"),
        rows=_notes,
        line=_note,
        says=("text",),
    ),
)
