// What the compiler knows of a struct and the language does not say: how many members it has, and what they are called.
// For aggregates of up to 64 members without base classes, C arrays and bit-fields. All at compile time.
#pragma once

#include <vafast/message/members.hpp>

#include <cstddef>
#include <string_view>
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

// In parentheses there is no brace elision, so that the elements of a C array do not pass for members. (One initialiser
// must not pass for another T.)
template <class T, std::size_t... I>
consteval bool takes_one_each(std::index_sequence<I...>) {
    using initialiser = std::conditional_t<sizeof...(I) == 1, anything_but<T>, anything>;
    return requires { T((static_cast<void>(I), initialiser())...); };
}
template <class T>
inline constexpr bool has_array = !takes_one_each<T>(std::make_index_sequence<member_count<T>>());

template <class T>
consteval bool find_too_many_members() {
    if constexpr (member_count<T> < max_members) return false;
    return takes<T>(std::make_index_sequence<max_members + 1>());
}
template <class T>
inline constexpr bool has_too_many_members = find_too_many_members<T>();

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

// Pointers to the members of the object nowhere, each with its index. (The compiler has a std::tuple of them only for a
// third of what a struct costs.)
template <std::size_t Index, class Member>
struct indexed_member {
    Member* pointer;
};
template <class Indices, class... Members>
struct member_list;
template <std::size_t... I, class... Members>
struct member_list<std::index_sequence<I...>, Members...> : indexed_member<I, Members>... {};

template <class T>
consteval auto find_members() {
    return with_members<member_count<T>>(never_made<T>.value, [](auto&... member) {
        return member_list<std::make_index_sequence<sizeof...(member)>, std::remove_reference_t<decltype(member)>...>{
            {&member}...};
    });
}
template <class T>
inline constexpr auto members_of = find_members<T>();
template <class T>
using member_list_of = std::remove_const_t<decltype(members_of<T>)>;

template <class Pointer>
struct pointer_constant {
    Pointer value;
};

// The last identifier in the compiler's description of a template argument: "… [with auto Value = color::red]", "…
// [Value = color::red]". (The functions that are described return `auto`: g++ would explain every other name behind
// that.)
constexpr std::string_view last_identifier(std::string_view text) {
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
constexpr auto name_of_pointer() {
    return last_identifier(__PRETTY_FUNCTION__);
}

// The names of the members, and one more that is empty.
template <class T, class List = member_list_of<T>>
struct member_names;
template <class T, std::size_t... I, class... Members>
struct member_names<T, member_list<std::index_sequence<I...>, Members...>> {
    static constexpr std::string_view value[sizeof...(I) + 1] = {
        name_of_pointer<pointer_constant<Members*>{
            static_cast<const indexed_member<I, Members>&>(members_of<T>).pointer}>()...,
        {}};
};

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
constexpr auto name_of_value() {
    const std::string_view name = last_identifier(__PRETTY_FUNCTION__);
    return name.empty() || (name[0] >= '0' && name[0] <= '9') ? std::string_view() : name;
}

// The type as this compiler writes it, with its namespaces: "… [with T = chat::page<user>]", "… [T = …]".
template <class T>
constexpr auto description_of_type() {
    return std::string_view(__PRETTY_FUNCTION__);
}
template <class T>
constexpr std::string_view name_of_type() {
    constexpr std::size_t begin = description_of_type<void>().size() - std::string_view("void]").size();
    constexpr std::string_view text = description_of_type<T>();
    return text.substr(begin, text.size() - begin - 1);
}

}  // namespace vafast::detail
