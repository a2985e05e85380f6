"""What a person typed is not lost when the session ended: it waits until they are signed in again.

It waits for them alone: what is sent where nobody was signed in before, or somebody else, is dropped. Who
was last signed in stands in a signed cookie that ends with the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from types import TracebackType
from typing import Concatenate, Final, ParamSpec, Self, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from ocop.platform import clock
from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Stale
from ocop.platform.web import is_htmx

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

KEY: Final = "typed_before_sign_in"
LAST_PERSON: Final = "ocop_last_person"
RESUME: Final = "platform:resume"
SHOWN: Final = "ocop.typed_shown"
SECRETS: Final = frozenset(
    {"csrfmiddlewaretoken", "password", "present", "code", "credential", "proof", "sealed"}
)
"""Fields that never wait: their owner writes them again."""
LONGEST_WAIT: Final = timedelta(hours=1)
LONGEST: Final = 100_000
"""Characters that are kept: more than any form of ours holds, too few to fill a database with."""


def signed_in(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Ask to sign in first, then come back. What was typed waits for its page; files cannot wait."""

    @wraps(view)
    def guarded(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "actor", PUBLIC).is_signed_in:
            response = view(request, *args, **kwargs)
            if request.method == "GET" and _was_passed_over(request):
                response = redirect(RESUME)
            elif request.method == "POST" and response.status_code < HTTPStatus.FORBIDDEN:
                forget(request)
            add_never_cache_headers(response)
            _remember_person(request, response)
            return response
        if is_htmx(request):
            response = render(request, "components/signed_out.html", status=401)
            response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML show:top"
            return response
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        page = _page_of(request)
        kept = keep(request, _last_person(request))
        elsewhere = urlsplit(page).path != request.path
        return redirect_to_login(reverse(RESUME) if kept and elsewhere else page)

    return guarded  # type: ignore[return-value]  # `wraps` forgets that the request has no name


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with this form, or waited for this page while its owner signed in; None for neither."""
    return request.POST if request.method == "POST" else _waiting(request)


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Show an action's refusal of what was typed beside the fields it names, the rest on top of the form."""
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, reasons in named.items():
        for reason in reasons:
            form.add_error(name if name in form.fields else None, reason)


class Attempt:
    """One act on what a form holds: `with attempt:`, then `attempt.done`. Refusals of it land in the form.

    `stale`: somebody else changed the page's object meanwhile, which the page says with status 409.
    """

    def __init__(self, form: BaseForm) -> None:
        self.form = form
        self.done = False
        self.stale = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.done = error is None
        self.stale = isinstance(error, Stale)
        if isinstance(error, ValidationError):
            add_errors(self.form, error)
        return isinstance(error, ValidationError | Stale)

    @property
    def status(self) -> int:
        """The status of the page that shows the form again."""
        return 409 if self.stale else 200


def keep(request: HttpRequest, person: str) -> bool:
    """Let what was typed wait for this person, without secrets; whether it does. A person is their number."""
    typed = request.POST.copy()
    for name in SECRETS & typed.keys():
        del typed[name]
    text = typed.urlencode()
    if not person or len(text) > LONGEST:
        return False
    request.session[KEY] = {
        "path": request.get_full_path(),
        "typed": text,
        "person": person,
        "at": clock.now().isoformat(),
    }
    return True


def kept_form(request: HttpRequest) -> tuple[str, QueryDict] | None:
    """The address and the fields of the form that waits for who is signed in; None for none or an old one."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict) or kept.get("person") != _person(request):
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > LONGEST_WAIT:
        return None
    return str(kept["path"]), QueryDict(kept["typed"])


def is_waiting(request: HttpRequest) -> bool:
    """Whether something that was typed here waits until its owner is signed in again."""
    return isinstance(request.session.get(KEY), dict)


def forget(request: HttpRequest) -> None:
    """The form was sent again: nothing waits any longer."""
    kept = request.session.get(KEY)
    if isinstance(kept, dict) and kept.get("path") == request.get_full_path():
        del request.session[KEY]


def _waiting(request: HttpRequest) -> QueryDict | None:
    """What waits for this page; it is left where it is, since opening a page changes nothing."""
    kept = kept_form(request)
    if kept is None or urlsplit(kept[0]).path != request.path:
        return None
    request.META[SHOWN] = True
    return kept[1]


def _was_passed_over(request: HttpRequest) -> bool:
    """Whether a form waits for this very page, which shows no typed text by itself."""
    kept = None if request.META.get(SHOWN) else kept_form(request)
    return kept is not None and urlsplit(kept[0]).path == request.path


def _person(request: HttpRequest) -> str:
    actor: Actor = getattr(request, "actor", PUBLIC)
    return str(actor.user_id) if actor.is_signed_in else ""


def _last_person(request: HttpRequest) -> str:
    """Who was signed in here when a page was last shown; empty for nobody."""
    return request.get_signed_cookie(LAST_PERSON, default="", salt=LAST_PERSON) or ""


def _remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    if _last_person(request) != _person(request):
        response.set_signed_cookie(
            LAST_PERSON,
            _person(request),
            salt=LAST_PERSON,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _page_of(request: HttpRequest) -> str:
    """The page a form was sent from, which is not always the address it was sent to."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return request.path
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
