// What kind of type a C++ type is to a message, and why some cannot be part of one. At compile time.
#pragma once

#include <vafast/chrono.hpp>
#include <vafast/json.hpp>
#include <vafast/message/customize.hpp>
#include <vafast/message/description.hpp>
#include <vafast/message/reflect.hpp>
#include <vafast/raw_json.hpp>

#include <array>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace vafast::detail {

template <class T>
struct description_of {
    static const description value;
};

// ---- what kind of type it is

template <class T>
concept has_codec = requires { typename codec<T>::json_type; };

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T, class Deleter>
inline constexpr bool is_optional<std::unique_ptr<T, Deleter>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... Ts>
inline constexpr bool is_variant<std::variant<Ts...>> = true;
template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t Size>
inline constexpr bool is_std_array<std::array<T, Size>> = true;
template <class T>
inline constexpr bool is_tuple = false;
template <class... Ts>
inline constexpr bool is_tuple<std::tuple<Ts...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;
template <class T>
inline constexpr bool is_literal = false;
template <literal_text Text>
inline constexpr bool is_literal<literal<Text>> = true;
template <class T>
inline constexpr bool is_time_point = false;
template <class Duration>
inline constexpr bool is_time_point<std::chrono::time_point<std::chrono::system_clock, Duration>> = true;

template <class T>
concept string_map = requires(T map) {
    typename T::mapped_type;
    map.try_emplace(std::string());
    requires std::same_as<typename T::key_type, std::string>;
};
template <class T>
concept sequence = requires(T list) {
    typename T::value_type;
    list.emplace_back();
    list.clear();
    list.size();
    list.begin();
};

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

// ---- why a type cannot be a message

// One sentence for each reason; instantiated only where there is one.
template <class T>
struct cannot_be_a_message {
    static_assert(!std::is_pointer_v<T>,
                  "vafast: a raw pointer cannot be part of a message; use std::unique_ptr, std::optional or the value");
    static_assert(!std::is_reference_v<T>, "vafast: a reference cannot be part of a message; use the value");
    static_assert(!std::is_array_v<T>, "vafast: a C array cannot be part of a message; use std::array");
    static_assert(!character<T>,
                  "vafast: a char is text to one reader and a number to the next; use std::string, or int8_t");
    static_assert(!std::is_union_v<T>, "vafast: a union cannot be part of a message; use std::variant");
    static_assert(!std::is_class_v<T> || std::is_aggregate_v<T> || std::is_union_v<T>,
                  "vafast: this class has constructors, private members or virtual functions, so that its members "
                  "cannot be found; make it a plain struct, or specialise vafast::codec for it");
    static_assert(!std::is_aggregate_v<T> || std::is_default_constructible_v<T>,
                  "vafast: this struct cannot be made without arguments, so it cannot be received; give its members "
                  "initialisers, and no references");
    static_assert(std::is_class_v<T> || std::is_pointer_v<T> || std::is_reference_v<T> || std::is_array_v<T> ||
                      character<T> || std::is_union_v<T>,
                  "vafast: this type cannot be part of a message; specialise vafast::codec for it");
};

template <class T>
struct check_structure {
    static_assert(!has_too_many_members<T>,
                  "vafast: this struct has more than 64 members; put some of them into a struct of their own");
    static_assert(!has_base<T>,
                  "vafast: this struct has a base class; make the base a member, or write its members out");
    static_assert(has_base<T> || !has_array<T>, "vafast: this struct has a C array as a member; use std::array");
    static constexpr bool passed = !has_too_many_members<T> && !has_base<T> && !has_array<T>;
};

// Whether describe() below has something to say of T itself; of what T is made of, its own descriptions will tell.
template <class T>
inline constexpr bool is_plain_struct =
    std::is_class_v<T> && std::is_aggregate_v<T> && std::is_default_constructible_v<T>;
template <class T>
inline constexpr bool is_describable =
    has_codec<T> || (std::integral<T> && !character<T>) || std::same_as<T, float> || std::same_as<T, double> ||
    std::same_as<T, std::string> || std::same_as<T, std::string_view> || std::same_as<T, std::nullptr_t> ||
    std::same_as<T, json> || std::same_as<T, raw_json> || std::same_as<T, raw_json_view> || std::is_enum_v<T> ||
    is_time_point<T> || is_optional<T> || is_variant<T> || is_tuple<T> || string_map<T> || sequence<T> ||
    std::same_as<T, std::monostate> || is_plain_struct<T>;

// Named for the compiler's note: which member of which struct it is.
template <class Struct, literal_text Member, class T>
struct member_cannot_be_sent : cannot_be_a_message<T> {};

template <class Struct, std::size_t Index>
constexpr auto member_literal() {
    constexpr std::string_view name = member_names<Struct>::value[Index];
    literal_text<name.size() + 1> literal;
    for (std::size_t i = 0; i < name.size(); ++i) literal.text[i] = name[i];
    return literal;
}

}  // namespace vafast::detail
