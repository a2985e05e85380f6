"""Pages on which a product is written: sale, story, photos, materials, years, names, communes, its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ocop.places import queries as places
from ocop.places.models import Level
from ocop.platform import clock
from ocop.platform.decisions import require
from ocop.platform.keeping import Attempt, signed_in, typed
from ocop.platform.web import ActorRequest, posted_version
from ocop.registry import codes, queries, rules
from ocop.registry.actions import goods as actions
from ocop.registry.forms.goods import (
    EndForm,
    MaterialForm,
    PhotoForm,
    RightForm,
    SaleForm,
    ShareForm,
    StoryForm,
    YearForm,
    sale_of,
)
from ocop.registry.models import IpRight, PlantingArea

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import Form

    from ocop.places.models import Unit
    from ocop.registry.models import Product

PAGE: Final = ["GET", "HEAD", "POST"]
RIGHT_COLUMNS: Final = tuple(actions.RightFacts.__dataclass_fields__)


@require_http_methods(PAGE)
@signed_in
def sale(request: ActorRequest, pk: int) -> HttpResponse:
    """Whether it is new, price, packaging, bar code, origin."""
    product = _writable(request, pk)
    form = SaleForm(typed(request), initial=sale_of(product))
    return _written(
        request,
        product,
        form,
        lambda given: actions.describe_sale(facts=form.facts(), **given),
        {"title": _("Price, packaging, origin"), "back": "#what"},
    )


@require_http_methods(PAGE)
@signed_in
def story(request: ActorRequest, pk: int) -> HttpResponse:
    """The story of a product, element by element."""
    product = _writable(request, pk)
    told = dict(product.story_parts.values_list("element", "text"))
    elements = codes.choices("story_element", clock.today())
    form = StoryForm(typed(request), initial=told, elements=elements)
    hint = _("A few sentences for each. They stand on the product's page and can go on its label.")
    return _written(
        request,
        product,
        form,
        lambda given: actions.tell_story(parts={**told, **form.cleaned_data}, **given),
        {"title": _("Story of the product"), "hint": hint, "back": "#story"},
    )


@require_http_methods(PAGE)
@signed_in
def photos(request: ActorRequest, pk: int) -> HttpResponse:
    """The further photos in their order, and the form that adds one."""
    product = _writable(request, pk)
    form = PhotoForm(*((request.POST, request.FILES) if request.method == "POST" else (typed(request),)))
    return _written(
        request,
        product,
        form,
        lambda given: actions.add_photo(**form.cleaned_data, **given),
        {
            "title": _("Photos of the product"),
            "listing": "registry/goods_photos.html",
            "photos": product.photos.order_by("position"),
            "then": "photos",
        },
    )


@require_http_methods(PAGE)
@signed_in
def photo_of(request: ActorRequest, pk: int, photo_id: int) -> HttpResponseBase:
    """A further photo; sent here: what it shows, one place up or down, or out."""
    product = get_object_or_404(queries.products(request.actor), pk=pk)
    if request.method != "POST":
        return get_object_or_404(product.photos, pk=photo_id).response(in_page=True)
    given = _given(request, _writable(request, pk)) | {"photo_id": photo_id}
    act = request.POST.get("act", "")
    if act in {"up", "down"}:
        _found(lambda: actions.move_photo(up=act == "up", **given))
    elif act == "remove":
        _found(lambda: actions.remove_photo(**given))
    else:
        _found(lambda: actions.caption_photo(caption=request.POST.get("caption", "")[:200], **given))
    return redirect("registry:photos", pk)


@require_http_methods(PAGE)
@signed_in
def materials(request: ActorRequest, pk: int) -> HttpResponse:
    """What a product is made of, and the form that adds a material."""
    product = _writable(request, pk)
    form = MaterialForm(typed(request), areas=_areas(product))
    names = codes.words("material_source")
    rows = product.materials.select_related("area").order_by("pk")
    return _written(
        request,
        product,
        form,
        lambda given: actions.add_material(facts=form.facts(), **given),
        {
            "title": _("Materials"),
            "listing": "registry/goods_materials.html",
            "materials": [(one, names.get(one.source, one.source)) for one in rows],
            "then": "materials",
        },
    )


@require_POST
@signed_in
def remove_material(request: ActorRequest, pk: int, material_id: int) -> HttpResponse:
    """Take a material out."""
    given = _given(request, _writable(request, pk))
    _found(lambda: actions.remove_material(material_id=material_id, **given))
    return redirect("registry:materials", pk)


@require_http_methods(PAGE)
@signed_in
def years(request: ActorRequest, pk: int) -> HttpResponse:
    """What was made and sold, year by year, and the form that writes a year."""
    product = _writable(request, pk)
    form = YearForm(typed(request), initial={"year": clock.today().year - 1})
    return _written(
        request,
        product,
        form,
        lambda given: actions.report_year(year=form.cleaned_data["year"], facts=form.facts(), **given),
        {
            "title": _("Output and revenue by year"),
            "hint": _("A year that is written again takes the place of what was there."),
            "listing": "registry/goods_years.html",
            "years": product.years.order_by("-year"),
            "then": "years",
        },
    )


@require_http_methods(PAGE)
@signed_in
def rights(request: ActorRequest, pk: int) -> HttpResponse:
    """The protected names of a product, and the form that enters one."""
    product = _writable(request, pk)
    form = RightForm(typed(request))
    kinds = codes.words("ip_kind")
    return _written(
        request,
        product,
        form,
        lambda given: actions.enter_right(facts=form.facts(), **given),
        {
            "title": _("Protected names"),
            "listing": "registry/goods_rights.html",
            "rights": [(one, kinds.get(one.kind, one.kind)) for one in product.ip_rights.order_by("pk")],
            "then": "rights",
        },
    )


@require_http_methods(PAGE)
@signed_in
def right(request: ActorRequest, pk: int, right_id: int) -> HttpResponse:
    """Put a protected name right, such as when it was granted."""
    product = _writable(request, pk)
    one: IpRight = get_object_or_404(product.ip_rights, pk=right_id)
    initial = {name: getattr(one, name) for name in RIGHT_COLUMNS}
    form = RightForm(typed(request), initial=initial, kept=one.kind)
    return _written(
        request,
        product,
        form,
        lambda given: actions.enter_right(facts=form.facts(), right_id=right_id, **given),
        {"title": one.name, "removal": "registry:remove_right", "right": one, "then": "rights"},
    )


@require_POST
@signed_in
def remove_right(request: ActorRequest, pk: int, right_id: int) -> HttpResponse:
    """Take a protected name out."""
    given = _given(request, _writable(request, pk))
    _found(lambda: actions.remove_right(right_id=right_id, **given))
    return redirect("registry:rights", pk)


@require_http_methods(PAGE)
@signed_in
def shares(request: ActorRequest, pk: int) -> HttpResponse:
    """The communes that share a product, and the form that names one more."""
    product = _writable(request, pk)
    form = ShareForm(typed(request), units=_communes(product), initial={"from_on": clock.today()})
    return _written(
        request,
        product,
        form,
        lambda given: actions.share_product(
            unit_id=form.cleaned_data["unit"], from_on=form.cleaned_data["from_on"], **given
        ),
        {
            "title": _("Communes that share the product"),
            "hint": _("The product keeps the commune that numbers it and receives its dossiers."),
            "listing": "registry/goods_shares.html",
            "shares": product.shared_communes.select_related("unit__parent").order_by("from_on", "pk"),
            "then": "shares",
        },
    )


@require_POST
@signed_in
def end_share(request: ActorRequest, pk: int, share_id: int) -> HttpResponse:
    """A commune shares the product no longer."""
    given = _given(request, _writable(request, pk))
    _found(lambda: actions.end_share(share_id=share_id, **given))
    return redirect("registry:shares", pk)


@require_http_methods(PAGE)
@signed_in
def end_product(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a product out of the programme."""
    product = _writable(request, pk)
    form = EndForm(typed(request), initial={"on": clock.today()})
    hint = _(
        "It stays in the register with its history and can be brought back. "
        "A certificate is not withdrawn by this."
    )
    return _written(
        request,
        product,
        form,
        lambda given: actions.end_product(**form.cleaned_data, **given),
        {"title": _("Take the product out of the programme"), "hint": hint, "danger": True},
    )


