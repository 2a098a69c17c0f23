// SPDX-License-Identifier: Apache-2.0
// What to measure against: the Jizo mapping (formats/SesameIT/jizo) written by hand, for these
// records only, on simdjson's On-Demand reader. Values are copied as they stand in the input: no
// types are checked, no text is unescaped, dates are taken to have six digits and "+0000".
// A member that the record lacks is left out. Needs libsimdjson-dev.
//   hand_jizo FILE          one ECS event a line on standard output
//   hand_jizo FILE limit    what the machine allows: each line parsed into simdjson's DOM, and as
//                           many bytes copied as the mapping would write
#include <simdjson.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string_view>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace
{
using simdjson::ondemand::object;
using simdjson::ondemand::value;
using text = std::string_view;

enum Slot {
    TIME, FLOW_ID, INTERFACE, TYPE, SOURCE, SOURCE_PORT, TARGET, TARGET_PORT, TRANSPORT, PROTOCOL,
    ALERT, FLOW, HTTP, ACTION, SIGNATURE_ID, SIGNATURE, CATEGORY, SEVERITY, METADATA, LEVEL,
    PACKETS_OUT, PACKETS_IN, BYTES_OUT, BYTES_IN, START, URL, STATUS, LENGTH, SLOTS
};

struct Key {
    text name;
    Slot slot;
};

constexpr Key ROOT[] = {
    {"timestamp", TIME}, {"flow_id", FLOW_ID}, {"in_iface", INTERFACE}, {"event_type", TYPE},
    {"src_ip", SOURCE}, {"src_port", SOURCE_PORT}, {"dest_ip", TARGET}, {"dest_port", TARGET_PORT},
    {"proto", TRANSPORT}, {"app_proto", PROTOCOL}, {"alert", ALERT}, {"flow", FLOW}, {"http", HTTP},
};
constexpr Key IN_ALERT[] = {
    {"action", ACTION}, {"signature_id", SIGNATURE_ID}, {"signature", SIGNATURE},
    {"category", CATEGORY}, {"severity", SEVERITY}, {"metadata", METADATA},
};
constexpr Key IN_METADATA[] = {{"signature_severity", LEVEL}};
constexpr Key IN_FLOW[] = {
    {"pkts_toserver", PACKETS_OUT}, {"pkts_toclient", PACKETS_IN},
    {"bytes_toserver", BYTES_OUT}, {"bytes_toclient", BYTES_IN}, {"start", START},
};
constexpr Key IN_HTTP[] = {{"url", URL}, {"status", STATUS}, {"response_length", LENGTH}};

using Record = std::array<text, SLOTS>;

// ---- reading ----

text trimmed(text token)
{
    while (!token.empty() && (token.back() == ' ' || token.back() == '\r')) {
        token.remove_suffix(1);
    }
    return token;
}

// Keys of these records have no escapes: a key is the bytes up to the next quotation mark. The
// keys come in about the order of the table, so the search begins after the last one found.
template <size_t N> class Finder
{
  public:
    explicit Finder(const Key (&keys)[N]) : keys_(keys)
    {
    }

    Slot find(const char *name)
    {
        for (size_t i = 0; i < N; i++) {
            const Key &k = keys_[next_];
            next_ = next_ + 1 < N ? next_ + 1 : 0;
            if (memcmp(name, k.name.data(), k.name.size()) == 0 && name[k.name.size()] == '"') {
                return k.slot;
            }
        }
        return SLOTS;
    }

  private:
    const Key (&keys_)[N];
    size_t next_ = 0;
};

template <size_t N> void read(Record &r, object from, const Key (&keys)[N]);

text first_of(value list)
{
    simdjson::ondemand::array items;
    if (list.get_array().get(items)) {
        return trimmed(list.raw_json_token());
    }
    text first;
    for (auto item : items) {
        first = first.empty() ? trimmed(item.value().raw_json_token()) : first;
    }
    return first;
}

void take(Record &r, Slot slot, value v)
{
    switch (slot) {
    case ALERT:
        return read(r, v.get_object(), IN_ALERT);
    case METADATA:
        return read(r, v.get_object(), IN_METADATA);
    case FLOW:
        return read(r, v.get_object(), IN_FLOW);
    case HTTP:
        return read(r, v.get_object(), IN_HTTP);
    case LEVEL:
        r[LEVEL] = first_of(v);
        return;
    default:
        r[slot] = trimmed(v.raw_json_token());
    }
}

template <size_t N> void read(Record &r, object from, const Key (&keys)[N])
{
    Finder<N> finder(keys);
    for (auto member : from) {
        Slot slot = finder.find(member.key().value().raw());
        if (slot != SLOTS) {
            take(r, slot, member.value());
        }
    }
}

// ---- writing ----

char *at;

void put(text t)
{
    memcpy(at, t.data(), t.size());
    at += t.size();
}

void put_escaped(unsigned char c)
{
    if (c >= 0x20) {
        *at++ = '\\';
        *at++ = static_cast<char>(c);
    } else {
        at += snprintf(at, 7, "\\u%04x", c);
    }
}

#ifdef __AVX2__
// A bit for each of 32 bytes that cannot stand in a JSON string as it is.
unsigned specials(__m256i v)
{
    __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i slash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
    __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1f)), v);
    __m256i any = _mm256_or_si256(_mm256_or_si256(quote, slash), control);
    return static_cast<unsigned>(_mm256_movemask_epi8(any));
}

