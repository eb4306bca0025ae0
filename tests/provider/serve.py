"""Started by the tests as a process: migrates its own database and serves until it is ended."""

import os
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    make_server("127.0.0.1", int(os.environ["PROVIDER_PORT"]), get_wsgi_application(), Server).serve_forever()
