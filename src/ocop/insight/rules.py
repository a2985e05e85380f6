"""Who may ask for figures: whoever reads the records they add up."""

from ocop.recognition.rules import can_read_figures

__all__ = ["can_read_figures"]
