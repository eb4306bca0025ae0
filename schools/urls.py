"""The addresses of schools."""

from django.urls import path

from schools.views import award as award_views
from schools.views import cover as cover_views
from schools.views import freeze as freeze_views
from schools.views import headship as headship_views
from schools.views import joining as joining_views
from schools.views import leaver as leaver_views
from schools.views import register as register_views
from schools.views import role as role_views
from schools.views import school as school_views

app_name = "schools"
urlpatterns = [
    path("", school_views.schools, name="schools"),
    path("mine/", school_views.mine, name="mine"),
    path("new/", school_views.add, name="add"),
    path("find/", joining_views.find, name="find"),
    path("<int:pk>/join/", joining_views.ask_to_join, name="ask_to_join"),
    path("joining/<int:pk>/", joining_views.joining, name="joining"),
    path("joining/<int:pk>/accept/", joining_views.accept_joining, name="accept_joining"),
    path("joining/<int:pk>/decline/", joining_views.decline_joining, name="decline_joining"),
    path("joining/<int:pk>/withdraw/", joining_views.withdraw_joining, name="withdraw_joining"),
    path("register/", register_views.readings, name="register"),
    path("register/<int:pk>/", register_views.reading, name="reading"),
    path("register/<int:pk>/progress/", register_views.progress, name="reading_progress"),
    path("register/<int:pk>/cancel/", register_views.cancel, name="cancel_reading"),
    path("register/<int:pk>/changes/", register_views.changes, name="changes"),
    path("register/<int:pk>/changes.csv", register_views.changes_file, name="changes_file"),
    path("<int:pk>/", school_views.school, name="school"),
    path("<int:pk>/people/", role_views.people, name="people"),
    path("<int:pk>/people/invite/", role_views.invite, name="invite"),
    path("<int:pk>/headship/", headship_views.headship, name="headship"),
    path("<int:pk>/stop-writing/", freeze_views.stop_writing, name="stop_writing"),
    path("<int:pk>/allow-writing/", freeze_views.allow_writing, name="allow_writing"),
    path("people/<int:pk>/end/", role_views.end_role, name="end_role"),
    path("people/<int:pk>/title/", role_views.give_title, name="give_title"),
    path("people/<int:pk>/last-day/", cover_views.set_end, name="set_end"),
    path("people/<int:pk>/pass-on/", leaver_views.pass_on, name="pass_on"),
    path("people/<int:pk>/hand-over/", role_views.hand_over, name="hand_over"),
    path("people/invitations/<int:pk>/withdraw/", role_views.withdraw, name="withdraw_invitation"),
    path("invitations/<str:key>/", role_views.invitation, name="invitation"),
    path("<int:pk>/awards/new/", award_views.record, name="record_award"),
    path("awards/<int:pk>/amend/", award_views.amend, name="amend_award"),
    path("awards/<int:pk>/withdraw/", award_views.withdraw, name="withdraw_award"),
]
