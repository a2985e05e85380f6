from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.notices import reminders
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class RecognitionConfig(AppConfig):
    name = "ocop.recognition"
    label = "recognition"

    def ready(self) -> None:
        """Name this room's verbs for people, and add its list to the menu of those who work with it."""
        from ocop.evaluation import additions, packages  # noqa: PLC0415 - needs models, loaded by now
        from ocop.people import roles  # noqa: PLC0415 - as above
        from ocop.recognition import anew, drafts, history, queries, rules, telling  # noqa: PLC0415 - as above
        from ocop.recognition.earlier import earlier_link  # noqa: PLC0415 - as above
        from ocop.recognition.kinds import add_kinds  # noqa: PLC0415 - as above
        from ocop.recognition.merging import move_certificates  # noqa: PLC0415 - as above
        from ocop.registry import panels  # noqa: PLC0415 - as above
        from ocop.registry.actions import merging  # noqa: PLC0415 - as above
        from ocop.registry.panels import Panel  # noqa: PLC0415 - as above

        offices = {roles.PROVINCE_OFFICER, roles.PROVINCE_LEADER, roles.MINISTRY_OFFICER, roles.INSPECTOR}
        offices |= {roles.DISTRICT_OFFICER, roles.DISTRICT_LEADER}
        keepers = frozenset({*offices, roles.COMMUNE_OFFICER, roles.PRODUCER})
        counters = roles.holders("figures.read")
        certificates = {"under": "recognition:certificates"}
        figures = {"under": "insight:statistics"}
        deciders, keepers_of_templates = roles.holders("decision.record"), roles.holders("papers.templates")
        navigation.add(
            NavItem(_("Draft decisions"), "recognition:batches", deciders, order=33, under="evaluation:desk"),
            NavItem(
                _("Word templates"),
                "programme:word_templates",
                keepers_of_templates,
                order=73,
                **certificates,
            ),
            NavItem(_("Certificates"), "recognition:certificates", roles=keepers, order=67),
            NavItem(_("Certificates that end"), "recognition:ending", keepers, order=67, **certificates),
            NavItem(_("Papers that lapse before"), "recognition:lapsing", keepers, order=67, **certificates),
            NavItem(
                _("Products of the highest stars"),
                "recognition:national",
                keepers | {roles.PUBLIC_ROLE},
                order=71,
                **certificates,
            ),
            NavItem(_("Sent to the ministry"), "recognition:potential", counters, order=72, **certificates),
            NavItem(_("Figures of the territory"), "recognition:territory", counters, order=74, **figures),
            NavItem(
                _("Administrative units"),
                "places:map",
                counters | roles.holders("units.reform") | {roles.PUBLIC_ROLE},
                order=75,
                **figures,
            ),
        )
        name_objects(
            {
                "recognition.certificate": _("Certificate"),
                "recognition.decisionbatch": _("Draft decision"),
            }
        )
        panels.add(Panel("recognition/history_panel.html", history.panel, order=20))
        packages.add_source("approval", queries.approval)
        additions.add_desk_lines(drafts.desk_lines)
        additions.count_stars(rules.stars_of)
        additions.add_desk_lines(anew.lines)
        panels.add(Panel("recognition/earlier_link.html", earlier_link, order=200))
        add_kinds()
        merging.add_mover(move_certificates)
        reminders.add("recognition.certificate_expiry", telling.remind_of_expiry)
        name_verbs(
            {
                "dossier.recognised": _("Recognised, certificate issued"),
                "dossier.not_recognised": _("Not recognised"),
                "dossier.forwarded": _("Result approved, sent to the next level"),
                "dossier.handed_back": _("Handed back to the level below"),
                "batch.prepared": _("Draft decision prepared"),
                "batch.way_chosen": _("Way in which the papers are made chosen"),
                "batch.handed_over": _("Draft decision handed to the signer"),
                "batch.returned": _("Draft decision given back"),
                "batch.dropped": _("Draft decision dropped"),
                "batch.signed": _("Decision signed, papers issued"),
                "certificate.entered": _("Certificate from before this register entered"),
                "certificate.reissued": _("Paper voided, certificate issued anew"),
                "certificate.withdrawn": _("Certificate withdrawn"),
                "certificate.removed": _("Certificate struck from the register"),
            }
        )
