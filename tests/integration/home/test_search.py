"""The search from everywhere: what is found by which words, in which order, and by nobody who may not see it."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Payment
from centres.year.models.activity import Activity
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.discreet import masked
from iqm_coe.lib.search import MOST_FOUND, SHOWN
from schools.models.role import SchoolRole
from schools.models.school import Identifier, School
from tests import scene
from tests.clock import NOW, TODAY
from tests.factories.money import ChargeFactory, many_charges, many_lines, many_payments
from tests.factories.notifications import DeliveryFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.meta.cast import BACKEND, PERSONS, Cast, cast
from tests.scene import iqm_person, person
from tests.whole import in_turns
from tests.worlds import world

WORD = "Quokka"
SUMS = {"net": 600, "vat": 120, "gross": 720}
TYPED = ("quokka", "qoukka academy", "quok", "To Quokka", "BACS QUOKKA", "quokka@people.example", "Qu", "QU0 0KA")

# Who finds something by the canary's word, of which kinds; by hand. Everybody else finds nothing.
EVERY_SCHOOL = {"Schools", "Centres", "People at schools", "People", "Collaborative activities", "Mail"}
MONEY = {"Invoices", "Payments"}
FINDS = {"staff": EVERY_SCHOOL | MONEY, "staff_here": EVERY_SCHOOL | MONEY, "administrator": EVERY_SCHOOL}
FINDS |= {"finance": MONEY}
SIGNED_IN = [name for name in PERSONS if name not in {"anonymous", "deactivated"}]

pytestmark = pytest.mark.django_db


def _cast_and_canary() -> Cast:
    """The whole cast, and one of each kind that bears a word which nothing else bears."""
    made = cast("draft")
    canary = scene.staffed_school(f"{WORD} Academy")
    canary.school.postcode = "QU0 0KA"
    canary.school.save()
    played = scene.Scene(made.people["staff"], made.people["other_adviser"], canary).start()
    played.centre.name = f"{WORD} Centre"
    played.centre.save(update_fields=["name"])
    canary.coordinator.name, canary.coordinator.email = f"Queenie {WORD}", "quokka@people.example"
    canary.coordinator.save()
    planned = {"place": "online", "planned_at": NOW, "planned_by": canary.coordinator}
    Activity.objects.create(centre=played.centre, kind="meeting", held_on=TODAY, focus=f"{WORD} morning", **planned)
    charges = many_charges(1, membership=played.centre.memberships.get())
    many_payments(many_lines(charges, made.people["finance"]), made.people["finance"])
    bank = {"received_on": TODAY, "amount": 10, "recorded_at": NOW, "recorded_by": made.people["finance"]}
    Payment.objects.create(text=f"BACS {WORD.upper()}", **bank)
    DeliveryFactory(user=canary.coordinator, subject=f"To {WORD}", address="quokka@people.example")
    made.people["keeper"] = canary.coordinator
    return made


canaries = world(_cast_and_canary)


def searched(user, text: str):
    """The answer of the page to this person."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.get(reverse("home:search"), {"q": text})


def found(user, text: str) -> dict[str, list[str]]:
    """What is found, by kind, in the order of the page."""
    groups = searched(user, text).context["found"].groups
    return {str(group.kind.title): [line.title for line in group.lines] for group in groups}


def names(user, text: str) -> list[str]:
    return found(user, text).get("Schools", [])


def one_invoice(charges: list[Charge], by: User) -> Invoice:
    """One invoice to one payer for all of these."""
    series = InvoiceSeries.objects.create(year=TODAY.year)
    payer = Payer.objects.create(kind="school", school=charges[0].school, name="Harbour Learning Trust")
    stamped = {"issued_on": TODAY, "due_on": TODAY, "issued_at": NOW, "issued_by": by, "sender": {}}
    of_all = {name: amount * len(charges) for name, amount in SUMS.items()}
    facts = {"number": "N-7", "series": series, "sequence": 7, "payer": payer, "payer_name": payer.name}
    made = Invoice.objects.create(**facts, **of_all, **stamped)
    for charge in charges:
        InvoiceLine.objects.create(invoice=made, charge=charge, description="One", vat_rate=20, **SUMS)
    return made


@pytest.fixture
def sam():
    return iqm_person("Sam", "staff")


def schools(*names_: str) -> None:
    for name in names_:
        SchoolFactory(name=name)


# ---- who finds what ----


@pytest.mark.rule("R44ah")
@pytest.mark.parametrize("name", SIGNED_IN)
def test_each_kind_is_found_by_exactly_those_who_may_see_it(canaries, name) -> None:
    assert set(found(canaries.people[name], WORD)) == FINDS.get(name, set())


