// SPDX-License-Identifier: Apache-2.0
// Fast ways look at many bytes at once; none may lie outside of the record. Records, whole
// and cut, end where a page ends that nothing follows, and begin where one begins that
// nothing precedes: the address sanitizer does not see every way, a page that is not there
// sees all. And a worker remembers nothing: after records of every kind it gives the events
// that a new one gives, and one that takes no short way.
#define _DEFAULT_SOURCE // MAP_ANONYMOUS

#include "engine.h"
#include "plan/plan.h"
#include "tap.h"

#include <sys/mman.h>

enum { PAGE = 65536, CUTS = 64, ROUNDS = 400 }; // a multiple of every page size there is

typedef struct sample {
    const char *format, *text;
} sample;

static const sample SAMPLES[] = {
#define JIZO "formats/SesameIT/jizo"
    {JIZO, "{\"timestamp\":\"2024-06-02T01:01:01.007920+0000\",\"flow_id\":257300678284443,"
           "\"event_type\":\"alert\",\"src_ip\":\"10.123.46.142\",\"src_port\":28845,"
           "\"dest_ip\":\"192.0.2.212\",\"dest_port\":53,\"proto\":\"TCP\",\"alert\":{"
           "\"action\":\"allowed\",\"gid\":1,\"signature_id\":9000104,\"rev\":2,\"signature\":"
           "\"Requ\xc3\xaate \\u00e9 \\\\srv\",\"severity\":2,\"metadata\":{\"signature_severity\""
           ":[\"Informational\"]}},\"flow\":{\"pkts_toserver\":81,\"bytes_toclient\":8108}}"},
    {JIZO, "{\"event_type\":\"dns\",\"src_ip\":\"fe80::1\",\"dns\":{\"rrname\":\"a.example.org\","
           "\"rrtype\":\"A\"},\"nothing\":null,\"yes\":true,\"no\":false,\"n\":-1.5e3}"},
    {JIZO, "[1, 2, {\"a\": \"}\"}]"},
#define FLOW "formats/Azure/azure-network-watcher-flow-logs"
    {FLOW, "{\"time\":\"2024-06-01T00:01:00.1234567Z\",\"resourceId\":\"/S\",\"operationName\":"
           "\"NetworkSecurityGroupFlowEvents\",\"version\":\"2\",\"rule\":\"R\",\"flowtime\":"
           "\"2018-11-13T12:00:02Z\",\"flow.0\":\"1542110402,10.1.0.4,192.0.2.7,44931,443,T,O,A,"
           "B,,,,\"}"},
    {"formats/Azure/azure-network-watcher",
     "{\"time\":\"2024-06-01T00:01:00.1234567Z\",\"category\":\"FlowLogFlowEvent\",\"flow.0\":"
     "\"1663146003599,10.1.0.4,192.0.2.7,44931,443,6,O,B,NX,0,0,0,0\"}"},
    {"bench/formats/weblog",
     "192.0.2.233 - - [02/Feb/2026:01:01:01 +0000] \"GET /shop/item/5991?page=1 HTTP/1.1\" 404 "
     "76587 \"https://www.example.com/shop/\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
     "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.3.24 Safari/537.36\""},
    {"bench/formats/firewall",
     "date=2026-06-02 time=10:01:01 devname=\"edge-1\" eventtime=1780000001 type=\"traffic\" "
     "srcip=10.109.19.23 srcport=29443 srcmac=\"00:00:5e:00:53:01\" dstip=198.51.100.18 "
     "proto=6 action=\"accept\" duration=1 sentbyte=7662 user=\"ann1\" msg=\"rule 1 ended\""},
    {"bench/formats/gateway",
     "CEF:0|Example|Gateway|7.0.1|100|Malicious file stopped|0|rt=Jun 01 2026 10:00:00 "
     "dvchost=gw-0 src=10.165.77.102 spt=43683 suser=EXAMPLE\\\\ann0 filePath=/srv/r-0.docm "
     "request=http://files.example.org/d/0 cs1=Default cs1Label=Policy msg=a macro"},
    {"bench/formats/proxy",
     "2026/06/02 10:01:01,007100000001,THREAT,url,2026/06/02 10:01:00,10.109.19.23,"
     "198.51.100.108,192.0.2.62,192.0.2.142,allow-web,example\\ann1,web-browsing,trust,untrust,"
     "alert,968,74115,16,computer-and-internet-info,\"files.example.org/d/1?a=1,2\""},
    {"bench/formats/proxy",
     "2026/06/02 10:01:01,007100000001,THREAT,url,2026/06/02 10:01:00,10.109.19.23,"
     "198.51.100.108,192.0.2.62,192.0.2.142,allow-web,,web-browsing,trust,untrust,alert,968"},
    {"bench/formats/cloud",
     "{\"eventVersion\": \"1.08\", \"identity\": {\"type\": \"User\", \"roles\": [{\"name\": "
     "\"reader\"}], \"userName\": \"ann1\"}, \"eventTime\": \"2026-06-02T10:01:01Z\", "
     "\"eventName\": \"ListUsers\", \"sourceIPAddress\": \"192.0.2.94\", \"userAgent\": "
     "\"Mozilla/5.0 (X11; Linux x86_64; rv:107.0) Gecko/20100101 Firefox/107.3\"}"},
    {"bench/formats/windows",
     "<Event xmlns='http://example.org/'><System><Provider Name='Audit' Guid='{1-2}'/><EventID>"
     "4624</EventID><TimeCreated SystemTime='2026-06-02T10:01:01.1234567Z'/><Computer>host-1"
     "</Computer></System><EventData><Data Name='TargetUserName'>a &amp; b</Data><Data "
     "Name='IpAddress'>10.48.187.150</Data><Data Name='IpPort'>4825</Data></EventData></Event>"},
    {"bench/formats/mailer",
     "Jun  2 10:01:01 mx1 relay/qmgr[812]: 0CA6A3A450: from=<ann1@example.com>, size=9494, "
     "nrcpt=1 (queue active)"},
};
enum { SAMPLE_COUNT = sizeof SAMPLES / sizeof SAMPLES[0] };

