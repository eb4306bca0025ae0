"""Every permission, asked for every person; and the two forms of one rule, which must agree."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from centres.application.models.application import Application
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payer import Payer
from centres.consultancy.models.ledger import LedgerEntry
from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from centres.membership.rules import abandons, decides, office_is_exhausted
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.sign_in import SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.permissions import declared, may
from iqm_coe.lists.models.saved_view import SavedView
from iqm_coe.notifications.models.outbox import Delivery, Message
from reviews.reports.models.report import Report
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review
from reviews.visits.models.date import DateRound
from reviews.visits.models.development import DevelopmentPlan
from reviews.visits.models.visit import Visit
from schools.flows import freeze
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.meta.cast import PERSONS, STAGES, Cast
from tests.meta.policy import PERMISSIONS as WRITTEN
from tests.meta.policy import people
from tests.meta.two_forms import RULES
from tests.meta.visible import SEES_ALL, SEES_SOME
from tests.whole import as_much_as, in_turns

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MODELS = {
    "person": User,
    "session": SignIn,
    "provider_link": ProviderLink,
    "iqm_invitation": IqmInvitation,
    "delivery": Delivery,
    "saved_view": SavedView,
    "message": Message,
    "school": School,
    "role_invitation": RoleInvitation,
    "joining": Joining,
    "contributor_role": SchoolRole,
    "coordinator_role": SchoolRole,
    "centre": Centre,
    "centre_invitation": CentreInvitation,
    "lead_membership": Membership,
    "member_membership": Membership,
    "plan": Plan,
    "year": CentreYear,
    "member_charge": Charge,
    "invoice_line": InvoiceLine,
    "payer": Payer,
    "entry": LedgerEntry,
    "review": Review,
    "answer": Answer,
    "assessor_person": User,
    "visit": Visit,
    "round": DateRound,
    "reviewed": Review,
    "development": DevelopmentPlan,
    "report": Report,
    "factor_reset": FactorReset,
    "own_factor_reset": FactorReset,
}

# What people of a school whose writing is stopped may do as before: look, leave, answer for themselves.
STILL_OPEN = {
    "schools.see",
    "schools.see_role",
    "schools.end_role",
    "schools.ask_to_join",
    "schools.withdraw_joining",
    "accounts.end_session",
    "notifications.read_body",
    "home.see_done",
    *("reports.ask_pack", "accounts.unlink_provider"),
    *("lists.keep_view", "lists.drop_view"),  # how one looks at a list is no writing
}

SIGNED_IN = [name for name in PERSONS if name not in {"anonymous", "deactivated"}]
FEW = ["coordinator", "stranger", "staff_here", "adviser"]
WHO = as_much_as(whole=SIGNED_IN, cut=FEW)


@pytest.fixture
def stages(worlds_by_stage):
    return worlds_by_stage


def person(made: Cast, name: str) -> Any:
    """The person, read anew as on a request of their own."""
    return AnonymousUser() if name == "anonymous" else User.objects.get(pk=made.people[name].pk)


def subject(made: Cast, name: str) -> Any:
    if not name:
        return None
    if name == "application":
        return Application.objects.get(centre=made.things["centre"]["pk"])
    return MODELS[name].objects.get(pk=made.things[name]["pk"])


def holders(made: Cast, permission: str, about: Any) -> set[str]:
    """Everybody who holds the permission about this subject."""
    return {name for name in PERSONS if may(person(made, name), permission, about)}


def test_permissions_are_all_written_down():
    assert set(declared()) == set(WRITTEN)


@pytest.mark.rule("R44a", "R44e", "R5b", "R9e", "R9h", "R10g", "R8a")
@pytest.mark.parametrize("permission", WRITTEN)
def test_permission_is_held_by_exactly_those_written(stages, permission):
    written = WRITTEN[permission]
    made = stages[written.get("stage", "draft")]

    assert holders(made, permission, subject(made, written.get("of", ""))) == people(written["may"])


@in_turns(3)
@pytest.mark.rule("R48j")
@pytest.mark.parametrize("permission", sorted(set(WRITTEN) - STILL_OPEN))
def test_where_writing_is_stopped_a_school_writes_nothing_and_nobody_gains(stages, permission):
    written = WRITTEN[permission]
    made = stages[written.get("stage", "draft")]
    about, by = subject(made, written.get("of", "")), made.people["administrator"]
    before = holders(made, permission, about)
    for number in {made.played.lead.school.pk, made.member_school.pk}:
        freeze.stop(School.objects.get(pk=number), by=by, at=NOW, reason="A stolen account.")

    after = holders(made, permission, about)
    assert after <= before
    assert not after & people(["@of_the_school", "peer"])


@pytest.mark.rule("R48a")
def test_nobody_manages_their_own_role(stages):
    made = stages["draft"]
    own = IqmRole.objects.get(user=made.people["administrator"])

    assert holders(made, "accounts.manage_roles", own) == set()
    assert holders(made, "accounts.manage_roles", made.people["administrator"]) == set()


def test_lead_school_cannot_leave(stages):
    made = stages["draft"]

    assert holders(made, "membership.leave", subject(made, "lead_membership")) == set()


@pytest.mark.rule("R40g")
def test_confidential_words_are_for_nobody(stages):
    made = stages["draft"]
    secret = MessageFactory(is_confidential=True, addressed_at=NOW)
    mail = DeliveryFactory(message=secret, user=made.people["coordinator"])

    assert holders(made, "notifications.read_body", mail) == set()


@pytest.mark.rule("R48c")
def test_administrator_decides_only_when_no_free_staff_are_left(stages):
    made = stages["submitted"]
    application = subject(made, "application")
    by = made.people["adviser"]
    IqmRole.objects.filter(user=made.people["staff"]).update(ended_at=NOW, ended_by=by)
    IqmRole.objects.filter(kind="staff").exclude(ended_at=None).update(ended_by=by)
    others = set(IqmRole.objects.live().filter(kind="staff").exclude(user=made.people["staff_here"]))
    for role in others:
        role.delete()

    assert office_is_exhausted(application)
    assert holders(made, "application.decide", application) == {"administrator"}


def test_active_centre_is_abandoned_by_nobody(stages):
    made = stages["active"]
    centre = subject(made, "centre")

    assert decides(person(made, "staff"), centre)
    assert not abandons(person(made, "staff"), centre)


@pytest.fixture(scope="module")
def rows(worlds_by_stage, django_db_blocker):
    """The rows of each rule, read once."""
    with django_db_blocker.unblock():
        yield {name: list(rule.rows()) for name, rule in RULES.items()}


@pytest.mark.rule("R44a")
@pytest.mark.parametrize("name", WHO)
def test_what_is_asked_of_one_row_agrees_with_what_a_list_shows_at_every_stage(stages, rows, name):
    """And nobody agrees for want of rows: who reads some is written by hand, and the others have been refused one."""
    read, refused = set(), set()
    for stage, made in stages.items():
        who = person(made, name)
        for key, rule in RULES.items():
            with answered_per_request():
                listed = set(rule.listed(rule.rows(), who).values_list("pk", flat=True))
                held = {row.pk for row in rows[key] if rule.holds(who, row)}
            assert listed == held, (key, stage)
            read |= {key} if held else set()
            refused |= {key} if rule.own_rows(made) - held else set()

    assert read == {key for key, rule in RULES.items() if name in rule.read_by}
    assert set(RULES) - read <= refused


@pytest.fixture(scope="module")
def everybody(worlds_by_stage, django_db_blocker):
    """Each person of each stage, read once; in the cut of the first, the last and two between."""
    stages = as_much_as(whole=STAGES, cut=["draft", "paid", "checking", STAGES[-1]])
    with django_db_blocker.unblock():
        yield [(name, person(worlds_by_stage[stage], name)) for stage in stages for name in SIGNED_IN]


@pytest.mark.rule("R44a")
@pytest.mark.parametrize("label", SEES_SOME)
def test_rows_are_seen_by_exactly_those_written(everybody, label):
    rows = apps.get_model(label).objects
    number, some, every = rows.count(), set(), set()
    for name, who in everybody:
        with answered_per_request():
            seen = rows.visible_to(who).count()
            some |= {name} if seen else set()
            every |= {name} if seen == number else set()

    assert (some, every) == (SEES_SOME[label], SEES_ALL.get(label, set()))


@pytest.mark.rule("R44a")
def test_centre_has_an_adviser_or_waits_for_one(stages):
    made, advised = stages["draft"], CentreAccess.objects.filter(kind=CentreAccessKind.ADVISER)
    gone = made.people["other_adviser"]
    IqmRole.objects.filter(user=gone).update(ended_at=NOW, ended_by=made.people["administrator"])

    left = CentreAccess.objects.last_of_those_without(CentreAccessKind.ADVISER)
    assert gone.pk in set(left.values_list("user", flat=True))
    have, wait = (set(rows.values_list("centre", flat=True)) for rows in (advised.live(), left))
    assert have | wait == set(advised.values_list("centre", flat=True))
    assert not have & wait


@pytest.mark.parametrize("name", SIGNED_IN)
def test_whoever_may_write_sees(stages, name):
    made = stages["draft"]
    who, application = person(made, name), subject(made, "application")
    acts = ("application.write_application", "application.send_application", "application.decide")

    acts_on_it = any(may(who, permission, application) for permission in acts)

    assert not acts_on_it or Application.objects.visible_to(who).filter(pk=application.pk).exists()
