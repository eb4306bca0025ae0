"""The addresses of reports, seals and packs."""

from django.urls import include, path

from reviews.reports.views import pack, report, seal

app_name = "reports"
of_reviews = [
    path("packs/years/<int:pk>/", pack.ask_pack, name="ask_pack"),
    path("packs/<int:pk>/", pack.pack, name="pack"),
    path("packs/<int:pk>/progress/", pack.pack_progress, name="pack_progress"),
    path("packs/files/<int:pk>/", pack.pack_file, name="pack_file"),
    path("reports/", report.reports, name="reports"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/readers/", report.readers, name="readers"),
    path("reports/<int:pk>/pdf/", report.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/read/<str:kind>/", report.read_file, name="read_file"),
    path("reports/<int:pk>/write/", report.write_report, name="write_report"),
    path("reports/<int:pk>/send/", report.send_report, name="send_report"),
    path("reports/<int:pk>/finish/", report.finish_report, name="finish_report"),
    path("reports/<int:pk>/check/", report.check_report, name="check_report"),
    path("reports/<int:pk>/back/", report.send_report_back, name="send_report_back"),
    path("reports/<int:pk>/facts/", report.facts, name="facts"),
    path("reports/<int:pk>/issue/", report.issue, name="issue_report"),
]
urlpatterns = [
    path("reviews/", include(of_reviews)),
    path("confirm/", seal.confirm, name="confirm"),
    path("confirm/<str:code>/", seal.confirm_code, name="confirm_code"),
]
