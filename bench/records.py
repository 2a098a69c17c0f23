# SPDX-License-Identifier: Apache-2.0
"""Records of the formats under bench/formats, one function a kind: (random, number) to a line.
Shapes are those of common products, values are made up; addresses are those for documents."""

import json

AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{}.0.{}.{} Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.{1}",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{1} like Mac OS X) AppleWebKit/605.1.{2} "
    "(KHTML, like Gecko) Version/17.{1} Mobile/15E148 Safari/604.1",
    "curl/7.{}.{}",
]
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
NETS = ("192.0.2", "198.51.100", "203.0.113")


def inside(r):
    return f"10.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}"


def outside(r):
    return f"{r.choice(NETS)}.{r.randrange(1, 255)}"


def agent(r):
    """One of about 2,000, the first few far more often, as in real traffic."""
    n = min(int(r.expovariate(0.01)), 499)
    return r.choice(AGENTS).format(100 + n % 40, n % 7, n)


def weblog(r, i):
    path = f"/shop/item/{r.randrange(9999)}" + (f"?page={i % 9}&sort=price" if i % 3 else "")
    user = "-" if i % 5 else f"user{i % 300}"
    size = "-" if i % 50 == 0 else r.randrange(200, 90000)
    return (f'{outside(r)} - {user} [{i % 28 + 1:02d}/{MONTHS[i % 12]}/2026:{i % 24:02d}:'
            f'{i % 60:02d}:{i % 59:02d} +0000] "GET {path} HTTP/1.1" '
            f'{r.choice([200, 200, 200, 304, 404, 500])} {size} '
            f'"https://www.example.com/shop/" "{agent(r)}"')


def firewall(r, i):
    sent, got = r.randrange(60, 99999), r.randrange(99999)
    user = ' user="N/A"' if i % 4 == 0 else f' user="ann{i % 90}"' if i % 4 == 1 else ""
    return (f'date=2026-06-{i % 28 + 1:02d} time=10:{i % 60:02d}:{i % 59:02d} '
            f'devname="edge-{i % 3}" devid="FW{i % 3:08d}" eventtime={1780000000 + i} '
            f'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" '
            f'srcip={inside(r)} srcport={r.randrange(1024, 65536)} srcintf="lan{i % 4}" '
            f'srcmac="00:00:5e:00:53:{i % 256:02x}" dstip={outside(r)} dstport=443 '
            f'dstintf="wan1" policyid={i % 40} policyname="Out to web" '
            f'proto={r.choice([6, 17, 1])} action="{r.choice(["accept", "close", "deny"])}" '
            f'app="HTTPS" duration={i % 300} sentbyte={sent} rcvdbyte={got}{user} '
            f'msg="session of rule {i % 40} ended"')


def gateway(r, i):
    return (f"CEF:0|Example|Gateway|7.{i % 4}.1|{100 + i % 9}|Malicious file stopped|{i % 10}|"
            f"rt=Jun {i % 28 + 1:02d} 2026 10:{i % 60:02d}:{i % 59:02d} dvchost=gw-{i % 5} "
            f"src={inside(r)} spt={r.randrange(1024, 65536)} dst={outside(r)} dpt=80 "
            f"dhost=files.example.org act=Blocked suser=EXAMPLE\\\\ann{i % 90} "
            f"fname=report-{i % 70}.docm filePath=/srv/share/report-{i % 70}.docm "
            f"fileHash={r.getrandbits(256):064x} request=http://files.example.org/d/{i % 999} "
            f"cs1=Default cs1Label=Policy msg=file with a macro stopped")


def proxy(r, i):
    return (f"2026/06/{i % 28 + 1:02d} 10:{i % 60:02d}:01,0071{i % 9:08d},THREAT,url,"
            f"2026/06/{i % 28 + 1:02d} 10:{i % 60:02d}:00,{inside(r)},{outside(r)},"
            f"{outside(r)},{outside(r)},allow-web,example\\ann{i % 90},web-browsing,trust,"
            f"untrust,{r.choice(['allow', 'alert', 'deny'])},{r.randrange(9999)},"
            f"{r.randrange(99999)},{r.randrange(1, 99)},computer-and-internet-info,"
            f'"files.example.org/d/{i % 999}?a=1,2"')


