from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.places import following
from ocop.platform import navigation
from ocop.platform.navigation import NavItem
from ocop.registry import panels


class RegistryConfig(AppConfig):
    name = "ocop.registry"
    label = "registry"

    def ready(self) -> None:
        """Add the pages to the main menu, and name this room's verbs for people."""
        from ocop.people.roles import PRODUCER, holders  # noqa: PLC0415 - the table needs models, loaded by now
        from ocop.registry import goods, holding, indexing, joined, opinions, paper_links, proposals  # noqa: PLC0415 - as above

        navigation.add(
            NavItem(_("My products"), "registry:producers", roles=frozenset({PRODUCER}), order=30),
            NavItem(
                _("Producers"), "registry:producers", roles=holders("producer.read") - {PRODUCER}, order=60
            ),
            NavItem(_("Products"), "registry:products", roles=holders("product.read") - {PRODUCER}, order=61),
        )
        navigation.add(
            NavItem(
                _("Personal data"),
                "registry:personal_requests",
                roles=holders("journal.erase"),
                order=810,
                under="people:accounts",
            ),
        )
        following.follow(indexing.follow_map)
        navigation.add(
            NavItem(
                _("Papers that lapse"),
                "registry:lapsing",
                roles=holders("producer.read"),
                order=62,
                under="registry:producers",
            ),
            NavItem(
                _("Products that lack a paper"),
                "registry:lacking",
                roles=holders("product.read") - {PRODUCER},
                order=63,
                under="registry:products",
            ),
            NavItem(
                _("Products that lack a paper"),
                "registry:lacking",
                roles=frozenset({PRODUCER}),
                order=63,
                under="registry:producers",
            ),
            NavItem(
                _("Producers that look alike"),
                "registry:alike_producers",
                roles=holders("producer.read") - {PRODUCER},
                order=64,
                under="registry:producers",
            ),
            NavItem(
                _("Products that look alike"),
                "registry:alike_products",
                roles=holders("producer.read") - {PRODUCER},
                order=64,
                under="registry:products",
            ),
        )
        panels.add(
            panels.Panel("registry/joined_panel.html", joined.on_page, order=1),
            panels.Panel("registry/goods_missing.html", goods.completeness, order=5),
            panels.Panel("registry/goods_sale.html", goods.what_it_is, order=6),
            panels.Panel("registry/goods_origin.html", goods.where_from, order=7),
            panels.Panel("registry/goods_story.html", goods.story, order=8),
            panels.Panel("registry/goods_papers.html", goods.papers_of, order=9),
            panels.Panel("registry/goods_figures.html", goods.figures, order=70),
            panels.Panel("registry/opinions_panel.html", opinions.on_page, order=80),
            panels.Panel("registry/holders_panel.html", holding.on_page, order=90),
            panels.Panel("registry/alike_panel.html", proposals.on_page, order=95),
        )
        panels.add_producer_link(paper_links.papers)
        name_objects(
            {
                "registry.producer": _("Producer"),
                "registry.product": _("Product"),
                "registry.paper": _("Paper"),
                "registry.savedview": _("Saved view of a list"),
                "registry.personaldatarequest": _("Request about personal data"),
            }
        )
        name_verbs(
            {
                "producer.registered": _("Producer registered"),
                "producer.updated": _("Producer corrected"),
                "producer.changed": _("Change of the producer recorded"),
                "producer.year_saved": _("Figures of a year written"),
                "producer.took_over": _("Took over from another producer"),
                "producer.ended": _("Takes part no more"),
                "producer.resumed": _("Takes part again: the end was a mistake"),
                "trait.added": _("Mark added"),
                "trait.corrected": _("Mark corrected"),
                "trait.ended": _("Mark ended"),
                "linkage.added": _("Linkage added"),
                "linkage.corrected": _("Linkage corrected"),
                "linkage.ended": _("Linkage ended"),
                "area.added": _("Planting area added"),
                "area.corrected": _("Planting area corrected"),
                "area.ended": _("Planting area ended"),
                "producer.representative_named": _("Representative named"),
                "producer.representative_ended": _("Representation ended"),
                "producer.told_apart": _("Told apart from another producer that looks alike"),
                "product.told_apart": _("Told apart from another product that looks alike"),
                "product.merged": _("Found to be the same as another product"),
                "producer.placed": _("Placed in a commune after a split"),
                "consent.recorded": _("Consent of the producer recorded"),
                "consent.withdrawn": _("Consent of the producer withdrawn"),
                "personal.requested": _("Asked about own personal data"),
                "personal.answered": _("Request about personal data answered"),
                "product.registered": _("Product registered"),
                "product.updated": _("Product corrected"),
                "product.photo_set": _("Photo added"),
                "product.sale_described": _("Price, packaging and origin written"),
                "product.story_told": _("Story written"),
                "product.photo_added": _("Further photo added"),
                "product.photo_captioned": _("Said what a photo shows"),
                "product.photos_ordered": _("Photos put in another order"),
                "product.photo_removed": _("Photo taken out"),
                "product.material_added": _("Material added"),
                "product.material_removed": _("Material taken out"),
                "product.year_reported": _("Figures of a year written"),
                "product.right_entered": _("Protected name entered"),
                "product.right_changed": _("Protected name corrected"),
                "product.right_removed": _("Protected name taken out"),
                "product.shared": _("Shared with a further commune"),
                "product.share_ended": _("No longer shared with a commune"),
                "product.ended": _("Taken out of the programme"),
                "product.end_taken_back": _("Brought back into the programme"),
                "paper.added": _("Paper entered"),
                "paper.described": _("Paper corrected"),
                "paper.file_added": _("File of a paper added"),
                "paper.renewed": _("Paper renewed"),
                "paper.removed": _("Paper taken out"),
                "view.saved": _("View of a list saved"),
                "view.deleted": _("Saved view of a list deleted"),
                "product.opinion_recorded": _("Opinion or support of a sector recorded"),
            }
        )
