"""What weighs much is done by whoever has just shown who they are: the list of those acts, and how they ask (R44n).

It stands behind the check of CSRF, since its page sends on what was sent to it: nobody else's form gets there.
"""

from collections.abc import Callable, Iterator

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts import proof
from iqm_coe.accounts.forms.sign_in import Reauthenticate, ReauthenticateByPasskey, ReauthenticateFactor
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.lists.sheet import SAVED_AS
from iqm_coe.lib.lists.table import FORMAT, declared_lists

ROLES, MONEY, DECISIONS = _("who may do what"), _("money"), _("decisions and documents")
SCHOOL, PRODUCT = _("what a school stands for"), _("how the product works for all")
RECORDS = _("what is destroyed, and what is kept from it")
MANY = _("many rows at once")
SIGNING_IN = _("how you sign in")
# By the name of the address whose form does it; docs/step-up.md says it to people, and a test holds both together.
WEIGHTY = {
    "accounts:invite": ROLES,
    "accounts:person": ROLES,
    "accounts:end_role": ROLES,
    "accounts:leaver": ROLES,
    "accounts:withdraw_invitation": ROLES,
    "accounts:shut_person": ROLES,
    "accounts:ask_factor_reset": ROLES,
    "accounts:consent_to_factor_reset": ROLES,
    "accounts:open_person": ROLES,
    "accounts:end_sessions_of": ROLES,
    "schools:accept_joining": ROLES,
    "schools:stop_writing": ROLES,
    "schools:allow_writing": ROLES,
    "membership:stop_writing": ROLES,
    "membership:allow_writing": ROLES,
    "schools:invite": ROLES,
    "schools:end_role": ROLES,
    "schools:give_title": ROLES,
    "schools:set_end": ROLES,
    "schools:hand_over": ROLES,
    "schools:pass_on": ROLES,
    "year:adviser": ROLES,
    "visits:accredit": ROLES,
    "visits:withdraw_accreditation": ROLES,
    "visits:appoint": ROLES,
    "visits:succession": ROLES,
    "visits:waive_conflict": ROLES,
    "membership:transfer_lead": ROLES,
    "billing:price_charge": MONEY,
    "billing:waive_charge": MONEY,
    "billing:set_bands": MONEY,
    "billing:set_vat": MONEY,
    "billing:issue_invoice": MONEY,
    "billing:issue_year": MONEY,
    "billing:write_off": MONEY,
    "billing:receive_payment": MONEY,
    "billing:take_back": MONEY,
    "consultancy:release_hour": MONEY,
    "application:approve": DECISIONS,
    "application:decline": DECISIONS,
    "reports:issue_report": DECISIONS,
    "schools:record_award": DECISIONS,
    "schools:amend_award": DECISIONS,
    "schools:withdraw_award": DECISIONS,
    "application:agree": SCHOOL,
    "application:agree_for_schools": SCHOOL,
    "membership:leave": SCHOOL,
    "update:declare": SCHOOL,
    "reports:facts": SCHOOL,
    "accounts:setting": PRODUCT,
    "accounts:add_provider": PRODUCT,
    "accounts:provider": PRODUCT,
    "accounts:switch_provider": PRODUCT,
    "lists:begin_batch": MANY,
    "notifications:let_go_held": PRODUCT,
    "notifications:set_aside_held": PRODUCT,
    "records:withdraw": RECORDS,
    "records:withdraw_file": RECORDS,
    "records:begin_hold": RECORDS,
    "records:end_hold": RECORDS,
    "records:my_export": RECORDS,
    "records:export_person": RECORDS,
    "records:erase_person": RECORDS,
    "account_email": SIGNING_IN,
    "accounts:link_provider": SIGNING_IN,
    "accounts:unlink_provider": SIGNING_IN,
    "accounts:end_session": SIGNING_IN,
    "accounts:end_other_sessions": SIGNING_IN,
}
# Lists of people or schools, and all about a person, that leave as a file; beside them every list that is declared.
EXPORTS = frozenset({"schools:changes_file", "records:export_file", "home:board_file"})
PREFIX = "proof"

Proof = Reauthenticate | ReauthenticateByPasskey | ReauthenticateFactor
GetResponse = Callable[[HttpRequest], HttpResponse]


class StepUpMiddleware:
    """Before a weighty act the person proves themselves, unless they did so a few minutes ago. What the form held goes
    on with the proof: nothing is typed again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: SignedInRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_act = name in WEIGHTY and request.method == "POST"
        is_taken_out = name in EXPORTS or (name in declared_lists() and request.GET.get(FORMAT) in SAVED_AS)
        if not (is_act or is_taken_out) or not request.user.is_authenticated or proof.is_fresh(request):
            return None
        if not is_act:
            way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
            return redirect(f"{way}?{urlencode({'next': request.get_full_path()})}")
        return self._asked(request, name)

    @staticmethod
    def _asked(request: SignedInRequest, name: str) -> HttpResponse | None:
        """None once the proof that came with the form is right; the form then goes on without it."""
        asked = proofs_asked(request)
        for form in asked:
            if form.is_bound and form.is_valid():
                form.save()
                sent = request.POST.copy()
                for field in [one for one in sent if one.startswith(f"{PREFIX}-")]:
                    del sent[field]
                request.POST = sent  # type: ignore[assignment]  # a copy may still be written to
                return None
        has_passkey = any(isinstance(form, ReauthenticateByPasskey) for form in asked)
        context = {
            "about": WEIGHTY[name],
            "typed": next((form for form in asked if not isinstance(form, ReauthenticateByPasskey)), None),
            "providers": None if request.user.has_second_factor else Provider.objects.linked_to(request.user),
            "passkey": begin_authentication(request.user) if has_passkey else None,
            "carried": list(_carried(request)),
            "has_files": bool(request.FILES),
            "path": request.get_full_path(),
        }
        return render(request, "step_up.html", context, status=401)


def proofs_asked(request: SignedInRequest) -> list[Proof]:
    """The forms by which this person proves themselves, with what was sent for them."""
    user, sent = request.user, request.POST

    def made(form: type[Proof], field: str) -> Proof:
        return form(user=user, data=sent if f"{PREFIX}-{field}" in sent else None, prefix=PREFIX)

    if not user.has_second_factor and Provider.objects.instead_of_password_of(user):
        return []  # the page sends them there
    if not user.has_second_factor:
        return [made(Reauthenticate, "password")]
    by_code = made(ReauthenticateFactor, "code")
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
        return [by_code]
    return [made(ReauthenticateByPasskey, "credential"), by_code]


def _carried(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What the form held, but for the token, which is new, and a proof that was wrong."""
    for field, values in request.POST.lists():
        if field != "csrfmiddlewaretoken" and not field.startswith(f"{PREFIX}-"):
            yield from ((field, str(value)) for value in values)
