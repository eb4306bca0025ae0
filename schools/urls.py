"""The addresses of schools."""

from django.urls import path

from schools.views import awards, people, register, schools

app_name = "schools"
urlpatterns = [
    path("", schools.schools, name="schools"),
    path("new/", schools.add, name="add"),
    path("register/", register.readings, name="register"),
    path("register/<int:pk>/", register.reading, name="reading"),
    path("<int:pk>/", schools.school, name="school"),
    path("<int:pk>/people/", people.people, name="people"),
    path("<int:pk>/people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/end/", people.end_role, name="end_role"),
    path("people/<int:pk>/hand-over/", people.hand_over, name="hand_over"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("invitations/<str:key>/", people.invitation, name="invitation"),
    path("<int:pk>/awards/new/", awards.record, name="record_award"),
    path("awards/<int:pk>/amend/", awards.amend, name="amend_award"),
    path("awards/<int:pk>/withdraw/", awards.withdraw, name="withdraw_award"),
]
