// SPDX-License-Identifier: Apache-2.0
#include "codec/syslog_header.h"

#include "base/buf.h"
#include "exact.h"
#include "tap.h"

typedef struct header_case {
    const char *name;
    pen_str line;
    const char *want; // pri|timestamp|host|app|procid|msgid|structured|message
} header_case;

#define IN(s)                                                                              \
    {                                                                                      \
        s, sizeof s - 1                                                                    \
    }
#define BOM "\xEF\xBB\xBF"

static const header_case CASES[] = {
    {"RFC 3164", IN("<34>Oct 11 22:14:15 mymachine su: 'su root' failed"),
     "34|Oct 11 22:14:15|mymachine|su|||| 'su root' failed"},
    {"one-digit days", IN("<13>Feb  5 17:32:18 10.0.0.99 app[12]: x"),
     "13|Feb  5 17:32:18|10.0.0.99|app|12||| x"},
    {"a day without padding", IN("<13>Feb 5 17:32:18 h a: x"),
     "13|Feb 5 17:32:18|h|a|||| x"},
    {"no hostname", IN("<13>Jan 01 00:00:00 myapp[123]: msg"),
     "13|Jan 01 00:00:00||myapp|123||| msg"},
    {"no tag", IN("<13>Jan 01 00:00:00 host this is text"),
     "13|Jan 01 00:00:00|host|||||this is text"},
    {"neither host nor tag", IN("<13>Jan 01 00:00:00 {\"a\":1}"),
     "13|Jan 01 00:00:00||||||{\"a\":1}"},
    {"JSON after the tag keeps its blank",
     IN("<142>Jun 27 12:56:49 jizo suricata[77]: {\"a\":1}"),
     "142|Jun 27 12:56:49|jizo|suricata|77||| {\"a\":1}"},
    {"JSON right after the tag", IN("<142>Jun 27 12:56:49 h app:{\"a\":1}"),
     "142|Jun 27 12:56:49|h|app||||{\"a\":1}"},
    {"a cookie", IN("<142>Jun 27 12:56:49 h app: @cee: {\"a\":1}"),
     "142|Jun 27 12:56:49|h|app|||| {\"a\":1}"},
    {"a cookie without blanks", IN("<142>Jun 27 12:56:49 h app:@cee:{\"a\":1}"),
     "142|Jun 27 12:56:49|h|app||||{\"a\":1}"},
    {"a path and parentheses in the tag",
     IN("<13>Jan 01 00:00:00 h postfix/smtpd(x)[1]: m"),
     "13|Jan 01 00:00:00|h|postfix/smtpd(x)|1||| m"},
    {"a program id without a colon", IN("<13>Jan 01 00:00:00 h sshd[44] m"),
     "13|Jan 01 00:00:00|h|sshd|44||| m"},
    {"an IPv6 host", IN("<13>Jan 01 00:00:00 fe80::1 a: m"),
     "13|Jan 01 00:00:00|fe80::1|a|||| m"},
    {"an ISO date", IN("<13>2024-01-02T03:04:05.678+02:00 h a: m"),
     "13|2024-01-02T03:04:05.678+02:00|h|a|||| m"},
    {"an ISO date with Z and no tag", IN("<13>2024-01-02T03:04:05Z h m n"),
     "13|2024-01-02T03:04:05Z|h|||||m n"},
    {"no date, a tag", IN("<13>app[1]: m"), "13|||app|1||| m"},
    {"no date, no tag", IN("<13>hello: world:x"), "13|||hello|||| world:x"},
    {"only PRI", IN("<13>"), "13|||||||"},
    {"text after PRI", IN("<13> text"), "13||||||| text"},
    {"CEF is no tag", IN("<13>Jan 01 00:00:00 h CEF:0|a|b"),
     "13|Jan 01 00:00:00|h|||||CEF:0|a|b"},
    {"CEF without a header", IN("<13>CEF:0|a"), "13|||||||CEF:0|a"},
    {"a mnemonic is no tag", IN("<166>Jul 10 2018 12:34:56: %ASA-6-302013: Built"),
     "166|Jul 10 2018 12:34:56||||||%ASA-6-302013: Built"},
    {"a mnemonic after the host", IN("<166>Jul 10 2018 12:34:56 fw : %ASA-6-302013: Built"),
     "166|Jul 10 2018 12:34:56|fw|||||%ASA-6-302013: Built"},
    {"a sequence number", IN("<189>29: *Apr 21 21:37:17.123: %SYS-5-CONFIG_I: Conf"),
     "189|Apr 21 21:37:17.123||||||%SYS-5-CONFIG_I: Conf"},
    {"a sequence number alone", IN("<189>29: text"), "189|||||||text"},
    {"a year after the time", IN("<13>Jan 01 00:00:00 2024 h a: m"),
     "13|Jan 01 00:00:00 2024|h|a|||| m"},
    {"a header without PRI", IN("Jan 01 00:00:00 h a: m"), "-1|Jan 01 00:00:00|h|a|||| m"},
    {"text that begins like a month", IN("Mayor of x"), "-1|||||||Mayor of x"},
    {"PRI too large", IN("<192>Jan 01 00:00:00 h a: m"),
     "-1|||||||<192>Jan 01 00:00:00 h a: m"},
    {"the largest PRI", IN("<191>x y"), "191|||||||x y"},
    {"PRI of four digits", IN("<0013>x"), "-1|||||||<0013>x"},
    {"PRI without digits", IN("<>x"), "-1|||||||<>x"},
    {"PRI with a sign", IN("<-1>x"), "-1|||||||<-1>x"},
    {"PRI not closed", IN("<13"), "-1|||||||<13"},
    {"plain text", IN("no header here: none"), "-1|||||||no header here: none"},
    {"nothing", IN(""), "-1|||||||"},

    {"RFC 5424",
     IN("<165>1 2003-10-11T22:14:15.003Z h evntslog 8 ID47 [a@1 b=\"c\"] " BOM "text"),
     "165|2003-10-11T22:14:15.003Z|h|evntslog|8|ID47|[a@1 b=\"c\"]|text"},
    {"NILVALUEs", IN("<34>1 - - - - - - m"), "34|||||||m"},
    {"no message", IN("<34>1 - h a - - -"), "34||h|a||||"},
    {"structured data and no message", IN("<34>1 - h a - - [x]"), "34||h|a|||[x]|"},
    {"escapes in structured data", IN("<34>1 - h a - - [x y=\"]\\\"\\]\"][z] m"),
     "34||h|a|||[x y=\"]\\\"\\]\"][z]|m"},
    {"broken structured data is text", IN("<34>1 - h a - - [x y=\"z m"),
     "34||h|a||||[x y=\"z m"},
    {"structured data left out", IN("<34>1 2024-01-02T03:04:05Z h a p i text here"),
     "34|2024-01-02T03:04:05Z|h|a|p|i||text here"},
    {"the leading blank of MSG", IN("<34>1 - h a - - -  m"), "34||h|a|||| m"},
    {"a cookie in MSG", IN("<34>1 - h a - - - @cee: {\"a\":1}"), "34||h|a||||{\"a\":1}"},
    {"cut in the header", IN("<34>1 - h"), "34||h|||||"},
    {"version 2 is text", IN("<34>2 - h a"), "34|||||||2 - h a"},
};

