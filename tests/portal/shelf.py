"""Many recognised products, made from one: for lists."""

from __future__ import annotations

from ocop.platform.text import vi_sort_key
from ocop.recognition.models import Certificate
from ocop.registry.models import Product


def copies(certificate: Certificate, count: int, *, first: int = 0, **changed: object) -> list[Product]:
    """More products of the same producer, each with a certificate of the same decision."""
    made = []
    for number in range(first, first + count):
        product = Product.objects.get(pk=certificate.product_id)
        product.pk, product.code, product.name = None, f"99-00001-{number:02}-2026", f"Sản phẩm {number:02}"
        product.name_key = vi_sort_key(product.name)
        for name, value in changed.items():
            setattr(product, name, value)
        product.save()
        one = Certificate.objects.get(pk=certificate.pk)
        one.pk, one.product, one.number = None, product, f"N{number}"
        one.decision = certificate.decision
        one.save()
        made.append(product)
    return made
