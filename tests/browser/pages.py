"""Every page of the product, by the person who opens it: what the looks at all pages walk through."""

from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.urls import get_resolver, reverse
from django.utils import timezone

from centres.application.enums import Criterion
from centres.application.flows import application
from centres.billing.flows import invoice
from centres.billing.flows import payment as payment_flows
from centres.billing.models.charge import Charge
from centres.consultancy.flows import call as call_flows
from centres.consultancy.flows import ledger
from centres.membership.models.invitation import CentreInvitation
from centres.year.flows import activity as activity_flows
from centres.year.flows import plan as plan_flows
from iqm_coe.accounts.flows import factor_reset
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.models.event import EventNote
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import files
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import written
from iqm_coe.lib.withdrawing import Place
from iqm_coe.lists.acts import declared_acts
from iqm_coe.lists.flows import batch
from iqm_coe.lists.models.saved_view import SavedView
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.hold import Hold
from iqm_coe.notifications.models.server import MailServer
from iqm_coe.operations.models.fault import Fault
from iqm_coe.records.flows import erasure, export, withdrawal
from iqm_coe.records.flows import hold as legal_hold
from reviews.update.flows import answer as answer_flows
from schools.flows import joining, role
from schools.models.register import RegisterFile, RegisterImport
from schools.models.role import SchoolRole
from tests import scene
from tests.browser import pages_of_visits
from tests.documents import upload
from tests.factories.accounts import ProviderFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory

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
    "/search/",
    "/search/?q=school",
    "/search/?q=zzxqj",
    "/me/",
    "/me/messages/",
    "/me/sign-ins/",
    "/schools/",
    "/centres/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/logout/",
    "/nowhere/",
    "/audit/",
]
# Pages that show between them every piece of a template that two pages have in common: what the cut looks at.
OF_EACH_KIND = {
    *("/nowhere/", "home:gallery", "home:index", "home:search", "home:board"),
    *("account_login", "account_email", "mfa_add_webauthn"),
    *("accounts:people", "accounts:person", "accounts:shut_person", "accounts:end_role"),
    *("schools:stop_writing", "schools:withdraw_invitation", "lists:batch", "notifications:outbox"),
    *("application:application", "application:approve", "application:agree", "membership:centre", "membership:readers"),
    *("billing:receive_payment", "billing:issue_invoice", "year:year", "year:plan", "year:activity"),
    *("update:element", "update:declare", "visits:visits", "visits:change_target", "reports:check_report"),
}
# Addresses that answer with no page of their own: a step sent by a button, a file, or a page of a state that is over.
NO_PAGE = {
    "lists:open_with",
    "lists:open_plain",
    "lists:choose",
    "home:give",
    "texts:say_done",
    "notes:follow_up",
    "notes:looked_at",
    "home:dates",
    "schools:mine",
    "membership:mine",
    "update:mine",
    "lists:begin_batch",
    "lists:take_back_batch",
    "accounts:consent_to_factor_reset",
    "accounts:refuse_factor_reset",
    "accounts:withdraw_factor_reset",
    "operations:health",
    "operations:live",
    "operations:ready",
    "operations:metrics",
    "operations:mail_me",
    "accounts:put_off_passkey",
    "accounts:end_session",
    "accounts:end_other_sessions",
    "schools:accept_joining",
    "schools:decline_joining",
    "schools:withdraw_joining",
    "application:remove_evidence",
    "application:add_evidence",
    "notifications:retry",
    "notifications:look_again",
    "notifications:let_go_held",
    "notifications:set_aside_held",
    "accounts:sign_in_by_provider",
    "accounts:back_from_provider",
    "accounts:signed_out_there",
    "accounts:join_by_provider",
    "accounts:link_provider",
    "accounts:unlink_provider",
    "accounts:try_provider",
    "accounts:switch_provider",
    "billing:invoice_pdf",
    "demo:inbox",
    "demo:mail",
    "demo:letter",
    "notifications:letter",
    "update:read_file",
    "application:read_file",
    "reports:read_file",
    "update:give",
    "update:add_link",
    "update:add_file",
    "update:remove_link",
    "update:file",
    "update:remove_file",
    "reports:ask_pack",
    "reports:pack_progress",
    "reports:pack_file",
    "schools:reading_progress",
    "schools:cancel_reading",
    "schools:changes_file",
    "home:board_file",
    "visits:remove_target",
    "visits:put_back_target",
    "reports:report_pdf",
    "texts:save_text",
    "texts:session",
    "texts:look",
    "records:withdraw",
    "records:export_progress",
    "records:export_file",
    "records:certificate_file",
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
    wanted = [application.Change(Criterion.C3, "Please say more.", date(2099, 1, 1))]
    application.request_changes(changes.application, wanted, read=changes.read, by=changes.staff, at=at)
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
    offered = role.invite(school, email=nina.email, kind="contributor", by=draft.lead.coordinator, at=at)
    centre = draft.centre.pk
    made.walk(
        draft.lead.coordinator,
        ("schools:school", school.pk),
        ("schools:people", school.pk),
        ("schools:invite", school.pk),
        ("schools:withdraw_invitation", offered.pk),
        ("schools:end_role", own.pk),
        ("schools:give_title", own.pk),
        ("schools:hand_over", own.pk),
        ("schools:pass_on", own.pk),
        ("membership:centre", centre),
        ("membership:invite", centre),
        ("membership:withdraw_invitation", invitation.pk),
        ("application:application", centre),
        ("application:criterion", centre, "C1"),
        ("application:agreements", centre),
        ("application:read_through", centre),
        ("membership:readers", centre),
        ("application:send", centre),
        ("application:withdraw", centre),
        more=(*EVERYBODY, reverse("membership:invite", args=[centre]) + "?q=school"),
    )
    second = draft.members[0]
    place = draft.centre.memberships.get(school=second.school).pk
    second_coordinator = SchoolRole.objects.get(user=second.coordinator).pk
    leaving = ("schools:set_end", second_coordinator)
    made.walk(second.head, ("application:agree_for_schools", centre))
    made.walk(second.head, ("application:agree", place), ("membership:leave", place), leaving)
    lone = scene.staffed_school("Lone School")
    made.walk(asked.head, ("membership:invitation", invitation.pk), more=("/work/",))
    made.walk(lone.coordinator, ("application:start", lone.school.pk))
    made.walk(nina, ("schools:invitation", offered.key), more=("/work/",))
    asked_to_join = joining.ask(school, kind="contributor", words="I teach Year 4.", by=nina, at=at)
    mine, theirs = ("schools:joining", asked_to_join.pk), ("schools:ask_to_join", lone.school.pk)
    made.walk(nina, ("schools:find",), mine, theirs, more=(reverse("schools:find") + "?q=school",))
    made.walk(draft.lead.head, mine)
    made.walk(
        changes.lead.coordinator,
        ("application:application", changes.centre.pk),
        ("application:criterion", changes.centre.pk, "C3"),
    )


def _of_the_office(made: World, sent, active, at) -> None:
    ada, bea = scene.iqm_person("Ada", "administrator"), scene.iqm_person("Bea", "administrator")
    reset = factor_reset.ask(scene.iqm_person("Out", "adviser"), by=bea, at=timezone.now(), reason="A lost telephone.")
    offered = invitation_flows.invite_to_iqm(scene.person("Ruth").email, "staff", by=ada, at=at)
    invited = User.objects.get(name="Ruth")
    award, school = sent.lead.school.awards.get(), sent.lead.school.pk
    reading = RegisterImport.objects.create(file_name="register.csv", read_at=at, read_by=sent.staff)
    failed = DeliveryFactory(claimed_at=at, failed_at=at, last_error="550 No such mailbox")
    kept = {"route": "schools:schools", "name": "Open", "query": "status=open", "saved_at": at}
    view = SavedView.objects.create(owner=sent.staff, is_shared=True, **kept)
    words = {"subject": "The award of Elm School ends in 30 days", "text": "To keep it, ask IQM for a reassessment."}
    plans = active.centre.years.get().plans.values_list("pk", flat=True)
    chosen = batch.choose(declared_acts()["more_time_plans"], plans, came_from="", by=sent.staff, at=at)
    unread = MessageFactory(kind="accounts/sign_in", context=words, addressed_at=at, nobody_at=at)
    MailServer.objects.create(pk=1, troubled_since=at, rests_until=at, failures=3, last_error="421 4.7.0 Too many")
    Hold.objects.create(backup_at=at, held_at=at)
    DeliveryFactory(held_at=at, subject="Your application has been declined")
    Fault.objects.create(round="open years", row="membership.centre 3", error="E()", first_at=at, last_at=at)
    centre = sent.centre.pk
    made.walk(
        sent.staff,
        ("home:programme",),
        ("home:board",),
        ("schools:headship", school),
        ("application:applications",),
        ("application:application", centre),
        ("application:approve", centre),
        ("application:decline", centre),
        ("application:request_changes", centre),
        ("membership:transfer_lead", centre),
        ("membership:centre", active.centre.pk),
        ("year:adviser", active.centre.pk),
        ("schools:school", school),
        ("schools:add",),
        ("schools:register",),
        ("schools:reading", reading.pk),
        ("schools:changes", reading.pk),
        ("schools:record_award", school),
        ("schools:amend_award", award.pk),
        ("schools:withdraw_award", award.pk),
        ("notifications:outbox",),
        ("lists:drop", view.pk),
        ("lists:keep",),
        ("lists:batch", chosen.pk),
        ("notes:notes", "schools.school", school),
        ("notifications:delivery", failed.pk),
        ("notifications:without_reader",),
        ("notifications:message", unread.pk),
        ("notifications:set_aside", unread.pk),
        ("operations:faults",),
        more=(
            "/work/",
            "/schools/?q=lead&sort=-pupils&column=town",
            "/schools/?as=print",
            f"/programme/board/?group=stage&open={active.year.pk}",
            f"/work/preview/?line=applications_to_decide:{reverse('application:application', args=[centre])}",
            "/programme/board/?as=print",
            "/views/keep/?route=schools:schools&query=status%3Dopen",
            "/accounts/2fa/",
        ),
    )
    record_event(bea, "note", by=ada, at=at, reason="It was Zebedee Quill.")
    note = EventNote.objects.get(text="It was Zebedee Quill.")
    gone = withdrawal.withdraw_passage(
        [Place("accounts_eventnote", "text", note.pk)], note.text, by=ada, at=at, reason="It named a pupil."
    )
    stored = RegisterFile.objects.create(reading=reading, **files.made(b"URN", name="register.csv"))
    leaver = scene.person("Leah Leaver")
    wanted = export.ask(leaver, by=ada, at=at, reason="Their solicitor asked.")
    gone_person = erasure.erase(scene.person("Gwen Gone"), cause="asked", by=ada, at=at, reason="By letter.")
    kept = legal_hold.begin(bea, by=ada, at=at, reason="A claim is open.")
    made.walk(
        ada,
        ("records:records",),
        ("records:find",),
        ("records:retention",),
        ("records:withdrawal", gone.pk),
        ("records:withdraw_file", "schools.registerfile", stored.pk),
        ("accounts:leaver", active.adviser.pk),
        ("records:my_export",),
        ("records:export_person", leaver.pk),
        ("records:export", wanted.pk),
        ("records:erase_person", leaver.pk),
        ("records:erase_person", bea.pk),
        ("records:erasure", gone_person.pk),
        ("records:begin_hold", "schools.school", active.lead.school.pk),
        ("records:end_hold", kept.pk),
        ("schools:stop_writing", active.lead.school.pk),
        ("schools:allow_writing", active.lead.school.pk),
        ("membership:stop_writing", active.centre.pk),
        ("membership:allow_writing", active.centre.pk),
        ("accounts:people",),
        ("accounts:failed_sign_ins",),
        ("accounts:person", bea.pk),
        ("accounts:shut_person", bea.pk),
        ("accounts:end_sessions_of", bea.pk),
        ("accounts:open_person", bea.pk),
        ("accounts:ask_factor_reset", bea.pk),
        ("accounts:factor_reset", reset.pk),
        ("accounts:invite",),
        ("accounts:withdraw_invitation", offered.pk),
        ("accounts:end_role", bea.iqm_role_set.get().pk),
        ("accounts:settings",),
        ("accounts:providers",),
        ("accounts:add_provider",),
        ("accounts:provider", ProviderFactory(domains=["ridge.example"]).pk),
        ("accounts:prove_by_provider",),
        ("accounts:proved_by_provider",),
        ("accounts:setting", "AWARD_YEARS"),
        ("accounts:setting", "QUALIFYING_AWARD_KINDS"),
        ("accounts:setting", "PAYMENT_REMINDER_DAYS"),
        ("accounts:audit",),
        ("operations:doctor",),
        ("notifications:held",),
        more=("/programme/", "/outbox/"),
    )
    made.walk(invited, ("accounts:iqm_invitation", offered.key))
    made.walk(active.adviser, ("membership:centre", active.centre.pk), more=("/work/", "/centres/"))
    reached = {
        "home:index",
        "home:preview",
        "home:search",
        "home:welcome",
        "home:accessibility",
        "home:privacy",
        "home:gallery",
    }
    made.names |= reached | {
        "accounts:profile",
        "accounts:sign_ins",
        "notifications:my_messages",
        "schools:schools",
        "membership:centres",
    }


def _of_money(made: World, at) -> None:
    """A Centre with one school paid and one to be invoiced, minutes given and spent."""
    there, fay = scene.submitted().approve(at), scene.iqm_person("Fay", "finance")
    year = there.centre.years.get()
    own, other = Charge.objects.filter(year=year).order_by("pk")
    line = invoice.issue([own], by=fay, at=at).lines.get()
    payment = payment_flows.record(amount=800, received_on=london_date(at), text="BACS 1", by=fay, at=at)
    allocation = payment_flows.allocate(payment, line, line.gross - 1, by=fay, at=at)
    reminders.plan(at)
    _walk_finance(made, fay, year, other.pk, line, allocation)
    made.walk(there.lead.coordinator, ("billing:my_invoices",), ("billing:invoice", line.invoice_id))
    ledger.release_early(year, reason="They always pay.", by=fay, at=at)
    call = {"kind": "email", "held_on": year.opens_on, "minutes": 25, "with_whom": "Ms Oak", "about": "Plans."}
    entry = call_flows.log(year, **call, note="Ask again.", by=there.adviser, at=at).entry
    made.walk(
        there.adviser,
        ("consultancy:my_centres",),
        ("consultancy:ledger", year.pk),
        ("consultancy:log_call", there.centre.pk),
        ("consultancy:correct_entry", entry.pk),
    )
    made.walk(there.staff, ("notifications:will_be_sent",), ("year:year", year.pk))
    unpaid = scene.submitted().approve(at).centre.years.get()
    made.walk(fay, ("consultancy:release_hour", unpaid.pk))


def _walk_plans(made: World, played, at) -> None:
    """A plan that was lodged, and one that is to be lodged."""
    version = plan_flows.lodge(played.plan(), upload(), by=played.lead.coordinator, at=at)
    facts = {"kind": "meeting", "held_on": london_date(at).isoformat(), "place": "Leeds", "focus": "Transition"}
    by = played.lead.coordinator
    activity = activity_flows.plan(played.centre, written(**facts, taken_back="A list."), by=by, at=at)
    plan, expected = played.plan().pk, played.plan("research").pk
    answer = played.review().answers.get(element__number=1)
    for text in ("One.\nTwo.", "One.\nThree."):
        kept = answer_flows.save(answer, written(progress=text), by=by, at=at).clashes
    made.walk(
        played.lead.coordinator,
        ("year:year", played.year.pk),
        ("year:plan", plan),
        ("year:lodge_plan", expected),
        ("year:name_lodging_school", plan),
        ("year:plan_activity", played.centre.pk),
        ("year:activity", activity.pk),
        ("texts:kept", kept[0].pk),
    )
    made.walk(played.staff, ("year:years",), ("year:activities",))
    made.walk(played.staff, ("year:plans",), ("year:accept_plan", plan), ("year:return_plan", plan))
    made.names.add("year:plan_file")
    assert version.number == 1


def _walk_finance(made: World, fay, year, charge: int, line, allocation) -> None:
    made.walk(
        fay,
        ("billing:finance",),
        ("billing:charges",),
        ("billing:price_charge", charge),
        ("billing:waive_charge", charge),
        ("billing:add_payer",),
        ("billing:prices",),
        ("billing:set_bands",),
        ("billing:set_vat",),
        ("billing:invoices",),
        ("billing:issue_invoice",),
        ("billing:issue_year", year.pk),
        ("billing:write_off", line.pk),
        ("billing:payments",),
        ("billing:payment", allocation.payment_id),
        ("billing:receive_payment",),
        ("billing:allocate_payment", allocation.payment_id),
        ("billing:take_back", allocation.pk),
        more=("/work/", f"{reverse('billing:issue_invoice')}?charge={charge}"),
    )


PRODUCT = ("iqm_coe.", "schools", "centres.", "reviews.")


def product_pages() -> set[str]:
    """The name of every address of ours, from the resolver."""
    rooms = {app.label for app in apps.get_app_configs() if app.name.startswith(PRODUCT)}
    return {
        f"{namespace}:{name}"
        for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items()
        if namespace in rooms
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