@in_turns(4)
@pytest.mark.rule("R44ah", "R44d")
@pytest.mark.parametrize("name", [name for name in SIGNED_IN if name not in FINDS])
def test_no_way_to_type_it_shows_the_canary_to_others(canaries, name) -> None:
    pages = {text: searched(canaries.people[name], text).content.decode() for text in TYPED}

    assert [
        text for text, page in pages.items() if "/schools/" in page.partition("<main")[2].partition("</main")[0]
    ] == []
    assert [text for text, page in pages.items() if f"{WORD} Academy" in page or f"Queenie {WORD}" in page] == []


@pytest.mark.rule("R44ah")
def test_the_canarys_own_people_find_it_without_the_people_of_the_office(canaries) -> None:
    kinds = set(found(canaries.people["keeper"], WORD))

    assert kinds == {"Schools", "Centres", "Invoices of your schools", "Collaborative activities", "Mail"}


@pytest.mark.rule("R44ah")
def test_school_finds_no_invoice_by_the_name_of_another_school_on_it(sam) -> None:
    own, other = SchoolFactory(name="Ashgrove Primary"), SchoolFactory(name="Brannoc Primary")
    charges = [*many_charges(1, membership__school=own), *many_charges(1, membership__school=other)]
    invoice = one_invoice(charges, sam)
    pays = SchoolRoleFactory(school=own, kind="finance").user

    assert found(pays, "Ashgrove")["Invoices of your schools"] == [invoice.number]
    assert found(pays, "Brannoc") == {}


@pytest.mark.rule("R44ah")
def test_people_are_found_by_the_office_alone_and_lead_where_it_may_go(sam) -> None:
    role = SchoolRoleFactory(user__name="Łucja Wójcik", kind="headteacher")
    colleague = SchoolRoleFactory(school=role.school).user
    ada = iqm_person("Ada", "administrator")

    assert found(sam, "lucja wojcik") == {"People at schools": ["Łucja Wójcik"], "People": ["Łucja Wójcik"]}
    assert reverse("accounts:leaver", args=[role.user.pk]) in searched(sam, "lucja").content.decode()
    assert reverse("accounts:person", args=[role.user.pk]) in searched(ada, "lucja").content.decode()
    assert found(colleague, "lucja") == {}


@pytest.mark.rule("R44ah")
def test_role_that_has_ended_is_not_found(sam) -> None:
    role = SchoolRoleFactory(user__name="Łucja Wójcik")
    SchoolRole.objects.update(ended_at=NOW, ended_by=sam)

    assert found(sam, "lucja") == {"People": [role.user.name]}


RINGS = ("0115 496 0000", "01154960000", "+44 115 496 0000", "+44 (0)115 4960000", "0044 115-496-0000", "1154960000")


@pytest.mark.rule("R44ah")
@pytest.mark.parametrize("written", ["0115 496 0000", "01154960000", "+44 115 4960000", "+44 (0) 115 496 0000"])
def test_school_is_found_by_its_telephone_however_either_is_written(sam, written) -> None:
    SchoolFactory(name="Rung School", telephone=written)
    SchoolFactory(name="Its neighbour", telephone="0115 496 0001")
    SchoolFactory(name="Without one", telephone="")

    assert {typed: names(sam, typed) for typed in RINGS} == {typed: ["Rung School"] for typed in RINGS}
    both = ["Its neighbour", "Rung School"]
    assert {
        typed: names(sam, typed) for typed in ("0115 496", "+44 1154 9", "0115 497", "4960000", "0115 496 00000")
    } == {
        "0115 496": both,  # they are still saying it
        "+44 1154 9": both,
        "0115 497": [],
        "4960000": [],
        "0115 496 00000": [],
    }
    assert {typed: names(sam, typed) for typed in ("0115 4", "00440", "0044 0115", "+44 (0)")} == {
        "0115 4": [],
        "00440": [],
        "0044 0115": [],
        "+44 (0)": [],
    }


@pytest.mark.rule("R44ah")
def test_telephone_finds_a_school_only_for_who_sees_the_school(sam) -> None:
    school = SchoolFactory(name="Rung School", telephone="0115 496 0000")
    own, other = SchoolRoleFactory(school=school).user, SchoolRoleFactory().user

    assert [names(one, "0115 496 0000") for one in (sam, own, other)] == [["Rung School"], ["Rung School"], []]


@pytest.mark.rule("R44ah")
def test_list_of_schools_is_narrowed_by_a_telephone(sam, client) -> None:
    SchoolFactory(name="Rung School", telephone="0115 496 0000")
    SchoolFactory(name="Its neighbour", telephone="0115 496 0001")
    client.force_login(sam, backend=BACKEND)

    page = client.get(reverse("schools:schools"), {"q": "+44 115 496 0000"}).content.decode()

    assert "Rung School" in page
    assert "Its neighbour" not in page


