from __future__ import annotations
import io, random
import pypdfium2, zxingcpp, pytest
from PIL import Image, ImageFilter, ImageDraw
from ocop.credentials import daily, queries, records, verify_certificate
from ocop.recognition import issuing
from tests.world import World, world
from tests.cast import *
@pytest.mark.django_db
def test_m(world, settings, tmp_path):
    settings.OCOP_CREDENTIAL_KEY = tmp_path/"k"
    settings.OCOP_BASE_URL="https://ocop.laocai.gov.vn"
    daily.prepare(world.now)
    c = world.certificate()
    text = queries.signed_records([c.pk])[c.pk]
    print(text); print(len(text), len(records.scanned(text)))
    lst = queries.signed_list(1, world.now); print("list", len(lst))
    print(verify_certificate.check(records.scanned(text), queries.jwks(), [lst], world.now))
    pdf = issuing.certificate_pdf(c)
    assert pdf == issuing.certificate_pdf(c)
    open("/tmp/cred/c.pdf","wb").write(pdf)
    page = pypdfium2.PdfDocument(pdf)[0]
    page.render(scale=3).to_pil().save("/tmp/cred/c.png")
