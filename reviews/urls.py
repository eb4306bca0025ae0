"""The addresses of reviews."""

from django.urls import include, path

from reviews.views import assessors, confirm, dates, development, evidence, notebook, report, update, visit

app_name = "reviews"
of_reviews = [
    path("", update.reviews, name="reviews"),
    path("<int:pk>/", update.review, name="review"),
    path("<int:pk>/read/", update.read, name="read"),
    path("<int:pk>/ask-head/", update.ask_head, name="ask_head"),
    path("<int:pk>/declare/", update.declare, name="declare"),
    path("<int:pk>/elements/<int:number>/", update.element, name="element"),
    path("<int:pk>/elements/<int:number>/autosave/", update.autosave, name="autosave"),
    path("<int:pk>/elements/<int:number>/give/", update.give, name="give"),
    path("<int:pk>/elements/<int:number>/links/", evidence.add_link, name="add_link"),
    path("<int:pk>/elements/<int:number>/files/", evidence.add_file, name="add_file"),
    path("targets/<int:pk>/", update.target, name="target"),
    path("links/<int:pk>/remove/", evidence.remove_link, name="remove_link"),
    path("files/<int:pk>/", evidence.file, name="file"),
    path("files/<int:pk>/remove/", evidence.remove_file, name="remove_file"),
    path("<int:pk>/notebook/", notebook.notebook, name="notebook"),
    path("<int:pk>/notebook/elements/<int:number>/", notebook.finding, name="finding"),
    path("<int:pk>/notebook/targets/<int:target>/", notebook.judge, name="judge"),
    path("<int:pk>/notebook/finish/", notebook.finish_record, name="finish_record"),
    path("<int:pk>/plan/", development.plan, name="plan"),
    path("<int:pk>/plan/add/", development.add_target, name="add_target"),
    path("<int:pk>/plan/agree/", development.agree_plan, name="agree_plan"),
    path("plan-targets/<int:pk>/", development.change_target, name="change_target"),
    path("plan-targets/<int:pk>/remove/", development.remove_target, name="remove_target"),
    path("assessors/", assessors.assessors, name="assessors"),
    path("assessors/<int:pk>/", assessors.accredit, name="accredit"),
    path("accreditations/<int:pk>/withdraw/", assessors.withdraw_accreditation, name="withdraw_accreditation"),
    path("visits/", visit.visits, name="visits"),
    path("visits/mine/", visit.my_visits, name="my_visits"),
    path("years/<int:pk>/appoint/", visit.appoint, name="appoint"),
    path("visits/<int:pk>/", visit.visit, name="visit"),
    path("visits/<int:pk>/answer/", visit.answer_appointment, name="answer_appointment"),
    path("visits/<int:pk>/agenda/", visit.agenda, name="agenda"),
    path("visits/<int:pk>/cancel/", visit.cancel, name="cancel_visit"),
    path("visits/<int:pk>/days/", dates.dates, name="dates"),
    path("visits/<int:pk>/days/fix/", dates.fix_date, name="fix_date"),
    path("days/<int:pk>/", dates.answer_dates, name="answer_dates"),
    path("reports/", report.reports, name="reports"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/pdf/", report.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/write/", report.write_report, name="write_report"),
    path("reports/<int:pk>/send/", report.send_report, name="send_report"),
    path("reports/<int:pk>/check/", report.check_report, name="check_report"),
    path("reports/<int:pk>/back/", report.send_report_back, name="send_report_back"),
    path("reports/<int:pk>/facts/", report.facts, name="facts"),
    path("reports/<int:pk>/issue/", report.issue, name="issue_report"),
]
urlpatterns = [
    path("reviews/", include(of_reviews)),
    path("confirm/", confirm.confirm, name="confirm"),
    path("confirm/<str:code>/", confirm.confirm_code, name="confirm_code"),
]