def identity(r, i):
    found = {"type": "User", "principalId": f"AIDA{i % 90:012d}", "accountId": "123456789012",
             "roles": [{"name": "reader"}, {"name": f"team-{i % 7}"}]}
    if i % 3:
        found["userName"] = f"ann{i % 90}"
    else:
        found["session"] = {"issuer": {"userName": f"role-{i % 7}"}, "mfa": "false"}
    return found


def cloud(r, i):
    name = r.choice(["ConsoleLogin", "PutObject", "GetObject", "AssumeRole", "ListUsers"])
    event = {"eventVersion": "1.08", "identity": identity(r, i),
             "eventTime": f"2026-06-{i % 28 + 1:02d}T10:{i % 60:02d}:{i % 59:02d}Z",
             "eventSource": "storage.example.com" if "Object" in name else "id.example.com",
             "eventName": name, "region": "eu-west-3",
             "sourceIPAddress": outside(r) if i % 4 else "build.example.com",
             "userAgent": agent(r)}
    if "Object" in name:
        event["request"] = {"bucket": f"bucket-{i % 9}", "key": f"a/b/file-{i % 99}.txt"}
        event["response"] = {"size": r.randrange(99999)}
    elif i % 2:
        event["request"] = {"userName": f"bob{i % 9}"}
        event["additional"] = {"mfa": "No"}
    if i % 6 == 0:
        event["errorCode"], event["errorMessage"] = "AccessDenied", "not \"allowed\" to do that"
    event["requestID"] = f"{r.getrandbits(64):016x}"
    return json.dumps(event)


def windows(r, i):
    good = i % 5 != 0
    data = {"SubjectUserSid": "S-1-5-18", "SubjectUserName": f"HOST-{i % 20}$",
            "TargetUserSid": f"S-1-5-21-1-2-3-{1000 + i % 90}", "TargetUserName": f"ann{i % 90}",
            "TargetDomainName": "EXAMPLE", "LogonType": r.choice([2, 3, 10]),
            "LogonProcessName": "Advapi ", "AuthenticationPackageName": "Negotiate",
            "WorkstationName": f"HOST-{i % 20}", "ProcessId": f"0x{i % 4096:x}",
            "ProcessName": "C:\\Windows\\System32\\svchost.exe", "IpAddress": inside(r),
            "IpPort": r.randrange(1024, 65536)}
    parts = "".join(f"<Data Name='{k}'>{v}</Data>" for k, v in data.items())
    return ("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            "<Provider Name='Microsoft-Windows-Security-Auditing' "
            "Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>"
            f"<EventID>{4624 if good else 4625}</EventID><Version>2</Version><Level>0</Level>"
            f"<TimeCreated SystemTime='2026-06-{i % 28 + 1:02d}T10:{i % 60:02d}:01.1234567Z'/>"
            f"<EventRecordID>{i}</EventRecordID><Execution ProcessID='{600 + i % 99}' "
            f"ThreadID='{i % 9999}'/><Channel>Security</Channel>"
            f"<Computer>host-{i % 20}.example.com</Computer></System>"
            f"<EventData>{parts}</EventData></Event>")


def mailer(r, i):
    head = f"Jun {i % 28 + 1:2d} 10:{i % 60:02d}:{i % 59:02d} mx{i % 3} relay/"
    key = f"{r.getrandbits(40):010X}"
    if i % 4 == 0:
        return f"{head}smtpd[{i % 30000 + 1}]: connect from mail{i % 9}.example.org[{outside(r)}]"
    if i % 4 == 1:
        return (f"{head}qmgr[812]: {key}: from=<ann{i % 90}@example.com>, "
                f"size={r.randrange(99999)}, nrcpt=1 (queue active)")
    return (f"{head}smtp[{i % 30000 + 1}]: {key}: to=<bob{i % 90}@example.org>, "
            f"relay=mx.example.org[{outside(r)}]:25, delay={i % 9}.{i % 10}, status="
            + ("sent (250 2.0.0 Ok: queued)" if i % 5 else "deferred (try again later)"))


KINDS = {f.__name__: f for f in (weblog, firewall, gateway, proxy, cloud, windows, mailer)}
