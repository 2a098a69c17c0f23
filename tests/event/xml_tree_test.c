// SPDX-License-Identifier: Apache-2.0
// XML as values, shown as JSON.
#include "event/xml_tree.h"

#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

typedef pen_status build_fn(pen_arena *a, pen_str text, pen_xml_way way, pen_value *out);

static const struct {
    build_fn *build;
    const char *text, *want; // want NULL: PEN_E_SYNTAX
} cases[] = {
    {pen_xml_tree, "<r a=\"1\"><b>x</b><b/><c k=\"v\">t</c> tail </r>",
     "{\"r\":{\"@a\":\"1\",\"b\":[\"x\",null],\"c\":{\"@k\":\"v\",\"#text\":\"t\"},"
     "\"#text\":\"tail\"}}"},
    {pen_xml_tree, "<r/>", "{\"r\":null}"},
    {pen_xml_tree, "<r> \n </r>", "{\"r\":null}"},
    {pen_xml_tree, "<r>\xc2\xa0 x\n<!--c-->y\xe2\x80\x83</r>", "{\"r\":\"x\\ny\"}"},
    {pen_xml_tree, "<r> a<b/>b <c/> c </r>",
     "{\"r\":{\"b\":null,\"c\":null,\"#text\":\"ab  c\"}}"},
    {pen_xml_tree, "<r><b>1</b><b>2</b><b>3</b></r>",
     "{\"r\":{\"b\":[\"1\",\"2\",\"3\"]}}"},
    {pen_xml_tree, "<r xmlns='u' x:a='1'><x:b>1</x:b><y:b>2</y:b></r>",
     "{\"r\":{\"@a\":\"1\",\"b\":[\"1\",\"2\"]}}"},
    {pen_xml_tree, "<r>&lt;&#233;</r>", "{\"r\":\"<\xc3\xa9\"}"},
    {pen_xml_tree, "<r>", NULL},
    {pen_xml_windows_event,
     "<Event xmlns='u'><System><Provider Name='P' Guid='G'/><EventID "
     "Qualifiers='0'>4624</EventID>"
     "<Version> 2 </Version><Security/></System><EventData><Data Name='A'>x </Data>"
     "<Data Name='B'/><Data>none</Data><Data "
     "Name=''>no</Data><Binary>00</Binary></EventData>"
     "</Event>",
     "{\"System\":{\"Provider\":{\"Name\":\"P\",\"Guid\":\"G\"},"
     "\"EventID\":{\"Qualifiers\":\"0\",\"#text\":\"4624\"},\"Version\":\"2\",\"Security\":"
     "null},"
     "\"EventData\":{\"A\":\"x \",\"B\":null}}"},
    {pen_xml_windows_event,
     "<Event><UserData><E><Data Name='A'>1<x>2</x>3</Data></E></UserData>text"
     "<UserData><Data Name='B'>2</Data><Data Name='A'>4</Data></UserData><System/></Event>",
     "{\"UserData\":{\"A\":\"4\",\"B\":\"2\"},\"System\":null}"},
    {pen_xml_windows_event, "<?xml version='1.0'?><Event>x</Event>", "{}"},
    {pen_xml_windows_event, "<Event><System>", NULL},
};

static void test_case(size_t i, pen_xml_way way)
{
    pen_arena a;
    pen_buf json;
    pen_value v;
    pen_str text = exact(pen_str_c(cases[i].text));
    pen_arena_init(&a, NULL, 1 << 20);
    pen_buf_init(&json, NULL, 1 << 20);
    pen_status s = cases[i].build(&a, text, way, &v);
    if (cases[i].want && ok(s == PEN_OK, "parsed")) {
        ok(pen_json_dump(v, PEN_JSON_COMPACT, &json) == PEN_OK, "shown");
        is_str(json, cases[i].want, cases[i].text);
    } else {
        ok(!cases[i].want && s == PEN_E_SYNTAX, cases[i].text);
    }
    exact_free(text);
    pen_buf_free(&json);
    pen_arena_free(&a);
}

static void test_rules(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_case(i, PEN_XML_FAST);
        test_case(i, PEN_XML_EXPAT);
    }
}

static void test_memory(build_fn *build, pen_xml_way way)
{
    fail_alloc f;
    bool good = true;
    const pen_str text = PEN_LIT("<E a='1'>t&amp;u<System k='v'>s<x/><x/></System><D><Data "
                                 "Name='n'>v</Data></D></E>");
    FAIL_EACH(f)
    {
        pen_arena a;
        pen_value v;
        pen_arena_init(&a, &f.alloc, 1 << 22);
        pen_status s = build(&a, text, way, &v);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "building without memory");
}

int main(void)
{
    test_rules();
    test_memory(pen_xml_tree, PEN_XML_FAST);
    test_memory(pen_xml_tree, PEN_XML_EXPAT);
    test_memory(pen_xml_windows_event, PEN_XML_FAST);
    test_memory(pen_xml_windows_event, PEN_XML_EXPAT);
    return tap_done();
}
