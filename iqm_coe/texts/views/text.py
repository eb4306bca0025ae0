"""Where every page saves its texts while they are written."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import NotPermitted, Refused, WritingStopped
from iqm_coe.lib.glyphs import undrawable_in_words
from iqm_coe.lib.permissions import read_only
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows.kept import Saved, is_withdrawn_from
from iqm_coe.texts.forms.text import SentBox, SentPage, SentStep, TextForm
from iqm_coe.texts.kinds import Row, TextKind, kind_called
from iqm_coe.texts.models.kept import KeptText

MOST_STEPS = 20


class Unreadable(Exception):
    """Not what one of our pages sends."""


@require_http_methods(["GET", "HEAD", "POST"])
def save_text(request: SignedInRequest, name: str, pk: int) -> HttpResponse:
    """Take what a page sends of one row's texts; GET says how they stand."""
    kind = kind_called(name)
    if kind is None:
        raise Http404
    if request.method == "POST" and kind.is_light and is_sent_by_page(request):
        answer = saved_by_page(request, kind, None, save=partial(_light, kind, apps.get_model(name)(pk=pk)))
        return answer if answer.status_code == HTTPStatus.OK or kind.rows(request.user).filter(pk=pk) else _nothing()
    row = kind.rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    with read_only():  # whose writing is stopped reads why, where the flow asks again
        is_writer = kind.is_writer(row, request.user)
    if not is_writer:
        raise NotPermitted(name)
    if request.method == "POST" and not is_sent_by_page(request):
        return _not_understood()
    return saved_by_page(request, kind, row, save=partial(kind.save, row))


def _light(kind: TextKind[Row], row: Row, edit: Edit, *, by: User, at: datetime) -> Saved[Row]:
    """By the key alone; whoever is refused for whatever reason learns nothing of a row they may not read."""
    try:
        return kind.save(row, edit, by=by, at=at)
    except ObjectDoesNotExist:
        raise Http404 from None


def _nothing() -> HttpResponse:
    raise Http404


def _not_understood() -> HttpResponse:
    words = _("This page cannot be read. Copy your text, and open the page again.")
    return JsonResponse({"refused": words}, status=400)


def is_sent_by_page(request: HttpRequest) -> bool:
    """Whether the page itself asks or sends, and not a person by a link or a button."""
    return request.content_type == "application/json" or request.headers.get("Accept") == "application/json"


def saved_by_page(
    request: SignedInRequest, kind: TextKind[Row], row: Row | None, *, save: Callable[..., Saved[Row]]
) -> HttpResponse:
    """Answer the page: take what it sends, or say how the texts stand. Without a row nothing is saved yet."""
    if request.method != "POST":
        return JsonResponse(_as_saved(kind, row, request))
    try:
        sent = _sent(request)
    except Unreadable:
        return _not_understood()
    if sent["person"] != request.user.pk:
        return JsonResponse({"other_person": True}, status=409)
    return _saved(request, kind, row, sent, save)


def _saved(
    request: SignedInRequest,
    kind: TextKind[Row],
    row: Row | None,
    sent: SentPage,
    save: Callable[..., Saved[Row]],
) -> HttpResponse:
    form = kind.form(**(kind.options(row) if row else {}))
    edit = form.sent_by_page(sent["steps"], sent["page"])
    if edit is None:
        return JsonResponse(_as_refused(form), status=400)
    try:
        saved = save(edit, by=request.user, at=timezone.now())
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    except WritingStopped:
        words = _(
            "The IQM office has stopped the writing of your school or its Centre for now. What you typed is kept in "
            "this browser. Speak to the office."
        )
        return JsonResponse({"refused": words}, status=403)
    except NotPermitted:
        words = _("This is not yours to write any more. What you typed is kept in this browser: copy it from here.")
        return JsonResponse({"refused": words}, status=403)
    return JsonResponse(
        {
            "turn": edit.steps[-1].turn,
            **_as_saved(kind, saved.row, request),
            "clashes": [_as_clash(kept) for kept in saved.clashes],
            "merged": saved.is_merged,
            "filled": sorted(saved.filled),
        }
    )


def _as_refused(form: TextForm) -> Mapping[str, str | dict[str, str] | dict[str, list[str]]]:
    """Each box with its own words, and all of them in one line."""
    boxes = {box: [str(words) for words in errors] for box, errors in form.errors.items()}
    labels = {box: str(form.fields[box].label) for box in boxes if box in form.fields}
    words = " ".join((f"{labels[box]}: " if box in labels else "") + " ".join(said) for box, said in boxes.items())
    return {"refused": words, "boxes": boxes, "labels": labels}


def _sent(request: HttpRequest) -> SentPage:
    """The page's JSON, of the very shape that is promised. Raises Unreadable."""
    try:
        sent = json.loads(request.body)
        turns = [int(step["turn"]) for step in sent["steps"]]
        steps: list[SentStep] = [
            {"turn": turn, "boxes": _boxes(step["boxes"])} for turn, step in zip(turns, sent["steps"], strict=True)
        ]
        told: SentPage = {"person": sent["person"], "page": str(sent["page"])[:36], "steps": steps}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable from error
    if not 0 < len(steps) <= MOST_STEPS or min(turns) < 1:
        raise Unreadable
    return told


def _boxes(sent: dict[str, dict[str, str]]) -> dict[str, SentBox]:
    return {str(name): {"base": str(box["base"]), "text": str(box["text"])} for name, box in sent.items()}


def _as_saved(kind: TextKind[Row], row: Row | None, request: SignedInRequest) -> dict[str, str | dict[str, str] | None]:
    by, at = kind.stamp(row) if row else (None, None)
    boxes = dict(kind.texts(row)) if row else dict.fromkeys(kind.form.boxes, "")
    return {
        "undrawable": undrawable_in_words("".join(boxes.values())),
        "boxes": boxes,
        "at": at.isoformat() if at else None,
        "said": timezone.localtime(at).strftime("%H:%M") if at else "",
        "by": by.name if by and by.pk != request.user.pk else "",
    }


def _as_clash(kept: KeptText) -> dict[str, str]:
    by = kept.theirs_by.name if kept.theirs_by and kept.theirs_by_id != kept.written_by_id else ""
    told = {"box": kept.box, "by": by, "address": reverse("texts:kept", args=[kept.pk])}
    return told if is_withdrawn_from(kept) else {**told, "mine": kept.mine}


def after_saving(clashes: Sequence[KeptText], onwards: HttpResponse) -> HttpResponse:
    """Where the button leads: on, or first to the two texts that met in one place."""
    return redirect("texts:kept", pk=clashes[0].pk) if clashes else onwards
