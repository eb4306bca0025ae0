"""Every form of the product, made as its view makes it; those of allauth that the product opens are among them."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import django_filters
from allauth.account import app_settings as account_settings
from allauth.account.forms import SignupForm
from allauth.core.context import request_context
from allauth.mfa import app_settings as factor_settings
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.test import RequestFactory
from django.utils.module_loading import import_string

from centres.application.forms.agreement import AgreeForSchoolsForm
from centres.application.forms.application import ApproveForm, ChangesForm, DeclineForm
from centres.billing.forms.payment import AllocationForm, ReceiveForm
from centres.membership.forms.centre import TransferLeadForm
from centres.membership.forms.invitation import AnswerInvitationForm
from centres.year.bulk import SharedAmong
from centres.year.forms.activity import ActivityForm
from centres.year.forms.plan import NameSchoolForm
from iqm_coe.accounts.forms import sign_in as sign_in_forms
from iqm_coe.accounts.forms.invitation import NewcomerForm
from iqm_coe.accounts.forms.leaver import HeirsForm, OpenWorkForm
from iqm_coe.accounts.forms.setting import SettingForm
from iqm_coe.lib.clean_forms import CleanForm
from iqm_coe.lib.forms import FlowForm, FlowModelForm, KeptReasonForm
from iqm_coe.lists.acts import BulkForm
from iqm_coe.notes.bulk import AssignForm, AssignInvoicesForm
from iqm_coe.notes.forms.note import FollowUpForm
from iqm_coe.notifications.due_acts import MoreTimeForm
from iqm_coe.texts.forms.text import TextForm
from reviews.update.forms.answer import GiveForm
from reviews.visits.forms.development import TargetForm
from reviews.visits.forms.visit import AppointForm, SuccessorForm
from schools import conf
from schools.enums import SchoolRoleKind
from schools.forms import LastDayForm, LookedAtForm, RoleInvitationForm
from tests.clock import TODAY
from tests.scene import Scene

PACKAGES = ("iqm_coe", "schools", "centres", "reviews")
NOT_OF_THE_PRODUCT = ("iqm_coe.embedded", "iqm_coe.settings", "iqm_coe.asgi", "iqm_coe.wsgi", "iqm_coe.celery")
BASES = {BulkForm, CleanForm, FlowForm, FlowModelForm, KeptReasonForm, TextForm}
# What a view hands over beside what was sent.
HANDED_OVER = {
    ApproveForm: lambda scene: {"needs_override": True},
    DeclineForm: lambda scene: {"needs_override": True},
    ChangesForm: lambda scene: {"due_on": TODAY},
    AllocationForm: lambda scene: {"lines": []},
    ReceiveForm: lambda scene: {"lines": []},
    AgreeForSchoolsForm: lambda scene: {"places": []},
    AnswerInvitationForm: lambda scene: {"sent": []},
    TransferLeadForm: lambda scene: {"centre": scene.centre},
    NameSchoolForm: lambda scene: {"centre": scene.centre},
    ActivityForm: lambda scene: {"schools": [scene.lead.school]},
    GiveForm: lambda scene: {"review": scene.review()},
    AssignForm: lambda scene: {"user": scene.staff},
    AssignInvoicesForm: lambda scene: {"user": scene.staff},
    FollowUpForm: lambda scene: {"user": scene.staff, "kinds": ["staff"]},
    NewcomerForm: lambda scene: {"email": "new@people.example"},
    SharedAmong: lambda scene: {"user": scene.staff},
    MoreTimeForm: lambda scene: {"user": scene.staff},
    TargetForm: lambda scene: {"review": scene.review()},
    AppointForm: lambda scene: {"year": scene.year},
    SuccessorForm: lambda scene: {"year": scene.year, "schools": [scene.lead.school]},
    RoleInvitationForm: lambda scene: {"kinds": list(SchoolRoleKind)},
    HeirsForm: lambda scene: {"person": scene.adviser, "by": scene.staff},
    OpenWorkForm: lambda scene: {"shown": []},
    LastDayForm: lambda scene: {"kind": SchoolRoleKind.CONTRIBUTOR},
    LookedAtForm: lambda scene: {"changes": []},
    SettingForm: lambda scene: {"setting": conf.award_reminder_days},
    sign_in_forms.ConfirmLoginCode: lambda scene: {"code": "A2B3C4"},
    sign_in_forms.ConfirmAddress: lambda scene: {"code": "A2B3C4"},
    sign_in_forms.ConfirmPasswordReset: lambda scene: {"code": "A2B3C4"},
    sign_in_forms.Authenticate: lambda scene: {"user": scene.staff},
    sign_in_forms.ReauthenticateFactor: lambda scene: {"user": scene.staff},
    sign_in_forms.Reauthenticate: lambda scene: {"user": scene.staff},
    sign_in_forms.ActivateTotp: lambda scene: {"user": scene.staff},
    sign_in_forms.AddPasskey: lambda scene: {"user": scene.staff},
    sign_in_forms.AuthenticateByPasskey: lambda scene: {"user": scene.staff},
    sign_in_forms.ReauthenticateByPasskey: lambda scene: {"user": scene.staff},
    sign_in_forms.RenamePasskey: lambda scene: {"instance": Authenticator(type="webauthn", data={"name": "Telephone"})},
}


def _below(cls: type) -> Iterator[type]:
    for one in cls.__subclasses__():
        yield one
        yield from _below(one)


def _of_the_product(cls: type) -> list[type]:
    """Every class below this one that a module of the product holds; not those made at run time."""
    for root in PACKAGES:
        for module in walk_packages(import_module(root).__path__, f"{root}."):
            if not module.name.startswith(NOT_OF_THE_PRODUCT) and ".migrations" not in module.name:
                import_module(module.name)
    below = {one for one in _below(cls) if one.__module__.partition(".")[0] in PACKAGES}
    found = {one for one in below if getattr(import_module(one.__module__), one.__name__, None) is one}
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def form_classes() -> list[type[forms.BaseForm]]:
    """Ours, and allauth's by the settings; its sign-up form is made over one of ours."""
    return [*(one for one in _of_the_product(forms.BaseForm) if one not in BASES), SignupForm]


def filter_classes() -> list[type[django_filters.FilterSet]]:
    """What narrows a list."""
    return [one for one in _of_the_product(django_filters.FilterSet) if one.__name__ != "ListFilter"]


def made(form: type[forms.BaseForm], scene: Scene, sent: dict[str, str] | None = None) -> forms.BaseForm:
    """The form as a view makes it, with what was sent."""
    handed_over = HANDED_OVER.get(form, lambda scene: {})
    request = RequestFactory().get("/")
    request.session = {}
    with request_context(request):
        return form(data=sent, **handed_over(scene))


def text_fields(form: forms.BaseForm) -> dict[str, forms.CharField]:
    """What takes text that somebody reads; a password is never shown, and stays as it was typed."""
    found = {name: field for name, field in form.fields.items() if isinstance(field, forms.CharField)}
    return {name: field for name, field in found.items() if not isinstance(field.widget, forms.PasswordInput)}


def opened_by_allauth() -> set[type[forms.BaseForm]]:
    """What the settings name for allauth."""
    named = {**settings.ACCOUNT_FORMS, **settings.MFA_FORMS}
    assert named | {"reauthenticate": named["reauthenticate"]} == {**account_settings.FORMS, **factor_settings.FORMS}
    return {import_string(name) for name in (*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values())}
