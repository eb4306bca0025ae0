"""The head of a page names every module of its script, by the name under which the modules import each other."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from iqm_coe.web.storage import ModulesStorage, imported_modules
from tests.page_weight import first_visit_files

SAVING = Path(settings.BASE_DIR, "static/js/saving")
ENTRY = "js/saving/main.js"


def preloaded(html: str) -> list[str]:
    return re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', html)


def page() -> str:
    return Client().get(reverse("account_login")).content.decode()


@pytest.mark.django_db
def test_page_names_every_module_once_and_not_the_script_itself():
    named = preloaded(page())

    assert sorted(named) == sorted(f"js/saving/{one.name}" for one in SAVING.glob("*.js") if one.name != "main.js")


@pytest.mark.django_db
def test_weight_of_a_first_visit_counts_every_module():
    files = {Path(one).name for one in first_visit_files(page(), finders)}

    assert files >= {one.name for one in SAVING.glob("*.js")}


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('import { a } from "./a.js";', ["js/a.js"]),
        ('import { a,\n  b } from "./a.js";\nimport "./b.js";', ["js/a.js", "js/b.js"]),
        ('import * as a from "../up/a.js";', ["up/a.js"]),
        ('export { a } from "./a.js";', ["js/a.js"]),
        ('import {\n  a,\n} from "./a.js";', ["js/a.js"]),
        ('const words = "from \\"./a.js\\"";', []),
        ('const later = () => import("./a.js");', []),
    ],
)
def test_what_a_module_imports(tmp_path, source, named):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "entry.js").write_text(source)

    with override_settings(STATICFILES_DIRS=[tmp_path]):
        finders.get_finder.cache_clear()
        found = imported_modules.__wrapped__("js/entry.js")
    finders.get_finder.cache_clear()

    assert list(found) == named


def test_modules_that_import_each_other_end(tmp_path):
    (tmp_path / "one.js").write_text('import "./two.js";')
    (tmp_path / "two.js").write_text('import "./one.js";')

    with override_settings(STATICFILES_DIRS=[tmp_path]):
        finders.get_finder.cache_clear()
        found = imported_modules.__wrapped__("one.js")
    finders.get_finder.cache_clear()

    assert found == ("two.js",)


@pytest.mark.django_db
@pytest.mark.slow
def test_names_are_those_by_which_the_modules_import_each_other_in_production(tmp_path):
    storage = {**settings.STORAGES, "staticfiles": {"BACKEND": "iqm_coe.web.storage.ModulesStorage"}}

    with override_settings(STORAGES=storage, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        named, main = preloaded(page()), ModulesStorage().stored_name(ENTRY)

    sources = [(tmp_path / one).read_text() for one in (main, *named)]
    imported = {f"js/saving/{one}" for source in sources for one in re.findall(r'from "\./([^"]+)"', source)}
    assert imported == set(named)
