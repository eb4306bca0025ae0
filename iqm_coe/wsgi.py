"""The WSGI entry point that a web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqm_coe.settings.prod")

application = get_wsgi_application()
