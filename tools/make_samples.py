#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes up an hour of logs, the same for the same seed and scale:
make_samples.py [--scale N] [--seed N] FOLDER

FOLDER/nsg   blobs of flow logs of network security groups, versions 1 and 2, one an interface
FOLDER/vnet  blobs of flow logs of virtual networks, version 4
FOLDER/jizo  alerts of a network sensor as a syslog server receives them, and a plain EVE file
FOLDER/made.json  how many well-formed and broken items there are in each

Blobs are laid out as Azure writes them: a head, blocks that are added minute by minute, a
tail; records of about 32 KiB; tuples in the order of rules. A few items are broken on purpose.
Addresses are those reserved for documents and private networks. For benchmarks of one kind of
record there is bench/make_input.py."""

import argparse
import json
import os
import random
from datetime import datetime, timezone

START = int(datetime(2025, 10, 5, 9, tzinfo=timezone.utc).timestamp())
MINUTES = 60
RECORD_BYTES = 32_200  # full records of NSG flow logs are cut there
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
SYSTEM = "66666666-7777-8888-9999-aaaaaaaaaaaa"
OUTSIDE = ("192.0.2.", "198.51.100.", "203.0.113.")
SCANNED = (22, 23, 25, 80, 445, 1433, 3306, 3389, 5900, 6379, 8080, 9200)


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def outside(r):
    return r.choice(OUTSIDE) + str(r.randrange(1, 255))


def iso(seconds, digits="1234567"):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + digits + "Z"


# ---- flows: what happened on an interface, whoever logs it ----

class Flow:
    """One flow: addresses, ports, protocol number, direction, rule, allowed or not."""

    def __init__(self, start, ends, proto, way, rule, allowed):
        self.start, (self.src, self.dst, self.sport, self.dport) = start, ends
        self.proto, self.way, self.rule, self.allowed = proto, way, rule, allowed

    def reports(self, r):
        """(time, state, counters) of each report: begin, every five minutes, end."""
        if not self.allowed:
            yield self.start, "D", None
            return
        yield self.start, "B", None
        end = self.start + (r.expovariate(1 / 900) if r.random() < 0.1 else r.expovariate(1 / 8))
        at = self.start + 300
        while at < end:
            yield at, "C", counters(r, 300)
            at += 300
        yield end, "E", counters(r, end - at + 301)


def counters(r, seconds):
    there = 1 + int(r.expovariate(1 / (4 + seconds / 10)))
    back = max(0, there + r.randrange(-2, there + 1))
    return there, there * r.randrange(52, 400), back, back * r.randrange(52, 1400)


def new_flow(r, nic, start):
    kind = r.random()
    port = r.randrange(32768, 61000)
    if kind < 0.12:
        return Flow(start, (outside(r), nic.ip, port, r.choice(SCANNED)), 6 if kind < 0.11 else 17,
                    "I", "DefaultRule_DenyAllInBound", False)
    if kind < 0.5:
        return Flow(start, (outside(r), nic.ip, port, 443), 6, "I", "UserRule_AllowHttps", True)
    if kind < 0.7:
        return Flow(start, (nic.ip, "10.1.8.20", port, 5432), 6, "O",
                    "DefaultRule_AllowVnetOutBound", True)
    if kind < 0.8:
        return Flow(start, (nic.ip, "168.63.129.16", port, 53), 17, "O",
                    "DefaultRule_AllowVnetOutBound", True)
    if kind < 0.82:
        return Flow(start, (nic.ip, outside(r), port, 25), 6, "O", "UserRule_NoMail", False)
    if kind < 0.88 and nic.ip6:
        return Flow(start, (nic.ip6, f"2001:db8:ffff::{r.randrange(1, 9999):x}", port, 443), 6, "O",
                    "DefaultRule_AllowInternetOutBound", True)
    return Flow(start, (nic.ip, outside(r), port, 443), 6, "O", "DefaultRule_AllowInternetOutBound",
                True)


class Nic:
    """A network interface: its address, new flows a second, what is odd about its log."""

    def __init__(self, mac, ip, busy, **odd):
        self.mac, self.ip, self.busy = mac, ip, busy
        self.ip6 = odd.pop("ip6", None)
        self.odd = odd


def minutes(r, nic, scale):
    """The reports of an hour, by the minute that they are logged in."""
    buckets = [[] for _ in range(MINUTES)]
    for i in range(int(nic.busy * scale * 60 * MINUTES)):
        flow = new_flow(r, nic, START + i / (nic.busy * scale))
        for at, state, counted in flow.reports(r):
            minute = int(at - START) // 60
            if minute < MINUTES:
                buckets[minute].append((at, flow, state, counted))
    for bucket in buckets:
        bucket.sort(key=lambda report: report[0])
    return buckets


def by_rule(bucket, make_tuple):
    """Rules, each with tuples enough for a record, and a rule again once a record is full."""
    rules = {}
    for at, flow, state, counted in bucket:
        text = make_tuple(at, flow, state, counted)
        if text:
            rules.setdefault(flow.rule, []).append(text)
    record, size = {}, 0
    for rule, tuples in rules.items():
        for text in tuples:
            record.setdefault(rule, []).append(text)
            size += len(text) + 3
            if size > RECORD_BYTES:
                yield record
                record, size = {}, 0
    if record:
        yield record


# ---- blobs ----

def nsg_tuple(version):
    def make(at, flow, state, counted):
        if version == 1 and state not in "BD":
            return None  # version 1 logs a flow once
        head = (f"{int(at)},{flow.src},{flow.dst},{flow.sport},{flow.dport},"
                f"{'T' if flow.proto == 6 else 'U'},{flow.way},{'A' if flow.allowed else 'D'}")
        if version == 1:
            return head
        numbers = ",,," if counted is None else ",".join(map(str, counted))
        return f"{head},{'B' if state == 'D' else state},{numbers}"
    return make


def vnet_tuple(encryption):
    def make(at, flow, state, counted):
        numbers = "0,0,0,0" if counted is None else ",".join(map(str, counted))
        inside = flow.dst.startswith("10.")
        return (f"{int(at * 1000)},{flow.src},{flow.dst},{flow.sport},{flow.dport},{flow.proto},"
                f"{flow.way},{state},{encryption if inside else 'NX'},{numbers}")
    return make


def nsg_record(nic, minute, version, rules):
    group = (f"/SUBSCRIPTIONS/{SUBSCRIPTION}/RESOURCEGROUPS/WEB/PROVIDERS/MICROSOFT.NETWORK/"
             "NETWORKSECURITYGROUPS/WEB-NSG")
    return {"time": iso(START + minute * 60 + 27), "systemId": SYSTEM, "macAddress": nic.mac,
            "category": "NetworkSecurityGroupFlowEvent", "resourceId": group,
            "operationName": "NetworkSecurityGroupFlowEvents",
            "properties": {"Version": version, "flows": [
                {"rule": rule, "flows": [{"mac": nic.mac, "flowTuples": tuples}]}
                for rule, tuples in rules.items()]}}


def vnet_record(nic, minute, _version, rules):
    network = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/web/providers/Microsoft.Network/"
    record = {"time": iso(START + minute * 60 + 27), "flowLogVersion": 4,
              "flowLogGUID": "bbbbbbbb-cccc-dddd-eeee-ffffffffffff", "macAddress": nic.mac,
              "category": "FlowLogFlowEvent",
              "flowLogResourceID": f"{network}networkWatchers/watcher/flowLogs/all".upper(),
              "targetResourceID": f"{network}virtualNetworks/web",
              "operationName": "FlowLogFlowEvent",
              "flowRecords": {"flows": [{"aclID": f"{network}networkSecurityGroups/web-nsg",
                                         "flowGroups": [{"rule": rule, "flowTuples": tuples}
                                                        for rule, tuples in rules.items()]}]}}
    return dict(sorted(record.items())) if nic.odd.get("sorted") else record


def blocks(r, nic, scale, make_tuple, make_record):
    """The data blocks of a blob, one a minute, and how many tuples they hold."""
    switch = nic.odd.get("version_2_from", 0)
    comma = ""
    for minute, bucket in enumerate(minutes(r, nic, scale)):
        version = 1 if minute < switch else 2
        records = [(sum(map(len, rules.values())), dump(make_record(nic, minute, version, rules)))
                   for rules in by_rule(bucket, make_tuple(version))]
        if records:
            joint = ",\r\n" if nic.odd.get("line_breaks") else ","
            yield comma + joint.join(text for _, text in records), sum(n for n, _ in records)
            comma = joint


BROKEN_TUPLES = '["1759655000,10.1.0.4,192.0.2.1","","soon,1,2,3,4,5,6,7"]'


def broken_record(of):
    """A record whose tuples are not well-formed: three errors and no event."""
    if of == "nsg":
        return ('{"operationName":"NetworkSecurityGroupFlowEvents","properties":{"Version":2,"flows":'
                '[{"rule":"R","flows":[{"mac":"000D3A000001","flowTuples":' + BROKEN_TUPLES + "}]}]}}")
    return ('{"operationName":"FlowLogFlowEvent","flowRecords":{"flows":[{"aclID":"A","flowGroups":'
            '[{"rule":"R","flowTuples":' + BROKEN_TUPLES + "}]}]}}")


def write_blob(path, nic, of, data):
    """Writes head, blocks and tail; gives (well-formed tuples, broken ones)."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    good = bad = 0
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write("\ufeff" if nic.odd.get("bom") else "")
        f.write('{"records":[')
        for text, tuples in data:
            f.write(text)
            good += tuples
        if nic.odd.get("broken"):
            f.write("," + broken_record(of))
            bad += 3
        f.write("]}")
    return good, bad


