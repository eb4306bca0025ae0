"""The addresses of visits."""

from django.urls import path

from reviews.visits.views import assessor, conflict, date, development, finding, succession, visit

app_name = "visits"
urlpatterns = [
    path("<int:pk>/notebook/", finding.notebook, name="notebook"),
    path("<int:pk>/notebook/elements/<int:number>/", finding.finding, name="finding"),
    path("<int:pk>/notebook/targets/<int:target>/", finding.judge, name="judge"),
    path("<int:pk>/notebook/day/", finding.day_notes, name="day_notes"),
    path("<int:pk>/notebook/finish/", finding.finish_record, name="finish_record"),
    path("<int:pk>/plan/", development.plan, name="plan"),
    path("<int:pk>/plan/add/", development.add_target, name="add_target"),
    path("<int:pk>/plan/agree/", development.agree_plan, name="agree_plan"),
    path("plan-targets/<int:pk>/", development.change_target, name="change_target"),
    path("plan-targets/<int:pk>/remove/", development.remove_target, name="remove_target"),
    path("plan-targets/<int:pk>/put-back/", development.put_back, name="put_back_target"),
    path("assessors/", assessor.assessors, name="assessors"),
    path("assessors/<int:pk>/", assessor.accredit, name="accredit"),
    path("accreditations/<int:pk>/withdraw/", assessor.withdraw_accreditation, name="withdraw_accreditation"),
    path("visits/", visit.visits, name="visits"),
    path("visits/mine/", assessor.my_visits, name="my_visits"),
    path("years/<int:pk>/appoint/", visit.appoint, name="appoint"),
    path("visits/<int:pk>/", visit.visit, name="visit"),
    path("visits/<int:pk>/answer/", visit.answer_appointment, name="answer_appointment"),
    path("visits/<int:pk>/agenda/", visit.agenda, name="agenda"),
    path("visits/<int:pk>/cancel/", visit.cancel, name="cancel_visit"),
    path("visits/<int:pk>/succession/", succession.succession, name="succession"),
    path("visits/<int:pk>/waive/", conflict.waive_conflict, name="waive_conflict"),
    path("visits/<int:pk>/days/", date.dates, name="dates"),
    path("visits/<int:pk>/days/fix/", date.fix_date, name="fix_date"),
    path("days/<int:pk>/", date.answer_dates, name="answer_dates"),
]
