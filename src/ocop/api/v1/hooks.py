"""Webhooks of a key: asked for, read, given another secret, ended."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Path, Query
from pydantic import Field

from ocop.api import actions, scopes
from ocop.api.models import Delivery, Webhook
from ocop.api.v1.base import api, key_of
from ocop.api.v1.catalogue import Id
from ocop.api.v1.paging import Paging, paged
from ocop.api.v1.schemas import DeliveryOut, In, OneOf, Page, Text, WebhookOut, WebhookSecret
from ocop.api.webhooks.events import EVENTS
from ocop.platform import clock

Event = Annotated[str, OneOf(tuple(EVENTS))]
SCOPE = {"x-scope": scopes.WEBHOOKS}


class WebhookIn(In):
    """Where to be told, and of what."""

    url: Annotated[Text, Field(min_length=10, max_length=500, description=_("A public address over HTTPS."))]
    events: Annotated[list[Event], Field(min_length=1, max_length=20)]


@api.get(
    "/webhooks",
    url_name="webhooks",
    operation_id="list_webhooks",
    response=list[WebhookOut],
    tags=["webhooks"],
    summary=_("The webhooks of this key"),
    openapi_extra=SCOPE,
)
def list_webhooks(request: HttpRequest) -> list[WebhookOut]:
    key = key_of(request, scopes.WEBHOOKS)
    return [_webhook(one) for one in key.webhooks.filter(ended_at=None).order_by("pk")]


@api.post(
    "/webhooks",
    url_name="webhooks",
    operation_id="make_webhook",
    response={201: WebhookSecret},
    tags=["webhooks"],
    summary=_("Be told of events from now on"),
    description=_("The answer holds the secret that signs the messages; it is shown once."),
    openapi_extra=SCOPE,
)
def make_webhook(request: HttpRequest, response: HttpResponse, payload: WebhookIn) -> HttpResponse:
    key = key_of(request, scopes.WEBHOOKS)
    webhook, secret = actions.subscribe(key=key, url=payload.url, events=payload.events, now=clock.now())
    response["Location"] = f"{request.path}/{webhook.pk}"
    return WebhookSecret(**_webhook(webhook).model_dump(), secret=secret)  # type: ignore[return-value]


@api.get(
    "/webhooks/{pk}",
    url_name="webhook",
    operation_id="get_webhook",
    response=WebhookOut,
    tags=["webhooks"],
    summary=_("One webhook"),
    openapi_extra=SCOPE,
)
def get_webhook(request: HttpRequest, pk: Path[Id]) -> WebhookOut:
    return _webhook(_own(request, pk))


@api.delete(
    "/webhooks/{pk}",
    url_name="webhook",
    operation_id="end_webhook",
    response={204: None},
    tags=["webhooks"],
    summary=_("Be told nothing more"),
    openapi_extra=SCOPE,
)
def end_webhook(request: HttpRequest, pk: Path[Id]) -> HttpResponse:
    key = key_of(request, scopes.WEBHOOKS)
    actions.end_webhook(key=key, webhook_id=pk, now=clock.now())
    return HttpResponse(status=204)


@api.post(
    "/webhooks/{pk}/secret",
    url_name="webhook_secret",
    operation_id="renew_webhook_secret",
    response=WebhookSecret,
    tags=["webhooks"],
    summary=_("Give a webhook another secret"),
    description=_("For a day messages are signed with the former secret as well."),
    openapi_extra=SCOPE,
)
def renew_secret(request: HttpRequest, pk: Path[Id]) -> WebhookSecret:
    key = key_of(request, scopes.WEBHOOKS)
    webhook, secret = actions.renew_secret(key=key, webhook_id=pk, now=clock.now())
    return WebhookSecret(**_webhook(webhook).model_dump(), secret=secret)


@api.get(
    "/webhooks/{pk}/deliveries",
    url_name="webhook_deliveries",
    operation_id="list_deliveries",
    response=Page[DeliveryOut],
    tags=["webhooks"],
    summary=_("What was told to a webhook, the latest first"),
    openapi_extra=SCOPE,
)
def list_deliveries(
    request: HttpRequest, response: HttpResponse, pk: Path[Id], wanted: Query[Paging]
) -> Page[DeliveryOut]:
    found = _own(request, pk).deliveries.all()
    items, following = paged(request, response, found, by=("-pk",), wanted=wanted)
    return Page[DeliveryOut](items=[_delivery(one) for one in items], next=following)


def _own(request: HttpRequest, pk: int) -> Webhook:
    found: Webhook = key_of(request, scopes.WEBHOOKS).webhooks.get(pk=pk, ended_at=None)
    return found


def _webhook(one: Webhook) -> WebhookOut:
    return WebhookOut(id=one.pk, url=one.url, events=one.events.split(), made_at=one.made_at)


def _delivery(one: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=one.number,
        event=one.event,
        subject=one.subject,
        happened_at=one.happened_at,
        state=one.state,
        attempts=one.attempts,
        next_at=one.next_at,
        status=one.status,
        detail=one.detail,
    )
