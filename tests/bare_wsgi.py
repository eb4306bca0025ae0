"""The same server with Django's own way from a request to a page. Its settings are changed when all is set up: allauth
refuses to begin without its middleware.
"""

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

import iqm_coe.wsgi  # noqa: F401 - sets Django up, as for the product
from tests.bare_stack import STACK

override_settings(**STACK).enable()
application = WSGIHandler()