@pytest.mark.rule("R44ah")
def test_register_that_a_school_looks_through_is_not_searched_by_telephone() -> None:
    SchoolFactory(name="Rung School", telephone="0115 496 0000")

    assert not School.objects.found_by("0115 496 0000").exists()
    assert not School.objects.matching("0115 496 0000").exists()


@pytest.mark.rule("R44ah")
def test_field_stands_on_every_page_of_whoever_is_signed_in_and_on_no_other(client) -> None:
    assert "search-everywhere" not in client.get("/").content.decode()
    client.force_login(person("Clara"))
    for page in ("/", reverse("home:index"), reverse("schools:schools")):
        assert 'action="/search/"' in client.get(page).content.decode(), page


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client) -> None:
    assert client.get(reverse("home:search"), {"q": "x"}).status_code == 302


# ---- what is found, and in which order ----


@pytest.mark.rule("R44aj")
@pytest.mark.parametrize(
    "typed",
    ["ecole st mary's", "École St. Mary’s", "ECOLE  ST MARYS", "mary's ecole", "école st-mary", "ecole stmarys"],
)
def test_school_is_found_whatever_its_accents_case_signs_and_order(sam, typed: str) -> None:
    schools("École St. Mary’s", "École St. Mark’s")

    assert names(sam, typed)[0] == "École St. Mary’s"


@pytest.mark.rule("R44aj")
@pytest.mark.parametrize("typed", ["Oakfeild", "Okfield Primary", "oakfield primray school", "Oakfielld"])
def test_school_is_found_in_spite_of_a_slip(sam, typed: str) -> None:
    schools("Oakfield Primary School", "Ashgrove Infants")

    page = searched(sam, typed)

    assert names(sam, typed) == ["Oakfield Primary School"]
    assert "is written much like it" in page.content.decode()


@pytest.mark.rule("R44aj")
def test_nothing_is_guessed_where_something_says_it(sam) -> None:
    schools("Oakfield Primary School", "Oakfeild Hall")

    assert names(sam, "Oakfeild") == ["Oakfeild Hall"]
    assert "is written much like it" not in searched(sam, "Oakfeild").content.decode()


@pytest.mark.rule("R44aj")
def test_what_begins_so_comes_before_what_holds_it(sam) -> None:
    schools("New Ashgrove", "Mashgrove", "Ashgrove Primary", "Ashgrove")

    assert names(sam, "ashgrove") == ["Ashgrove", "Ashgrove Primary", "New Ashgrove", "Mashgrove"]


@pytest.mark.rule("R44aj")
def test_town_beside_the_name_narrows(sam) -> None:
    SchoolFactory(name="Park School", town="Bristol")
    SchoolFactory(name="Park School", town="Leeds")

    assert len(names(sam, "park bristol")) == 1


@pytest.mark.rule("R44aj")
@pytest.mark.parametrize("typed", ["BS1 2AB", "bs12ab", "123456"])
def test_number_and_postcode_come_first_with_or_without_blank(sam, typed: str) -> None:
    wanted = SchoolFactory(name="Zebra School", postcode="BS1 2AB")
    Identifier.objects.create(school=wanted, scheme="GB-EDU", value="123456")
    schools("Aaron 123456 School", "Aaron BS1 2AB School")

    assert names(sam, typed)[0] == "Zebra School"


@pytest.mark.rule("R44aj")
def test_invoice_is_found_by_number_payer_school_and_payment_reference_and_stands_on_top(sam) -> None:
    charge = ChargeFactory(membership__school__name="Gulf Star School")
    invoice = many_lines([charge], sam)[0].invoice
    SchoolFactory(name=f"School {invoice.number}")

    for typed in (invoice.number, charge.reference, charge.reference.lower()):
        answer = found(sam, typed)
        assert next(iter(answer)) == "Invoices", typed
        assert answer["Invoices"] == [invoice.number]
    assert found(sam, "gulf star")["Invoices"] == [invoice.number]
    assert found(sam, "gulf staar")["Invoices"] == [invoice.number]


@pytest.mark.rule("R44aj")
def test_payment_is_found_by_its_text_and_by_what_it_paid(sam) -> None:
    lines = many_lines(many_charges(2), sam)
    many_payments(lines, sam)

    assert found(sam, f"BACS {lines[0].pk}")["Payments"] == [f"BACS {lines[0].pk}"]
    assert found(sam, lines[1].invoice.number)["Payments"] == [f"BACS {lines[1].pk}"]


@pytest.mark.rule("R44aj")
def test_two_letters_find_what_has_a_word_that_begins_so(sam) -> None:
    schools("Wu Academy", "School of Wu", "Wurst School", "Hawunga")

    assert names(sam, "wu") == ["Wu Academy", "Wurst School", "School of Wu"]


