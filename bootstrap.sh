#!/bin/sh
# Make .venv ready: `./bootstrap.sh` for running, `./bootstrap.sh dev` for developing.
#
# Finds a Python that really runs, installs exactly what the lock file names (with uv, else with plain pip),
# then the project itself, and compiles the translations. When nothing changed, a second call does nothing.
# PYTHON=/path/to/python chooses the interpreter; UV_DEFAULT_INDEX and PIP_INDEX_URL choose the package index.
set -eu
cd "$(dirname "$0")"
unset VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1

STAMP=.venv/.ocop-stamp
TRANSLATED=.venv/.ocop-translated
UV=.tools/bin/uv
LOG=.bootstrap.log

# Two lines, Vietnamese then English, on standard error.
say() { printf '%s\n  %s\n' "$1" "$2" >&2; }
stop() { say "$@"; exit 1; }

# --- a Python that runs -------------------------------------------------------------------------------------

# A pyenv shim or a broken link may exist and still not run, so each candidate is tried, never trusted.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

find_python() {
    PY='' LACKS_VENV=''
    if [ -z "${PYTHON:-}" ] && in_place; then
        PY=.venv/bin/python
    elif [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || stop \
            "PYTHON=$PYTHON không chạy được hoặc cũ hơn 3.11. Hãy trỏ PYTHON đến Python 3.11 trở lên, hoặc bỏ biến này." \
            "PYTHON=$PYTHON does not run or is older than 3.11. Point it to Python 3.11 or newer, or unset it."
        if has_venv "$PYTHON"; then PY=$PYTHON; else LACKS_VENV=$PYTHON; fi
    else
        # The system's own is built with profiles, and half as fast again as one that pyenv compiled.
        case $(uname) in Linux) system=/usr/bin/python3 ;; *) system= ;; esac # elsewhere it may only offer to install one
        for candidate in $system python3.13 python3.12 python3.14 python3.11 python3 python \
            /usr/local/bin/python3 /opt/homebrew/bin/python3 \
            "${HOME:-/nonexistent}"/.pyenv/versions/3.1[1234]*/bin/python; do
            new_enough "$candidate" || continue
            if has_venv "$candidate"; then PY=$candidate; break; fi
            LACKS_VENV=${LACKS_VENV:-$candidate}
        done
    fi
    [ -z "$PY" ] || return 0
    [ -z "$LACKS_VENV" ] || stop \
        "$LACKS_VENV thiếu mô-đun venv. Trên Debian, Ubuntu: sudo apt-get install python3-venv, rồi chạy lại." \
        "$LACKS_VENV lacks the venv module. On Debian, Ubuntu: sudo apt-get install python3-venv, then run again."
    stop \
        "Không tìm thấy Python 3.11 trở lên. Hãy cài đặt (Debian 12, Ubuntu 24.04: sudo apt-get install python3 python3-venv) hoặc đặt PYTHON=/đường/dẫn/python3." \
        "No Python 3.11 or newer was found. Install one (Debian 12, Ubuntu 24.04: sudo apt-get install python3 python3-venv) or set PYTHON=/path/to/python3."
}

# The environment was made here, by the interpreter that is asked for if one is, and still runs.
in_place() {
    [ "$(sed -n 2p .venv/.ocop-python 2>/dev/null)" = "$PWD" ] && new_enough .venv/bin/python || return 1
    [ -z "${PYTHON:-}" ] || [ "$(sed -n 1p .venv/.ocop-python)" = "$("$PYTHON" -V 2>&1)" ]
}

# --- what can go wrong, in words ------------------------------------------------------------------------------

disk_full() {
    [ "$(df -Pk . | awk 'NR == 2 { print $4 }')" -lt 1000 ] || grep -qiE 'no space left|disk quota|os error 28' "$LOG"
}

# The reason stands in the log of the command that failed; the remedy depends on it.
explain() {
    if disk_full; then
        stop "Hết dung lượng đĩa. Cần khoảng 700 MB trống ở $PWD; hãy dọn bớt rồi chạy lại." \
            "The disk is full. About 700 MB must be free in $PWD; make room, then run again."
    elif grep -qiE 'permission denied|read-only file system|os error (13|30)\b' "$LOG"; then
        stop "Không có quyền ghi khi cài đặt (chi tiết: $LOG). Hãy kiểm tra quyền của $PWD và của thư mục đệm ~/.cache." \
            "Writing was refused during the installation (details: $LOG). Check the permissions of $PWD and of ~/.cache."
    elif grep -qiE 'do not match the hashes|hash mismatch' "$LOG"; then
        stop "Một gói tải về không khớp mã băm đã khóa nên không được cài (chi tiết: $LOG). Hãy xóa bộ đệm hoặc đổi máy chủ gói." \
            "A downloaded package does not match its locked hash and was not installed (details: $LOG). Clear the cache or use another index."
    elif grep -qiE 'error sending request|failed to fetch|dns|connect|timed out|timeout|temporary failure|no matching distribution|certificate|proxy|network|unreachable' "$LOG"; then
        stop "Không tải được gói cần cài. Hãy kiểm tra mạng; nếu cơ quan có máy chủ gói riêng, đặt UV_DEFAULT_INDEX và PIP_INDEX_URL (chi tiết: $LOG)." \
            "The packages could not be downloaded. Check the network; behind a mirror set UV_DEFAULT_INDEX and PIP_INDEX_URL (details: $LOG)."
    fi
    say "Cài đặt không xong. Những dòng cuối của $LOG:" "The installation did not finish. The last lines of $LOG:"
    grep -vE '^ *(File |\^|~|Traceback|$)' "$LOG" | tail -n 5 >&2
    exit 1
}

