// Makes the description of a C++ type (description.hpp): the only templates of the message room. A type that cannot be
// a message does not compile, with one sentence that says why; the compiler's note names the member.
#pragma once

#include <vafast/message/describe_struct.hpp>

namespace vafast::detail {

template <class T>
constexpr kind scalar_kind() {
    if constexpr (std::same_as<T, bool>) return kind::boolean;
    if constexpr (std::same_as<T, float>) return kind::float32;
    if constexpr (std::same_as<T, double>) return kind::float64;
    constexpr int width = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return static_cast<kind>(static_cast<int>(std::is_signed_v<T> ? kind::int8 : kind::uint8) + width);
}

template <class T>
constexpr description describe() {
    if constexpr (has_codec<T>) {
        return {kind::custom, &custom_of<T>::value};
    } else if constexpr ((std::integral<T> && !character<T>) || std::same_as<T, float> || std::same_as<T, double>) {
        return {scalar_kind<T>()};
    } else if constexpr (std::same_as<T, std::string>) {
        return {kind::string};
    } else if constexpr (std::same_as<T, std::string_view>) {
        return {kind::string_view};
    } else if constexpr (std::same_as<T, std::monostate> || std::same_as<T, std::nullptr_t>) {
        return {kind::null};
    } else if constexpr (std::same_as<T, json>) {
        return {kind::any};
    } else if constexpr (std::same_as<T, raw_json>) {
        return {kind::raw};
    } else if constexpr (std::same_as<T, raw_json_view>) {
        return {kind::raw_view};
    } else if constexpr (is_literal<T>) {
        return {kind::literal, &T::text};
    } else if constexpr (std::is_enum_v<T>) {
        return {kind::enumeration, &enumeration_of<T>::value};
    } else if constexpr (is_time_point<T>) {
        return {kind::time, &time_of<T>::value};
    } else if constexpr (is_optional<T>) {
        return {kind::optional, &optional_of<T>::value};
    } else if constexpr (is_variant<T>) {
        return {kind::variant, &variant_of<T>::value};
    } else if constexpr (is_std_array<T>) {
        return {kind::array, &array_of<T>::value};
    } else if constexpr (is_tuple<T>) {
        return {kind::tuple, &tuple_of<T>::value};
    } else if constexpr (string_map<T>) {
        return {kind::map, &map_of<T>::value};
    } else if constexpr (sequence<T>) {
        if constexpr (std::same_as<typename T::value_type, std::byte>)
            return {kind::binary};
        else if constexpr (std::same_as<typename T::value_type, bool>)
            return {kind::bits, &bits_of<T>::value};
        else
            return {kind::sequence, &sequence_of<T>::value};
    } else if constexpr (is_plain_struct<T>) {
        if constexpr (check_structure<T>::passed) return {kind::structure, &structure_of<T>::value};
    } else {
        static_cast<void>(sizeof(cannot_be_a_message<T>));
    }
    return {kind::null};
}

template <class T>
constinit const description description_of<T>::value = describe<T>();

}  // namespace vafast::detail
