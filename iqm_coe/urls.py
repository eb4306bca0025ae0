"""Every address of the product; tests/meta/policy.toml says of each who may open it."""

from django.urls import include, path

urlpatterns = [
    path("", include("iqm_coe.home.urls")),
    path("", include("iqm_coe.operations.urls")),
    path("accounts/2fa/", include("iqm_coe.accounts.urls_of_factors")),
    path("accounts/", include("allauth.urls")),
    path("", include("iqm_coe.accounts.urls")),
    path("", include("iqm_coe.notifications.urls")),
    path("records/", include("iqm_coe.records.urls")),
    path("texts/", include("iqm_coe.texts.urls")),
    path("notes/", include("iqm_coe.notes.urls")),
    path("views/", include("iqm_coe.lists.urls")),
    path("schools/", include("schools.urls")),
    path("centres/", include("centres.membership.urls")),
    path("centres/", include("centres.year.urls")),
    path("centres/", include("centres.billing.urls")),
    path("centres/", include("centres.consultancy.urls")),
    path("centres/", include("centres.application.urls")),
    path("reviews/", include("reviews.update.urls")),
    path("reviews/", include("reviews.visits.urls")),
    path("", include("reviews.reports.urls")),
]

handler400 = "iqm_coe.web.views.errors.bad_request"
handler403 = "iqm_coe.web.views.errors.forbidden"
handler404 = "iqm_coe.web.views.errors.not_found"
handler429 = "iqm_coe.web.views.errors.too_many"
handler500 = "iqm_coe.web.views.errors.server_error"
