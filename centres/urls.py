"""The addresses of Centres."""

from django.urls import path

from centres.views import application, centre, decision, invitation, year

app_name = "centres"
urlpatterns = [
    path("", centre.centres, name="centres"),
    path("start/<int:school>/", centre.start, name="start"),
    path("applications/", application.applications, name="applications"),
    path("invitations/<int:pk>/", invitation.invitation, name="invitation"),
    path("invitations/<int:pk>/withdraw/", invitation.withdraw, name="withdraw_invitation"),
    path("memberships/<int:pk>/agree/", application.agree, name="agree"),
    path("memberships/<int:pk>/leave/", centre.leave, name="leave"),
    path("evidence/<int:pk>/remove/", application.remove_evidence, name="remove_evidence"),
    path("years/<int:pk>/", year.year, name="year"),
    path("plans/", year.plans, name="plans"),
    path("plans/<int:pk>/", year.plan, name="plan"),
    path("plans/<int:pk>/lodge/", year.lodge, name="lodge_plan"),
    path("plans/<int:pk>/accept/", year.accept, name="accept_plan"),
    path("plans/<int:pk>/return/", year.give_back, name="return_plan"),
    path("plans/<int:pk>/school/", year.name_school, name="name_lodging_school"),
    path("plans/files/<int:pk>/", year.plan_file, name="plan_file"),
    path("invoices/<int:pk>/", centre.centre, name="invoice"),
    path("years/<int:pk>/consultancy/", centre.centre, name="ledger"),
    path("<int:pk>/", centre.centre, name="centre"),
    path("<int:pk>/readers/", centre.readers, name="readers"),
    path("<int:pk>/invite/", invitation.invite, name="invite"),
    path("<int:pk>/lead/", centre.transfer_lead, name="transfer_lead"),
    path("<int:pk>/adviser/", centre.adviser, name="adviser"),
    path("<int:pk>/application/", application.application, name="application"),
    path("<int:pk>/application/criteria/<str:criterion>/", application.criterion, name="criterion"),
    path("<int:pk>/application/criteria/<str:criterion>/evidence/", application.add_evidence, name="add_evidence"),
    path("<int:pk>/application/agreements/", application.agreements, name="agreements"),
    path("<int:pk>/application/read/", application.read_through, name="read_through"),
    path("<int:pk>/application/send/", application.send, name="send"),
    path("<int:pk>/application/withdraw/", application.withdraw, name="withdraw"),
    path("<int:pk>/application/changes/", decision.request_changes, name="request_changes"),
    path("<int:pk>/application/approve/", decision.approve, name="approve"),
    path("<int:pk>/application/decline/", decision.decline, name="decline"),
]
