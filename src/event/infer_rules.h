// SPDX-License-Identifier: Apache-2.0
// What the files of inference share: a rule is a list of fields and a function. Fields that
// nothing can set get no node; a rule none of whose causes has one is left out.
#ifndef PEN_EVENT_INFER_RULES_H
#define PEN_EVENT_INFER_RULES_H

#include "event/infer.h"

typedef enum pen_role {
    PEN_CAUSE,  // the rule runs when one of these can be set
    PEN_READ,   // read when it is there, no reason to run
    PEN_EFFECT, // written (and perhaps looked at before)
} pen_role;

typedef struct pen_rule_field {
    const char *name;
    pen_role role;
} pen_rule_field;

// The surroundings of one run. nodes[i] is the node of field i of the rule, 0 for none.
typedef struct pen_rule_run {
    pen_infer_state *s;
    const uint32_t *nodes;
    size_t n;
    const uint32_t *causes; // the nodes of those causes that can be set, in order
    size_t ncauses;
    const void *data; // what `prepare` made
} pen_rule_run;

typedef struct pen_rule {
    const pen_rule_field *fields; // ends with a NULL name
    pen_status (*run)(const pen_rule_run *r);
    // Makes what every worker shares, once while loading; may be NULL.
    pen_status (*prepare)(const pen_infer_env *env, void **data);
    void (*release)(void *data);
} pen_rule;

extern const pen_rule pen_rule_dns_answers;
extern const pen_rule pen_rule_related_ip;
extern const pen_rule pen_rule_related_user;
extern const pen_rule pen_rule_related_hosts;
extern const pen_rule pen_rule_related_hash;
extern const pen_rule pen_rule_file;
extern const pen_rule pen_rule_host_name;
extern const pen_rule pen_rule_source_address;
extern const pen_rule pen_rule_destination_address;
extern const pen_rule pen_rule_client_address;
extern const pen_rule pen_rule_url;
extern const pen_rule pen_rule_dns_question;
extern const pen_rule pen_rule_user_agent;
extern const pen_rule pen_rule_windows_logon;
extern const pen_rule pen_rule_outcome;

// Whether the program has the rule.
bool pen_infer_has(const pen_infer *f, const pen_rule *rule);

// The value of field i: UNDEF when it has no node, nothing there, or None. Forced.
pen_status pen_rule_get(const pen_rule_run *r, size_t i, pen_value *out) PEN_MUST;

// Its text in *out and true when it is a text that is not empty.
bool pen_rule_text(const pen_rule_run *r, size_t i, pen_str *out);

// Whether field i has a value (None counts as none).
bool pen_rule_has(const pen_rule_run *r, size_t i);

pen_status pen_rule_put(const pen_rule_run *r, size_t i, pen_value v) PEN_MUST;

// Only when the field has no value yet and `v` is neither None, undefined nor "".
pen_status pen_rule_default(const pen_rule_run *r, size_t i, pen_value v) PEN_MUST;

static inline pen_value pen_v_text_or_none(pen_str s)
{
    return s.n ? pen_v_str(s) : pen_v_none();
}

#endif
