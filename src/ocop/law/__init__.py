"""The law as data and arithmetic: regimes, scoring, advice, deadlines, validity.

Pure Python: no web framework, no database, no clock, no input or output beyond loading its own files.
A new decision of the Prime Minister is a new folder under ``regimes/`` and no code.

Start with :mod:`ocop.law.library` (find a regime) and :mod:`ocop.law.scoring` (sheets to stars).
"""
