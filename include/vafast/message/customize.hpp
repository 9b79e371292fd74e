// What a program can say of its types, where a plain struct does not say enough. Specialisations and constants.
#pragma once

#include <vafast/message/rules.hpp>

#include <string_view>

namespace vafast {

// For a type that is no plain struct: specialise with what it is as JSON and how it is converted.
//
//   template <> struct vafast::codec<geo::point> {
//       using json_type = std::array<double, 2>;                    // any type that works as a message
//       static geo::point from(const json_type& in);                // throws where it cannot be: the sentence is kept
//       static json_type to(const geo::point& value);
//   };
template <class T>
struct codec;

// The discriminator of a message where its key is not "type": `static constexpr vafast::tag type{"kind", "chat"};`
struct tag {
    std::string_view key;    // the member's name in JSON
    std::string_view value;  // what it is for this message
};

// A member that is always the same text: `vafast::literal<"v1"> version;`
template <detail::literal_text Text>
struct literal {
    static constexpr std::string_view text = Text.view();  // what it always is
    bool operator==(const literal&) const = default;
};

// The names of an enum, where its enumerators are not what JSON says, or lie outside of 0 to 63:
//   template <> struct vafast::enum_names<level> {
//       static constexpr vafast::enum_name<level> value[] = {{"debug", level::debug}, {"error", level::error}};
//   };
template <class Enum>
struct enum_name {
    std::string_view name;  // in JSON
    Enum value;             // in C++
};
template <class Enum>
struct enum_names;

}  // namespace vafast
