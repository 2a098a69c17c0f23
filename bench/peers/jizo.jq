# SPDX-License-Identifier: Apache-2.0
# The Jizo mapping for jq: jq --raw-input --compact-output --from-file jizo.jq FILE
def date: if . then .[0:26] + "Z" else null end;
def lean: with_entries(select(.value != null and .value != {}));
. as $line
| fromjson
| . as $e
| ($e.http.url // null) as $url
| {
    message: $line,
    event: ({
        action: $e.alert.action, category: ["network"],
        kind: (if $e.event_type == "alert" then "alert" else null end),
        severity: $e.alert.severity, start: ($e.flow.start | date), type: ["connection"]
    } | lean),
    "@timestamp": ($e.timestamp | date),
    action: ({properties: ({
        category: $e.alert.category, severity: $e.alert.metadata.signature_severity[0],
        signature: $e.alert.signature, signature_id: ($e.alert.signature_id | tostring)
    } | lean)}),
    destination: ({
        address: $e.dest_ip, bytes: $e.flow.bytes_toclient, ip: $e.dest_ip,
        packets: $e.flow.pkts_toclient, port: $e.dest_port
    } | lean),
    host: {ip: $e.src_ip},
    http: ({response: ({bytes: $e.http.response_length, status_code: $e.http.status} | lean)}
        | lean),
    jizo: {flow: {id: ($e.flow_id | tostring)}},
    network: ({
        protocol: (if $e.app_proto == "failed" then null else $e.app_proto end),
        transport: $e.proto
    } | lean),
    observer: {ingress: {interface: {name: $e.in_iface}}},
    related: {ip: [$e.src_ip, $e.dest_ip]},
    source: ({
        address: $e.src_ip, bytes: $e.flow.bytes_toserver, ip: $e.src_ip,
        packets: $e.flow.pkts_toserver, port: $e.src_port
    } | lean),
    url: (if $url then ($url | split("?")) as $parts
        | ({original: $url, path: $parts[0], query: $parts[1]} | lean) else null end)
}
| lean
