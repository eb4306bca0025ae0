"""The addresses of application."""

from django.urls import path

from centres.application.views import agreement, application, criterion

app_name = "application"
urlpatterns = [
    path("start/<int:school>/", application.start, name="start"),
    path("applications/", application.applications, name="applications"),
    path("memberships/<int:pk>/agree/", agreement.agree, name="agree"),
    path("evidence/<int:pk>/remove/", criterion.remove_evidence, name="remove_evidence"),
    path("<int:pk>/application/", application.application, name="application"),
    path("<int:pk>/application/criteria/<str:criterion>/", criterion.criterion, name="criterion"),
    path("<int:pk>/application/criteria/<str:criterion>/evidence/", criterion.add_evidence, name="add_evidence"),
    path("<int:pk>/application/agree/", agreement.agree_for_schools, name="agree_for_schools"),
    path("<int:pk>/application/agreements/", agreement.agreements, name="agreements"),
    path("<int:pk>/application/read/", application.read_through, name="read_through"),
    path("<int:pk>/application/read/<str:kind>/", application.read_file, name="read_file"),
    path("<int:pk>/application/send/", application.send, name="send"),
    path("<int:pk>/application/withdraw/", application.withdraw, name="withdraw"),
    path("<int:pk>/application/changes/", application.request_changes, name="request_changes"),
    path("<int:pk>/application/approve/", application.approve, name="approve"),
    path("<int:pk>/application/decline/", application.decline, name="decline"),
]
