// Rules of a struct's members, in the struct, which stays plain data:
//
//   struct user {
//       std::string name;
//       int age;
//       static consteval auto rules() {
//           return vafast::rules(vafast::member(&user::name, vafast::min_length(1), vafast::max_length(50)),
//                                vafast::member(&user::age, vafast::minimum(0), vafast::named("years")),
//                                vafast::satisfies("nobody is called root", [](const user& u) { return u.name !=
//                                "root"; }));
//       }
//   };
//
// vafast/message/text_rules.hpp has patterns and formats, too.
// They hold for what is received and for what is sent, and are part of the exported schemas. A rule of a member that is
// optional holds for its value, where there is one. All at compile time: a rule that does not fit its member does not
// compile.
#pragma once

#include <vafast/message/description.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace vafast {

namespace detail {

// What a member is given: rules, and how it is written.
struct member_option {
    enum class what : std::uint8_t { rule, name, defaulted } is;
    detail::rule rule{};
    std::string_view name{};
};

consteval member_option counted(rule_kind what, std::size_t count) {
    return {member_option::what::rule, {.what = what, .is_whole = true, .integer = static_cast<std::int64_t>(count)}};
}
// (A bound beyond an int64_t is one for doubles.)
template <class Number>
consteval member_option bounded(rule_kind what, Number bound) {
    const bool is_whole = std::integral<Number> && (bound < 1 || static_cast<std::uint64_t>(bound) <= INT64_MAX);
    return {member_option::what::rule,
            {.what = what,
             .is_whole = is_whole,
             .integer = is_whole ? static_cast<std::int64_t>(bound) : 0,
             .number = static_cast<double>(bound)}};
}

template <class T, class Member, std::size_t Count>
struct member_rules {
    Member T::* member;
    member_option options[Count];
};

template <class Predicate>
struct whole_rule {
    std::string_view sentence;
};

// Called where a rule is wrong: that it is no constant expression is the error.
void this_rule_is_wrong(const char* why);

// A string literal as a template argument.
template <std::size_t Size>
struct literal_text {
    char text[Size]{};
    constexpr literal_text() = default;
    consteval literal_text(const char (&literal)[Size]) {
        for (std::size_t i = 0; i < Size; ++i) text[i] = literal[i];
    }
    constexpr std::string_view view() const { return {text, Size - 1}; }
};

}  // namespace detail

// Of strings, in code points as JSON Schema counts (RFC 8259 section 7: a character, not a byte, not half of a pair).
consteval detail::member_option min_length(std::size_t count) {
    return detail::counted(detail::rule_kind::min_length, count);
}
consteval detail::member_option max_length(std::size_t count) {
    return detail::counted(detail::rule_kind::max_length, count);
}

// Of numbers.
template <class Number>
    requires std::is_arithmetic_v<Number>
consteval detail::member_option minimum(Number bound) {
    return detail::bounded(detail::rule_kind::minimum, bound);
}
template <class Number>
    requires std::is_arithmetic_v<Number>
consteval detail::member_option maximum(Number bound) {
    return detail::bounded(detail::rule_kind::maximum, bound);
}
template <class Number>
    requires std::is_arithmetic_v<Number>
consteval detail::member_option exclusive_minimum(Number bound) {
    return detail::bounded(detail::rule_kind::exclusive_minimum, bound);
}
template <class Number>
    requires std::is_arithmetic_v<Number>
consteval detail::member_option exclusive_maximum(Number bound) {
    return detail::bounded(detail::rule_kind::exclusive_maximum, bound);
}
template <class Number>
    requires std::is_arithmetic_v<Number>
consteval detail::member_option multiple_of(Number step) {
    if (!(step > 0)) detail::this_rule_is_wrong("multiple_of wants a number above 0");
    return detail::bounded(detail::rule_kind::multiple_of, step);
}

// Of arrays and maps.
consteval detail::member_option min_items(std::size_t count) {
    return detail::counted(detail::rule_kind::min_items, count);
}
consteval detail::member_option max_items(std::size_t count) {
    return detail::counted(detail::rule_kind::max_items, count);
}
consteval detail::member_option unique_items() { return detail::counted(detail::rule_kind::unique_items, 1); }

// The rule holds for each item of an array or each value of a map: `each(max_length(20))`.
consteval detail::member_option each(detail::member_option item) {
    if (item.is != detail::member_option::what::rule || item.rule.of_items)
        detail::this_rule_is_wrong("each() wants a rule of an item");
    item.rule.of_items = true;
    return item;
}

// What the member is called in JSON.
consteval detail::member_option named(std::string_view name) {
    for (const char c : name) {
        if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20)
            detail::this_rule_is_wrong("a name has neither quotes, backslashes nor control characters");
    }
    return {detail::member_option::what::name, {}, name};
}

// The member may be absent in what is received: then it keeps what its initialiser says.
consteval detail::member_option defaulted() { return {detail::member_option::what::defaulted}; }

// The rules and the name of one member.
template <class T, class Member, std::same_as<detail::member_option>... Options>
    requires(sizeof...(Options) > 0)
consteval auto member(Member T::* which, Options... options) {
    return detail::member_rules<T, Member, sizeof...(Options)>{which, {options...}};
}

// `predicate(const T&)` holds for the whole struct; `sentence` says what is asked: "the end is after the beginning".
// `predicate` is a lambda without captures.
template <class Predicate>
consteval auto satisfies(std::string_view sentence, Predicate) {
    return detail::whole_rule<Predicate>{sentence};
}

// What a struct's rules() returns.
template <class... Rules>
consteval auto rules(Rules... all) {
    return std::tuple<Rules...>(all...);
}

}  // namespace vafast
