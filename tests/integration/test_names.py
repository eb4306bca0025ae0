"""Names are found by what they say and stand in the order of a dictionary, in every list."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.billing.flows import payer as payer_flows
from centres.billing.models.payer import Payer
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.names import Ordered, in_order, order_of, orders_of
from schools.enums import Scheme
from schools.flows import school as school_flows
from schools.models.school import Identifier, School
from tests import scene
from tests.clock import NOW
from tests.factories.centres import CentreFactory
from tests.factories.schools import SchoolFactory
from tests.scene import iqm_person
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)

# as it stands in the table, as somebody types it
SAID = {
    "a curly apostrophe": ("St Mary’s School", "st mary's school"),
    "a straight apostrophe": ("St Mary's School", "St Mary’s"),
    "no apostrophe": ("St Mary's School", "st marys"),
    "a dot": ("St. Mary's C.E. School", "st mary's ce"),
    "accents": ("École Élémentaire", "ecole elementaire"),
    "accents of one's own": ("Ecole", "e\u0301cole"),
    "accents that are typed": ("Ysgol Mon", "ysgol môn"),
    "a hyphen": ("Stoke-on-Trent Academy", "stoke on trent"),
    "a dash": ("Stoke on Trent Academy", "stoke–on—trent"),
    "a hyphen that does not break": ("Stoke\u2011on\u2011Trent", "stoke-on-trent"),
    "double blanks": ("Trent  Valley", "trent valley"),
    "a blank that does not break": ("Trent\u00a0Valley", "trent  valley"),
    "case": ("de Ferrers Academy", "DE FERRERS"),
    "two letters in one": ("Ærø Skole", "aero"),
    "a sharp s": ("Straße", "STRASSE"),
    "and": ("St Peter & St Paul", "peter and st paul"),
    "full-width letters": ("ＡＢＣ School", "abc"),
    "another script": ("مدرسة النور", "النور"),
    "capitals of another script": ("Школа Ёлка", "школа елка"),
    "no width": ("Tre\u200bnt", "trent"),
}
IN_ORDER = [
    *("aardvark", "de Ferrers", "Écosse", "Eden", "O’Neill", "Oscar", "St. Mary’s", "St Nicholas"),
    *("Stoke & Ashford", "Stoke-on-Trent", "Stoke Park", "Zebra", "Ωmega"),
]
BY_BYTES = sorted(IN_ORDER)


@pytest.mark.parametrize("case", SAID)
def test_name_is_found_by_what_it_says(case):
    name, typed = SAID[case]
    found, _other = SchoolFactory(name=name), SchoolFactory(name="Quite Another")

    assert list(School.objects.filter(name__says=typed)) == [found]
    assert list(School.objects.matching(typed)) == [found]


def test_every_case_is_one_that_a_comparison_of_bytes_misses():
    found = {case for case, (name, typed) in SAID.items() if typed.lower() in name.lower()}

    assert found == {"case", "another script"}


@pytest.mark.parametrize("typed", ["-", "’", "...", "%", "_", "\\"])
def test_words_that_say_nothing_find_nothing(typed):
    SchoolFactory(name="Trent")

    assert list(School.objects.filter(name__says=typed)) == []


@pytest.mark.parametrize("typed", ["TN28 7AH", "tn287ah", "TN28  7ah", "tn28-7ah"])
def test_postcode_is_found_with_or_without_its_blank(typed):
    with_blank, without = SchoolFactory(postcode="TN28 7AH"), SchoolFactory(postcode="TN287AH")
    SchoolFactory(postcode="TN28 7AX")

    assert set(School.objects.matching(typed)) == {with_blank, without}


@pytest.mark.parametrize(
    ("scheme", "value", "typed"),
    [
        (Scheme.URN, "100001", "100 001"),
        (Scheme.LAESTAB, "9082181", "908/2181"),
        (Scheme.NORTHERN_IRELAND, "123-4567", "1234567"),
    ],
)
def test_number_is_found_however_it_is_spaced(scheme, value, typed):
    school = SchoolFactory()
    Identifier.objects.create(school=school, scheme=scheme, value=value)
    Identifier.objects.create(school=SchoolFactory(), scheme=Scheme.UKPRN, value="10000100")

    assert list(School.objects.matching(typed)) == [school]


def test_names_stand_in_the_order_of_a_dictionary_in_database_and_memory():
    for name in reversed(IN_ORDER):
        SchoolFactory(name=name)

    ordered = list(School.objects.order_by(in_order(), "pk").values_list("name", flat=True))

    assert BY_BYTES != IN_ORDER
    assert (ordered, sorted(BY_BYTES, key=order_of)) == (IN_ORDER, IN_ORDER)


def test_order_of_a_name_is_asked_once_and_is_that_of_the_database(monkeypatch):
    monkeypatch.setattr("iqm_coe.lib.names._orders", {})
    names = [*BY_BYTES, "Straße", "Øster", "—", "Łódź & Ærø"]
    School.objects.bulk_create(School(name=name, town="Ashford") for name in names)
    said = dict(School.objects.values_list("name", Ordered("name")))
    with CaptureQueriesContext(connection) as asked:
        assert orders_of(names[:-1]) == {name: said[name] for name in names[:-1]}
        assert orders_of(names) == said
        assert orders_of(names) == said
    assert len(asked) == 2
    monkeypatch.setattr("iqm_coe.lib.names.MOST_KNOWN", 3)
    assert orders_of([*names, "Ash"]) == {**said, "Ash": "ash"}
    assert orders_of(names) == said


def test_lists_of_schools_centres_and_people_stand_in_order(client):
    for name in IN_ORDER:
        SchoolFactory(name=name)
        CentreFactory(name=name, lead_school=SchoolFactory(name="Lead"))
        scene.person(name)

    schools = School.objects.exclude(name="Lead").for_list().values_list("name", flat=True)
    people = User.objects.filter(name__in=IN_ORDER).for_list().values_list("name", flat=True)
    client.force_login(iqm_person("Sam", "staff"))
    page = unescape(client.get(reverse("membership:centres")).content.decode())

    shown = re.findall(r">\s*(" + "|".join(map(re.escape, IN_ORDER)) + r")\s*</a>", page)
    assert (list(schools), list(people), shown) == (IN_ORDER, IN_ORDER, IN_ORDER)


def test_school_of_the_same_name_and_place_is_added_once(active):
    added = {"country": "England", "phase": "", "pupils": None, "by": active.staff, "at": NOW}
    school_flows.add(name="St Mary’s", town="Stoke-on-Trent", **added)

    with pytest.raises(Refused, match="Stoke-on-Trent, England"):
        school_flows.add(name="St. Marys", town="Stoke on Trent", **added)
    school_flows.add(name="St. Marys", town="Stoke on Trent", scheme=Scheme.URN, number="100001", **added)
    school_flows.add(name="St. Marys", town="Ashford", **added)

    assert School.objects.filter(name__reads_as="st marys").count() == 3


def test_payer_of_the_same_name_is_added_once(active):
    fay = iqm_person("Fay", "finance")
    payer_flows.add("trust", "The Lantern Trust", by=fay, at=NOW)

    with pytest.raises(Refused, match="The Lantern Trust is in the list of payers already"):
        payer_flows.add("trust", "the  lantern trust", by=fay, at=NOW)

    assert Payer.objects.filter(name__reads_as="the lantern trust").count() == 1


def test_search_of_schools_finds_its_indexes():
    """With nothing but the conditions to go by: a table of the tests is too small for the planner to bother."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        ordered = School.objects.for_list().explain()
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        used = set(re.findall(r"\w+", School.objects.matching("st marys").explain()))
        dialled = School.objects.filter(telephone__dials="0115 496 0000").explain()

    assert {"school_by_what_its_name_says", "school_by_postcode", "identifier_by_value"} <= used
    assert "school_by_name_in_order" in ordered
    assert "school_by_telephone" in dialled


