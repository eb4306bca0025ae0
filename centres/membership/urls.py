"""The addresses of membership."""

from django.urls import path

from centres.membership.views import centre, freeze, invitation, membership

app_name = "membership"
urlpatterns = [
    path("", centre.centres, name="centres"),
    path("mine/", centre.mine, name="mine"),
    path("invitations/<int:pk>/", invitation.invitation, name="invitation"),
    path("invitations/<int:pk>/withdraw/", invitation.withdraw, name="withdraw_invitation"),
    path("memberships/<int:pk>/leave/", membership.leave, name="leave"),
    path("<int:pk>/", centre.centre, name="centre"),
    path("<int:pk>/readers/", centre.readers, name="readers"),
    path("<int:pk>/invite/", invitation.invite, name="invite"),
    path("<int:pk>/lead/", centre.transfer_lead, name="transfer_lead"),
    path("<int:pk>/stop-writing/", freeze.stop_writing, name="stop_writing"),
    path("<int:pk>/allow-writing/", freeze.allow_writing, name="allow_writing"),
]
