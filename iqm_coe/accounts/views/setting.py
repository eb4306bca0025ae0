"""Settings, read and changed by administrators."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.flows import setting as setting_flows
from iqm_coe.accounts.forms.setting import SettingForm
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors import setting as selectors
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require


@require_safe
def settings(request: SignedInRequest) -> HttpResponse:
    """Every setting with its value, its default and who changed it."""
    require(request.user, "accounts.change_settings")
    return render(request, "accounts/settings.html", {"parts": selectors.parts_of_settings()})


@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: SignedInRequest, name: str) -> HttpResponse:
    """Change one setting, or look at what a value would give."""
    require(request.user, "accounts.change_settings")
    setting, now = selectors.all_settings().get(name), timezone.now()
    if setting is None:
        raise Http404
    form = SettingForm(request.POST or None, setting=setting)
    value = form.cleaned_data["value"] if form.is_valid() else setting.get()
    if form.is_bound and form.is_valid():
        is_look = "look" in request.POST or not selectors.was_shown(setting, value, request.POST.get("shown", ""))
        keep = partial(setting_flows.change, setting, by=request.user, at=now)
        form.carry_out(setting.kept if is_look else keep, value)
        if not form.errors and not is_look:
            messages.success(request, _("Saved. %s") % setting.holds.label)
            return redirect("accounts:settings")
    today = london_date(now)
    preview = selectors.preview(setting, value, today)
    shown = selectors.as_shown(setting, value) if setting.is_shown_first else ""
    is_new = bool(shown) and shown != selectors.as_shown(setting, setting.get())
    context = {
        "form": form,
        "setting": setting,
        "today": today,
        "preview": preview,
        "shown": shown,
        "is_new": is_new,
        "meant": selectors.meant(setting, value, today),
    }
    return render(request, "accounts/setting.html", context)
