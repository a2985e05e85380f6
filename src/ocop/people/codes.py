"""The codes of the roles, apart from what they may do: for what runs without the rest of the program."""

from __future__ import annotations

from typing import Final

PRODUCER = "producer"
PRODUCER_STAFF = "producer_staff"
COMMUNE_OFFICER = "commune_officer"
COMMUNE_LEADER = "commune_leader"
DISTRICT_OFFICER = "district_officer"
DISTRICT_LEADER = "district_leader"
IDEA_SELECTOR = "idea_selector"
PROVINCE_OFFICER = "province_officer"
PROVINCE_LEADER = "province_leader"
STEERING_MEMBER = "steering_member"
COUNCIL_MEMBER = "council_member"
SPECIALIST_MEMBER = "specialist_member"
SPECIALIST_CONSULTANT = "specialist_consultant"
GENERAL_CONSULTANT = "general_consultant"
MINISTRY_OFFICER = "ministry_officer"
AGRICULTURE_OFFICER = "agriculture_officer"
TRADE_OFFICER = "trade_officer"
SCIENCE_OFFICER = "science_officer"
HEALTH_OFFICER = "health_officer"
CULTURE_OFFICER = "culture_officer"
LABOUR_OFFICER = "labour_officer"
COOP_ALLIANCE = "coop_alliance"
INSPECTOR = "inspector"
PROVINCE_ADMIN = "province_admin"
ADMIN = "admin"

CODES: Final = frozenset(
    {
        PRODUCER,
        PRODUCER_STAFF,
        COMMUNE_OFFICER,
        COMMUNE_LEADER,
        DISTRICT_OFFICER,
        DISTRICT_LEADER,
        IDEA_SELECTOR,
        PROVINCE_OFFICER,
        PROVINCE_LEADER,
        STEERING_MEMBER,
        COUNCIL_MEMBER,
        SPECIALIST_MEMBER,
        MINISTRY_OFFICER,
        AGRICULTURE_OFFICER,
        TRADE_OFFICER,
        SCIENCE_OFFICER,
        HEALTH_OFFICER,
        CULTURE_OFFICER,
        LABOUR_OFFICER,
        COOP_ALLIANCE,
        INSPECTOR,
        PROVINCE_ADMIN,
        ADMIN,
        "artisan",
        "community_group",
        "buyer",
        "press",
        "international_partner",
        "researcher",
        "outlet_manager",
        "fair_organiser",
        "trainer",
        "lender",
        "partner",
        "assessor",
        SPECIALIST_CONSULTANT,
        GENERAL_CONSULTANT,
    }
)
"""Every code that the table of roles has; a regime's steps name these (`tests/people/test_roles.py`)."""
