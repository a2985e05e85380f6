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
# What never touches a database was tested already.
elsewhere="--ignore=tests/law --ignore=tests/cli --ignore=tests/docs --ignore=tests/packaging --ignore=tests/config"
echo "On PostgreSQL:"
# shellcheck disable=SC2086 - one word each
OCOP_TEST_DATABASE_URL=$url exec .venv/bin/python -m pytest -q -n auto -m "not browser and not bench" $elsewhere "$@"
