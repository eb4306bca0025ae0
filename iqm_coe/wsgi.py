"""The WSGI entry point that a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from iqm_coe.lib.timely import bound_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqm_coe.settings.prod")
bound_pages(os.environ)

application = get_wsgi_application()
