"""Files that people hand in: opened, known by content and not by name, and never changed afterwards (R14)."""

import hashlib
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import TypedDict

import filetype
import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.opening.apart import opened_apart
from iqm_coe.lib.opening.kinds import PDF, Opened, opened_here
from iqm_coe.lib.opening.office import EXCEL, WORD
from iqm_coe.lib.opening.reasons import Unfit
from iqm_coe.lib.opening.words import said

log = structlog.get_logger(__name__)

MOST_BYTES = 20 * 1024 * 1024
TAKEN = {
    PDF: ".pdf",
    WORD: ".docx",
    EXCEL: ".xlsx",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
}
ACCEPT = ",".join(TAKEN.values())
BUNDLE = "application/zip"
MADE = {**TAKEN, BUNDLE: ".zip"}  # by the product itself
# Browsers write these in a name for the signs that would end it.
WRITTEN_FOR = {"%22": '"', "%0D": "", "%0A": ""}
ENDINGS = {"jpeg", "docm", "xlsm", *(kind.extension for kind in filetype.TYPES)}
LONGEST_NAME = 200
CLEARED = "[cleared after its time]"  # stands for words, and for the name of a file, whose period is over


class StoredFile(models.Model):
    """A file with what is known of it. The row is written once; the bytes lie under a name nobody can guess."""

    file = models.FileField(upload_to="%Y/%m/", max_length=200)
    name = models.CharField(_("file name"), max_length=LONGEST_NAME)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When its bytes were withdrawn: hash and size stay.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="%(class)s_has_a_hash"),
            models.CheckConstraint(condition=Q(size__gt=0), name="%(class)s_is_not_empty"),
        ]

    @property
    def is_cleared(self) -> bool:
        """Its bytes went because their time was over, and by nobody's act."""
        return self.withdrawn_at is not None and self.name == CLEARED


class TakenFile(TypedDict):
    """The fields of a StoredFile that is not saved yet."""

    file: "ContentFile[bytes]"
    name: str
    content_type: str
    size: int
    sha256: str


def take(upload: UploadedFile) -> TakenFile:
    """The fields of a StoredFile for this upload, nothing saved yet. Raises Refused with a plain sentence."""
    if upload.size is None or upload.size > MOST_BYTES:
        raise Refused(_now("The file is larger than 20 MB. Make it smaller, for example by saving pictures in a lower "
                           "resolution, and hand it in again."))  # fmt: skip
    content = upload.read()
    if not content:
        raise Refused(_now("The file is empty. Look whether it opens on your own machine, and hand it in again."))
    opened = _opened(content)
    name = _shown_name(upload.name or "", TAKEN[opened.content_type])
    return made(opened.content, name=name, content_type=opened.content_type)


def kind_of(content: bytes) -> str:
    """The kind of file by its bytes. Raises Refused for every kind that is not taken, and for one that is broken."""
    return _opened(content).content_type


def _opened(content: bytes) -> Opened:
    """The file really opened. Raises Refused."""
    try:
        return opened_apart(content) if settings.FILES_APART else opened_here(content)
    except Unfit as unfit:
        raise Refused(said(unfit)) from unfit


def _named(content: bytes, extension: str) -> "ContentFile[bytes]":
    """The bytes under a name that tells nothing and cannot be guessed."""
    return ContentFile(content, name=f"{secrets.token_hex(16)}{extension}")


def _shown_name(name: str, extension: str) -> str:
    """The name as it was, without what a file system or a header could stumble over; its end says what it is."""
    for written, sign in WRITTEN_FOR.items():
        name = name.replace(written, sign)
    shown = "".join(one for one in name.replace("\\", "/").rpartition("/")[2] if one.isprintable())
    shown = one_line(shown).strip(" .")
    stem, _dot, ending = shown.rpartition(".")
    kept = stem if stem and ending.lower() in ENDINGS else shown or "file"
    return f"{kept[: LONGEST_NAME - len(extension)]}{extension}"


HeldBack = Callable[[StoredFile], str]
_holding: list[HeldBack] = []


def held_back_by(ask: HeldBack) -> HeldBack:
    """Let a room say why nobody gets a file now: in a word, or nothing where it may be given."""
    _holding.append(ask)
    return ask


def held_back(stored: StoredFile) -> str:
    """Why nobody gets this file now, in a word; nothing where it may be given."""
    return next((why for ask in _holding if (why := ask(stored))), "")


def served(stored: StoredFile) -> HttpResponseBase:
    """The file for whoever was found to see its row: always to be saved, never shown inside our own pages. Where it is
    held back, or the store has lost it, does not answer, or holds another one under its name, a page says what that
    means.
    """
    if stored.withdrawn_at:
        page = render_to_string("content_withdrawn.html", {"at": stored.withdrawn_at, "is_cleared": stored.is_cleared})
        return HttpResponse(page, status=HTTPStatus.GONE)
    if state := held_back(stored):
        return HttpResponse(render_to_string("file_held.html", {"state": state}), status=HTTPStatus.CONFLICT)
    named = {"row": stored._meta.label_lower, "pk": stored.pk, "name": stored.file.name}
    try:
        opened = stored.file.open("rb")
        is_it = hashlib.file_digest(opened, "sha256").hexdigest() == stored.sha256
        opened.seek(0)
    except OSError:
        log.exception("file_not_in_store", **named)
        return HttpResponse(render_to_string("file_gone.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    if not is_it:
        opened.close()
        log.error("file_is_another", **named)
        page = render_to_string("file_gone.html", {"is_another": True})
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response = FileResponse(opened, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def made(content: bytes, *, name: str, content_type: str = "application/pdf") -> TakenFile:
    """The fields of a StoredFile for a document that the product made itself."""
    return {
        "file": _named(content, MADE[content_type]),
        "name": name,
        "content_type": content_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
