"""Everybody who could knock at a door, and a thing behind each door: one school's view of the whole world."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from centres.application.flows import application as applying
from centres.application.models.criterion import EvidenceLink
from centres.billing.flows import invoice
from centres.billing.flows import payment as payment_flows
from centres.billing.models.charge import Charge
from centres.consultancy.flows import call as call_flows
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.membership.flows import invitation as invitation_flows
from centres.membership.flows import membership
from centres.membership.models.freeze import CentreFreeze
from centres.membership.models.membership import Membership
from centres.year.flows import activity, plan
from iqm_coe.accounts import session_life
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.event import EventNote
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import files
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import Box, Edit, Step, written
from iqm_coe.lists.acts import declared_acts
from iqm_coe.lists.flows import batch
from iqm_coe.lists.models.saved_view import SavedView
from iqm_coe.notes.models.note import FollowUp
from iqm_coe.records.conditions import withdrawal as content
from iqm_coe.records.flows import hold, withdrawal
from iqm_coe.records.flows.export import packed
from iqm_coe.records.models.clearing import Clearing
from iqm_coe.records.models.erasure import Certificate, Erasure
from iqm_coe.records.models.export import KEPT, Export, ExportFile
from iqm_coe.records.selectors.export import Everything
from iqm_coe.texts.models.kept import KeptText
from reviews.reports.flows import pack
from reviews.update.conditions import review as review_conditions
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import evidence
from reviews.update.models.target import TargetProgress
from schools.conditions.leaver import fingerprint_of as fingerprint_of_passing
from schools.conditions.leaver import passing
from schools.models.freeze import SchoolFreeze
from schools.models.headship import HeadChange
from schools.models.register import RegisterImport
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY
from tests.documents import PDF, upload
from tests.factories.accounts import (
    FactorResetFactory,
    IqmInvitationFactory,
    IqmRoleFactory,
    ProviderFactory,
    UserFactory,
)
from tests.factories.centres import CentreAccessFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.reviews import TargetFactory
from tests.factories.schools import JoiningFactory, RoleInvitationFactory, SchoolFactory, SchoolRoleFactory
from tests.integration.centres.money import settle
from tests.meta.visiting import VISIT_STAGES, play
from tests.proofs_of_person import prove
from tests.remembered import remembered

BACKEND = "iqm_coe.accounts.backends.PersonBackend"
STAGES = ("alone", "draft", "complete", "submitted", "active", "paid", *VISIT_STAGES)

# What each person is to the school and the Centre that the policy speaks of.
PERSONS = {
    "anonymous": "not signed in",
    "nobody": "signed in, without any role",
    "coordinator": "of the object's school, which leads its Centre",
    "head": "of the object's school",
    "delegate": "of the object's school, with authority on record",
    "contributor": "of the object's school",
    "finance_contact": "of the object's school",
    "former": "was coordinator of the object's school; the role has ended",
    "deactivated": "coordinator of the object's school whose sign-in is shut",
    "peer": "coordinator of another member school of the same Centre",
    "left": "coordinator of a school that was in the Centre and left it",
    "invited": "coordinator of a school with an open invitation to the Centre (in draft; it said no later)",
    "stranger": "coordinator of the lead school of another Centre",
    "staff": "IQM staff",
    "staff_here": "IQM staff who hold a role at a member school",
    "former_staff": "was IQM staff; the role has ended",
    "assessor": "assessor at IQM, not appointed here",
    "visiting": "assessor at IQM, appointed to the visit of the object's school from the stage of that name on",
    "adviser": "adviser of this Centre",
    "other_adviser": "adviser of the other Centre",
    "finance": "finance admin at IQM",
    "administrator": "administrator at IQM",
}


@dataclass
class Cast:
    """People by name; things by name, as the arguments of their addresses."""

    stage: str
    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    played: scene.Scene | None = None
    member_school: School | None = None
    sessions: dict[str, str] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)

    def pk(self, name: str) -> int | str:
        """The key of a person or thing that a form names: `$other_adviser`, `$member_school`; or a word of the cast."""
        if name in self.words:
            word = self.words[name]
            return word() if callable(word) else word
        return self.member_school.pk if name == "member_school" else self.people[name].pk


@remembered
def cast(stage: str = "draft") -> Cast:
    """The world with the Centre brought by the flows to one stage of its journey."""
    made = Cast(stage)
    lead, member = scene.staffed_school("Oakfield School"), scene.staffed_school("Member School")
    made.member_school = member.school
    _people_of_schools(made, lead, member)
    _people_of_iqm(made, member)
    made.played = scene.Scene(made.people["staff"], made.people["adviser"], lead)
    _things_of_the_school(made, lead)
    _things_of_the_office(made)
    if stage != "alone":
        _centre(made, member)
        _other_centre(made)
    _signing_in(made)
    _factor_resets(made)
    _stopped(made)
    _records(made)
    _exports_and_erasures(made)
    _shut(made)
    return made


def _people_of_schools(made: Cast, lead: scene.Staffed, member: scene.Staffed) -> None:
    made.people |= {"nobody": scene.person("Nobody"), "coordinator": lead.coordinator, "head": lead.head}
    made.people |= {"peer": member.coordinator}
    kinds = {"delegate": "delegate", "contributor": "contributor", "finance_contact": "finance"}
    for name, kind in kinds.items():
        made.people[name] = scene.person(name)
        SchoolRoleFactory(user=made.people[name], school=lead.school, kind=kind)
    for name in ("former", "deactivated"):
        made.people[name] = scene.person(name)
    SchoolRoleFactory(user=made.people["deactivated"], school=lead.school)
    SchoolRoleFactory(user=made.people["former"], school=lead.school, ended_at=NOW, ended_by=lead.head)
    for name in ("left", "invited", "stranger"):
        made.people[name] = scene.staffed_school(f"School of {name}").coordinator


def _people_of_iqm(made: Cast, member: scene.Staffed) -> None:
    kinds = {"staff_here": "staff", "other_adviser": "adviser", "visiting": "assessor"}
    for name in ("staff", "staff_here", "assessor", "visiting", "adviser", "other_adviser", "finance", "administrator"):
        made.people[name] = scene.iqm_person(name, kinds.get(name, name))
    SchoolRoleFactory(user=made.people["staff_here"], school=member.school, kind="contributor")
    made.people["former_staff"] = scene.person("former staff")
    over = {"ended_at": NOW, "ended_by": made.people["administrator"]}
    IqmRoleFactory(user=made.people["former_staff"], kind="staff", **over)


def _school_of(made: Cast, name: str) -> School:
    return SchoolRole.objects.get(user=made.people[name], ended_at=None).school


def _things_of_the_school(made: Cast, lead: scene.Staffed) -> None:
    school, nobody = lead.school, made.people["nobody"]
    role = SchoolRole.objects.get
    offered = RoleInvitationFactory(school=school, kind="contributor", invited_by=lead.coordinator)
    mine = RoleInvitationFactory(school=school, kind="finance", invited_by=lead.coordinator, email=nobody.email)
    joining = JoiningFactory(school=school, user=nobody)
    of_a_head = JoiningFactory(school=school, kind="headteacher")
    change = HeadChange.objects.create(role=role(user=lead.head), what="begun", at=NOW)
    made.words["head_change"] = str(change.pk)
    leaver, by = made.people["contributor"], lead.coordinator
    made.words["passing"] = lambda: fingerprint_of_passing(passing(school, leaver, by=by))
    made.things |= {
        "school": {"pk": school.pk},
        "own_school": {"school": school.pk},
        "contributor_role": {"pk": role(user=made.people["contributor"]).pk},
        "coordinator_role": {"pk": role(user=lead.coordinator).pk},
        "role_invitation": {"pk": offered.pk},
        "joining": {"pk": joining.pk},
        "joining_of_a_head": {"pk": of_a_head.pk},
        "school_of_nobody": {"pk": SchoolFactory().pk},
        "invitation_to_nobody": {"key": mine.key},
        "award": {"pk": school.awards.get().pk},
    }


def _things_of_the_office(made: Cast) -> None:
    nobody, administrator = made.people["nobody"], made.people["administrator"]
    reading = RegisterImport.objects.create(read_by=made.people["staff"], read_at=NOW, file_name="register.csv")
    offered = IqmInvitationFactory(email=nobody.email, kind="assessor", invited_by=administrator)
    mail = DeliveryFactory(user=made.people["coordinator"], failed_at=NOW)
    words = {"subject": "To nobody", "text": "Words."}
    unread = MessageFactory(kind="accounts/sign_in", context=words, addressed_at=NOW, nobody_at=NOW)
    made.things |= {
        "reading": {"pk": reading.pk},
        "person": {"pk": nobody.pk},
        "assessor_person": {"pk": made.people["assessor"].pk},
        "iqm_role": {"pk": IqmRole.objects.get(user=made.people["assessor"]).pk},
        "iqm_invitation": {"pk": offered.pk},
        "iqm_invitation_to_nobody": {"key": offered.key},
        "delivery": {"pk": mail.pk},
        "saved_view": {"pk": _kept_view("coordinator", is_shared=False, made=made)},
        "shared_view": {"pk": _kept_view("staff", is_shared=True, made=made)},
        "batch": {"pk": _batch(made)},
        "noted_school": _noted(made),
        "message": {"pk": unread.pk},
        "setting": {"name": "AWARD_YEARS"},
        "demo_mail": {"pk": 1},
    }


def _kept_view(owner: str, *, is_shared: bool, made: Cast) -> int:
    kept = {"route": "schools:schools", "name": f"Of {owner}", "query": "status=open", "saved_at": NOW}
    return SavedView.objects.create(owner=made.people[owner], is_shared=is_shared, **kept).pk


def _noted(made: Cast) -> dict[str, int | str]:
    """The school, which is to be looked at again."""
    school = made.played.lead.school
    told = {"about_type": "schools.school", "about_id": school.pk, "set_at": NOW}
    FollowUp.objects.create(owner=made.people["staff"], set_by=made.people["staff"], on=TODAY, **told)
    return {"label": "schools.school", "pk": school.pk}


def _batch(made: Cast) -> int:
    """Chosen, nothing done yet; of a row that is none."""
    act = declared_acts()["more_time_plans"]
    return batch.choose(act, [1], came_from="", by=made.people["staff"], at=NOW).pk


def _centre(made: Cast, member: scene.Staffed) -> None:
    played = made.played.start()
    left = _school_of(made, "left")
    played.join(scene.Staffed(left, made.people["left"], made.people["left"]))
    membership.leave(Membership.objects.get(school=left), by=made.people["left"], at=NOW)
    played.members.clear()
    played.join(member)
    invited = _school_of(made, "invited")
    asked = invitation_flows.invite(played.centre, invited, by=made.people["coordinator"], at=NOW)
    if made.stage != "draft":
        invitation_flows.decline(asked, by=made.people["invited"], at=NOW)
        played.complete()
    if made.stage not in {"draft", "complete"}:
        played.send()
    if made.stage in VISIT_STAGES:
        played.approve()
        play(made)
    elif made.stage in {"active", "paid"}:
        played.approve()
        _things_of_the_year(made)
        _things_of_money(made)
        if made.stage == "paid":
            settle(played.year, by=made.people["finance"])
    else:
        CentreAccessFactory(user=made.people["adviser"], centre=played.centre)
    _things_of_the_centre(made, asked.pk)


def _things_of_the_centre(made: Cast, invitation: int) -> None:
    centre, application = made.played.centre, made.played.application
    place = Membership.objects.get
    answer = application.answers.get(criterion="C1")
    link = EvidenceLink.objects.create(
        answer=answer,
        url="https://evidence.example/",
        title="Proof",
        added_at=NOW,
        added_by=made.people["coordinator"],
    )
    made.words["read_application"] = lambda: made.played.read
    made.words["lead_membership"] = str(place(school=centre.lead_school).pk)
    made.things |= {
        "centre": {"pk": centre.pk},
        "application_to_take": {"pk": centre.pk, "kind": "docx"},
        "criterion": {"pk": centre.pk, "criterion": "C1"},
        "centre_invitation": {"pk": invitation},
        "lead_membership": {"pk": place(school=centre.lead_school).pk},
        "member_membership": {"pk": place(school=made.member_school).pk},
        "evidence": {"pk": link.pk},
    }


def _met_in_one_place(answer, by) -> KeptText:
    """The same person on two pages, which is no different from two persons."""
    edit = Edit([Step({"next_steps": Box("", "Another.")}, 1)], "another page")
    (kept,) = answer_flows.save(answer, edit, by=by, at=NOW).clashes
    return kept


def _things_of_the_year(made: Cast) -> None:
    """A lodged plan, and an update that is written but not sent, one element of it given to the contributor."""
    played, by = made.played, made.people["coordinator"]
    version = plan.lodge(played.plan(), upload(), by=by, at=NOW)
    review = played.write_update()
    answer = review.answers.get(element__number=1)
    answer_flows.give(answer, made.people["contributor"], by=by, at=NOW)
    link = evidence.add_link(answer, url="https://evidence.example/", title="Proof", by=by, at=NOW)
    file = evidence.add_file(answer, upload(), title="Proof", by=by, at=NOW)
    # A target to report on; that it was agreed a year before does not matter to who may open it.
    target = TargetFactory(review=review, element=answer.element)
    told = written(kind="meeting", held_on=TODAY.isoformat(), place="online", focus="Transition")
    planned = activity.plan(played.centre, told, by=by, at=NOW)
    made.things |= {
        "year": {"pk": played.year.pk},
        "activity": {"pk": planned.pk},
        "plan": {"pk": played.plan().pk},
        "plan_version": {"pk": version.pk},
        "review": {"pk": review.pk},
        "review_to_take": {"pk": review.pk, "kind": "docx"},
        "element": {"pk": review.pk, "number": 1},
        "answer_link": {"pk": link.pk},
        "answer_file": {"pk": file.pk},
        "progress": {"pk": TargetProgress.objects.create(review=review, target=target, text="Done.").pk},
        "answer": {"pk": answer.pk},
        "text": {"name": "update.answer", "pk": answer.pk},
    }
    if made.stage == "paid":  # in the stage before, the update is to be declared, and a text that waits is in the way
        made.things["kept_text"] = {"pk": _met_in_one_place(answer, by).pk}
    asked = pack.ask(played.year, by=by, at=NOW)
    document = pack.keep(pack.claim_one(NOW), PDF, pages=1, at=NOW)
    made.things |= {"pack": {"pk": asked.pk}, "pack_document": {"pk": document.pk}}
    made.words["read"] = review_conditions.fingerprint_of(review)


def _things_of_money(made: Cast) -> None:
    """The lead school has paid all but a pound, the member is not invoiced yet; minutes were bought, some spent."""
    year, finance = made.played.year, made.people["finance"]
    own, other = Charge.objects.filter(year=year).order_by("membership__school_id")
    line = invoice.issue([own], by=finance, at=NOW).lines.get()
    payment = payment_flows.record(
        amount=Decimal(800), received_on=TODAY, text=f"BACS {made.stage}", by=finance, at=NOW
    )
    allocation = payment_flows.allocate(payment, line, line.gross - 1, by=finance, at=NOW)
    bought = {"minutes": 30, "given_at": NOW, "given_by": finance}
    grant = ConsultancyGrant.objects.create(year=year, kind="bought", **bought)
    LedgerEntry.objects.create(year=year, kind="grant", minutes=30, grant=grant, at=NOW, by=finance)
    call = {"kind": "email", "held_on": TODAY, "minutes": 10, "with_whom": "Ms Oak", "about": "Plans."}
    entry = call_flows.log(year, **call, by=made.people["adviser"], at=NOW).entry
    made.things |= {
        "member_charge": {"pk": other.pk},
        "invoice": {"pk": line.invoice_id},
        "invoice_line": {"pk": line.pk},
        "payment": {"pk": payment.pk},
        "allocation": {"pk": allocation.pk},
        "entry": {"pk": entry.pk},
        "payer": {"pk": line.invoice.payer_id},
    }
    made.words |= {"member_charge": str(other.pk)}


def _other_centre(made: Cast) -> None:
    other = applying.start(_school_of(made, "stranger"), name="Other Centre", by=made.people["stranger"], at=NOW)
    CentreAccessFactory(user=made.people["other_adviser"], centre=other)


def _signing_in(made: Cast) -> None:
    """A second session of the coordinator's, and what failed at nobody's account."""
    origin = Origin("127.0.0.1", "Firefox on Windows")
    coordinator = made.people["coordinator"]
    session = sign_in.begin(coordinator, key=f"of {made.stage}", idle_minutes=120, at=NOW, origin=origin)
    sign_in.count_failure(f"of nobody, {made.stage}", TriedStep.PASSWORD, at=NOW, origin=origin)
    made.things["session"] = {"pk": session.pk}
    provider = ProviderFactory(
        issuer=f"http://127.0.0.1:1/{made.stage}",  # nobody listens there
        domains=[f"{made.stage}.ridge.example"],
    )
    link = ProviderLink.objects.create(user=coordinator, provider=provider, subject="1", linked_at=NOW)
    made.things |= {"provider": {"pk": provider.pk}, "provider_link": {"pk": link.pk}}


def _factor_resets(made: Cast) -> None:
    """One about nobody that a second administrator asked for, and one that the administrator asked for themselves."""
    second, locked_out = scene.iqm_person("Second administrator", "administrator"), scene.iqm_person("Out", "adviser")
    asked = FactorResetFactory(person=made.people["nobody"], asked_by=second)
    own = FactorResetFactory(person=scene.iqm_person("Out as well", "adviser"), asked_by=made.people["administrator"])
    made.things |= {
        "locked_out": {"pk": locked_out.pk},
        "factor_reset": {"pk": asked.pk},
        "own_factor_reset": {"pk": own.pk},
    }


def _stopped(made: Cast) -> None:
    """A school whose writing is stopped, and a Centre."""
    lead, by = scene.staffed_school("Stopped School"), made.people["administrator"]
    centre = applying.start(lead.school, name="Stopped Centre", by=lead.coordinator, at=NOW)
    CentreFreeze.objects.create(centre=centre, begun_by=by, begun_at=NOW)
    SchoolFreeze.objects.create(school=lead.school, begun_by=by, begun_at=NOW)
    made.things |= {"stopped_school": {"pk": lead.school.pk}, "stopped_centre": {"pk": centre.pk}}


def _records(made: Cast) -> None:
    """Something was withdrawn, something may be, and a hold stands on a school that nothing else is about."""
    administrator, reason = made.people["administrator"], "Planted words."
    apart = SchoolFactory(name=f"Held School, {made.stage}")
    for word in ("Withdrawn", "Planted"):
        record_event(apart, "add", by=administrator, at=NOW, reason=f"{word} {made.stage}")
    gone = withdrawal.withdraw_passage(
        list(content.found(f"Withdrawn {made.stage}")),
        f"Withdrawn {made.stage}",
        by=administrator,
        at=NOW,
        reason="Named somebody.",
    )
    Clearing.objects.get_or_create(on=TODAY, last_at=NOW, cleared={"sessions.Session": 3})
    held = hold.begin(SchoolFactory(name=f"Other, {made.stage}"), by=administrator, at=NOW, reason=reason)
    note = EventNote.objects.get(text=f"Planted {made.stage}")
    made.words["planted"] = f"accounts_eventnote.text.{note.pk}"
    made.things |= {
        "withdrawal": {"pk": gone.pk},
        "legal_hold": {"pk": held.pk},
        "held_subject": {"label": "schools.school", "pk": apart.pk},
    }
    if "answer_file" in made.things:
        made.things["withdrawable_file"] = {"label": "update.answerfile", **made.things["answer_file"]}


def _exports_and_erasures(made: Cast) -> None:
    """The coordinator has everything about themselves as a file; somebody was erased, and somebody else may be."""
    coordinator, administrator = made.people["coordinator"], made.people["administrator"]
    asked = Export.objects.create(
        person=coordinator, asked_by=coordinator, asked_at=NOW, ends_at=NOW + KEPT, finished_at=NOW
    )
    document = ExportFile.objects.create(
        export=asked,
        **files.made(packed(Everything(coordinator, [], []), at=NOW), name="All.zip", content_type=files.BUNDLE),
    )
    number = f"{STAGES.index(made.stage):04x}"
    gone = UserFactory(name=f"Person {number}", email=f"person-{number}@erased.invalid", is_active=False)
    erased = Erasure.objects.create(
        person=gone,
        pseudonym=gone.name,
        cause="asked",
        erased_at=NOW,
        erased_by=administrator,
        counts={"Email addresses": 1},
    )
    certificate = Certificate.objects.create(erasure=erased, **files.made(PDF, name="Certificate.pdf"))
    made.things |= {
        "export": {"pk": asked.pk},
        "export_document": {"pk": document.pk},
        "erasable": {"pk": scene.person("Erasable").pk},
        "erasure": {"pk": erased.pk},
        "certificate": {"pk": certificate.pk},
    }


def _shut(made: Cast) -> None:
    """The deactivated one could sign in until now."""
    made.people["deactivated"].is_active = False
    made.people["deactivated"].save(update_fields=["is_active"])
    made.things["shut_person"] = {"pk": made.people["deactivated"].pk}


def signed_in(made: Cast) -> Cast:
    """A session for each person, also for the deactivated one, who had it before."""
    for name, user in made.people.items():
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        prove(session, user)
        session.create()
        session_life.begin(session, user, at=NOW, origin=Origin("127.0.0.1", "Firefox on Windows"))
        session.save()
        made.sessions[name] = session.session_key
    return made