HOUR = "y=2025/m=10/d=05/h=09/m=00"
NSG_NICS = [
    Nic("000D3A000001", "10.1.0.4", 20, ip6="2001:db8:1::4"),
    Nic("000D3A000002", "10.1.0.5", 20, version_2_from=22),
    Nic("000D3A000003", "10.1.0.6", 6, bom=True, line_breaks=True),
    Nic("000D3A000004", "10.1.0.7", 0.05, broken=True),
]
VNET_NICS = [
    Nic("7C1E52000001", "10.1.0.4", 12, ip6="2001:db8:1::4", encryption="X"),
    Nic("7C1E52000002", "10.1.0.5", 8, encryption="NX_NOT_SUPPORTED", sorted=True),
    Nic("7C1E52000003", "10.1.0.6", 0.05, encryption="NX", broken=True),
]


def make_nsg(r, folder, scale):
    where = (f"resourceId=/SUBSCRIPTIONS/{SUBSCRIPTION}/RESOURCEGROUPS/WEB/PROVIDERS/"
             f"MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/WEB-NSG/{HOUR}")
    return sum_pairs(
        write_blob(f"{folder}/nsg/{where}/macAddress={nic.mac}/PT1H.json", nic, "nsg",
                   blocks(r, nic, scale, nsg_tuple, nsg_record)) for nic in NSG_NICS)


