#!/bin/sh
# Installs Debian's ejabberd for the bench, without letting it start as a service of this machine. Needs root.
set -eu
policy=/usr/sbin/policy-rc.d

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "This needs root on a Debian or Ubuntu; elsewhere the bench takes ejabberd's figures from docs/benchmarks.md." >&2
    exit 1
fi
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ejabberd erlang-p1-pgsql
# A later boot must not start it either; the bench runs its own, privately.
if command -v systemctl >/dev/null 2>&1; then
    systemctl disable --quiet ejabberd 2>/dev/null || true
fi
