// JSON Schemas in C++, with the names of TypeBox, of which each writes exactly TypeBox's document:
//
//   namespace type = vafast::type;
//   const auto chat = type::object({
//       {"type", type::literal("chat")},
//       {"message", type::string({.max_length = 1000})},
//       {"replyTo", type::optional(type::string({.format = "uuid"}))},
//   });
//   const vafast::validator validator = type::union_({chat, status});
//
// Values. What cannot be (a pattern that is none) throws error(invalid_argument) where a validator is made of it.
#pragma once

#include <vafast/json.hpp>

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vafast::type {

// One type. Made by the functions below, or of a document from elsewhere.
class schema {
 public:
    // A JSON Schema as it is.
    explicit schema(json document) : document_(std::move(document)) {}

    // The JSON Schema.
    const json& document() const noexcept { return document_; }
    // As a member of an object: it may be missing. The document does not say so, but that of the object does.
    bool is_optional() const noexcept { return is_optional_; }

 private:
    friend schema optional(schema of);

    json document_;
    bool is_optional_ = false;
};

// A member of an object.
using property = std::pair<std::string, schema>;

// In each of these options, what is not set is not in the document, and `other` is for further keywords:
// type::string({.min_length = 1, .other = {{"description", "a name"}}}).

// Of a string.
struct string_options {
    std::optional<std::size_t> min_length{};  // in code points
    std::optional<std::size_t> max_length{};  // the same
    std::string pattern{};                    // ECMA-262, as vafast::pattern takes it
    std::string format{};                     // "email", "date-time", … (vafast/message/format.hpp)
    json other{};                             // further keywords
};

// Of a number or an integer.
struct number_options {
    std::optional<json> minimum{};            // a number, as in the others
    std::optional<json> maximum{};            // at most
    std::optional<json> exclusive_minimum{};  // more than
    std::optional<json> exclusive_maximum{};  // less than
    std::optional<json> multiple_of{};        // above 0
    json other{};                             // further keywords
};

// Of an array.
struct array_options {
    std::optional<std::size_t> min_items{};     // elements, at least
    std::optional<std::size_t> max_items{};     // and at most
    bool unique_items = false;                  // no two are equal
    std::optional<schema> contains{};           // what some element has to be
    std::optional<std::size_t> min_contains{};  // how many have to be that; 1 where nothing is said
    std::optional<std::size_t> max_contains{};  // and at most
    json other{};                               // further keywords
};

// Of an object.
struct object_options {
    std::optional<bool> additional_properties{};  // whether there may be members that are not named
    std::optional<std::size_t> min_properties{};  // members, at least
    std::optional<std::size_t> max_properties{};  // and at most
    json other{};                                 // further keywords
};

schema any(json other = {});                  // any value
schema unknown(json other = {});              // the same, by TypeScript's other name
schema never(json other = {});                // which no value is
schema null(json other = {});                 // null
schema boolean(json other = {});              // true or false
schema number(number_options options = {});   // a number
schema integer(number_options options = {});  // a number without a fraction: 1, and 1.0
schema string(string_options options = {});   // a string
schema literal(json value, json other = {});  // this string, number or boolean
// An array of any length, of one type; one of exactly these; an object with these members.
schema array(schema of, array_options options = {});
schema tuple(std::initializer_list<schema> of, json other = {});
schema object(std::initializer_list<property> of, object_options options = {});
// An object with any names of members, or those with a pattern, all of one type.
schema record(schema of, object_options options = {});
schema record(std::string_view pattern, schema of, object_options options = {});

schema union_(std::initializer_list<schema> of, json other = {});        // any of them
schema intersect(std::initializer_list<schema> of, json other = {});     // all of them
schema enum_(std::initializer_list<json_item> values, json other = {});  // one of these strings and numbers
schema not_(schema of, json other = {});                                 // anything else
schema optional(schema of);                                              // as a member: it may be missing

// The schema with "$id" id, and one that refers to itself: recursive("Node", [](auto self) { return …; }).
schema ref(std::string_view id, json other = {});
schema recursive(std::string_view id, const std::function<schema(schema self)>& make);

// Of an object: all members optional, none, only these, or all but these.
schema partial(schema object);
schema required(schema object);
schema pick(schema object, std::initializer_list<std::string_view> names);
schema omit(schema object, std::initializer_list<std::string_view> names);

}  // namespace vafast::type
