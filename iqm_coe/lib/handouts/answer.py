"""The answer to somebody who takes a page away: a file made at that moment, which is kept nowhere."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore, Lock

from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from iqm_coe.lib import pdf
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.handouts.shape import Handout, texts_of
from iqm_coe.lib.handouts.word import as_word
from iqm_coe.lib.opening.kinds import PDF
from iqm_coe.lib.opening.office import WORD
from iqm_coe.lib.rich_text import too_many_pieces
from iqm_coe.lib.signals import page_taken

AT_ONCE = 2  # documents that a process makes side by side, so that the others of its threads answer pages
PATIENCE = 0.5  # seconds, for a place among them: whoever waits holds a thread that answers nobody
_places = BoundedSemaphore(AT_ONCE)
_waited_for: set[object] = set()  # people for whom this process makes one
_one_a_person = Lock()


def as_pdf(handout: Handout) -> bytes:
    """The document as bytes. Raises TooMuch."""
    return pdf.render_apart("pdf/handout.html", {"handout": handout})


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is made, and what it is called."""

    make: Callable[[Handout], bytes]
    content_type: str


KINDS: Mapping[str, Kind] = {"pdf": Kind(as_pdf, PDF), "docx": Kind(as_word, WORD)}


def handed_out(
    request: HttpRequest, kind: str, made: Callable[[], Handout], *, of: Model, route: str, page: str
) -> HttpResponseBase:
    """The page as a file of this kind; where it cannot be made, back to it with a sentence. That this person may read
    it, the caller has asked. Raises Http404 for a kind that there is not.
    """
    if kind not in KINDS:
        raise Http404
    handout = made()
    try:
        with _only_one_for(request.user.pk):
            document = _made(handout, KINDS[kind])
    except Refused as refusal:
        messages.error(request, _("%s Nothing is lost: read it here, or print this page.") % refusal)
        return redirect(page)
    if request.method == "GET":
        page_taken.send(Handout, request=request, route=route, kind=kind, of=of)
    name, content_type = f"{handout.file_name}.{kind}", KINDS[kind].content_type
    response = FileResponse(BytesIO(document), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@contextmanager
def _only_one_for(person: object) -> Iterator[None]:
    """Raises Refused where one is being made for them already: nobody takes the places of all others."""
    with _one_a_person:
        if person in _waited_for:
            raise Refused(_("Another document is being made for you at this moment. Try again when it is there."))
        _waited_for.add(person)
    try:
        yield
    finally:
        _waited_for.discard(person)


def _made(handout: Handout, kind: Kind) -> bytes:
    """Raises Refused where it is more than a document holds, or others are being made."""
    if too_much := too_many_pieces(texts_of(handout)):
        raise Refused(" ".join(too_much))
    if not _places.acquire(timeout=PATIENCE):
        raise Refused(_("Other documents are being made at this moment. Try again in a minute."))
    try:
        return kind.make(handout)
    finally:
        _places.release()