def make_vnet(r, folder, scale):
    where = f"flowLogResourceID=/{SUBSCRIPTION}_NETWORKWATCHERRG/NETWORKWATCHER_WESTEUROPE_ALL/{HOUR}"
    return sum_pairs(
        write_blob(f"{folder}/vnet/{where}/macAddress={nic.mac}/PT1H.json", nic, "vnet",
                   blocks(r, nic, scale, lambda _, n=nic: vnet_tuple(n.odd["encryption"]),
                          vnet_record)) for nic in VNET_NICS)


def sum_pairs(pairs):
    good, bad = zip(*pairs)
    return {"good": sum(good), "broken": sum(bad)}


# ---- EVE ----

# Text, category, number, severity, how grave, protocol, port.
SIGNATURES = [
    ("EXAMPLE scan of remote desktops", "Attempted Information Leak", 9000201, 3, "Minor", None, 3389),
    ("EXAMPLE share enumeration", "Attempted Information Leak", 9000202, 2, "Major", "smb", 445),
    ("EXAMPLE password in a \"form\" sent in clear", "Potentially Bad Traffic", 9000203, 2, "Major",
     "http", 80),
    ("EXAMPLE expired certificate", "Generic Protocol Command Decode", 9000204, 3, "Minor", "tls", 443),
    ("EXAMPLE beacon to a listed host", "A Network Trojan was detected", 9000205, 1, "Critical", "tls",
     443),
    ("EXAMPLE requ\u00eate d'un domaine r\u00e9cent", "Potentially Bad Traffic", 9000206, 2, "Major",
     "dns", 53),
    ("EXAMPLE odd handshake", "Generic Protocol Command Decode", 9000207, 3, "Minor", "failed", 443),
]


