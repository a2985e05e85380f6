"""Publish new versions of the notices' texts: write their digests beside them, after which they never change.

With `--check` nothing is written and the exit status is 1 when a text has a defect. A version that was
published already and changed is always refused: make a new version of it instead.
"""

import argparse
import json
import os
import sys

import django


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop.config.settings")
    django.setup()
    from ocop.notices import wording  # noqa: PLC0415 - rooms can be imported only now

    if not check:
        held = wording.published()
        for code in wording.codes():
            for one in wording.wording(code).versions:
                held.setdefault(code, {}).setdefault(str(one.version), wording.digest(one))
        text = json.dumps(held, indent=2, sort_keys=True)
        (wording.FOLDER / wording.PUBLISHED).write_text(f"{text}\n", encoding="utf-8")
    faults = wording.defects()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
