#!/bin/sh
# The tests once more on PostgreSQL, when one answers (`make postgres`). Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."

status=0
url=$(.venv/bin/python tools/postgres_url.py) || status=$?
case $status in
0) ;;
1)
    echo "SKIPPED: the tests on PostgreSQL; none answers here. Set OCOP_TEST_POSTGRES=postgresql://user@host/name to run them."
    exit 0
    ;;
*) exit 1 ;;
esac
# What never touches a database was tested already, nor does what is left out here send a statement that is not
# also sent by the tests that stay: words, forms, files, signing in, golden tables and the demonstration. Pages read
# through queries that are tested here by themselves; `make postgres PAGES=1` walks them too.
elsewhere=""
for place in law cli docs packaging config golden demo test_house.py \
    access/test_oidc.py access/test_second_factor.py access/test_signing_in.py \
    evaluation/test_filling.py evaluation/test_telling.py \
    exchange/test_damage.py exchange/test_round_trip.py exchange/test_templates.py \
    notices/test_wording.py people/test_cast.py people/test_logins.py people/test_roles.py \
    platform/test_binding.py platform/test_decisions.py platform/test_fields.py platform/test_files.py \
    platform/test_pagination.py platform/test_ui.py recognition/test_telling.py \
    registry/test_classification.py registry/test_gates.py registry/test_goods.py registry/test_gtin.py \
    registry/test_papers.py registry/test_resemblance.py registry/test_taxcode.py; do
    elsewhere="$elsewhere --ignore=tests/$place"
done
elsewhere="$elsewhere --deselect=tests/exchange/test_identity.py::test_the_demonstration_fills_an_empty_register_with_the_same_rows"
# What the run on SQLite just noted says of the rest which tests send nothing that others do not (tests/sent.py).
[ -z "${UNSENT:-}" ] || elsewhere="$elsewhere --unsent"
[ -n "${PAGES:-}" ] || elsewhere="$elsewhere --ignore=tests/portal --ignore=tests/permissions --ignore-glob=*pages.py --ignore-glob=*views.py"
echo "On PostgreSQL:"
# shellcheck disable=SC2086 - one word each
HYPOTHESIS_PROFILE=${HYPOTHESIS_PROFILE:-brief} OCOP_TEST_DATABASE_URL=$url exec .venv/bin/python -m pytest -q -n auto --dist loadgroup --no-loadscope-reorder -m "not browser and not bench" $elsewhere "$@"
