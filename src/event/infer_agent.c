// SPDX-License-Identifier: Apache-2.0
// user_agent.* from user_agent.original. What was found before is remembered by the worker:
// sources repeat few user agents often.
#include "event/infer_rules.h"

#include "regex/user_agent.h"

enum { ORIGINAL, NAME, VERSION, OS_NAME, OS_VERSION, DEVICE };

static const pen_rule_field fields[] = {
    [ORIGINAL] = {"user_agent.original", PEN_CAUSE},
    [NAME] = {"user_agent.name", PEN_EFFECT},
    [VERSION] = {"user_agent.version", PEN_EFFECT},
    [OS_NAME] = {"user_agent.os.name", PEN_EFFECT},
    [OS_VERSION] = {"user_agent.os.version", PEN_EFFECT},
    [DEVICE] = {"user_agent.device.name", PEN_EFFECT},
    {0},
};

static pen_status prepare(const pen_infer_env *env, void **data)
{
    *data = pen_user_agents_new(env->alloc);
    return *data ? PEN_OK : PEN_E_NOMEM;
}

static void release(void *data)
{
    pen_user_agents_free(data);
}

// These overwrite what a parser set; what was not found leaves it.
static pen_status put(const pen_rule_run *r, size_t i, pen_str s)
{
    return s.p ? pen_rule_put(r, i, pen_v_str(s)) : PEN_OK;
}

static pen_status run(const pen_rule_run *r)
{
    pen_value v;
    pen_user_agent ua;
    PEN_TRY(pen_rule_get(r, ORIGINAL, &v));
    if (v.tag != PEN_T_STR) {
        return PEN_OK;
    }
    PEN_TRY(pen_ua_cache_find(r->s->memo, r->data, r->s->arena, pen_value_str(v), &ua));
    PEN_TRY(put(r, NAME, ua.name));
    PEN_TRY(put(r, VERSION, ua.version));
    PEN_TRY(put(r, OS_NAME, ua.os_name));
    PEN_TRY(put(r, OS_VERSION, ua.os_version));
    return put(r, DEVICE, ua.device);
}

const pen_rule pen_rule_user_agent = {
    .fields = fields, .run = run, .prepare = prepare, .release = release};

pen_status pen_infer_state_init(pen_infer_state *s, const pen_infer *f, const pen_alloc *alloc)
{
    *s = (pen_infer_state){.alloc = alloc};
    if (!pen_infer_has(f, &pen_rule_user_agent)) {
        return PEN_OK;
    }
    s->memo = pen_alloc_get(alloc, sizeof(pen_ua_cache));
    if (!s->memo) {
        return PEN_E_NOMEM;
    }
    pen_ua_cache_init(s->memo);
    return PEN_OK;
}

void pen_infer_state_free(pen_infer_state *s)
{
    pen_alloc_free(s->alloc, s->memo, sizeof(pen_ua_cache));
    s->memo = NULL;
}
