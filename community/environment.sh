#!/bin/sh
# Makes .venv and installs one requirements file into it: environment.sh REQUIREMENTS STAMP
# Runs before any Python package is there, hence a shell script. uv is used when it works, else pip.
set -eu
requirements=$1
stamp=$2
venv=.venv

find_python() {
    for name in "${PYTHON:-python3}" python3.11 python3.12 python3.13 python3.14 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    found=$("${PYTHON:-python3}" -V 2>&1) || found="no Python"
    echo "Snug needs Python 3.11 or newer; found: $found." >&2
    exit 1
}

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$(find_python)
    rm -rf "$venv"
    echo "Making the environment in $venv …"
    if uv --version >/dev/null 2>&1; then
        uv venv --quiet --python "$(command -v "$python")" "$venv"
    elif ! "$python" -m venv "$venv" >"$venv.log" 2>&1; then
        tail -n 3 "$venv.log" >&2
        rm -rf "$venv" "$venv.log"
        echo "Python's venv module did not work: install python3-venv (Debian, Ubuntu) or uv." >&2
        exit 1
    else
        rm -f "$venv.log"
    fi
fi

echo "Installing $requirements …"
if uv --version >/dev/null 2>&1; then
    uv pip install --quiet --python "$venv/bin/python" -r "$requirements"
else
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile -r "$requirements"
fi
touch "$stamp"
