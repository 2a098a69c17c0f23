// SPDX-License-Identifier: Apache-2.0
// XML events: names, attributes, texts, and what is refused.
#include "codec/xml.h"

#include "base/buf.h"
#include "base/limits.h"

#include "exact.h"
#include "tap.h"

// Shown as <name a=v>, texts as they come, </>. The plain reader gives the same events, or
// leaves the text to expat; of those that are not well-formed it has to leave each.
static const struct {
    const char *text, *want; // want NULL: PEN_E_SYNTAX
} cases[] = {
    {"<r a='1' b=\"'2\">x<b/>y&lt;&amp;&gt;&quot;&apos;</r>",
     "<r a=1 b='2>x<b></>y<&>\"'</>"},
    {"<r\n a = '>'\t></r >", "<r a=>></>"},
    {"<r>a]b]]c]></r>", "<r>a]b]]c]></>"},
    {"<r>&#65;&#x1F600;&#xe9;&#10;</r>", "<r>A\xf0\x9f\x98\x80\xc3\xa9\n</>"},
    {"<r>a\r\nb\rc\r\r\nd</r>", "<r>a\nb\nc\n\nd</>"},
    {"<r\xc3\xa9 a\xc3\xa9='\xc3\xa9'/>", "<r\xc3\xa9 a\xc3\xa9=\xc3\xa9></>"},
    {"<r a='&amp;'/>", "<r a=&></>"},
    {"<a.b-c_1:d/>", "<d></>"},
    {"<r>]]></r>", NULL},
    {"<r>\xef\xbf\xbe</r>", NULL},
    {"<r>\xef\xbf\xbf</r>", NULL},
    {"<r>&#xFFFE;</r>", NULL},
    {"<r>&#xD800;</r>", NULL},
    {"<r>&#x110000;</r>", NULL},
    {"<r>&#X41;</r>", NULL},
    {"<r>&#;</r>", NULL},
    {"<r>&;</r>", NULL},
    {"<r>&amp</r>", NULL},
    {"<r a='1'b='2'/>", NULL},
    {"<r a='<'/>", NULL},
    {"<r a=1/>", NULL},
    {"<r a/>", NULL},
    {"<r a='1/>", NULL},
    {"<1/>", NULL},
    {"<r></r", NULL},
    {"<r></rr>", NULL},
    {"<rr></r>", NULL},
    {"< r/>", NULL},
    {"<r / >", NULL},
    {"<r/", NULL},
    {"<", NULL},
    {"</r>", NULL},
    {"x<r/>", NULL},

    {"<r a='1' b='&lt;'>x<b/>y</r>", "<r a=1 b=<>x<b></>y</>"},
    {"<n:r xmlns:n='u' xmlns='v' n:a='1'/>", "<r a=1></>"},
    {"<n:r/>", "<r></>"}, // an undeclared prefix is dropped like any other
    {" \n<?xml version='1.0' encoding='UTF-16'?>\n<r>\xc3\xa9</r>", "<r>\xc3\xa9</>"},
    {"<?xml version='1.0' encoding='nonsense'?><r/>", "<r></>"},
    {"\xef\xbb\xbf<r/>", "<r></>"},
    {"<r><!-- c --><?pi?><![CDATA[<&]]>&amp;&#65;&#x42;</r>", "<r><&&AB</>"},
    {"<r a='1\n2\t3'>a\r\nb\rc</r>", "<r a=1 2 3>a\nb\nc</>"},
    {"<!DOCTYPE r><r/>", "<r></>"},
    {"<!DOCTYPE r SYSTEM 'x'><r/>", "<r></>"},
    {"<r/><!--c--> \n", "<r></>"},
    {"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>", NULL},
    {"<!DOCTYPE r []><r/>", NULL},
    {"<!DOCTYPE r SYSTEM 'x'><r>&foo;</r>", NULL},
    {"<!DOCTYPE r SYSTEM 'x' [%p;]><r/>", NULL},
    {"<r>&nbsp;</r>", NULL},
    {"<r>&#0;</r>", NULL},
    {"<r>\x01</r>", NULL},
    {"<r>\xff</r>", NULL},
    {"<r a='1' a='2'/>", NULL},
    {"<r>", NULL},
    {"<r></s>", NULL},
    {"<r/>x", NULL},
    {"<r/><s/>", NULL},
    {"<?xml", NULL},
    {"<?xml?", NULL},
    {"<?xml>", NULL},
    {"", NULL},
    {"text", NULL},
};

typedef struct shown {
    pen_buf text;
    size_t events, stop_at;
} shown;

static pen_status counted(shown *s)
{
    return ++s->events == s->stop_at ? PEN_E_BUDGET : PEN_OK;
}

