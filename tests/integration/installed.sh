#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The program as a user has it: installed under a prefix, run from elsewhere, over an hour of
# made-up logs. Prints TAP.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=0
bad=0

# ok NAME COMMAND…: one check.
ok() {
    local name=$1
    shift
    run=$((run + 1))
    if "$@" >"$work/said" 2>&1; then
        echo "ok $run - $name"
    else
        bad=$((bad + 1))
        echo "not ok $run - $name"
        sed 's/^/# /' "$work/said" | head -n 20
    fi
}

cmake --install "$root/build/release" --prefix "$work/usr" >"$work/install" 2>&1
penstock=$work/usr/bin/penstock
cd "$work" || exit 1
unset PENSTOCK_FORMATS

same() { cmp "$1" "$2"; }
lines() { [[ $(wc -l <"$1") -eq $2 ]]; }

ok "it is installed" test -x "$penstock"
ok "the version is said" "$penstock" version
ok "the shipped formats are found" sh -c "'$penstock' formats | grep -q azure-network-watcher"
ok "their tests pass from there" "$penstock" test "$work/usr/share/penstock/formats"
ok "they have no mistakes that lint sees" "$penstock" lint "$work/usr/share/penstock/formats"
ok "the manual page reads" sh -c "test -s usr/share/man/man1/penstock.1 || test -s usr/share/man/man1/penstock.1.gz"
ok "logs are made up" python3 "$root/tools/make_samples.py" --scale 0.05 logs

find logs -path '*[Nn]etwork[Ss]ecurity*' -name '*.json' -o -ipath '*/nsg/*' -name '*.json' | sort >nsg.list
xargs "$penstock" parse -f Azure/azure-network-watcher --errors nsg.errors <nsg.list >nsg.1
xargs "$penstock" parse -f Azure/azure-network-watcher --threads 2 <nsg.list >nsg.2
ok "flow logs give events" test -s nsg.1
ok "two threads give the same bytes as one" same nsg.1 nsg.2
gzip -k $(head -n 1 nsg.list)
"$penstock" parse -f Azure/azure-network-watcher "$(head -n 1 nsg.list)" >plain
"$penstock" parse -f Azure/azure-network-watcher "$(head -n 1 nsg.list).gz" >packed
ok "a compressed blob gives the same" same plain packed
ok "every event is JSON with the fields of its format" python3 - <<'PY'
import json
events = [json.loads(line) for line in open("nsg.1", encoding="utf-8")]
assert events
for e in events:
    assert e["event"]["category"] == ["network"] and e["@timestamp"].endswith("Z"), e
    assert e["related"]["ip"] == sorted(e["related"]["ip"]), e
PY
ok "nobody downstream ends it quietly" sh -c "'$penstock' parse -f Azure/azure-network-watcher \$(cat nsg.list) | head -n 1 >/dev/null"
"$penstock" parse -f SesameIT/jizo /dev/null >none
ok "nothing in, nothing out" lines none 0
"$penstock" parse -f SesameIT/jizo --nonsense >/dev/null 2>&1
ok "a wrong option is wrong usage" test $? -eq 2
"$penstock" parse -f SesameIT/jizo does-not-exist >/dev/null 2>&1
ok "a missing file is the environment's failure" test $? -eq 3
echo "1..$run"
[[ $bad -eq 0 ]]
