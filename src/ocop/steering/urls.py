"""Addresses of the bodies, posts, tasks and duties of the programme."""

from django.urls import URLPattern, path

from ocop.steering.views import bodies, staffing, work

app_name = "steering"
urlpatterns: list[URLPattern] = [
    path("steering/", bodies.bodies, name="bodies"),
    path("steering/new/", bodies.new_body, name="new_body"),
    path("steering/<int:pk>/", bodies.body, name="body"),
    path("steering/<int:pk>/change/", bodies.change_body, name="change_body"),
    path("steering/<int:pk>/end/", bodies.end_body, name="end_body"),
    path("steering/<int:pk>/members/new/", bodies.seat, name="seat"),
    path("steering/<int:pk>/rules/new/", bodies.new_rules, name="new_rules"),
    path("steering/<int:pk>/activity/new/", bodies.note_activity, name="note_activity"),
    path("steering/rules/<int:pk>/", bodies.rules_file, name="rules_file"),
    path("steering/members/<int:pk>/end/", bodies.end_member, name="end_member"),
    path("steering/members/<int:pk>/localities/", bodies.localities, name="localities"),
    path("steering/localities/", bodies.my_localities, name="my_localities"),
    path("steering/localities/<int:pk>/end/", bodies.end_locality, name="end_locality"),
    path("steering/posts/", staffing.staffing, name="staffing"),
    path("steering/posts/new/", staffing.new_post, name="new_post"),
    path("steering/posts/<int:pk>/", staffing.post, name="post"),
    path("steering/posts/<int:pk>/end/", staffing.end_post, name="end_post"),
    path("steering/posts/without/<int:pk>/", staffing.gaps, name="gaps"),
    path("steering/profile/", staffing.own_profile, name="own_profile"),
    path("steering/profile/write/", staffing.my_profile, name="my_profile"),
    path("steering/profile/add/", staffing.add_profile_note, name="add_profile_note"),
    path("steering/profiles/<int:user_id>/", staffing.profile, name="profile"),
    path("steering/tasks/", work.tasks, name="tasks"),
    path("steering/tasks/<int:year>/lay-out/", work.lay_out, name="lay_out"),
    path("steering/tasks/<int:year>/new/", work.new_task, name="new_task"),
    path("steering/task/<int:pk>/", work.task, name="task"),
    path("steering/task/<int:pk>/change/", work.change_task, name="change_task"),
    path("steering/duties/", work.my_duties, name="my_duties"),
    path("steering/duties/<int:unit_id>/<int:year>/", work.duty_list, name="duties"),
    path("steering/duties/<int:unit_id>/<int:year>/below/", work.standings, name="standings"),
    path("steering/duties/<int:unit_id>/<int:year>/<slug:code>/", work.answer_duty, name="answer_duty"),
    path("steering/evidence/<int:pk>/", work.evidence, name="evidence"),
]