static pen_status on_start(void *ctx, pen_str name, const pen_xml_attr *attrs, size_t n)
{
    shown *s = ctx;
    pen_buf_byte(&s->text, '<');
    pen_buf_add(&s->text, name);
    for (size_t i = 0; i < n; i++) {
        pen_buf_byte(&s->text, ' ');
        pen_buf_add(&s->text, attrs[i].name);
        pen_buf_byte(&s->text, '=');
        pen_buf_add(&s->text, attrs[i].value);
    }
    pen_buf_byte(&s->text, '>');
    return counted(s);
}

static pen_status on_text(void *ctx, pen_str piece, bool lasts)
{
    shown *s = ctx;
    (void)lasts;
    pen_buf_add(&s->text, piece);
    return counted(s);
}

static pen_status on_end(void *ctx)
{
    shown *s = ctx;
    PEN_BUF_LIT(&s->text, "</>");
    return counted(s);
}

typedef pen_status parse_fn(pen_str text, const pen_xml_visitor *v);

static pen_status parse_by(parse_fn *fn, const char *text, shown *s)
{
    pen_xml_visitor v = {s, on_start, on_text, on_end};
    pen_str copy = exact(pen_str_c(text));
    pen_status status = fn(copy, &v);
    exact_free(copy);
    return status;
}

static pen_status parse(const char *text, shown *s)
{
    return parse_by(pen_xml_parse, text, s);
}

static void test_plain(void)
{
    size_t read = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        shown s = {.events = 0};
        pen_buf_init(&s.text, NULL, 1 << 20);
        pen_status status = parse_by(pen_xml_parse_plain, cases[i].text, &s);
        read += status == PEN_OK;
        if (status == PEN_OK && cases[i].want) {
            is_str(s.text, cases[i].want, cases[i].text);
        } else {
            ok(status == PEN_NOMATCH, cases[i].text);
        }
        pen_buf_free(&s.text);
    }
    ok(read >= 10, "the plain reader reads most of what is well-formed");
}

static void test_rules(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        shown s = {.events = 0};
        pen_buf_init(&s.text, NULL, 1 << 20);
        pen_status status = parse(cases[i].text, &s);
        if (cases[i].want && ok(status == PEN_OK, "parsed")) {
            is_str(s.text, cases[i].want, cases[i].text);
        } else {
            ok(!cases[i].want && status == PEN_E_SYNTAX, cases[i].text);
        }
        pen_buf_free(&s.text);
    }
}

static void test_visitor_stops(parse_fn *fn)
{
    shown s = {.events = 0};
    size_t stop = 1;
    pen_buf_init(&s.text, NULL, 1 << 20);
    for (; stop < 100; stop++) {
        s.events = 0;
        s.stop_at = stop;
        pen_status status = parse_by(fn, "<r a='1'>x<b>y</b><c/></r>", &s);
        if (status == PEN_OK) {
            break;
        }
        if (status != PEN_E_BUDGET || s.events != stop) {
            stop = 100;
        }
    }
    ok(stop == 9, "the visitor's status ends the parse at once");
    pen_buf_free(&s.text);
}

static void test_limits(void)
{
    pen_buf text;
    shown s = {.events = 0};
    pen_buf_init(&s.text, NULL, 1 << 24);
    pen_buf_init(&text, NULL, 1 << 24);
    for (int over = 0; over < 2; over++) {
        pen_buf_clear(&text);
        for (int i = 0; i < PEN_XML_DEPTH_MAX + over; i++) {
            PEN_BUF_LIT(&text, "<a>");
        }
        for (int i = 0; i < PEN_XML_DEPTH_MAX + over; i++) {
            PEN_BUF_LIT(&text, "</a>");
        }
        pen_buf_byte(&text, '\0');
        ok(parse(text.p, &s) == (over ? PEN_E_DEPTH : PEN_OK), "depth");
        ok(parse_by(pen_xml_parse_plain, text.p, &s) == (over ? PEN_NOMATCH : PEN_OK),
           "depth of the plain reader");
        pen_buf_clear(&text);
        PEN_BUF_LIT(&text, "<a");
        for (int i = 0; i < PEN_XML_ATTRS_MAX + over; i++) {
            pen_buf_fmt(&text, " a%d='1'", i);
        }
        PEN_BUF_LIT(&text, "/>");
        pen_buf_byte(&text, '\0');
        ok(parse(text.p, &s) == (over ? PEN_E_LIMIT : PEN_OK), "attributes");
    }
    pen_buf_free(&text);
    pen_buf_free(&s.text);
}

int main(void)
{
    test_rules();
    test_plain();
    test_visitor_stops(pen_xml_parse);
    test_visitor_stops(pen_xml_parse_plain);
    test_limits();
    return tap_done();
}