// Reads and writes up to 31 bytes too many: both buffers have room for that.
void put_block(const char *from, unsigned used)
{
    __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(at), v);
    at += used;
}

void put_message(text line)
{
    for (size_t i = 0; i < line.size(); i += 32) {
        const char *from = line.data() + i;
        unsigned n = static_cast<unsigned>(line.size() - i < 32 ? line.size() - i : 32);
        unsigned mask = specials(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(from)));
        mask = n < 32 ? mask & ((1U << n) - 1) : mask;
        unsigned done = 0;
        for (; mask; mask &= mask - 1) {
            unsigned k = static_cast<unsigned>(__builtin_ctz(mask));
            put_block(from + done, k - done);
            put_escaped(static_cast<unsigned char>(from[k]));
            done = k + 1;
        }
        put_block(from + done, n - done);
    }
}
#else
void put_message(text line)
{
    for (char c : line) {
        if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
            put_escaped(static_cast<unsigned char>(c));
        } else {
            *at++ = c;
        }
    }
}
#endif

// Members are written as `,"name":value`; the first comma becomes the brace. An object without
// members takes its name back.
class Object
{
  public:
    explicit Object(text name) : start_(at)
    {
        put(name);
        body_ = at;
    }

    Object(const Object &) = delete;
    Object &operator=(const Object &) = delete;

    ~Object()
    {
        if (at == body_) {
            at = start_;
        } else {
            *body_ = '{';
            *at++ = '}';
        }
    }

  private:
    char *start_;
    char *body_;
};

inline void member(text name, text v)
{
    if (!v.empty()) {
        put(name);
        put(v);
    }
}

inline void quoted_member(text name, text v)
{
    if (!v.empty()) {
        put(name);
        *at++ = '"';
        put(v);
        *at++ = '"';
    }
}

// "2024-06-27T13:25:18.431133+0000", in its quotation marks
inline void date_member(text name, text v)
{
    if (v.size() > 27) {
        put(name);
        put(v.substr(0, 27));
        put("Z\"");
    }
}

void write_event(const Record &r)
{
    Object o(",\"event\":");
    member(",\"action\":", r[ACTION]);
    put(",\"category\":[\"network\"]");
    if (r[TYPE] == "\"alert\"") {
        put(",\"kind\":\"alert\"");
    }
    member(",\"severity\":", r[SEVERITY]);
    date_member(",\"start\":", r[START]);
    put(",\"type\":[\"connection\"]");
}

void write_properties(const Record &r)
{
    Object o(",\"action\":");
    Object p(",\"properties\":");
    member(",\"category\":", r[CATEGORY]);
    member(",\"severity\":", r[LEVEL]);
    member(",\"signature\":", r[SIGNATURE]);
    quoted_member(",\"signature_id\":", r[SIGNATURE_ID]);
}

void write_end(text name, text ip, text port, std::initializer_list<text> counts)
{
    Object o(name);
    member(",\"address\":", ip);
    member(",\"bytes\":", counts.begin()[0]);
    member(",\"ip\":", ip);
    member(",\"packets\":", counts.begin()[1]);
    member(",\"port\":", port);
}

