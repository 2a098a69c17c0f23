#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Jizo mapping as engines on Jinja2 run it, one compiled template a field, the result made
what the field's type wants: jizo_jinja.py FILE > EVENTS"""

import json
import sys

import jinja2

ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Field, template, type; the mapping of formats/SesameIT/jizo and what is inferred from it.
FIELDS = [
    ("event.action", "{{e.alert.action}}", str),
    ("event.severity", "{{e.alert.severity}}", int),
    ("event.start", "{{e.flow.start}}", "date"),
    ("event.kind", "{% if e.event_type == 'alert' %}alert{% endif %}", str),
    ("@timestamp", "{{e.timestamp}}", "date"),
    ("action.properties.category", "{{e.alert.category}}", str),
    ("action.properties.severity", "{{e.alert.metadata.signature_severity[0]}}", str),
    ("action.properties.signature", "{{e.alert.signature}}", str),
    ("action.properties.signature_id", "{{e.alert.signature_id}}", str),
    ("destination.address", "{{e.dest_ip}}", str),
    ("destination.bytes", "{{e.flow.bytes_toclient}}", int),
    ("destination.ip", "{{e.dest_ip}}", str),
    ("destination.packets", "{{e.flow.pkts_toclient}}", int),
    ("destination.port", "{{e.dest_port}}", int),
    ("host.ip", "{{e.src_ip}}", str),
    ("http.response.bytes", "{{e.http.response_length}}", int),
    ("http.response.status_code", "{{e.http.status}}", int),
    ("jizo.flow.id", "{{e.flow_id}}", str),
    ("network.protocol", "{% if e.app_proto != 'failed' %}{{e.app_proto}}{% endif %}", str),
    ("network.transport", "{{e.proto}}", str),
    ("observer.ingress.interface.name", "{{e.in_iface}}", str),
    ("source.address", "{{e.src_ip}}", str),
    ("source.bytes", "{{e.flow.bytes_toserver}}", int),
    ("source.ip", "{{e.src_ip}}", str),
    ("source.packets", "{{e.flow.pkts_toserver}}", int),
    ("source.port", "{{e.src_port}}", int),
    ("url.original", "{{e.http.url}}", str),
    ("url.path", "{{e.http.url.split('?')[0] if e.http.url}}", str),
    ("url.query", "{{e.http.url.split('?')[1] if '?' in (e.http.url or '')}}", str),
]


def put(event, keys, value):
    for key in keys[:-1]:
        event = event.setdefault(key, {})
    event[keys[-1]] = value


def typed(text, kind):
    if kind is int:
        return int(text)
    return text[:26] + "Z" if kind == "date" else text


def event_of(line, fields):
    e = json.loads(line)
    event = {"message": line}
    for keys, template, kind in fields:
        text = template.render(e=e)
        if text:
            put(event, keys, typed(text, kind))
    event["event"].update(category=["network"], type=["connection"])
    event["related"] = {"ip": [e["src_ip"], e["dest_ip"]]}
    return event


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    environment = jinja2.Environment(undefined=jinja2.ChainableUndefined)
    fields = [(name.split("."), environment.from_string(template), kind)
              for name, template, kind in FIELDS]
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            sys.stdout.write(ENCODE(event_of(line.rstrip("\n"), fields)) + "\n")


if __name__ == "__main__":
    main()
