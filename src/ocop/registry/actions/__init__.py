"""Every change to producers and products."""

from ocop.registry.actions.business import (
    AreaFacts,
    LinkageFacts,
    TraitFacts,
    add_area,
    add_linkage,
    add_trait,
    correct_area,
    correct_linkage,
    correct_trait,
    end_area,
    end_linkage,
    end_trait,
)
from ocop.registry.actions.consents import ConsentFacts, record_consent, withdraw_consent
from ocop.registry.actions.figures import YearFacts, save_year
from ocop.registry.actions.participation import end_producer, resume_producer
from ocop.registry.actions.producers import (
    ProducerFacts,
    change_producer,
    register_producer,
    show_personal,
    update_producer,
)
from ocop.registry.actions.products import ProductFacts, register_product, set_photo, update_product
from ocop.registry.actions.representatives import end_representative, name_representative
from ocop.registry.actions.takeover import TakeoverFacts, take_over

__all__ = [
    "AreaFacts",
    "ConsentFacts",
    "LinkageFacts",
    "ProducerFacts",
    "ProductFacts",
    "TakeoverFacts",
    "TraitFacts",
    "YearFacts",
    "add_area",
    "add_linkage",
    "add_trait",
    "change_producer",
    "correct_area",
    "correct_linkage",
    "correct_trait",
    "end_area",
    "end_linkage",
    "end_producer",
    "end_representative",
    "end_trait",
    "name_representative",
    "record_consent",
    "register_producer",
    "register_product",
    "resume_producer",
    "save_year",
    "set_photo",
    "show_personal",
    "take_over",
    "update_producer",
    "update_product",
    "withdraw_consent",
]