void write_nested(const Record &r)
{
    {
        Object o(",\"host\":");
        member(",\"ip\":", r[SOURCE]);
    }
    {
        Object o(",\"http\":");
        Object p(",\"response\":");
        member(",\"bytes\":", r[LENGTH]);
        member(",\"status_code\":", r[STATUS]);
    }
    {
        Object o(",\"jizo\":");
        Object p(",\"flow\":");
        quoted_member(",\"id\":", r[FLOW_ID]);
    }
    {
        Object o(",\"network\":");
        member(",\"protocol\":", r[PROTOCOL] == "\"failed\"" ? text() : r[PROTOCOL]);
        member(",\"transport\":", r[TRANSPORT]);
    }
    Object o(",\"observer\":");
    Object p(",\"ingress\":");
    Object q(",\"interface\":");
    member(",\"name\":", r[INTERFACE]);
}

void write_related(const Record &r)
{
    text source = r[SOURCE], target = r[TARGET] == source ? text() : r[TARGET];
    Object o(",\"related\":");
    if (!source.empty() || !target.empty()) {
        put(",\"ip\":[");
        put(source);
        put(source.empty() || target.empty() ? text() : text(","));
        put(target);
        put("]");
    }
}

void write_url(text url)
{
    if (url.size() < 2) {
        return;
    }
    url = url.substr(1, url.size() - 2);
    size_t mark = url.find('?');
    Object o(",\"url\":");
    quoted_member(",\"original\":", url);
    quoted_member(",\"path\":", url.substr(0, mark));
    quoted_member(",\"query\":", mark == text::npos ? text() : url.substr(mark + 1));
}

void write(const Record &r, text line)
{
    Object o("");
    put(",\"message\":\"");
    put_message(line);
    put("\"");
    write_event(r);
    date_member(",\"@timestamp\":", r[TIME]);
    write_properties(r);
    write_end(",\"destination\":", r[TARGET], r[TARGET_PORT], {r[BYTES_IN], r[PACKETS_IN]});
    write_nested(r);
    write_related(r);
    write_end(",\"source\":", r[SOURCE], r[SOURCE_PORT], {r[BYTES_OUT], r[PACKETS_OUT]});
    write_url(r[URL]);
}

// ---- the whole ----

constexpr size_t ROOM = 4 << 20, FULL = 1 << 20; // lines of these records have at most some KiB
simdjson::ondemand::parser parser;
simdjson::dom::parser whole;

bool map_line(text line, size_t readable)
{
    simdjson::ondemand::document d;
    object root;
    if (parser.iterate(line.data(), line.size(), readable).get(d) || d.get_object().get(root)) {
        return false;
    }
    Record r{};
    read(r, root, ROOT);
    write(r, line);
    *at++ = '\n';
    return true;
}

bool limit_line(text line, const char *from)
{
    simdjson::dom::element d;
    if (whole.parse(line.data(), line.size(), false).get(d)) {
        return false;
    }
    put({from, line.size() * 2 + 200});
    return true;
}

bool flush(char *buffer)
{
    for (char *from = buffer; from < at;) {
        ssize_t n = ::write(STDOUT_FILENO, from, static_cast<size_t>(at - from));
        if (n < 0) {
            return false;
        }
        from += n;
    }
    at = buffer;
    return true;
}

bool run(text all, bool limit)
{
    auto buffer = std::make_unique<char[]>(ROOM);
    auto copied = std::make_unique<char[]>(FULL);
    memset(copied.get(), 'x', FULL);
    at = buffer.get();
    while (!all.empty()) {
        size_t n = std::min(all.find('\n'), all.size());
        text line = all.substr(0, n);
        size_t readable = all.size() + simdjson::SIMDJSON_PADDING;
        if (n > FULL / 4 ||
            !(limit ? limit_line(line, copied.get()) : map_line(line, readable))) {
            return false;
        }
        all.remove_prefix(std::min(n + 1, all.size()));
        if (static_cast<size_t>(at - buffer.get()) > FULL && !flush(buffer.get())) {
            return false;
        }
    }
    return flush(buffer.get());
}
} // namespace

int main(int argc, char **argv)
{
    simdjson::padded_string input;
    if (argc < 2 || simdjson::padded_string::load(argv[1]).get(input)) {
        fprintf(stderr, "usage: hand_jizo FILE [limit]\n");
        return 2;
    }
    if (!run(input, argc > 2)) {
        fprintf(stderr, "hand_jizo: a line is no alert, or the output failed\n");
        return 3;
    }
    return 0;
}
