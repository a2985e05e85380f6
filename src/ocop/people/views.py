"""Pages about oneself."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.people import actions, told
from ocop.people.forms import LanguageForm
from ocop.people.models import User
from ocop.people.queries import CHOSEN_OFFICE, current_appointments, past_appointments
from ocop.platform import clock
from ocop.platform.web import ActorRequest, by_language, next_page


@require_http_methods(["GET", "HEAD", "POST"])
def switch_role(request: ActorRequest) -> HttpResponse:
    """Go on in another office held today; others' and ended ones are not there. A link shows the choice."""
    if request.method != "POST":
        return redirect("people:me")
    offices = current_appointments(request.actor.user_id or 0, clock.today())
    chosen = next((office for office in offices if str(office.pk) == request.POST.get("appointment")), None)
    if chosen is None:
        raise Http404
    request.session[CHOSEN_OFFICE] = chosen.pk
    return redirect(next_page(request))


@require_safe
def roles(request: ActorRequest) -> HttpResponse:
    """Who is who: the forty-two kinds of people, and what each role may do. For everybody."""
    return render(request, "people/roles.html", {"kinds": told.kinds(), "roles": told.roles()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: ActorRequest) -> HttpResponse:
    """One's name, offices and language."""
    if request.actor.user_id is None:
        return redirect_to_login(request.path)
    user = User.objects.visible_to(request.actor).get(pk=request.actor.user_id)
    form = LanguageForm(
        request.POST if request.method == "POST" else None, initial={"language": user.language}
    )
    if form.is_valid():
        language = form.cleaned_data["language"]
        actions.choose_language(actor=request.actor, user_id=user.pk, language=language, now=clock.now())
        return redirect(by_language(language, request.path))
    today = clock.today()
    offices = {"offices": current_appointments(user.pk, today), "past": past_appointments(user.pk, today)}
    usable = {other.appointment_id for other in request.actor.others}
    context = {"person": user, "form": form, "usable": usable, **offices}
    return render(request, "people/me.html", context)
