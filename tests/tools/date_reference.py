# SPDX-License-Identifier: Apache-2.0
"""What a date means, by Python's own datetime and python3-dateutil: the reference that
gen_dates.py and tests/differential/dates.py compare with. `now` is fixed by the caller."""
import datetime as dt
import re
import warnings
import zoneinfo

import dateutil.parser
import dateutil.tz

warnings.simplefilter("ignore")
UTC = dt.timezone.utc
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)

HOURS = dict(UTC=0, GMT=0, Z=0, WET=0, WEST=1, BST=1, CET=1, CEST=2, EET=2, EEST=3, MSK=3, EST=-5,
             EDT=-4, CST=-6, CDT=-5, MST=-7, MDT=-6, PST=-8, PDT=-7, AKST=-9, AKDT=-8, HST=-10,
             IST=5.5, JST=9, KST=9, SGT=8, HKT=8, BRT=-3, AEST=10, AEDT=11, NZST=12, NZDT=13)
IANA = re.compile(r"[A-Z][A-Za-z_/+\-0-9]*")


def zone_of(name):
    name = name.strip().strip('"')
    m = re.fullmatch(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?", name)
    if m:
        s = int(m.group(2)) * 3600 + int(m.group(3) or 0) * 60
        if s >= 86400:
            return UTC
        return dt.timezone(dt.timedelta(seconds=-s if m.group(1) == "-" else s))
    if name.upper() in HOURS:
        return dt.timezone(dt.timedelta(hours=HOURS[name.upper()]))
    zone = dateutil.tz.gettz(name) if IANA.match(name) else None
    return zone if isinstance(zone, dateutil.tz.tzfile) else UTC


def of_epoch(number):
    chars = len(str(int(number)))
    if chars != 10 and number != 0:
        number = number * 10 ** (10 - chars)
    return dt.datetime.fromtimestamp(number, UTC).replace(tzinfo=None)


class Info(dateutil.parser.parserinfo):
    def __init__(self, year):
        super().__init__()
        self._year, self._century = year, year // 100 * 100


def parse(text, form, zone, now_s):
    """A moment in UTC; any exception means that the text is no date."""
    tz = zone_of(zone)
    text = text.strip()
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        d = of_epoch(float(text) if "." in text else int(text))
    elif form and form != "timestamp":
        if form.endswith("%Z"):
            text, _, word = text.rpartition(" ")
            form, zone, tz = form[:-2].rstrip(), word, zone_of(word)
        d = dt.datetime.strptime(text, form)
    else:
        today = (EPOCH + dt.timedelta(seconds=now_s)).replace(
            hour=0, minute=0, second=0, tzinfo=None)
        d = dateutil.parser.parser(Info(today.year)).parse(text, default=today)
    if d.tzinfo is None:
        d = d.replace(tzinfo=late_zone(d, zone, tz))
    return d.astimezone(UTC)


def late_zone(d, name, tz):
    """dateutil knows no change after those of 2037. A time that occurs twice is the first one, one
    that is skipped goes by the offset after the gap: in both cases the larger offset."""
    if d.year < 2037 or not isinstance(tz, dateutil.tz.tzfile):
        return tz
    late = zoneinfo.ZoneInfo(name.strip().strip('"').replace(" ", "_"))
    return dt.timezone(max(d.replace(tzinfo=late, fold=f).utcoffset() for f in (0, 1)))


def answer(text, form, zone, now_s):
    try:
        d = parse(text, form, zone, now_s)
    except Exception:
        return "FAIL"
    return "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ" % (
        d.year, d.month, d.day, d.hour, d.minute, d.second, d.microsecond)


def escape(text):
    for raw, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")):
        text = text.replace(raw, written)
    return text
