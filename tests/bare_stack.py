"""Django's own way from a request to a page: the settings of what `bin/bench` compares the product's pages with."""

STOCK = "django.contrib.auth.backends.ModelBackend"
STACK: dict[str, str | list[str]] = {
    "AUTHENTICATION_BACKENDS": [STOCK],
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "ROOT_URLCONF": "tests.bench.bare",
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
}
