#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes made-up logs, the same for the same arguments:
    make_input.py KIND COUNT [SEED [TIMES]] > FILE
KIND: alerts (Suricata EVE alerts as Jizo sends them, one a line), syslog (the same behind RFC 3164
and RFC 5424 headers), nsg or vnet (Azure flow logs: one blob of COUNT tuples), or one of
bench/records.py. With TIMES the same events that often: large files in little time."""

import json
import random
import sys

import records as other_records

# Text, category, number, severity, signature_severity of the metadata, protocol.
SIGNATURES = [
    ("Suspicious share enumeration from a workstation", "Attempted Information Leak",
     9000101, 2, "Minor", "smb"),
    ("Cleartext credentials in a \"form\" post", "Potentially Bad Traffic",
     9000102, 1, None, "http"),
    ("Expired certificate seen", "Generic Protocol Command Decode", 9000103, 3, None, "tls"),
    ("Requ\u00eate DNS vers un domaine r\u00e9cent", "Potentially Bad Traffic",
     9000104, 2, "Informational", "dns"),
    ("Path \\\\server\\admin$ opened by a guest", "A Network Trojan was detected",
     9000105, 1, "Major", "failed"),
]
OUTSIDE = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737: for documents
ID = "00000000-0000-0000-0000-000000000000"
GROUP = f"/SUBSCRIPTIONS/{ID}/RESOURCEGROUPS/EXAMPLE/PROVIDERS/MICROSOFT.NETWORK/"
TUPLES = 100  # of one rule of one interface in one record
RULES = ["DefaultRule_AllowInternetOutBound", "DefaultRule_DenyAllInBound",
         "UserRule_allow-https", "DefaultRule_AllowVnetInBound"]


def private_ip(r):
    return f"10.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}"


def public_ip(r):
    return f"{r.choice(OUTSIDE)}.{r.randrange(1, 255)}"


def moment(i):
    """Microseconds are never 0: programs write those in different ways."""
    day, fraction = f"2024-06-{i % 30 + 1:02d}", 1 + i * 7919 % 999999
    return f"{day}T{i % 24:02d}:{i % 60:02d}:{i % 59:02d}.{fraction:06d}+0000"


def http_part(r, i):
    return {"hostname": f"host{i % 500}.example.com", "http_port": 8082,
            "url": f"/page/{i % 97}/form" + (f"?id={i}" if i % 4 else ""),
            "http_content_type": "text/html", "http_method": "POST", "protocol": "HTTP/1.1",
            "status": r.choice([200, 302, 404]), "response_length": r.randrange(90000)}


def alert(r, i):
    text, category, number, severity, level, proto = r.choice(SIGNATURES)
    event = {
        "timestamp": moment(i), "flow_id": r.randrange(10**14, 2 * 10**15),
        "in_iface": f"mon{i % 4}", "event_type": "alert",
        "src_ip": private_ip(r), "src_port": r.randrange(1024, 65536),
        "dest_ip": public_ip(r), "dest_port": r.choice([53, 80, 443, 445]),
        "proto": r.choice(["TCP", "UDP"])}
    if proto == "http":
        event["http"] = http_part(r, i)
    event["alert"] = {
        "action": "blocked" if i % 10 == 0 else "allowed", "gid": 1, "signature_id": number,
        "rev": 1 + i % 9, "signature": text, "category": category, "severity": severity}
    if level:
        event["alert"]["metadata"] = {
            "affected_product": ["Any"], "attack_target": ["Client_Endpoint"],
            "created_at": ["2024_01_15"], "signature_severity": [level]}
    event["app_proto"] = proto
    event["flow"] = {
        "pkts_toserver": r.randrange(1, 99), "pkts_toclient": r.randrange(99),
        "bytes_toserver": r.randrange(60, 99999), "bytes_toclient": r.randrange(99999),
        "start": moment(i // 2)}
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False)


def behind_header(r, i):
    line = alert(r, i)
    if i % 2:
        return f"<134>1 2024-06-{i % 30 + 1:02d}T10:00:00.000Z jizo-{i % 3} suricata 42 - - {line}"
    return f"<134>Jun {i % 30 + 1:2d} 10:00:00 jizo-{i % 3} suricata[42]: @cee: {line}"


def flow(r, i, clock, protocol, encryption):
    """One tuple; every third flow ends and has counts."""
    ends = (private_ip(r), public_ip(r))
    outward = i % 4 != 0
    source, target = ends if outward else ends[::-1]
    state = "E" if i % 3 == 0 else "D" if i % 31 == 0 and encryption else "B"
    counts = [r.randrange(1, 9999) for _ in range(4)] if state == "E" else \
        [0] * 4 if encryption else [""] * 4
    decision = [] if encryption else ["D" if i % 31 == 0 else "A"]
    return ",".join(map(str, [clock, source, target, r.randrange(1024, 65536), 443, protocol,
                              "O" if outward else "I", *decision, state, *encryption, *counts]))


def nsg_tuple(r, i):
    return flow(r, i, 1717200000 + i // 50, "U" if i % 5 == 0 else "T", [])


def vnet_tuple(r, i):
    return flow(r, i, 1717200000000 + i * 20, 17 if i % 5 == 0 else 6, ["NX"])


def nsg_record(groups, mac):
    return {"time": "2024-06-01T00:01:00.1234567Z", "systemId": ID, "macAddress": mac,
            "category": "NetworkSecurityGroupFlowEvent",
            "resourceId": GROUP + "NETWORKSECURITYGROUPS/EXAMPLE-NSG",
            "operationName": "NetworkSecurityGroupFlowEvents",
            "properties": {"Version": 2, "flows": [
                {"rule": rule, "flows": [{"mac": mac, "flowTuples": tuples}]}
                for rule, tuples in groups]}}


def vnet_record(groups, mac):
    return {"time": "2024-06-01T00:01:00.1234567Z", "flowLogGUID": ID, "flowLogVersion": 4,
            "macAddress": mac, "category": "FlowLogFlowEvent",
            "flowLogResourceID": GROUP + "NETWORKWATCHERS/EXAMPLE/FLOWLOGS/ALL",
            "targetResourceID": GROUP + "VIRTUALNETWORKS/EXAMPLE",
            "operationName": "FlowLogFlowEvent",
            "flowRecords": {"flows": [{"aclID": ID, "flowGroups": [
                {"rule": rule, "flowTuples": tuples} for rule, tuples in groups]}]}}


def records(make_tuple, make_record, r, count):
    """The records of COUNT tuples, four rules to a record (about 32 KB, as Azure's are)."""
    tuples = [make_tuple(r, i) for i in range(count)]
    groups = [(RULES[n % len(RULES)], tuples[start:start + TUPLES])
              for n, start in enumerate(range(0, count, TUPLES))]
    for n, start in enumerate(range(0, len(groups), len(RULES))):
        record = make_record(groups[start:start + len(RULES)], f"0022480000{n % 8:02X}")
        yield json.dumps(record, separators=(",", ":"))


def lines(make, r, count):
    return "".join(make(r, i) + "\n" for i in range(count)).encode()


def write(kind, r, count, times):
    out = sys.stdout.buffer
    makers = {"alerts": alert, "syslog": behind_header, **other_records.KINDS}
    if kind in makers:
        part = lines(makers[kind], r, count)
        for _ in range(times):
            out.write(part)
        return
    make = (nsg_tuple, nsg_record) if kind == "nsg" else (vnet_tuple, vnet_record)
    part = ",".join(records(*make, r, count)).encode()
    out.write(b'{"records":[')
    for i in range(times):
        out.write((b"," if i else b"") + part)
    out.write(b"]}\n")


def main():
    kinds = ("alerts", "syslog", "nsg", "vnet", *other_records.KINDS)
    numbers = sys.argv[2:]
    if not 1 <= len(numbers) <= 3 or sys.argv[1] not in kinds or \
            not all(n.isdigit() for n in numbers):
        print(__doc__, file=sys.stderr)
        return 2
    count, seed, times = map(int, numbers + ["7", "1"][len(numbers) - 1:])
    write(sys.argv[1], random.Random(seed), count, times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
