# SPDX-License-Identifier: Apache-2.0
"""Random dates, nearly-dates and garbage, from a seeded random.Random."""

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ZONES = ["", "", "", "UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
         "America New York", "+02:00", "-0330", "UTC+5", "GMT-8", "+530", "+5:", "PDT", "cest", "Mars/Olympus",
         '"Europe/London"', " Asia/Tokyo ", "America/Sao_Paulo", "Europe/Dublin", "Pacific/Apia", "Africa/Cairo"]
FORMATS = ["%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S %Z",
           "%Y-%m-%d %H:%M:%S%z", "%b %d %Y %H:%M:%S", "%y%m%d%H%M%S.%f", "%Y-%m-%d-%H.%M.%S.%f",
           "%b. %d %Y %H:%M:%S %Z", "%d-%b-%Y %H:%M:%S.%f", "%a %b %d %H:%M:%S %Y", "%I:%M %p", "%c", "%x %X",
           "%Y %j", "%H%M%S", "%Y%m%d%H%M%S%f", "%B %d, %Y", "%A %d %B %y", "%% %Y", "%Y-%m-%dT%H:%M:%S.%fZ",
           "%d%m%y", "%S%M%H%d", "%Y-%m-%dT%H:%M:%S%z", "timestamp", "%Q", "%Y %Y", "%", "%H:%M %w %u"]
SKIPS = [" ", ".", ",", ";", "-", "/", "'", " at ", " on ", " and ", " ad ", "T", "t", " of ", "  ", "\t", "st", "th"]
WORDS = MONTHS + DAYS + "am pm a p AM PM h m s hour hours minute minutes second seconds UTC GMT Z z CEST EST BRT of st nd rd th at on ad t T m nan inf foo ( ) + - : . , ; / ' _ \u00e9 \u202f \0".split(" ")


def case_of(r, word):
    return r.choice([word, word, word.lower(), word.upper()])


def month(r):
    name = r.choice(MONTHS)
    return case_of(r, r.choice([name, name[:3], name[:3], "Sept"]))


def weekday(r):
    name = r.choice(DAYS)
    return case_of(r, r.choice([name, name[:3], name[:3]]))


def number(r, most):
    v = r.randint(0, most)
    return r.choice(["%d", "%02d", "%02d"]) % v


def year(r):
    return r.choice(["%04d" % r.randint(1950, 2060), "%02d" % r.randint(0, 99), "%04d" % r.randint(1, 9999),
                     "2024", "2023"])


def clock(r):
    text = number(r, 24) + ":" + number(r, 60)
    if r.random() < .8:
        text += ":" + number(r, 60)
        if r.random() < .4:
            text += r.choice([".", ".", ".", ","]) + "".join(r.choice("0123456789") for _ in range(r.randint(1, 10)))
    if r.random() < .2:
        text += r.choice(["", " "]) + r.choice(["am", "pm", "AM", "PM", "a", "P", "a.m."])
    return text


def offset(r):
    return r.choice(["", "", "", "Z", " Z", "z", "+0000", "+00:00", " +0200", "-05:30", "+2", " GMT", " UTC", " CEST",
                     " GMT+3", " UTC-02:30", " BRT+3", " +0200 (CEST)", "-0300 (GMT)", " (UTC)", "+%04d" % r.randint(0, 2600),
                     " %s%d:%d" % (r.choice("+-"), r.randint(0, 24), r.randint(0, 99)), " EST", "+123", "T", " UTC +3"])


def date(r):
    sep = r.choice(["-", "/", ".", " ", "-", "/"])
    parts = r.choice([
        [year(r), number(r, 13), number(r, 32)], [number(r, 13), number(r, 32), year(r)],
        [number(r, 32), month(r), year(r)], [month(r), number(r, 32), year(r)], [year(r), month(r), number(r, 32)],
        [month(r), number(r, 32)], [number(r, 13), number(r, 32)], [month(r)], [year(r)], [number(r, 32)],
        [month(r), year(r), number(r, 31)], [month(r) + " of " + year(r)], [number(r, 31) + r.choice(["st", "th", "nd"]), month(r), year(r)]])
    text = sep.join(parts)
    if r.random() < .1:
        text = "%s%s%s" % (year(r).zfill(4), "%02d" % r.randint(1, 12), "%02d" % r.randint(1, 28))
    if r.random() < .3:
        text = r.choice([weekday(r) + r.choice([" ", ", ", "  "]) + text, text + " " + weekday(r)])
    return text


