"""What a list counts is what it shows, whatever its address says."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.schools import AwardFactory, SchoolFactory
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", 3), ("award=yes", 1), ("award=yes&status=nonsense", 1), ("award=nonsense&status=open", 3), ("award=no", 2)],
)
def test_a_part_of_the_address_that_means_nothing_narrows_neither_rows_nor_counts(query, shown) -> None:
    AwardFactory(school=SchoolFactory())
    SchoolFactory.create_batch(2)
    client = Client()
    client.force_login(iqm_person("Sam", "staff"))
    page = client.get(f"{reverse('schools:schools')}?{query}").content.decode()
    assert len(re.findall(r'<th scope="row"', page)) == shown
    assert re.search(rf"\b{shown}\s+rows?\b", page)
