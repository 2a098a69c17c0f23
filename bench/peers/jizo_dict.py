#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Jizo mapping written by hand in Python: jizo_dict.py FILE > EVENTS"""

import json
import sys

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
NOTHING = {}


def lean(**members):
    return {k: v for k, v in members.items() if v is not None}


def date(text):
    return text[:26] + "Z" if text else None


def url_of(text):
    if text is None:
        return None
    path, _, query = text.partition("?")
    return lean(original=text, path=path, query=query or None)


def side(address, count, packets, port):
    return lean(address=address, bytes=count, ip=address, packets=packets, port=port)


def event_of(line):
    e = json.loads(line)
    alert, flow, http = (e.get(k, NOTHING) for k in ("alert", "flow", "http"))
    level = alert.get("metadata", NOTHING).get("signature_severity")
    source, target, proto = e.get("src_ip"), e.get("dest_ip"), e.get("app_proto")
    event = lean(action=alert.get("action"), category=["network"],
                 kind="alert" if e.get("event_type") == "alert" else None,
                 severity=alert.get("severity"), start=date(flow.get("start")),
                 type=["connection"])
    properties = lean(category=alert.get("category"), severity=level[0] if level else None,
                      signature=alert.get("signature"), signature_id=str(alert["signature_id"]))
    response = lean(bytes=http.get("response_length"), status_code=http.get("status"))
    return lean(
        message=line, event=event, **{"@timestamp": date(e.get("timestamp"))},
        action={"properties": properties},
        destination=side(target, flow.get("bytes_toclient"), flow.get("pkts_toclient"),
                         e.get("dest_port")),
        host={"ip": source}, http={"response": response} if response else None,
        jizo={"flow": {"id": str(e["flow_id"])}},
        network=lean(protocol=None if proto == "failed" else proto, transport=e.get("proto")),
        observer={"ingress": {"interface": {"name": e.get("in_iface")}}},
        related={"ip": [source, target]},
        source=side(source, flow.get("bytes_toserver"), flow.get("pkts_toserver"),
                    e.get("src_port")),
        url=url_of(http.get("url")))


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        write = sys.stdout.write
        for line in lines:
            write(ENCODE(event_of(line.rstrip("\n"))) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main()
