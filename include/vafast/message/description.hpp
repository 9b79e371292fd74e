// What a C++ type is as JSON, as constant data. One description serves the decoder, the encoder, the rules and the
// exported schemas, which are compiled once, in the library: a further message type costs its tables and nothing else.
// Made by describe.hpp; read by src/message/. Not for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vafast::detail {

enum class kind : std::uint8_t {
    boolean,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    float32,
    float64,
    string,
    string_view,  // into the received text
    null,         // std::monostate, std::nullptr_t
    any,          // vafast::json
    raw,          // vafast::raw_json
    raw_view,
    binary,       // std::vector<std::byte>, as base64
    literal,      // more: literal_type
    enumeration,  // enumeration_type
    time,         // time_type
    structure,    // structure_type
    sequence,     // sequence_type
    bits,         // bits_type
    array,        // array_type
    tuple,        // tuple_type
    map,          // map_type
    optional,     // optional_type
    variant,      // variant_type
    custom,       // custom_type
};

struct description {
    kind what;
    const void* more = nullptr;  // as the list above says
};

struct literal_type {
    std::string_view text;
};

struct enumeration_type {
    struct enumerator {
        std::string_view name;
        std::int64_t number;
    };
    std::string_view name;
    const enumerator* enumerators;
    std::size_t count;
    std::int64_t (*get)(const void* value);
    void (*set)(void* value, std::int64_t number);
};

// Nanoseconds since 1970.
struct time_type {
    std::int64_t (*get)(const void* value);
    void (*set)(void* value, std::int64_t nanoseconds);
};

struct sequence_type {
    const description* element;
    bool is_strings;  // a std::vector<std::string>, which the library knows itself
    void (*clear)(void* container);
    void* (*add)(void* container);  // a new last element
    std::size_t (*size)(const void* container);
    // Calls `visit(context, element)` for each, until it says false.
    bool (*each)(const void* container, void* context, bool (*visit)(void* context, const void* element));
    // The first element, where they lie one behind the other, `stride` bytes apart; otherwise null.
    const void* (*data)(const void* container);
    std::size_t stride;
};

// std::vector<bool>, whose elements have no address.
struct bits_type {
    void (*clear)(void* container);
    void (*add)(void* container, bool value);
    std::size_t (*size)(const void* container);
    bool (*get)(const void* container, std::size_t index);
};

struct array_type {
    const description* element;
    std::size_t count;
    std::size_t stride;  // bytes from one element to the next
};

struct tuple_type {
    const description* const* elements;
    std::size_t count;
    void (*addresses)(void* tuple, void** out);
};

struct map_type {
    const description* value;
    void (*clear)(void* map);
    // Room for the value of a key; null where the key is there already.
    void* (*add)(void* map, std::string_view key);
    std::size_t (*size)(const void* map);
    bool (*each)(const void* map, void* context, bool (*visit)(void* context, std::string_view key, const void* value));
    // How many keys share the place of this one; null where the map does not hash.
    std::size_t (*collisions)(const void* map, std::string_view key);
};

struct optional_type {
    const description* value;
    void* (*emplace)(void* optional);
    void (*reset)(void* optional);
    const void* (*get)(const void* optional);  // null where there is none
};

struct variant_type {
    const description* const* alternatives;
    std::size_t count;
    std::string_view tag;  // the key of the discriminator where the alternatives are tagged; otherwise empty
    std::size_t rest;      // the alternative that takes what no tag fits; `count` where there is none
    void* (*emplace)(void* variant, std::size_t index);
    std::size_t (*index)(const void* variant);
    const void* (*get)(const void* variant);
};

class reader;
class writer;

// A type that is sent as another: codec<T>.
struct custom_type {
    const description* as;
    bool (*read)(reader& in, void* value);
    bool (*write)(writer& out, const void* value);
};

// ---- structs

enum class rule_kind : std::uint8_t {
    min_length,  // code points of a string
    max_length,
    minimum,
    maximum,
    exclusive_minimum,
    exclusive_maximum,
    multiple_of,
    pattern,
    format,
    min_items,  // of an array, or members of a map
    max_items,
    unique_items,
    satisfies,  // a predicate over the whole struct
};

struct rule {
    rule_kind what;
    bool of_items = false;                       // it is for each item, not for the value itself
    bool is_whole = false;                       // `integer` says the number exactly
    std::int64_t integer = 0;                    // a count, or a bound
    double number = 0;                           // a bound
    std::string_view text = {};                  // the pattern, the name of the format, or the sentence of a predicate
    bool (*holds)(const void* value) = nullptr;  // of a predicate, over the struct
    bool (*matches)(std::string_view text) = nullptr;  // of a pattern or a format
};

struct field {
    const char* key;         // `,"name":`, followed by at least 16 more bytes that may be read
    std::uint16_t key_size;  // of all that
    bool is_required;
    std::uint8_t rule_count;
    const description* type;
    const rule* rules;

    std::string_view name() const noexcept { return {key + 2, static_cast<std::size_t>(key_size - 4)}; }
};

struct structure_type {
    std::string_view name;  // of the C++ type, as its compiler writes it
    const field* fields;
    std::size_t count;
    std::uint64_t required;  // a bit for each field
    void (*addresses)(void* object, void** out);
    std::string_view tag_key;  // of the discriminator; empty where there is none
    std::string_view tag_value;
    std::string_view tag_text;  // `,"type":"chat"`, followed by at least 16 more bytes that may be read
    bool refuses_unknown;
    const rule* rules;  // of the whole
    std::size_t rule_count;
};

// ---- what the library does with them

// These end at the first thing that is wrong, and note what it is.
bool read_value(reader& in, void* value, const description& type);
bool write_value(writer& out, const void* value, const description& type);
// What a codec says of a value that it cannot take.
bool refuse_value(reader& in, const char* why);

}  // namespace vafast::detail
