"""The tables of the registry: producers, products, their papers, and what people found about them."""

from ocop.registry.models.business import Linkage, PlantingArea, ProducerTrait, ProducerYear
from ocop.registry.models.consents import Consent, ConsentWay
from ocop.registry.models.goods import IpRight, IpState, Material, ProductPhoto, ProductYear, StoryPart
from ocop.registry.models.lists import SavedView
from ocop.registry.models.opinions import Opinion, OpinionKind
from ocop.registry.models.papers import Paper, PaperScope
from ocop.registry.models.personal import Outcome, PersonalDataRequest, RequestKind
from ocop.registry.models.producers import (
    FOLDED_LENGTH,
    EarlierProducer,
    Gender,
    Producer,
    Representative,
    Takeover,
    TakeoverKind,
    represented_by,
)
from ocop.registry.models.products import EarlierCommune, EarlierHolder, Product, SharedCommune
from ocop.registry.models.resemblance import ProducerPair, ProductPair, Verdict
from ocop.registry.models.series import Series, SeriesKind

__all__ = [
    "FOLDED_LENGTH",
    "Consent",
    "ConsentWay",
    "EarlierCommune",
    "EarlierHolder",
    "EarlierProducer",
    "Gender",
    "IpRight",
    "IpState",
    "Linkage",
    "Material",
    "Opinion",
    "OpinionKind",
    "Outcome",
    "Paper",
    "PaperScope",
    "PersonalDataRequest",
    "PlantingArea",
    "Producer",
    "ProducerPair",
    "ProducerTrait",
    "ProducerYear",
    "Product",
    "ProductPair",
    "ProductPhoto",
    "ProductYear",
    "Representative",
    "RequestKind",
    "SavedView",
    "Series",
    "SeriesKind",
    "SharedCommune",
    "StoryPart",
    "Takeover",
    "TakeoverKind",
    "Verdict",
    "represented_by",
]
