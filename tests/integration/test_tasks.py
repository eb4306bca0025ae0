"""What a worker loads: each module of tasks by itself, before anything else of the product."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from tests.whole import in_turns

WITH_TASKS = sorted(
    app.name
    for app in apps.get_app_configs()
    if app.path.startswith(str(settings.BASE_DIR)) and "site-packages" not in app.path
    if any(module_has_submodule(app.module, name) for name in ("tasks", "periodic"))
)


@in_turns(12)
@pytest.mark.parametrize("app", WITH_TASKS)
def test_tasks_are_loaded_first_of_all(app):
    program = (
        "import importlib, sys, django; django.setup(); "
        "[importlib.import_module(f'{sys.argv[1]}.{name}') for name in ('tasks', 'periodic') "
        "if importlib.util.find_spec(f'{sys.argv[1]}.{name}')]"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, app], capture_output=True, text=True, check=False, cwd=settings.BASE_DIR
    )
    assert done.returncode == 0, done.stderr
