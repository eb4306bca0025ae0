"""The addresses of year."""

from django.urls import path

from centres.year.views import activity, adviser, plan, year

app_name = "year"
urlpatterns = [
    path("years/", year.years, name="years"),
    path("years/<int:pk>/", year.year, name="year"),
    path("plans/", plan.plans, name="plans"),
    path("plans/<int:pk>/", plan.plan, name="plan"),
    path("plans/<int:pk>/lodge/", plan.lodge, name="lodge_plan"),
    path("plans/<int:pk>/accept/", plan.accept, name="accept_plan"),
    path("plans/<int:pk>/return/", plan.give_back, name="return_plan"),
    path("plans/<int:pk>/school/", plan.name_school, name="name_lodging_school"),
    path("plans/files/<int:pk>/", plan.plan_file, name="plan_file"),
    path("activities/", activity.activities, name="activities"),
    path("activities/<int:pk>/", activity.activity, name="activity"),
    path("<int:pk>/activities/new/", activity.plan, name="plan_activity"),
    path("<int:pk>/adviser/", adviser.adviser, name="adviser"),
]
