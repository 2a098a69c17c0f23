#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes made-up logs, the same for the same seed: make_input.py KIND COUNT [SEED] > FILE
KIND: alerts (Suricata EVE, one a line), nsg or vnet (Azure flow logs, one blob of COUNT tuples)."""

import json
import random
import sys

SIGNATURES = [
    ("Suspicious share enumeration", "Attempted Information Leak", 9000101, 2, "smb"),
    ("Cleartext credentials in a \"form\" post", "Potentially Bad Traffic", 9000102, 1, "http"),
    ("Expired certificate seen", "Generic Protocol Command Decode", 9000103, 3, "tls"),
    ("Requ\u00eate DNS vers un domaine r\u00e9cent", "Potentially Bad Traffic", 9000104, 2, "dns"),
]
OUTSIDE = (203, 0, 113)  # RFC 5737: for documents


def private_ip(r):
    return f"10.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}"


def public_ip(r):
    return ".".join(str(n) for n in OUTSIDE) + f".{r.randrange(1, 255)}"


def alert(r, i):
    text, category, number, severity, proto = r.choice(SIGNATURES)
    when = f"2024-06-{i % 30 + 1:02d}T{i % 24:02d}:{i % 60:02d}:{i % 59:02d}.{i % 10**6:06d}+0000"
    event = {
        "timestamp": when, "flow_id": r.randrange(10**14, 10**15), "in_iface": "mon0",
        "event_type": "alert", "src_ip": private_ip(r), "src_port": r.randrange(1024, 65536),
        "dest_ip": public_ip(r), "dest_port": r.choice([53, 80, 443, 445]), "proto": "TCP",
        "alert": {"action": "allowed", "gid": 1, "signature_id": number, "rev": 1 + i % 9,
                  "signature": text, "category": category, "severity": severity},
        "app_proto": proto,
        "flow": {"pkts_toserver": r.randrange(1, 99), "pkts_toclient": r.randrange(99),
                 "bytes_toserver": r.randrange(60, 99999), "bytes_toclient": r.randrange(99999),
                 "start": when}}
    if proto == "http":
        event["http"] = {"hostname": f"host{i % 500}.example.com", "url": f"/page/{i % 97}?id={i}",
                         "http_method": "GET", "protocol": "HTTP/1.1", "status": 200,
                         "length": r.randrange(90000)}
    return event


def nsg_tuple(r, i):
    head = f"{1717200000 + i // 50},{private_ip(r)},{public_ip(r)},{r.randrange(1024, 65536)},443"
    tail = "B,,,," if i % 3 else "E,{},{},{},{}".format(*(r.randrange(1, 9999) for _ in range(4)))
    return f"{head},T,O,A,{tail}"


def vnet_tuple(r, i):
    head = f"{1717200000000 + i * 20},{private_ip(r)},{public_ip(r)},{r.randrange(1024, 65536)},443"
    return head + ",6,O,B,NX,0,0,0,0" if i % 3 else head + ",6,O,E,NX,{},{},{},{}".format(
        *(r.randrange(1, 9999) for _ in range(4)))


ID = "00000000-0000-0000-0000-000000000000"
GROUP = f"/SUBSCRIPTIONS/{ID}/RESOURCEGROUPS/EXAMPLE/PROVIDERS/MICROSOFT.NETWORK/"


def nsg_record(tuples):
    return {"time": "2024-06-01T00:01:00.1234567Z", "systemId": ID, "macAddress": "000000000001",
            "category": "NetworkSecurityGroupFlowEvent",
            "resourceId": GROUP + "NETWORKSECURITYGROUPS/EXAMPLE-NSG",
            "operationName": "NetworkSecurityGroupFlowEvents",
            "properties": {"Version": 2, "flows": [{"rule": "DefaultRule_AllowInternetOutBound",
                           "flows": [{"mac": "000000000001", "flowTuples": tuples}]}]}}


def vnet_record(tuples):
    return {"time": "2024-06-01T00:01:00.1234567Z", "flowLogGUID": ID, "flowLogVersion": 4,
            "macAddress": "000000000001", "category": "FlowLogFlowEvent",
            "flowLogResourceID": GROUP + "NETWORKWATCHERS/EXAMPLE/FLOWLOGS/ALL",
            "targetResourceID": GROUP + "VIRTUALNETWORKS/EXAMPLE",
            "operationName": "FlowLogFlowEvent",
            "flowRecords": {"flows": [{"aclID": ID, "flowGroups": [
                {"rule": "DefaultRule_AllowInternetOutBound", "flowTuples": tuples}]}]}}


def blob(make_tuple, make_record, r, count):
    records = []
    for start in range(0, count, 500):
        tuples = [make_tuple(r, i) for i in range(start, min(start + 500, count))]
        records.append(make_record(tuples))
    print(json.dumps({"records": records}, separators=(",", ":")))


def main():
    kinds = ("alerts", "nsg", "vnet")
    if len(sys.argv) < 3 or sys.argv[1] not in kinds or not sys.argv[2].isdigit():
        print(__doc__, file=sys.stderr)
        return 2
    kind, count = sys.argv[1], int(sys.argv[2])
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
    if kind == "alerts":
        for i in range(count):
            print(json.dumps(alert(r, i), separators=(",", ":"), ensure_ascii=False))
    elif kind == "nsg":
        blob(nsg_tuple, nsg_record, r, count)
    else:
        blob(vnet_tuple, vnet_record, r, count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
