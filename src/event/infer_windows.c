// SPDX-License-Identifier: Apache-2.0
// Windows logon events: action.id 4624 (success) and 4625 (failure) get the authentication
// fields. Names of logon types and of failure reasons follow Microsoft's reference of these
// two events.
#include "event/infer_rules.h"

#include "base/num.h"
#include "codec/ip.h"

enum {
    ACTION_ID,
    PROPERTIES,
    EXECUTABLE,
    PROCESS_NAME,
    HOST_NAME,
    HOST_IP,
    HOST_DOMAIN,
    EVENT_CATEGORY,
    EVENT_TYPE,
    OUTCOME,
    EVENT_ACTION,
    REASON,
    AUTH_PROCESS,
    SERVER_OS,
    CLIENT_NAME,
    CLIENT_IP,
    CLIENT_DOMAIN,
    CLIENT_OS,
    SERVER_NAME,
    SERVER_IP,
    SERVER_DOMAIN,
    USER_ID,
    USER_NAME,
    TARGET_ID,
    TARGET_NAME
};

static const pen_rule_field fields[] = {
    [ACTION_ID] = {"action.id", PEN_CAUSE},
    [PROPERTIES] = {"action.properties", PEN_READ},
    [EXECUTABLE] = {"process.executable", PEN_READ},
    [PROCESS_NAME] = {"process.name", PEN_READ},
    [HOST_NAME] = {"host.name", PEN_READ},
    [HOST_IP] = {"host.ip", PEN_READ},
    [HOST_DOMAIN] = {"host.domain", PEN_READ},
    [EVENT_CATEGORY] = {"event.category", PEN_EFFECT},
    [EVENT_TYPE] = {"event.type", PEN_EFFECT},
    [OUTCOME] = {"action.outcome", PEN_EFFECT},
    [EVENT_ACTION] = {"event.action", PEN_EFFECT},
    [REASON] = {"event.reason", PEN_EFFECT},
    [AUTH_PROCESS] = {"sekoiaio.authentication.process.name", PEN_EFFECT},
    [SERVER_OS] = {"sekoiaio.server.os.type", PEN_EFFECT},
    [CLIENT_NAME] = {"sekoiaio.client.name", PEN_EFFECT},
    [CLIENT_IP] = {"client.ip", PEN_EFFECT},
    [CLIENT_DOMAIN] = {"client.domain", PEN_EFFECT},
    [CLIENT_OS] = {"sekoiaio.client.os.type", PEN_EFFECT},
    [SERVER_NAME] = {"sekoiaio.server.name", PEN_EFFECT},
    [SERVER_IP] = {"server.ip", PEN_EFFECT},
    [SERVER_DOMAIN] = {"server.domain", PEN_EFFECT},
    [USER_ID] = {"user.id", PEN_EFFECT},
    [USER_NAME] = {"user.name", PEN_EFFECT},
    [TARGET_ID] = {"user.target.id", PEN_EFFECT},
    [TARGET_NAME] = {"user.target.name", PEN_EFFECT},
    {0},
};

typedef struct word {
    const char *from, *to;
} word;

static const word logon_types[] = {
    {"2", "authentication_interactive"},
    {"3", "authentication_network"},
    {"4", "authentication_batch"},
    {"5", "authentication_service"},
    {"7", "authentication_unlock"},
    {"8", "authentication_network_cleartext"},
    {"9", "authentication_alternative_credentials"},
    {"10", "authentication_remote_interactive"},
    {"11", "authentication_cached_interactive"},
};

static const word reasons[] = {
    {"0xc0000064", "user_not_exist"},
    {"0xc000006a", "bad_password"},
};

static const char *translate(const word *words, size_t n, pen_str s)
{
    for (size_t i = 0; i < n; i++) {
        if (pen_str_ieq(s, pen_str_c(words[i].from))) {
            return words[i].to;
        }
    }
    return NULL;
}

#define TRANSLATE(words, s) translate((words), sizeof(words) / sizeof((words)[0]), (s))

// A member of action.properties as text, numbers in decimal; empty when it is not there.
static pen_status property(const pen_rule_run *r, const pen_dict *p, const char *name,
                           pen_str *out)
{
    *out = PEN_EMPTY;
    pen_value *v = p ? pen_dict_get_str(p, pen_str_c(name)) : NULL;
    if (!v) {
        return PEN_OK;
    }
    PEN_TRY(pen_value_force(r->s->arena, v));
    if (v->tag == PEN_T_STR) {
        *out = pen_value_str(*v);
    }
    if (v->tag != PEN_T_INT) {
        return PEN_OK;
    }
    char digits[24];
    return pen_arena_str(r->s->arena, pen_str_of(digits, pen_num_put_i64(digits, v->u.i)), out);
}

static bool given(pen_str s)
{
    return s.n && !pen_str_eq(s, PEN_LIT("-"));
}

static pen_status put_word(const pen_rule_run *r, size_t i, const char *s)
{
    return s ? pen_rule_put(r, i, pen_v_str(pen_str_c(s))) : PEN_OK;
}

static pen_status default_word(const pen_rule_run *r, size_t i, const char *s)
{
    return pen_rule_default(r, i, pen_v_str(pen_str_c(s)));
}

