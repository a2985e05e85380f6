"""Every change to the map of the country and to the figures of its units."""

from ocop.places.actions.figures import (
    BaselineFacts,
    assign_region,
    close_wards,
    end_flag,
    open_wards,
    record_baseline,
    set_flag,
)
from ocop.places.actions.loading import load_units, store_map, store_units
from ocop.places.actions.reforms import (
    PARTS,
    add_line,
    carry_out_reform,
    correct_reform,
    discard_reform,
    draft_reform,
    move_unit,
    remove_part,
    rename_unit,
    set_up_unit,
)
from ocop.places.actions.succession import confirm_succession

__all__ = [
    "PARTS",
    "BaselineFacts",
    "add_line",
    "assign_region",
    "carry_out_reform",
    "close_wards",
    "confirm_succession",
    "correct_reform",
    "discard_reform",
    "draft_reform",
    "end_flag",
    "load_units",
    "move_unit",
    "open_wards",
    "record_baseline",
    "remove_part",
    "rename_unit",
    "set_flag",
    "set_up_unit",
    "store_map",
    "store_units",
]
