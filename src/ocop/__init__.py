"""One commune, one product: the national programme as software.

The rooms, lowest first: `law` (pure), `platform`, `journal`, `places`, `people`, `registry`, `evaluation`,
`recognition`, `portal`, `demo`, then `cli` and `config`. A room never imports one above it.
"""

__version__ = "0.1.0"