def test_what_the_name_of_a_school_says_stands_beside_it_and_follows_it():
    school = SchoolFactory(name="St. Mary’s-on-the-Hill")

    asked = School.objects.filter(name__says="marys on")
    assert '"schools_school"."name_said" LIKE' in str(asked.query)
    assert asked.get() == school

    School.objects.filter(pk=school.pk).update(name="Écosse Academy")
    assert not asked.exists()
    assert School.objects.get(name__says="ecosse").name_said == "ecosseacademy"
    assert "name_said" in str(Identifier.objects.filter(school__name__says="ecosse").query)


def test_where_the_name_of_a_school_stands_is_beside_it_and_follows_it():
    school = SchoolFactory(name="St. Mary’s-on-the-Hill")
    SchoolFactory(name="Oakfield")
    SchoolFactory(name="Zeal Monachorum")
    assert School.objects.get(pk=school.pk).name_order == "st marys on the hill"

    asked = School.objects.order_by(in_order())
    assert str(asked.query).endswith('ORDER BY "schools_school"."name_order" ASC')
    assert [one.name for one in asked] == ["Oakfield", "St. Mary’s-on-the-Hill", "Zeal Monachorum"]
    School.objects.filter(pk=school.pk).update(name="Écosse Academy")
    assert [one.name for one in asked.all()] == ["Écosse Academy", "Oakfield", "Zeal Monachorum"]

    likes = School.objects.filter(name__resembles="ecose")
    assert 'iqm_order("schools_school"' not in str(likes.query)
    assert likes.get() == school
    assert School.objects.get(name__has_word_from="ac") == school
    assert "name_order" in str(Identifier.objects.order_by(in_order("school__name")).query)
