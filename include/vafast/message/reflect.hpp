// What the compiler knows of a struct and the language does not say: how many members it has, and what they are called.
// For aggregates of up to 64 members without base classes, C arrays and bit-fields. All at compile time.
#pragma once

#include <vafast/message/members.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vafast::detail {

// Becomes whatever a member wants to be initialised with; never evaluated.
struct anything {
    template <class U>
    operator U() const;
};
// The same, but only for base classes of T, or only for what is not T itself.
template <class T>
struct any_base_of {
    template <class U>
        requires(std::is_base_of_v<U, T> && !std::is_same_v<U, T>)
    operator U() const;
};
template <class T>
struct anything_but {
    template <class U>
        requires(!std::is_same_v<U, T>)
    operator U() const;
};

template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), anything())...}; };
}

// By bisection: who takes n initialisers takes fewer, too.
template <class T, std::size_t Low = 0, std::size_t High = max_members + 1>
consteval std::size_t count_members() {
    if constexpr (Low + 1 == High) {
        return Low;
    } else {
        constexpr std::size_t middle = Low + (High - Low) / 2;
        if constexpr (takes<T>(std::make_index_sequence<middle>())) {
            return count_members<T, middle, High>();
        } else {
            return count_members<T, Low, middle>();
        }
    }
}

template <class T>
inline constexpr std::size_t member_count = count_members<T>();

template <class T>
inline constexpr bool has_base = requires { T{any_base_of<T>()}; };

// In parentheses there is no brace elision, so that the elements of a C array do not pass for members.
template <class T, std::size_t... I>
consteval bool takes_one_each(std::index_sequence<I...>) {
    return requires { T((static_cast<void>(I), anything_but<T>())...); };
}
template <class T>
inline constexpr bool has_array = !takes_one_each<T>(std::make_index_sequence<member_count<T>>());

template <class T>
inline constexpr bool has_too_many_members = takes<T>(std::make_index_sequence<max_members + 1>());

// Room for an object that never begins to live: its members have addresses, and an address knows its member's name.
template <class T>
union room_for {
    constexpr room_for() noexcept : nothing() {}
    constexpr ~room_for() {}
    char nothing;
    T value;
};
template <class T>
inline constinit room_for<T> never_made{};

// Pointers to the members of the object nowhere, as a tuple.
template <class T>
consteval auto member_pointers() {
    return with_members<member_count<T>>(never_made<T>.value, [](auto&... member) { return std::tuple(&member...); });
}

template <class T>
using member_types = decltype(member_pointers<T>());
template <class T, std::size_t Index>
using member_type = std::remove_pointer_t<std::tuple_element_t<Index, member_types<T>>>;

template <class Pointer>
struct pointer_constant {
    Pointer value;
};
template <class Pointer>
pointer_constant(Pointer) -> pointer_constant<Pointer>;

// The last identifier in the compiler's description of a template argument: "… [with auto Value = color::red; …]",
// "… [Value = color::red]".
constexpr std::string_view last_identifier(std::string_view text) {
    text = text.substr(0, text.find(';'));
    const auto is_part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    std::size_t end = text.size();
    while (end > 0 && !is_part(text[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_part(text[begin - 1])) --begin;
    return text.substr(begin, end - begin);
}

// (Not consteval: clang 19 would then describe the function without its arguments.)
template <pointer_constant Member>
constexpr std::string_view name_of_pointer() {
    return last_identifier(__PRETTY_FUNCTION__);
}

template <class T, std::size_t Index>
consteval std::string_view member_name() {
    return name_of_pointer<pointer_constant{std::get<Index>(member_pointers<T>())}>();
}

// The enumerator with this number. (A static_cast out of the range of an unscoped enum is an error for clang.)
template <class Enum, auto Number>
constexpr Enum enumerator() {
#ifdef __clang__
    return __builtin_bit_cast(Enum, static_cast<std::underlying_type_t<Enum>>(Number));
#else
    return static_cast<Enum>(Number);
#endif
}

// The name of an enumerator, or nothing where the value has none.
template <auto Value>
constexpr std::string_view name_of_value() {
    const std::string_view name = last_identifier(__PRETTY_FUNCTION__);
    return name.empty() || (name[0] >= '0' && name[0] <= '9') ? std::string_view() : name;
}

// The type as this compiler writes it, with its namespaces: "… [with T = chat::page<user>; …]", "… [T = …]".
template <class T>
constexpr std::string_view name_of_type() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    return text.substr(0, text.find_first_of(";]"));
}

}  // namespace vafast::detail
