// SPDX-License-Identifier: Apache-2.0
// file.name, host.name, *.address, url.*, dns.*, event.outcome.
#include "event/infer_rules.h"

#include "codec/domain.h"
#include "codec/ip.h"
#include "codec/url.h"

// ---- parts of a host name: three fields in a row from `at` on ----

static pen_status put_domain(const pen_rule_run *r, size_t at, pen_value name)
{
    pen_domain d;
    if (name.tag != PEN_T_STR || !pen_domain_split(pen_value_str(name), &d)) {
        return PEN_OK;
    }
    PEN_TRY(pen_rule_default(r, at, pen_v_text_or_none(d.tld)));
    PEN_TRY(pen_rule_default(r, at + 1, pen_v_text_or_none(d.registered)));
    return pen_rule_default(r, at + 2, pen_v_text_or_none(d.subdomain));
}

#define DOMAIN_PARTS(of)                                                                   \
    {of ".top_level_domain", PEN_EFFECT}, {of ".registered_domain", PEN_EFFECT},           \
        {of ".subdomain", PEN_EFFECT}

// ---- file ----

static pen_status run_file(const pen_rule_run *r)
{
    pen_str path;
    if (!pen_rule_text(r, 0, &path) || pen_rule_has(r, 1)) {
        return PEN_OK;
    }
    size_t cut = path.n;
    while (cut > 0 && path.p[cut - 1] != '/' && path.p[cut - 1] != '\\') {
        cut--;
    }
    PEN_TRY(pen_rule_put(r, 1, pen_v_str(pen_str_from(path, cut))));
    pen_value directory = pen_v_str(pen_str_head(path, cut ? cut - 1 : 0));
    return pen_rule_has(r, 2) ? PEN_OK : pen_rule_put(r, 2, directory);
}

static const pen_rule_field file_fields[] = {{"file.path", PEN_CAUSE},
                                             {"file.name", PEN_EFFECT},
                                             {"file.directory", PEN_EFFECT},
                                             {0}};
const pen_rule pen_rule_file = {.fields = file_fields, .run = run_file};

// ---- host.name, event.outcome ----

static pen_status run_host_name(const pen_rule_run *r)
{
    pen_value v;
    PEN_TRY(pen_rule_get(r, 0, &v));
    return pen_rule_default(r, 1, v);
}

static const pen_rule_field host_fields[] = {{"host.hostname", PEN_CAUSE},
                                             {"host.name", PEN_EFFECT},
                                             {0}};
const pen_rule pen_rule_host_name = {.fields = host_fields, .run = run_host_name};

static pen_status run_outcome(const pen_rule_run *r)
{
    pen_value v;
    PEN_TRY(pen_rule_get(r, 0, &v));
    return v.tag == PEN_T_UNDEF ? PEN_OK : pen_rule_put(r, 1, v);
}

static const pen_rule_field outcome_fields[] = {{"action.outcome", PEN_CAUSE},
                                                {"event.outcome", PEN_EFFECT},
                                                {0}};
const pen_rule pen_rule_outcome = {.fields = outcome_fields, .run = run_outcome};

// ---- addresses ----

static pen_status run_address(const pen_rule_run *r)
{
    enum { DOMAIN, IP, ADDRESS, PARTS };
    pen_value domain, ip;
    if (pen_rule_has(r, ADDRESS)) {
        return PEN_OK;
    }
    PEN_TRY(pen_rule_get(r, DOMAIN, &domain));
    PEN_TRY(pen_rule_get(r, IP, &ip));
    PEN_TRY(pen_rule_default(r, ADDRESS, pen_value_truth(domain) ? domain : ip));
    return put_domain(r, PARTS, domain);
}

