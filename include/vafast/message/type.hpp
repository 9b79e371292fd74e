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

class schema {
 public:
    explicit schema(json document) : document_(std::move(document)) {}

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

struct string_options {
    std::optional<std::size_t> min_length{}, max_length{};  // code points
    std::string pattern{};                                  // ECMA-262, as vafast::pattern takes it
    std::string format{};                                   // "email", "date-time", … (vafast/message/format.hpp)
    json other{};
};

struct number_options {
    std::optional<json> minimum{}, maximum{}, exclusive_minimum{}, exclusive_maximum{}, multiple_of{};
    json other{};
};

struct array_options {
    std::optional<std::size_t> min_items{}, max_items{};
    bool unique_items = false;
    std::optional<schema> contains{};  // what some element has to be
    std::optional<std::size_t> min_contains{}, max_contains{};
    json other{};
};

struct object_options {
    std::optional<bool> additional_properties{};  // whether there may be members that are not named
    std::optional<std::size_t> min_properties{}, max_properties{};
    json other{};
};

schema any(json other = {});
schema unknown(json other = {});
schema never(json other = {});  // which no value is
schema null(json other = {});
schema boolean(json other = {});
schema number(number_options options = {});
schema integer(number_options options = {});
schema string(string_options options = {});
schema literal(json value, json other = {});  // this string, number or boolean
schema array(schema of, array_options options = {});
schema tuple(std::initializer_list<schema> of, json other = {});
schema object(std::initializer_list<property> of, object_options options = {});
// An object with any names of members, or those with a pattern, all of one type.
schema record(schema of, object_options options = {});
schema record(std::string_view pattern, schema of, object_options options = {});

schema union_(std::initializer_list<schema> of, json other = {});        // any of them
schema intersect(std::initializer_list<schema> of, json other = {});     // all of them
schema enum_(std::initializer_list<json_item> values, json other = {});  // one of these strings and numbers
schema not_(schema of, json other = {});
schema optional(schema of);

// The schema with "$id" id, and one that refers to itself: recursive("Node", [](auto self) { return …; }).
schema ref(std::string_view id, json other = {});
schema recursive(std::string_view id, const std::function<schema(schema self)>& make);

// Of an object: all members optional, none, only these, or all but these.
schema partial(schema object);
schema required(schema object);
schema pick(schema object, std::initializer_list<std::string_view> names);
schema omit(schema object, std::initializer_list<std::string_view> names);

}  // namespace vafast::type
