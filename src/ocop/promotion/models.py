"""What offices tell shoppers: points of sale, events, news. A draft until somebody publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.people.reach import reached
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.display import Tag
from ocop.registry.models import Product

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

WRITE = "promotion.write"
NAME_LENGTH = 200
P = TypeVar("P", bound="Posted")


class PostState(models.TextChoices):
    """How far a text has come on its way to the public."""

    DRAFT = "draft", pgettext_lazy("state of a post", "Draft")
    PUBLISHED = "published", pgettext_lazy("state of a post", "Published")
    TAKEN_BACK = "taken_back", pgettext_lazy("state of a post", "Taken back")


TAGS = {
    PostState.DRAFT: Tag(PostState.DRAFT.label, "grey"),
    PostState.PUBLISHED: Tag(PostState.PUBLISHED.label, "green"),
    PostState.TAKEN_BACK: Tag(PostState.TAKEN_BACK.label, "amber"),
}


class PostedQuerySet(ScopedQuerySet[P], Generic[P]):
    def visible_to(self, actor: Actor) -> Self:
        """What is published for everybody; for those who write it, all of their territory."""
        return self.filter(models.Q(state=PostState.PUBLISHED) | reached(actor, WRITE, through="unit"))

    def published(self) -> Self:
        """What everybody may read."""
        return self.filter(state=PostState.PUBLISHED)


class Posted(Versioned):
    """A text of an office about a place. `text` is plain: paragraphs, lines after a dash, addresses.

    `photo` is the digest of a stored picture, empty for none; `photo_caption` says what it shows.
    `published_at` is when it was last published.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=NAME_LENGTH)
    text = models.TextField(blank=True)
    photo = models.CharField(max_length=64, blank=True)
    photo_caption = models.CharField(max_length=NAME_LENGTH, blank=True)
    state = models.CharField(max_length=10, choices=PostState, default=PostState.DRAFT)
    published_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def tag(self) -> Tag:
        """The state in words and colour."""
        return TAGS[PostState(self.state)]


def _known_state(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(state__in=PostState.values), name=name)


class OutletKind(models.TextChoices):
    """What kind of point of sale it is."""

    CENTRE = "centre", _("OCOP centre")
    POINT = "point", _("OCOP point of display and sale")
    SHOP = "shop", _("Shop")
    SUPERMARKET = "supermarket", _("Supermarket or market")
    STOP = "stop", _("Rest stop or place of tourism")
    ONLINE = "online", _("Online shop")


class Outlet(Posted):
    """Where products are sold. `phone` is that of the shop, for whoever wants to buy.

    `title_key` sorts by name, `folded` holds name and address to search by.
    """

    kind = models.CharField(max_length=20, choices=OutletKind)
    address = models.CharField(max_length=300)
    hours = models.CharField(max_length=NAME_LENGTH, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    website = models.CharField(max_length=200, blank=True)
    title_key = models.BinaryField(max_length=800)
    folded = models.CharField(max_length=600)

    objects = PostedQuerySet["Outlet"].as_manager()

    class Meta:
        constraints = [_known_state("promotion_outlet_known_state")]
        indexes = [models.Index(fields=["state", "title_key", "id"], name="promotion_outlet_public")]


class Stock(models.Model):
    """A product that a point of sale sells."""

    scoped_by = "outlet"

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="stock")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outlet", "product"], name="promotion_product_sold_once")
        ]


class EventKind(models.TextChoices):
    """What kind of event it is."""

    FAIR = "fair", _("Fair or market")
    FESTIVAL = "festival", _("Festival")
    TASTING = "tasting", _("Tasting or presentation")
    TOURISM = "tourism", _("Tour or visit of producers")
    TRADE = "trade", _("Meeting of buyers and producers")


class Event(Posted):
    """Something that happens at a place from a day to a day, both included. A called-off one stays public."""

    kind = models.CharField(max_length=20, choices=EventKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.CharField(max_length=NAME_LENGTH, blank=True)
    venue = models.CharField(max_length=300)
    organiser = models.CharField(max_length=NAME_LENGTH)
    called_off = models.CharField(max_length=300, blank=True)

    objects = PostedQuerySet["Event"].as_manager()

    class Meta:
        constraints = [
            _known_state("promotion_event_known_state"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="promotion_event_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="promotion_event_public")]

    def is_on(self, day: date) -> bool:
        """Whether it takes place on this day."""
        return self.starts_on <= day <= self.ends_on


class Article(Posted):
    """A piece of news. `summary` stands in lists."""

    summary = models.CharField(max_length=400)

    objects = PostedQuerySet["Article"].as_manager()

    class Meta:
        constraints = [_known_state("promotion_article_known_state")]
        indexes = [models.Index(fields=["state", "-published_at"], name="promotion_article_public")]


Post = Outlet | Event | Article

KINDS: dict[str, type[Outlet | Event | Article]] = {
    "outlet": Outlet,
    "event": Event,
    "article": Article,
}
"""The tables by the word for a row in verbs and addresses."""

NAMES: dict[str, StrOrPromise] = {
    "outlet": _("Points of sale"),
    "event": _("Events"),
    "article": _("News"),
}