@require_POST
@signed_in
def take_end_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Bring a product back into the programme."""
    actions.take_end_back(**_given(request, _writable(request, pk)))
    return redirect("registry:product", pk)


def _written(
    request: ActorRequest,
    product: Product,
    form: Form,
    act: Callable[[dict[str, Any]], object],
    context: Mapping[str, object],
) -> HttpResponse:
    """The page of a form about one side of a product: one act, then on to where it is seen."""
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            act(_given(request, product))
        if attempt.done:
            return redirect(f"registry:{context.get('then', 'product')}", product.pk)
    shown = {"form": form, "product": product, "version": product.version, "stale": attempt.stale, **context}
    return render(request, "registry/goods_form.html", shown, status=attempt.status)


def _given(request: ActorRequest, product: Product) -> dict[str, Any]:
    """What every act on a product is given."""
    return {
        "actor": request.actor,
        "product_id": product.pk,
        "expected_version": posted_version(request),
        "now": clock.now(),
    }


def _found(act: Callable[[], object]) -> None:
    """One act on a part of a product. Raises: Http404 where the product has no such part."""
    try:
        act()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _product(request: ActorRequest, pk: int) -> Product:
    return get_object_or_404(queries.products(request.actor), pk=pk)


def _writable(request: ActorRequest, pk: int) -> Product:
    """A product this actor may write. Raises: Http404, Denied."""
    product = _product(request, pk)
    require(rules.can_change_producer(request.actor, product.producer))
    return product


def _areas(product: Product) -> QuerySet[PlantingArea]:
    """The planting areas of the product's producer that are still used."""
    return PlantingArea.objects.filter(producer=product.producer_id, to_on=None).order_by("name", "pk")


def _communes(product: Product) -> QuerySet[Unit]:
    """The communes of the province that may share it too."""
    province = "/".join(product.commune.scope.split("/")[:2]) + "/"
    inside = places.current().filter(level=Level.COMMUNE, path__startswith=province)
    return inside.exclude(pk=product.commune_id).order_by("sort_key")