# --- installing -----------------------------------------------------------------------------------------------

open_log() {
    ! { rm -f "$LOG" && mkdir -p .tools .venv && true >"$LOG"; } 2>/dev/null || return 0
    if disk_full 2>/dev/null; then explain; fi
    stop "Không có quyền ghi vào $PWD. Hãy chép thư mục này đến nơi bạn được ghi, hoặc xin quyền ghi." \
        "Writing to $PWD is not allowed. Copy this folder to a place you may write to, or ask for the permission."
}

# Some accounts have no home they may write to.
if ! mkdir -p "${XDG_CACHE_HOME:-${HOME:-}/.cache}" 2>/dev/null || [ ! -w "${XDG_CACHE_HOME:-${HOME:-}/.cache}" ]; then
    export UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1
fi

pip() { .tools/bin/python -m pip --quiet "$@" >>"$LOG" 2>&1; }

# .tools holds pip and uv and nothing the project imports. Without uv, pip does the same more slowly.
have_tools() {
    mark="$(cksum <requirements-tools.lock) $version"
    [ "$(cat .tools/.stamp 2>/dev/null)" != "$mark" ] || return 0
    "$PY" -m venv --clear .tools >>"$LOG" 2>&1 || explain
    pip install --require-hashes -r requirements-tools.lock || return 0
    echo "$mark" >.tools/.stamp
}

has_uv() { [ -f .tools/.stamp ] && "$UV" --version >/dev/null 2>&1; }

install() { # LOCK
    if has_uv; then
        if "$UV" -q pip sync --python .venv/bin/python --require-hashes "$1" >>"$LOG" 2>&1; then return; fi
    fi
    say "Cài đặt bằng pip, có thể mất một hai phút." "Installing with pip, which may take a minute or two."
    pip --python .venv/bin/python install --require-hashes -r "$1" || explain
}

# Nothing may be fetched here: hatchling and editables are in the lock.
install_project() {
    if has_uv; then
        if "$UV" -q pip install --python .venv/bin/python --offline --no-deps --no-build-isolation -e . \
            >>"$LOG" 2>&1; then return; fi
    fi
    pip --python .venv/bin/python install --no-index --no-deps --no-build-isolation -e . || explain
}

translate() {
    .venv/bin/python hatch_build.py >/dev/null || stop \
        "Một tệp bản dịch bị hỏng (dòng trên). Hãy sửa rồi chạy lại." \
        "A translation file is broken (line above). Correct it, then run again."
    true >"$TRANSLATED"
}

# ----------------------------------------------------------------------------------------------------------------

kind=${1:-run}
case $kind in run | dev) ;; *) stop "Cách dùng: ./bootstrap.sh [dev]" "Usage: ./bootstrap.sh [dev]" ;; esac
# What was once made for developing stays so: running needs nothing that it lacks.
case $(cat "$STAMP" 2>/dev/null) in dev\ *) kind=dev ;; esac
case $kind in run) lock=requirements.lock ;; dev) lock=requirements-dev.lock ;; esac

# The part of pyproject.toml from pytest downwards configures checks and changes nothing installed.
wanted="$kind $(sed '/^\[tool\.pytest/,$d' pyproject.toml | cat - "$lock" | cksum)"
if ! in_place || [ "$(cat "$STAMP" 2>/dev/null)" != "$wanted" ]; then
    find_python
    version=$("$PY" -V 2>&1)
    open_log
    say "Đang cài đặt vào .venv bằng $version..." "Installing into .venv with $version..."
    rm -f "$STAMP"
    have_tools
    if ! in_place; then
        "$PY" -m venv --clear --without-pip .venv >>"$LOG" 2>&1 || explain
        printf '%s\n' "$version" "$PWD" >.venv/.ocop-python
    fi
    install "$lock"
    translate
    install_project
    echo "$wanted" >"$STAMP"
elif [ ! -f "$TRANSLATED" ] || [ -n "$(find src -name '*.po' -newer "$TRANSLATED")" ]; then
    translate
fi