def eve_time(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


def eve_head(r, at, kind, port):
    inside = f"10.20.{r.randrange(4)}.{r.randrange(1, 255)}"
    udp = port == 53
    return {"timestamp": eve_time(at), "flow_id": r.randrange(10**14, 2 * 10**15),
            "in_iface": r.choice(("mon0", "mon1")), "event_type": kind, "src_ip": inside,
            "src_port": r.randrange(32768, 61000), "dest_ip": outside(r), "dest_port": port,
            "proto": "UDP" if udp else "TCP"}


def eve_flow(r, at):
    there, there_bytes, back, back_bytes = counters(r, 20)
    return {"pkts_toserver": there, "pkts_toclient": back, "bytes_toserver": there_bytes,
            "bytes_toclient": back_bytes, "start": eve_time(at - r.random() * 20)}


def eve_http(r):
    return {"hostname": f"host{r.randrange(90)}.example.com", "url": f"/page/{r.randrange(97)}?id=7",
            "http_user_agent": "Mozilla/5.0 (X11; Linux x86_64)", "http_content_type": "text/html",
            "http_method": "GET", "protocol": "HTTP/1.1", "status": r.choice((200, 200, 302, 404)),
            "response_length": r.randrange(90_000)}


def alert(r, at):
    text, category, number, severity, grave, proto, port = r.choice(SIGNATURES)
    event = eve_head(r, at, "alert", port)
    event["alert"] = {"action": "blocked" if r.random() < 0.1 else "allowed", "gid": 1,
                      "signature_id": number, "rev": 3, "signature": text, "category": category,
                      "severity": severity, "metadata": {"created_at": ["2024_03_01"],
                                                         "signature_severity": [grave]}}
    if proto:
        event["app_proto"] = proto
    if proto == "http":
        event["http"] = eve_http(r)
    event["flow"] = eve_flow(r, at)
    return event


def other_event(r, at):
    kind, port = r.choice((("flow", 443), ("flow", 22), ("http", 80), ("tls", 443), ("dns", 53),
                           ("fileinfo", 80), ("ssh", 22)))
    event = eve_head(r, at, kind, port)
    if kind == "flow":
        event["app_proto"] = {443: "tls", 22: "ssh"}[port]
        event["flow"] = dict(eve_flow(r, at), end=eve_time(at), state="closed", reason="timeout")
    elif port == 80:
        event["http"] = eve_http(r)
    elif kind == "dns":
        event["dns"] = {"type": "query", "id": r.randrange(65536), "rrname": "www.example.com",
                        "rrtype": "A", "tx_id": 0}
    return event


def bsd(at):
    """The time of an RFC 3164 header: day padded with a blank."""
    when = datetime.fromtimestamp(at, timezone.utc)
    return f"{when:%b} {when.day:2d} {when:%H:%M:%S}"


def rfc3164(at, text):
    return f"<174>{bsd(at)} sensor-1 jizo: {text}\n"


def cee(at, text):
    return f"<174>{bsd(at)} sensor-2 suricata[812]: @cee: {text}\n"


def rfc5424(at, text):
    return f"<174>1 {iso(at, '250000')} sensor-3 jizo 812 IdsLog - {text}\n"


def octets(at, text):
    message = rfc5424(at, text)[:-1]
    return f"{len(message.encode())} {message}"


def cut_short(at, text):
    """What a relay that cuts messages makes of one."""
    return rfc3164(at, text[:len(text) // 2])


def no_json(at, _text):
    return rfc3164(at, "-- sensor restarted --")


def write_events(path, times, make, wrap):
    """Writes an event a time; where they are framed by RFC 3164 every 500th is broken."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    good = bad = 0
    with open(path, "w", encoding="utf-8", newline="") as f:
        for i, at in enumerate(times):
            broken = wrap is rfc3164 and i % 500 == 250
            good, bad = good + (not broken), bad + broken
            write = (cut_short, no_json)[i % 1000 > 500] if broken else wrap
            f.write(write(at, dump(make(at))))
    return good, bad


JIZO_FILES = [
    ("sensor-1-rfc3164.log", 6.0, alert, rfc3164),
    ("sensor-2-cee.log", 2.0, alert, cee),
    ("sensor-3-rfc5424.log", 2.0, alert, rfc5424),
    ("sensor-3-octet-counted.log", 2.0, alert, octets),
    ("suricata-eve.json", 3.0, other_event, lambda _at, text: text + "\n"),
]


def make_jizo(r, folder, scale):
    def events(name, rate, make, wrap):
        rate *= scale
        times = (START + i / rate for i in range(int(rate * 3600)))
        return write_events(f"{folder}/jizo/{name}", times, lambda at: make(r, at), wrap)
    return sum_pairs(events(*row) for row in JIZO_FILES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("folder")
    parser.add_argument("--scale", type=float, default=1.0, help="how busy the network is (1)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = {}
    for name, make in (("nsg", make_nsg), ("vnet", make_vnet), ("jizo", make_jizo)):
        made[name] = make(random.Random(f"{options.seed} {name}"), options.folder, options.scale)
    with open(f"{options.folder}/made.json", "w", encoding="utf-8") as f:
        f.write(dump(made) + "\n")


if __name__ == "__main__":
    main()
