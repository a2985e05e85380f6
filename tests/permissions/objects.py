"""The objects that rows are about, by name, with the words of an address that each can fill.

`world.py` makes them: each once in the own province and once in the other.
"""

from __future__ import annotations

from typing import Final

_DOSSIER: Final = frozenset({"pk", "part", "number", "code", "paper_id", "no", "filed_id", "correction_id"})
_CASE: Final = frozenset({"pk", "seat_id"})
_PK: Final = frozenset({"pk"})
STATES: Final = (
    "draft",
    "filed",
    "returned",
    "reported",
    "sent_up",
    "accepted",
    "scoring",
    "sealed",
    "revealed",
    "closed",
    "recognised",
    "forwarded",
)

OBJECTS: Final[dict[str, frozenset[str]]] = {
    "": frozenset(),
    # Another commune officer's account, and the office that person holds.
    "officer": _PK,
    "office": _PK,
    "producer": _PK,
    # A year with figures of the producer, a craft village, a linkage and a planting area of it.
    "producer.year": frozenset({"pk", "year"}),
    "producer.trait": _PK,
    "producer.linkage": _PK,
    "producer.area": _PK,
    # The producer and one that looks like it; two products of the producer.
    "pair.producers": frozenset({"left", "right"}),
    "pair.products": frozenset({"left", "right"}),
    "product": _PK,
    "product.free": frozenset({"pk", "product_id"}),
    # A product with a further photo, a material, a protected name and a sharing commune; one that has ended.
    "goods": frozenset({"pk", "photo_id", "material_id", "right_id", "share_id"}),
    "product.ended": _PK,
    # A paper of the producer as a whole, with its file, used nowhere.
    "store.paper": _PK,
    **dict.fromkeys(STATES, _DOSSIER),
    **{f"case.{state}": _CASE for state in STATES[STATES.index("scoring") :]},
    # A dossier nobody reviews yet. A review of Bích, who declared; with a survey, its photo, a test that is
    # asked for and the paper of another. One she was given and has not declared in; one with its report sent.
    "unreviewed": _DOSSIER,
    "review": frozenset({"pk", "number"}),
    "review.given": _PK,
    "review.sent": _PK,
    "survey": _PK,
    "survey.photo": _PK,
    "test": _PK,
    "test.paper": _PK,
    # The team of these reviews, and a place in another one that reviews nothing.
    "team": _PK,
    "team.new": _PK,
    "team.seat": _PK,
    # Tuấn's sheet, and in the other province that of the member in his place.
    "sheet.open": _PK,
    "sheet.sealed": _PK,
    "sheet.revealed": _PK,
    "sheet.closed": _PK,
    # An appeal that waits for the office, with its file; the decision of the certificate.
    "appeal": _PK,
    "appeal.paper": _PK,
    "published": _PK,
    # The seat has no sheet yet; who holds it attended a training.
    "council": _PK,
    "council.new": _PK,
    "seat": _PK,
    "training": frozenset({"pk", "training_id"}),
    "certificate": frozenset({"pk", "code"}),
    # The list that says whether it ended.
    "certificate.list": frozenset({"number"}),
    # What a shopper who left a contact reported about a product.
    "problem": _PK,
    # The bar code of its product.
    # A file of the open data of the last day, and the decision of the certificate as one of its things.
    "open_data": frozenset({"day", "name", "end", "table", "key"}),
    "bar_code": frozenset({"path", "gtin"}),
    # For programs: a kind of problem, the code of the producer of the certificate, a key issued there.
    "api.problem": frozenset({"code"}),
    "api.producer": frozenset({"code"}),
    "api.key": _PK,
    # A draft decision on a closed dossier, one that waits for the leader's signature, an issued paper, a void
    # one, and their decision; a kind of paper and the province's own Word template for it.
    "batch.open": frozenset({"pk", "position"}),
    "batch.handed": _PK,
    "paper": _PK,
    "paper.void": _PK,
    "decision": _PK,
    "paper.kind": frozenset({"code"}),
    "template": _PK,
    # The interest of a member without a case in the producer, and their work as its adviser.
    "interest": _PK,
    # What the producer's account asked about her own data.
    "data_request": _PK,
    # A list of the registry, and a view of it that the province's officer keeps.
    "list": frozenset({"page"}),
    "saved_view": _PK,
    # A spoken consent of the producer to everything.
    "consent": _PK,
    "advice": _PK,
    # The commune of the producer; every unit is public.
    "unit": _PK,
    "set": frozenset({"regime_id", "number"}),
    "language": frozenset({"code"}),
    # A message to lan, in the other province to khanh; the way outside of the same one, not failed.
    "message": _PK,
    "delivery": _PK,
    "notice.text": frozenset({"code"}),
    # The commune, its province, a commune it was made of in 2025, a flag of it; drafts of a reform there.
    "place": frozenset({"pk", "code"}),
    "place.province": _PK,
    "place.former": _PK,
    "flag": _PK,
    "reform": _PK,
    "reform.ready": _PK,
    "reform.part": frozenset({"pk", "part", "part_id"}),
    # A shared list of the programme, and an open value of it: the same for every province.
    "code_list": frozenset({"code"}),
    # A list the province's officer sent, ready to be imported, and one with a fault; a file on the shelf.
    "exchange.list": frozenset({"kind"}),
    "import": frozenset({"pk", "status"}),
    "import.refused": _PK,
    "export": _PK,
    "list_value": _PK,
    # Results that the ministry has scored again.
    "rescored": _PK,
    # The producer's account, a second factor and a session of hers, a link to choose her password.
    "account": frozenset({"user_id"}),
    "factor": _PK,
    "session": frozenset({"number"}),
    "invitation": frozenset({"token"}),
    # The province's committee, its member, a locality and working rules; the commune officer's post and
    # profile, a task of the province, a duty of the commune and of the province, a paper that shows it.
    "body": _PK,
    "body.member": _PK,
    "body.locality": _PK,
    "body.rules": _PK,
    "post": _PK,
    "post.officer": frozenset({"user_id"}),
    "task": _PK,
    "duty": frozenset({"unit_id", "year", "code"}),
    "duty.province": frozenset({"unit_id", "year"}),
    "duty.paper": _PK,
    "territory": _PK,
    "far_year": frozenset({"year"}),
    # A round of the province and one without dossiers; a session being planned and one convened, with the
    # producer invited; the slot of each.
    "round": frozenset({"pk", "dossier_id"}),
    "round.free": _PK,
    "day.planned": _PK,
    "day": _PK,
    # A proposal of the commune to withdraw a further certificate, to which its producer has answered.
    "withdrawal": _PK,
    "withdrawal.paper": _PK,
    "slot.planned": _PK,
    "slot": _PK,
    # A draft of an event, a published one with its picture, a published point of sale and piece of news.
    "post.kind": frozenset({"noun"}),
    "post.draft": frozenset({"noun", "pk"}),
    "post.shown": frozenset({"noun", "pk", "edge"}),
    "post.outlet": _PK,
    "post.article": _PK,
    # The picture of a recognised product, its producer; pages of province and commune; a file of addresses.
    "certificate.picture": frozenset({"code", "number", "edge"}),
    "maker": frozenset({"code"}),
    "place.province.key": frozenset({"key"}),
    "place.key": frozenset({"key"}),
    "site.file": frozenset({"name", "number"}),
}