def test_school_that_is_closed_says_so(sam) -> None:
    SchoolFactory(name="Old Mill", status="closed")

    assert "Closed" in searched(sam, "old mill").content.decode()


@pytest.mark.parametrize(
    ("number", "says", "leads"), [(SHOWN, "6", False), (SHOWN + 1, "7", True), (MOST_FOUND + 5, "100 or more", True)]
)
def test_many_finds_are_counted_and_lead_to_their_list(sam, number: int, says: str, leads: bool) -> None:
    schools(*(f"Ashgrove {n:03d}" for n in range(number)))

    page = searched(sam, "ashgrove").content.decode()
    group = searched(sam, "ashgrove").context["found"].groups[0]

    assert says in page
    assert len(group.lines) == SHOWN
    assert ("/schools/?q=ashgrove" in page) is leads


# ---- odd words ----


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "%", "%%", "__", "\\\\", "'", '"', "—", "🙂", "\u202e", "é", "\u200b\u200b"]
)
def test_what_says_too_little_finds_nothing_and_says_what_can_be_searched(sam, typed: str) -> None:
    schools("Ashgrove")

    page = searched(sam, typed)

    assert page.status_code == 200
    assert page.context["found"].groups == []
    assert "What you can find here" in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        *("ash%", "a_h", "ash\\", "'; DROP TABLE schools_school; --", '"ash"', "ash🙂", "\u202eash", "مدرسة"),
        *("<b>ash</b>", "x" * 5000, "ash " * 40, "%s %(a)s {0}", "ß" * 99, "\n\tash", "1" * 100),
    ],
)
def test_odd_words_are_answered_calmly(sam, typed: str) -> None:
    schools("Ashgrove", "مدرسة النور")

    page = searched(sam, typed)

    assert page.status_code == 200
    assert "<b>ash" not in page.content.decode()
    assert len(page.context["found"].asked.text) <= 100


def test_name_in_another_script_is_found(sam) -> None:
    schools("مدرسة النور")

    assert names(sam, "النور") == ["مدرسة النور"]


def test_sign_that_no_database_holds_is_refused(sam) -> None:
    client = Client()
    client.force_login(sam)

    assert client.get("/search/?q=%00ash").status_code == 400


def test_nothing_found_repeats_the_words_and_says_what_can_be_searched(sam) -> None:
    page = searched(sam, "zzxqj wwvk").content.decode()

    assert "zzxqj wwvk" in page
    for kind in ("Schools", "Centres", "People", "Invoices", "Payments", "Mail", "Collaborative activities"):
        assert kind in page


def test_school_person_is_not_told_of_kinds_that_are_not_theirs() -> None:
    page = searched(person("Clara"), "zzxqj").content.decode()

    assert "Payments" not in page
    assert "People at schools" not in page


# ---- what it asks and what it leaves behind ----


@pytest.mark.rule("R44ah")
def test_one_question_a_kind_however_many_are_found(sam) -> None:
    client, asked = Client(), []
    client.force_login(sam, backend=BACKEND)
    address = reverse("home:search")
    client.get(address, {"q": "ashgrove"})
    with CaptureQueriesContext(connection) as captured:
        kinds = len(client.get(address).context["found"].kinds)
    bare = len(captured)  # the next request empties the log
    for number in (1, 3, 100):
        schools(*(f"Ashgrove {number} {n}" for n in range(number)))
        with CaptureQueriesContext(connection) as captured:
            client.get(address, {"q": "ashgrove"})
        asked.append(len(captured))

    assert set(asked) == {bare + kinds}


@pytest.mark.rule("R44ai")
def test_words_of_a_search_stand_in_no_log_and_no_event(sam, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        searched(sam, "Secretname")

    assert [record for record in caplog.records if record.name.startswith("django_structlog")] != []
    told = [record for record in caplog.records if record.name != "django.db.backends"]
    assert [record for record in told if "secretname" in record.getMessage().lower()] == []
    assert Event.objects.filter(action__icontains="search").count() == 0


@pytest.mark.rule("R44ai")
@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("GET /search/?q=Jo+Park HTTP/1.1", "GET /search/?q=… HTTP/1.1"),
        ("/people/?page=2&q=Jo%20Park&sort=name", "/people/?page=2&q=…&sort=name"),
        ("/reauthenticate/?next=%2Fsearch%2F%3Fq%3DJo%2BPark", "/reauthenticate/?next=%2Fsearch%2F%3Fq%3D…"),
        ("/schools/?page=2", "/schools/?page=2"),
    ],
)
def test_an_address_that_somebody_logs_is_without_the_words(said: str, logged: str) -> None:
    assert masked(said) == logged
