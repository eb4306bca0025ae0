"""The public page that confirms a report by its code, and tells nothing else (R26)."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reviews.reports.forms.seal import CodeForm
from reviews.reports.selectors import seal as selectors

MISSES, SECONDS = 30, 60


def _key(request: HttpRequest) -> str:
    return f"confirm:{get_adapter(request).get_client_ip(request)}"


def _count_miss(request: HttpRequest) -> None:
    """Counts the wrong codes of one address; whoever guesses is stopped long before a guess is likely."""
    key = _key(request)
    cache.add(key, 0, SECONDS)
    with suppress(ValueError):  # it ran out between the two lines
        cache.incr(key)


@login_not_required
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("reports:confirm_code", code=form.cleaned_data["code"])
    return render(request, "reports/seal/confirm.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def confirm_code(request: HttpRequest, code: str) -> HttpResponse:
    """School, Centre, outcome and dates of the report with this code; else a plain no."""
    if (cache.get(_key(request)) or 0) >= MISSES:
        return render(request, "reports/seal/confirm_later.html", status=429)
    confirmed = selectors.confirmation(code.upper())
    if confirmed is None:
        _count_miss(request)
    return render(
        request, "reports/seal/confirmed.html", {"found": confirmed, "code": code}, status=200 if confirmed else 404
    )
