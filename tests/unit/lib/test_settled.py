"""What a page says the same each time is worked out once, and is what Django would say."""

import pytest
from django.conf import settings
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.base import TextNode
from django.test import override_settings
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix

from iqm_coe.lib import addresses
from iqm_coe.lib.addresses import address

SAID = [
    '{% translate "Save" %}',
    '{% translate "5 %% <b>" %}',
    '{% translate "save"|upper %}',
    "{% translate words %}",
    '{% translate "May" context "month name" %}',
    '{% translate "Save" noop %}',
    '{% translate "Save & go" as save %}[{{ save }}]',
    '{% url "membership:centre" pk %}',
    '{% url "membership:centre" pk=pk %}',
    "{% url name pk %}",
    '{% url "home:index" as home %}[{{ home }}]',
    '{% url "nowhere" as nothing %}[{{ nothing }}]',
    '{% url "update:element" pk 3 as page %}[{{ page }}]',
    '{% static "css/theme.css" %}',
    "{% static path %}",
    '{% static "css/theme.css" as theme %}[{{ theme }}]',
    '{% autoescape off %}{% static "a&b.css" %}{% endautoescape %}',
    '{% static "a&b.css" %}',
    '{% include "part" %}',
    '{% include "part" with pk=8 more="!" %}{% include "part" %}',
    '{% include "part" with pk=8 only %}',
    "{% include part %}",
    '{% include "again" %}',
]
PARTS = {
    "part": "{{ words }}, {{ pk }}{% if 1 %}{{ more }}{% endif %}",
    "again": '{% if pk %}{{ pk }}{% include "again" with pk=none %}{% endif %}',
}
GIVEN = {"words": "Go <back>", "name": "membership:centre", "pk": 7, "path": "js/saving/main.js", "part": "part"}


def drawn(source: str, builtins: list[str]) -> str:
    loaders = [("django.template.loaders.locmem.Loader", PARTS)]
    return Engine(builtins=builtins, loaders=loaders).from_string(source).render(Context(GIVEN))


@pytest.mark.parametrize("source", SAID)
def test_a_tag_says_what_djangos_own_says(source: str) -> None:
    of_django = ["django.templatetags.i18n", "django.templatetags.static"]

    ours = drawn(source, [*of_django, "iqm_coe.lib.templatetags.settled"])

    assert ours == drawn(source, of_django)


def test_pages_have_the_tags_that_are_settled() -> None:
    nodes = engines["django"].from_string('{% translate "Save" %}').template.nodelist

    assert [type(node) for node in nodes] == [TextNode]


@override_settings(USE_I18N=True)
def test_words_are_looked_up_each_time_where_they_are_translated() -> None:
    nodes = engines["django"].from_string('{% translate "Save" %}').template.nodelist

    assert [type(node) for node in nodes] != [TextNode]


def test_an_address_that_there_is_not_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        drawn('{% url "nowhere" %}', ["iqm_coe.lib.templatetags.settled"])


def test_an_address_without_a_name_does_not_compile() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn("{% url %}", ["iqm_coe.lib.templatetags.settled"])


def test_an_address_is_worked_out_once(monkeypatch) -> None:
    before = address("membership:centre", 4711)
    monkeypatch.delattr(addresses, "reverse")

    assert address("membership:centre", 4711) == before == reverse("membership:centre", args=[4711])


def test_an_address_with_words_in_it_is_left_nowhere() -> None:
    before = addresses._kept.cache_info().currsize

    address("accounts:iqm_invitation", "a-key-for-one-person")
    address("membership:centre", "8")

    assert addresses._kept.cache_info().currsize == before


def test_an_address_is_another_where_the_product_stands_elsewhere() -> None:
    here = address("membership:centre", 7)
    set_script_prefix("/elsewhere/")
    try:
        there = address("membership:centre", 7)
    finally:
        clear_script_prefix()

    assert there == f"/elsewhere{here}"


def test_a_number_is_no_truth() -> None:
    with pytest.raises(NoReverseMatch):
        address("membership:centre", True)

    assert address("membership:centre", 1).endswith("/1/")


def test_a_file_is_another_where_files_are_served_from_elsewhere() -> None:
    source, tags = '{% static "css/theme.css" %}', ["iqm_coe.lib.templatetags.settled"]
    here = drawn(source, tags)

    with override_settings(STATIC_URL="https://files.example/"):
        there = drawn(source, tags)

    assert (here, there) == (f"{settings.STATIC_URL}css/theme.css", "https://files.example/css/theme.css")


@pytest.mark.parametrize(("is_written", "second"), [(False, "old"), (True, "new")])
def test_a_part_is_read_again_only_where_somebody_writes_on_it(is_written: bool, second: str) -> None:
    parts = {"part": "old"}
    engine = Engine(
        builtins=["iqm_coe.lib.templatetags.settled"], loaders=[("django.template.loaders.locmem.Loader", parts)]
    )
    page = engine.from_string('{% include "part" %}')

    with override_settings(DEBUG=is_written):
        first = page.render(Context())
        parts["part"] = "new"

        assert (first, page.render(Context())) == ("old", second)


def test_a_part_that_there_is_not_is_an_error() -> None:
    with pytest.raises(TemplateDoesNotExist):
        drawn('{% include "nowhere" %}', ["iqm_coe.lib.templatetags.settled"])


def test_the_name_of_a_page_is_worked_out_once(monkeypatch) -> None:
    before = addresses.name_at("/centres/4712/")
    monkeypatch.delattr(addresses, "resolve")

    assert addresses.name_at("/centres/4712/") == before == "centre"


def test_a_name_whose_address_has_words_in_it_is_kept_nowhere() -> None:
    path = reverse("accounts:iqm_invitation", args=["a-key-for-one-person"])

    assert addresses.name_at(path) == "iqm_invitation"
    assert not any("a-key-for-one-person" in kept for _urls, kept in addresses._names)
