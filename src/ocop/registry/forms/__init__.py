"""What is asked about producers and products."""

from ocop.registry.forms.business import AreaForm, EndForm, LinkageForm, TraitForm, YearForm
from ocop.registry.forms.consents import ConsentForm
from ocop.registry.forms.participation import EndProducerForm, ResumeForm, TakeoverForm
from ocop.registry.forms.producers import ChangeForm, ProducerForm
from ocop.registry.forms.products import OpinionForm, PhotoForm, ProductForm

__all__ = [
    "AreaForm",
    "ChangeForm",
    "ConsentForm",
    "EndForm",
    "EndProducerForm",
    "LinkageForm",
    "OpinionForm",
    "PhotoForm",
    "ProducerForm",
    "ProductForm",
    "ResumeForm",
    "TakeoverForm",
    "TraitForm",
    "YearForm",
]