#define ADDRESS(side)                                                                      \
    static const pen_rule_field side##_fields[] = {{#side ".domain", PEN_CAUSE},           \
                                                   {#side ".ip", PEN_CAUSE},               \
                                                   {#side ".address", PEN_EFFECT},         \
                                                   DOMAIN_PARTS(#side),                    \
                                                   {0}};                                   \
    const pen_rule pen_rule_##side##_address = {.fields = side##_fields, .run = run_address};

ADDRESS(source)
ADDRESS(destination)
ADDRESS(client)

// ---- URLs ----

enum {
    URL_FULL,
    URL_ORIGINAL,
    URL_COMMAND,
    URL_DOMAIN,
    URL_SCHEME,
    URL_PORT,
    URL_USERNAME,
    URL_PASSWORD,
    URL_PATH,
    URL_QUERY,
    URL_FRAGMENT,
    URL_PARTS
};

static const pen_rule_field url_fields[] = {
    {"url.full", PEN_CAUSE},       {"url.original", PEN_CAUSE},
    {"process.command_line", PEN_CAUSE}, {"url.domain", PEN_CAUSE},
    {"url.scheme", PEN_EFFECT},    {"url.port", PEN_EFFECT},
    {"url.username", PEN_EFFECT},  {"url.password", PEN_EFFECT},
    {"url.path", PEN_EFFECT},      {"url.query", PEN_EFFECT},
    {"url.fragment", PEN_EFFECT},  DOMAIN_PARTS("url"),
    // Once more, as what is written; the same nodes.
    {"url.full", PEN_EFFECT},      {"url.original", PEN_EFFECT},
    {"url.domain", PEN_EFFECT},    {0},
};

enum { PUT_FULL = URL_PARTS + 3, PUT_ORIGINAL, PUT_DOMAIN };

static bool truthy(const pen_rule_run *r, size_t i)
{
    pen_value v;
    return pen_rule_get(r, i, &v) == PEN_OK && pen_value_truth(v);
}

// The URL to take apart: full, else original, else the first one in the command line, which
// becomes the original.
static pen_status find_url(const pen_rule_run *r, pen_value *out)
{
    pen_str command;
    PEN_TRY(pen_rule_get(r, truthy(r, URL_FULL) ? URL_FULL : URL_ORIGINAL, out));
    if (!pen_value_truth(*out) && pen_rule_text(r, URL_COMMAND, &command)) {
        pen_str found = pen_url_find(command);
        *out = pen_v_text_or_none(found);
        return found.n ? pen_rule_put(r, PUT_ORIGINAL, *out) : PEN_OK;
    }
    return PEN_OK;
}

static pen_status put_authority(const pen_rule_run *r, const pen_url *u, pen_value whole)
{
    bool web = pen_str_eq(u->scheme, PEN_LIT("http")) || pen_str_eq(u->scheme, PEN_LIT("https")) ||
               pen_str_eq(u->scheme, PEN_LIT("ftp"));
    if (web) {
        PEN_TRY(pen_rule_default(r, PUT_FULL, whole));
    }
    PEN_TRY(pen_rule_default(r, PUT_DOMAIN, pen_v_text_or_none(u->host)));
    if (u->port >= 0) {
        PEN_TRY(pen_rule_default(r, URL_PORT, pen_v_int(u->port)));
    }
    PEN_TRY(put_domain(r, URL_PARTS, pen_v_text_or_none(u->host)));
    PEN_TRY(pen_rule_default(r, URL_USERNAME, pen_v_text_or_none(u->username)));
    return pen_rule_default(r, URL_PASSWORD, pen_v_text_or_none(u->password));
}

static pen_status put_default_port(const pen_rule_run *r)
{
    static const struct {
        const char *scheme;
        int port;
    } ports[] = {{"http", 80}, {"https", 443}, {"ftp", 21}};
    pen_str scheme;
    if (!pen_rule_text(r, URL_SCHEME, &scheme)) {
        return PEN_OK;
    }
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (pen_str_eq(scheme, pen_str_c(ports[i].scheme))) {
            return pen_rule_default(r, URL_PORT, pen_v_int(ports[i].port));
        }
    }
    return PEN_OK;
}

static pen_status put_url(const pen_rule_run *r, pen_value whole)
{
    pen_url u;
    pen_status s = pen_url_split(r->s->arena, pen_value_str(whole), &u);
    if (s == PEN_E_SYNTAX || (s == PEN_OK && u.port == PEN_URL_BAD_PORT)) {
        return PEN_OK;
    }
    PEN_TRY(s);
    PEN_TRY(pen_rule_default(r, URL_SCHEME, pen_v_text_or_none(u.scheme)));
    if (u.netloc.n) {
        PEN_TRY(put_authority(r, &u, whole));
    }
    PEN_TRY(pen_rule_default(r, URL_PATH, pen_v_text_or_none(u.path)));
    PEN_TRY(pen_rule_default(r, URL_QUERY, pen_v_text_or_none(u.query)));
    PEN_TRY(pen_rule_default(r, URL_FRAGMENT, pen_v_text_or_none(u.fragment)));
    return put_default_port(r);
}

static pen_status run_url(const pen_rule_run *r)
{
    pen_value whole, domain;
    PEN_TRY(find_url(r, &whole));
    if (whole.tag == PEN_T_STR && whole.n) {
        return put_url(r, whole);
    }
    PEN_TRY(pen_rule_get(r, PUT_DOMAIN, &domain));
    return put_domain(r, URL_PARTS, domain);
}

const pen_rule pen_rule_url = {.fields = url_fields, .run = run_url};

// ---- DNS ----

static pen_status run_question(const pen_rule_run *r)
{
    pen_value name;
    PEN_TRY(pen_rule_get(r, 0, &name));
    return put_domain(r, 1, name);
}

static const pen_rule_field question_fields[] = {{"dns.question.name", PEN_CAUSE},
                                                 DOMAIN_PARTS("dns.question"),
                                                 {0}};
const pen_rule pen_rule_dns_question = {.fields = question_fields, .run = run_question};

static pen_status type_answer(const pen_rule_run *r, pen_dict *answer)
{
    pen_ip ip;
    pen_value *name = pen_dict_get_str(answer, PEN_LIT("name"));
    pen_value *type = pen_dict_get_str(answer, PEN_LIT("type"));
    if (!name || name->tag != PEN_T_STR || (type && pen_value_truth(*type)) ||
        !pen_ip_parse(pen_value_str(*name), &ip)) {
        return PEN_OK;
    }
    pen_str word = ip.version == 6 ? PEN_LIT("AAAA") : PEN_LIT("A");
    return pen_dict_put_str(r->s->arena, answer, PEN_LIT("type"), pen_v_str(word));
}

static pen_status run_answers(const pen_rule_run *r)
{
    pen_value v;
    PEN_TRY(pen_rule_get(r, 0, &v));
    for (uint32_t i = 0; v.tag == PEN_T_LIST && i < v.u.list->n; i++) {
        if (v.u.list->items[i].tag == PEN_T_DICT) {
            PEN_TRY(type_answer(r, v.u.list->items[i].u.dict));
        }
    }
    return PEN_OK;
}

static const pen_rule_field answers_fields[] = {{"dns.answers", PEN_CAUSE}, {0}};
const pen_rule pen_rule_dns_answers = {.fields = answers_fields, .run = run_answers};
