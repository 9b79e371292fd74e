// Rules about what a string looks like, for the rules() of a struct (rules.hpp):
//
//   static consteval auto rules() {
//       return vafast::rules(vafast::member(&user::name, vafast::matches<"^[a-z]+$">()),
//                            vafast::member(&user::address, vafast::format<"email">()));
//   }
//
// In a header of their own, since a pattern is parsed by the compiler. A wrong one does not compile.
#pragma once

#include <vafast/message/format.hpp>
#include <vafast/message/pattern.hpp>
#include <vafast/message/rules.hpp>

#include <string_view>

namespace vafast {

namespace detail {

// Named for the compiler's note, which shows the pattern.
template <literal_text Source>
struct pattern_of_a_rule {
    static_assert(
        pattern_error(Source.view()) == nullptr,
        "vafast: matches<> wants a regular expression of ECMA-262, and one that can be matched in linear time: "
        "without back-references and look-around");

    static bool found_in(std::string_view text) {
        // Never destroyed: a client may still receive while the process ends.
        static const pattern& compiled = *new pattern(Source.view());
        return compiled.found_in(text);
    }
};

template <literal_text Name>
struct format_of_a_rule {
    static constexpr format_check check = find_format(Name.view());
    static_assert(check != nullptr,
                  "vafast: there is no format of this name; vafast/message/format.hpp lists those that there are");
};

// A template parameter object lives as long as the program, and so does the text of a rule that refers to it.
template <literal_text Text>
inline constexpr std::string_view text_of_a_rule = Text.view();

}  // namespace detail

// The string contains what the expression describes (ECMA-262, as JSON Schema's `pattern`): `matches<"^[a-z]+$">()`.
// Matched in linear time.
template <detail::literal_text Source>
consteval detail::member_option matches() {
    return {.is = detail::member_option::what::rule,
            .rule = {.what = detail::rule_kind::pattern,
                     .text = detail::text_of_a_rule<Source>,
                     .matches = &detail::pattern_of_a_rule<Source>::found_in}};
}

// The string is a date-time, an email, a uuid, …, by the name that JSON Schema gives it: `format<"email">()`.
template <detail::literal_text Name>
consteval detail::member_option format() {
    return {.is = detail::member_option::what::rule,
            .rule = {.what = detail::rule_kind::format,
                     .text = detail::text_of_a_rule<Name>,
                     .matches = detail::format_of_a_rule<Name>::check}};
}

}  // namespace vafast