static void write(pen_buf *b, const pen_syslog *s)
{
    const pen_str fields[] = {s->timestamp, s->hostname, s->appname,
                              s->procid,    s->msgid,    s->structured};
    pen_buf_i64(b, s->pri);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        pen_buf_byte(b, '|');
        pen_buf_add(b, fields[i]);
    }
    pen_buf_byte(b, '|');
    pen_buf_add(b, s->message);
}

static bool inside(pen_str whole, pen_str part)
{
    return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

int main(void)
{
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        pen_buf b;
        pen_syslog s;
        pen_buf_init(&b, NULL, 65536);
        pen_str line = exact(CASES[i].line);
        pen_syslog_header_parse(line, &s);
        write(&b, &s);
        is_str(pen_buf_str(&b), CASES[i].want, CASES[i].name);
        pen_buf_free(&b);
        exact_free(line);
        bool good = true;
        for (size_t n = 0; n <= CASES[i].line.n; n++) { // cut anywhere: no over-read
            line = exact(pen_str_head(CASES[i].line, n));
            pen_syslog_header_parse(line, &s);
            good = good && inside(line, s.message) && inside(line, s.structured) &&
                   inside(line, s.hostname) && s.message.n <= line.n;
            exact_free(line);
        }
        ok(good, "every slice lies inside the line");
    }
    return tap_done();
}
