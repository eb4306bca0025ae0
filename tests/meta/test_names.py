"""Whoever adds a list or a search box asks `in_order` and `says`; addresses alone are compared letter by letter."""

import re

from tests.meta.every_form import filter_classes
from tests.meta.test_house import sources

BY_LETTERS = re.compile(r"\w+__i(?:contains|exact|startswith)\b")
ORDERS = re.compile(r"(?:order_by\(|ordering = \[)(?:[^()\[\]]|\([^()]*\))*")
BY_A_NAME = re.compile(r"(?<!in_order\()\"-?(?:\w+__)?name\"")
# An address is what it is; in the demo's inbox one looks for addresses.
ADDRESSES = {"email__icontains", "email__iexact", "user__email__iexact", "address__icontains", "contact_email__iexact"}


def test_names_are_compared_by_what_they_say():
    assert {found for _path, _tree, text in sources() for found in BY_LETTERS.findall(text)} == ADDRESSES


def test_search_boxes_ask_what_names_say():
    boxes = {
        (cls.__name__, name): one.lookup_expr
        for cls in filter_classes()
        for name, one in cls.base_filters.items()
        if type(one).__name__ == "CharFilter" and one._method is None
    }

    assert {box for box, lookup in boxes.items() if lookup != "says"} == {("DeliveryFilter", "address")}


def test_lists_by_name_are_in_the_order_of_a_dictionary():
    assert {path for path, _tree, text in sources() if by_bytes(text)} == set()


def by_bytes(text: str) -> list[str]:
    """What orders by the bytes of a name."""
    return [found for found in ORDERS.findall(text) if BY_A_NAME.search(found)]


def test_order_by_bytes_is_found():
    found = ["rows.order_by('kind', \"school__name\")", 'ordering = ["name"]', 'x.order_by(F(1).desc(), "name")']

    assert [bool(by_bytes(line)) for line in (*found, 'rows.order_by(in_order("school__name"), "pk")')] == [
        *(True, True, True),
        False,
    ]
