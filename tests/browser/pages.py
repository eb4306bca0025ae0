"""Every page of the product, by the person who opens it: what the looks at all pages walk through."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import get_resolver, reverse
from django.utils import timezone

from centres.enums import Criterion
from centres.flows import billing, consultancy, decision, payments, plans
from centres.models import CentreInvitation, Charge
from iqm_coe.accounts.flows import invitations
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.notifications.flows import reminders
from schools.flows import people
from schools.models import RegisterImport, SchoolRole
from tests import scene
from tests.browser import pages_of_visits
from tests.documents import upload
from tests.factories import DeliveryFactory

PUBLIC = [
    "/",
    "/accessibility/",
    "/privacy/",
    "/gallery/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/nowhere/",
]
EVERYBODY = [
    "/work/",
    "/me/",
    "/me/messages/",
    "/schools/",
    "/centres/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
    "/nowhere/",
    "/audit/",
]
# Addresses that answer with no page of their own: a step sent by a button, a file, or a page of a state that is over.
NO_PAGE = {
    "operations:health",
    "schools:withdraw_invitation",
    "centres:withdraw_invitation",
    "centres:remove_evidence",
    "centres:add_evidence",
    "notifications:retry",
    "accounts:withdraw_invitation",
    "centres:invoice_pdf",
    "demo:inbox",
    "demo:mail",
    "reviews:autosave",
    "reviews:give",
    "reviews:add_link",
    "reviews:add_file",
    "reviews:remove_link",
    "reviews:file",
    "reviews:remove_file",
    "reviews:ask_pack",
    "reviews:pack_progress",
    "reviews:pack_file",
    "reviews:remove_target",
    "reviews:put_back_target",
    "reviews:report_pdf",
}


@dataclass
class World:
    """Each person with the addresses of the pages that are theirs."""

    walks: list[tuple[User, list[str]]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def walk(self, user: User, *pages: tuple, more: tuple[str, ...] = ()) -> None:
        self.names |= {name for name, *_arguments in pages}
        self.walks.append((user, [*(reverse(name, args=arguments) for name, *arguments in pages), *more]))


def world() -> World:
    """A draft, an application with IQM, one with changes asked for and an active Centre, and who looks at them."""
    at, made = timezone.now(), World()
    draft, sent, active = scene.forming(), scene.submitted(), scene.active()
    changes = scene.submitted()
    wanted = [decision.Change(Criterion.C3, "Please say more.", date(2099, 1, 1))]
    decision.request_changes(changes.application, wanted, by=changes.staff, at=at)
    asked = scene.staffed_school("Third School")
    invitation = draft.invite(asked, at)
    _of_schools(made, draft, invitation, asked, changes, at)
    _of_the_office(made, sent, active, at)
    _walk_plans(made, active, at)
    _of_money(made, at)
    pages_of_visits.walk(made)
    return made


def _of_schools(made: World, draft, invitation: CentreInvitation, asked, changes, at) -> None:
    school, own = draft.lead.school, SchoolRole.objects.get(user=draft.lead.coordinator)
    nina = scene.person("Nina")
    offered = people.invite(school, email=nina.email, kind="contributor", by=draft.lead.coordinator, at=at)
    centre = draft.centre.pk
    made.walk(
        draft.lead.coordinator,
        ("schools:school", school.pk),
        ("schools:people", school.pk),
        ("schools:invite", school.pk),
        ("schools:end_role", own.pk),
        ("schools:hand_over", own.pk),
        ("centres:centre", centre),
        ("centres:invite", centre),
        ("centres:application", centre),
        ("centres:criterion", centre, "C1"),
        ("centres:agreements", centre),
        ("centres:read_through", centre),
        ("centres:readers", centre),
        ("centres:send", centre),
        ("centres:withdraw", centre),
        more=(*EVERYBODY, reverse("centres:invite", args=[centre]) + "?q=school"),
    )
    second = draft.members[0]
    place = draft.centre.memberships.get(school=second.school).pk
    made.walk(second.head, ("centres:agree", place), ("centres:leave", place))
    lone = scene.staffed_school("Lone School")
    made.walk(asked.head, ("centres:invitation", invitation.pk), more=("/work/",))
    made.walk(lone.coordinator, ("centres:start", lone.school.pk))
    made.walk(nina, ("schools:invitation", offered.key), more=("/work/",))
    made.walk(
        changes.lead.coordinator,
        ("centres:application", changes.centre.pk),
        ("centres:criterion", changes.centre.pk, "C3"),
    )


def _of_the_office(made: World, sent, active, at) -> None:
    ada, bea = scene.iqm_person("Ada", "administrator"), scene.iqm_person("Bea", "administrator")
    offered = invitations.invite_to_iqm(scene.person("Ruth").email, "staff", by=ada, at=at)
    invited = User.objects.get(name="Ruth")
    award, school = sent.lead.school.awards.get(), sent.lead.school.pk
    reading = RegisterImport.objects.create(file_name="register.csv", read_at=at, read_by=sent.staff)
    failed = DeliveryFactory(claimed_at=at, failed_at=at, last_error="550 No such mailbox")
    centre = sent.centre.pk
    made.walk(
        sent.staff,
        ("home:programme",),
        ("centres:applications",),
        ("centres:application", centre),
        ("centres:approve", centre),
        ("centres:decline", centre),
        ("centres:request_changes", centre),
        ("centres:transfer_lead", centre),
        ("centres:centre", active.centre.pk),
        ("centres:adviser", active.centre.pk),
        ("schools:school", school),
        ("schools:add",),
        ("schools:register",),
        ("schools:reading", reading.pk),
        ("schools:record_award", school),
        ("schools:amend_award", award.pk),
        ("schools:withdraw_award", award.pk),
        ("notifications:outbox",),
        ("notifications:delivery", failed.pk),
        more=("/work/", "/schools/?q=lead", "/accounts/2fa/"),
    )
    made.walk(
        ada,
        ("accounts:people",),
        ("accounts:person", bea.pk),
        ("accounts:invite",),
        ("accounts:end_role", bea.iqm_role_set.get().pk),
        ("accounts:settings",),
        ("accounts:setting", "AWARD_YEARS"),
        ("accounts:setting", "QUALIFYING_AWARD_KINDS"),
        ("accounts:audit",),
    )
    made.walk(invited, ("accounts:iqm_invitation", offered.key))
    made.walk(active.adviser, ("centres:centre", active.centre.pk), more=("/work/", "/centres/"))
    reached = {"home:index", "home:welcome", "home:accessibility", "home:privacy", "home:gallery"}
    made.names |= reached | {"accounts:profile", "notifications:my_messages", "schools:schools", "centres:centres"}


def _of_money(made: World, at) -> None:
    """A Centre with one school paid and one to be invoiced, minutes given and spent."""
    there, fay = scene.submitted().approve(at), scene.iqm_person("Fay", "finance")
    year = there.centre.years.get()
    own, other = Charge.objects.filter(year=year).order_by("pk")
    line = billing.issue([own], by=fay, at=at).lines.get()
    payment = payments.record(amount=800, received_on=london_date(at), text="BACS 1", by=fay, at=at)
    allocation = payments.allocate(payment, line, line.gross - 1, by=fay, at=at)
    reminders.plan(at)
    _walk_finance(made, fay, year, other.pk, line, allocation)
    made.walk(there.lead.coordinator, ("centres:my_invoices",), ("centres:invoice", line.invoice_id))
    consultancy.release_early(year, reason="They always pay.", by=fay, at=at)
    call = {"kind": "email", "held_on": year.opens_on, "minutes": 25, "with_whom": "Ms Oak", "about": "Plans."}
    entry = consultancy.log_call(year, **call, note="Ask again.", by=there.adviser, at=at).entry
    made.walk(
        there.adviser,
        ("centres:my_centres",),
        ("centres:ledger", year.pk),
        ("centres:log_call", there.centre.pk),
        ("centres:correct_entry", entry.pk),
    )
    made.walk(there.staff, ("notifications:will_be_sent",), ("centres:year", year.pk))
    unpaid = scene.submitted().approve(at).centre.years.get()
    made.walk(fay, ("centres:release_hour", unpaid.pk))


def _walk_plans(made: World, played, at) -> None:
    """A plan that was lodged, and one that is to be lodged."""
    version = plans.lodge(played.plan(), upload(), by=played.lead.coordinator, at=at)
    plan, expected = played.plan().pk, played.plan("research").pk
    made.walk(
        played.lead.coordinator,
        ("centres:year", played.year.pk),
        ("centres:plan", plan),
        ("centres:lodge_plan", expected),
        ("centres:name_lodging_school", plan),
    )
    made.walk(played.staff, ("centres:plans",), ("centres:accept_plan", plan), ("centres:return_plan", plan))
    made.names.add("centres:plan_file")
    assert version.number == 1


def _walk_finance(made: World, fay, year, charge: int, line, allocation) -> None:
    made.walk(
        fay,
        ("centres:finance",),
        ("centres:charges",),
        ("centres:price_charge", charge),
        ("centres:waive_charge", charge),
        ("centres:add_payer",),
        ("centres:prices",),
        ("centres:set_bands",),
        ("centres:set_vat",),
        ("centres:invoices",),
        ("centres:issue_invoice",),
        ("centres:issue_year", year.pk),
        ("centres:write_off", line.pk),
        ("centres:payments",),
        ("centres:payment", allocation.payment_id),
        ("centres:receive_payment",),
        ("centres:allocate_payment", allocation.payment_id),
        ("centres:take_back", allocation.pk),
        more=("/work/", f"{reverse('centres:issue_invoice')}?charge={charge}"),
    )


def product_pages() -> set[str]:
    """The name of every address of ours, from the resolver."""
    ours = ("home", "accounts", "notifications", "schools", "centres", "reviews")
    found: set[str] = set()
    for namespace in ours:
        resolver = get_resolver().namespace_dict[namespace][1]
        found |= {f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found