static pen_status default_from(const pen_rule_run *r, size_t to, size_t from)
{
    pen_value v;
    PEN_TRY(pen_rule_get(r, from, &v));
    return pen_rule_default(r, to, v);
}

// Appends a word to a list field, once; a scalar becomes a list.
static pen_status append(const pen_rule_run *r, size_t i, const char *s)
{
    pen_value v, item = pen_v_str(pen_str_c(s));
    PEN_TRY(pen_rule_get(r, i, &v));
    pen_list *l = pen_list_new(r->s->arena, 4);
    if (!l) {
        return PEN_E_NOMEM;
    }
    if (v.tag != PEN_T_LIST && v.tag != PEN_T_UNDEF) {
        PEN_TRY(pen_list_push(r->s->arena, l, v));
    }
    for (uint32_t k = 0; v.tag == PEN_T_LIST && k < v.u.list->n; k++) {
        PEN_TRY(pen_list_push(r->s->arena, l, v.u.list->items[k]));
    }
    bool there = false;
    for (uint32_t k = 0; k < l->n; k++) {
        there |= pen_value_eq(l->items[k], item);
    }
    if (!there) {
        PEN_TRY(pen_list_push(r->s->arena, l, item));
    }
    return pen_rule_put(r, i, pen_v_list(l));
}

static pen_status put_process(const pen_rule_run *r, const pen_dict *p)
{
    pen_str name;
    PEN_TRY(property(r, p, "LogonProcessName", &name));
    PEN_TRY(pen_rule_default(r, AUTH_PROCESS, pen_v_text_or_none(name)));
    PEN_TRY(default_from(r, AUTH_PROCESS, EXECUTABLE));
    PEN_TRY(default_from(r, AUTH_PROCESS, PROCESS_NAME));
    return default_word(r, SERVER_OS, "windows");
}

static pen_status put_client(const pen_rule_run *r, const pen_dict *p, bool typed)
{
    pen_ip ip;
    pen_str station, address;
    PEN_TRY(property(r, p, "WorkstationName", &station));
    PEN_TRY(property(r, p, "IpAddress", &address));
    if (given(station)) {
        PEN_TRY(pen_rule_default(r, CLIENT_NAME, pen_v_str(station)));
        bool known = typed && pen_ip_parse(address, &ip);
        return known ? pen_rule_default(r, CLIENT_IP, pen_v_str(address)) : PEN_OK;
    }
    if (!typed) {
        return PEN_OK;
    }
    PEN_TRY(default_from(r, CLIENT_NAME, HOST_NAME));
    return default_from(r, CLIENT_DOMAIN, HOST_DOMAIN);
}

static pen_status put_server(const pen_rule_run *r)
{
    PEN_TRY(default_word(r, CLIENT_OS, "windows"));
    PEN_TRY(default_from(r, SERVER_NAME, HOST_NAME));
    PEN_TRY(default_from(r, SERVER_IP, HOST_IP));
    return default_from(r, SERVER_DOMAIN, HOST_DOMAIN);
}

static pen_status put_users(const pen_rule_run *r, const pen_dict *p)
{
    static const struct {
        const char *from;
        size_t to;
    } users[] = {{"SubjectUserSid", USER_ID},
                 {"SubjectUserName", USER_NAME},
                 {"TargetUserSid", TARGET_ID},
                 {"TargetUserName", TARGET_NAME}};
    for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
        pen_str s;
        PEN_TRY(property(r, p, users[i].from, &s));
        if (given(s)) {
            PEN_TRY(pen_rule_put(r, users[i].to, pen_v_str(s)));
        }
    }
    return PEN_OK;
}

static pen_status apply(const pen_rule_run *r, bool success)
{
    pen_value v;
    PEN_TRY(pen_rule_get(r, PROPERTIES, &v));
    const pen_dict *p = v.tag == PEN_T_DICT ? v.u.dict : NULL;
    pen_str logon, status;
    PEN_TRY(property(r, p, "LogonType", &logon));
    PEN_TRY(property(r, p, "SubStatus", &status));
    const char *type = TRANSLATE(logon_types, logon);
    PEN_TRY(append(r, EVENT_CATEGORY, "authentication"));
    PEN_TRY(append(r, EVENT_TYPE, "start"));
    PEN_TRY(default_word(r, OUTCOME, success ? "success" : "failure"));
    PEN_TRY(put_word(r, EVENT_ACTION, type));
    PEN_TRY(put_word(r, REASON, TRANSLATE(reasons, status)));
    PEN_TRY(put_process(r, p));
    PEN_TRY(put_client(r, p, type != NULL));
    if (type) {
        PEN_TRY(put_server(r));
    }
    return put_users(r, p);
}

static pen_status run(const pen_rule_run *r)
{
    pen_value id;
    PEN_TRY(pen_rule_get(r, ACTION_ID, &id));
    bool text = id.tag == PEN_T_STR;
    bool success = (id.tag == PEN_T_INT && id.u.i == 4624) ||
                   (text && pen_str_eq(pen_value_str(id), PEN_LIT("4624")));
    bool failure = (id.tag == PEN_T_INT && id.u.i == 4625) ||
                   (text && pen_str_eq(pen_value_str(id), PEN_LIT("4625")));
    return success || failure ? apply(r, success) : PEN_OK;
}

const pen_rule pen_rule_windows_logon = {.fields = fields, .run = run};