def whole(r):
    d, c = date(r), clock(r)
    if r.random() < .1:
        c = r.choice(["%02d%02d%02d", "%02d%02d%02d.5", "%dh%dm%ds", "%dh %dm %ds", "%d h%d:%d"]) % (
            r.randint(0, 24), r.randint(0, 60), r.randint(0, 60))
    return r.choice([d + r.choice([" ", "T", "  ", ", ", " at ", ":"]) + c + offset(r), d, c + offset(r), c + offset(r) + " " + d,
                     c, d + " " + c + offset(r) + " " + year(r)])


def soup(r):
    out = ""
    for _ in range(r.randint(1, 9)):
        k = r.random()
        if k < .4:
            out += r.choice(["%d" % r.randint(0, 32), "%02d" % r.randint(0, 60), year(r), "%d" % r.randint(0, 10**r.randint(1, 15)),
                             "%d.%d" % (r.randint(0, 99), r.randint(0, 999)), "10:20", "10:20:30"])
        elif k < .7:
            out += case_of(r, r.choice(WORDS))
        else:
            out += r.choice(SKIPS)
        if r.random() < .3:
            out += " "
    return out


def mutated(r, text):
    for _ in range(r.randint(1, 2)):
        at = r.randint(0, len(text))
        text = text[:at] + r.choice(["", "", r.choice(" .,:-/+0123456789TZamph("), r.choice(WORDS)]) + text[at + r.randint(0, 2):]
    return text


def iso(r):
    return "%04d-%02d-%02d%s%02d:%02d:%02d%s%s" % (
        r.randint(0, 9999), r.randint(0, 12) or 1, r.randint(1, 31), r.choice("T T"), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59),
        "." + "".join(r.choice("0123456789") for _ in range(r.randint(1, 10))) if r.random() < .6 else "", offset(r))


def epoch(r):
    text = "%d" % r.randint(0, 10**r.randint(0, 25))
    if r.random() < .3:
        text += "." + "%d" % r.randint(0, 10**r.randint(0, 12))
    return r.choice(["", "", "", "-", "-0", "0", "+"]) + text


def formatted(r, form):
    values = {"d": "%02d" % r.randint(1, 31), "b": month(r)[:3], "B": case_of(r, r.choice(MONTHS)), "Y": "%04d" % r.randint(0, 9999) if r.random() < .1 else "2024",
              "H": number(r, 23), "M": number(r, 59), "S": number(r, 61), "m": number(r, 12), "f": "%d" % r.randint(0, 999999), "y": "%02d" % r.randint(0, 99),
              "z": r.choice(["+0200", "-05:30", "Z", "+01:00:30", "+010030.25", "+01:0030", "+2500", "+0160"]), "Z": r.choice(["GMT", "UTC", "CEST", "PST", "Europe/Paris", "XX"]),
              "a": weekday(r)[:3], "A": case_of(r, r.choice(DAYS)), "p": r.choice(["AM", "pm"]), "I": number(r, 12), "j": "%03d" % r.randint(0, 366), "%": "%",
              "c": "Mon Aug  1 06:40:30 2022", "x": "08/01/22", "X": "06:40:30", "w": "3", "u": "7"}
    out, i = "", 0
    while i < len(form):
        if form[i] == "%" and i + 1 < len(form):
            out += values.get(form[i + 1], "?")
            i += 2
        else:
            out += form[i]
            i += 1
    return out


def case(r):
    """(text, format, zone)."""
    zone = r.choice(ZONES) if r.random() < .3 else ""
    k = r.random()
    if k < .45:
        text, form = whole(r), ""
    elif k < .6:
        text, form = mutated(r, whole(r)), ""
    elif k < .72:
        text, form = soup(r), ""
    elif k < .8:
        text, form = iso(r), ""
    elif k < .85:
        text, form = epoch(r), r.choice(["", "timestamp", "%Y"])
    else:
        form = r.choice(FORMATS)
        text = formatted(r, form)
        if r.random() < .2:
            text = mutated(r, text)
    return r.choice(["", "", "", "", " ", "\u00a0"]) + text, form, zone