static pen_text file_of(const char *format, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s/%s", PEN_ROOT, format, name);
    return (pen_text){text_of(name), read_file(path)};
}

static pen_format *load(const char *format)
{
    pen_format *f;
    pen_format_files files = {.parser = file_of(format, "ingest/parser.yml"),
                              .fields = file_of(format, "_meta/fields.yml")};
    if (!ok(pen_format_load(&files, NULL, &f) == PEN_OK, format)) {
        pen_format_free(f);
        return NULL;
    }
    return f;
}

// A page between two that are not there.
static char *make_page(void)
{
    char *p = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool good = p != MAP_FAILED && mprotect(p + PAGE, PAGE, PROT_READ | PROT_WRITE) == 0;
    return ok(good, "a page between two that are not there") ? p + PAGE : NULL;
}

// The event and what became of it. True when a stage found something in the record.
static bool feed(pen_worker *w, pen_str message, pen_output *out)
{
    pen_result r = {0};
    pen_input in = {.message = message, .now_s = 1771600000};
    char fate[80];
    pen_output_clear(out);
    pen_status fed = pen_worker_feed(w, &in, &r);
    pen_status wrote = fed == PEN_OK ? pen_event_json(w, PEN_WRITE_META, out) : fed;
    int n = snprintf(fate, sizeof fate, " %d %d %d %d %u", fed, wrote, r.failed, r.warned,
                     r.warnings);
    return pen_output_add(out, (pen_str){fate, (size_t)n}) == PEN_OK && wrote == PEN_OK &&
           !r.failed;
}

typedef struct bench {
    pen_format *format;
    pen_worker *used, *slow; // the one has seen everything so far
    pen_output *a, *b;
    char *page;
    size_t wrong;
} bench;

static bool same(bench *b, const char *what, pen_str text)
{
    bool good = pen_str_eq(pen_output_str(b->a), pen_output_str(b->b));
    if (!good && b->wrong++ < 3) {
        printf("# %s: %.*s\n# %.*s\n# %.*s\n", what, PEN_FMT(text),
               PEN_FMT(pen_output_str(b->a)), PEN_FMT(pen_output_str(b->b)));
    }
    return good;
}

// The text at either end of the page.
static bool at_the_edges(bench *b, pen_str text)
{
    char *places[] = {b->page, b->page + PAGE - text.n};
    bool good = true;
    (void)feed(b->slow, text, b->b);
    for (size_t i = 0; i < 2; i++) {
        memcpy(places[i], text.p, text.n);
        (void)feed(b->used, (pen_str){places[i], text.n}, b->a);
        good = same(b, "at the edge", text) && good;
        memset(places[i], '"', text.n);
    }
    return good;
}

// Every length down to CUTS less, from either side.
static void test_edges(bench *b, const sample *s, const char *format)
{
    pen_str text = text_of(s->text);
    bool good = strcmp(s->format, format) != 0 || s->text[0] == '[' || feed(b->used, text, b->a);
    for (size_t cut = 0; cut < CUTS && cut < text.n; cut++) {
        good = at_the_edges(b, pen_str_head(text, text.n - cut)) && good;
        good = at_the_edges(b, pen_str_from(text, cut)) && good;
    }
    if (!ok(good, format)) {
        printf("# by a record of %s\n", s->format);
    }
}

// Samples of all formats in an order without order, some of them cut: the used worker
// against new ones.
static void test_memory(bench *b, const char *name)
{
    uint32_t state = 1;
    bool good = true;
    for (unsigned i = 0; i < ROUNDS && good; i++) {
        pen_worker *fresh;
        state = state * 1664525u + 1013904223u;
        pen_str text = text_of(SAMPLES[(state >> 8) % SAMPLE_COUNT].text);
        text = pen_str_head(text, state >> 30 ? text.n : text.n - (state >> 20) % text.n);
        if (pen_worker_new(b->format, NULL, &fresh) != PEN_OK) {
            good = false;
            break;
        }
        (void)feed(b->used, text, b->a);
        (void)feed(fresh, text, b->b);
        good = same(b, "after others", text);
        pen_worker_free(fresh);
    }
    ok(good, name);
}

static void test_format(char *page, const char *format)
{
    bench b = {.format = load(format),
               .page = page,
               .a = pen_output_new(NULL, 1u << 28),
               .b = pen_output_new(NULL, 1u << 28)};
    if (b.format && b.a && b.b && pen_worker_new(b.format, NULL, &b.used) == PEN_OK &&
        pen_worker_new(b.format, NULL, &b.slow) == PEN_OK) {
        b.slow->slow = true;
        for (size_t i = 0; i < SAMPLE_COUNT; i++) {
            test_edges(&b, &SAMPLES[i], format);
        }
        test_memory(&b, format);
    }
    pen_worker_free(b.used);
    pen_worker_free(b.slow);
    pen_output_free(b.a);
    pen_output_free(b.b);
    pen_format_free(b.format);
}

int main(void)
{
    char *page = make_page();
    for (size_t i = 0; page && i < SAMPLE_COUNT; i++) {
        if (i == 0 || strcmp(SAMPLES[i].format, SAMPLES[i - 1].format) != 0) {
            test_format(page, SAMPLES[i].format);
        }
    }
    return tap_done();
}
