// SPDX-License-Identifier: Apache-2.0
// Which versions of the libraries below the engine is running with.
#include "penstock.h"

#include <expat.h>
#include <utf8proc.h>
#include <yaml.h>

#ifndef PEN_RE2_VERSION
#define PEN_RE2_VERSION "unknown"
#endif

// Re2 does not tell its version; the build looks at its file's name.
static const char *re2_version(void)
{
    return PEN_RE2_VERSION;
}

static const char *expat_version(void)
{
    static const char prefix[] = "expat_";
    const char *s = XML_ExpatVersion();
    size_t k = 0;
    while (prefix[k] && s[k] == prefix[k]) {
        k++;
    }
    return prefix[k] ? s : s + k;
}

pen_status pen_library_version(size_t i, const char **name, const char **version)
{
    static const struct {
        const char *name;
        const char *(*version)(void);
    } libraries[] = {
        {"libyaml", yaml_get_version_string},
        {"re2", re2_version},
        {"expat", expat_version},
        {"utf8proc", utf8proc_version},
    };
    if (i >= sizeof libraries / sizeof libraries[0]) {
        return PEN_END;
    }
    *name = libraries[i].name;
    *version = libraries[i].version();
    return PEN_OK;
}
