// vafast::json to and from Boost.JSON's, for programs that have both. Only for those who include it, and
// <boost/json.hpp> besides: nothing of vafast includes or links Boost.JSON. Any thread.
//
//   boost::json::value theirs = vafast::to_boost_json(ours);
//   vafast::json ours = vafast::from_boost_json(theirs);
#pragma once

#include <vafast/json.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace boost::json {
class value;
}

namespace vafast {

// These are templates so that Boost's class need be known only where they are called. Value is not to be given.

// Every value has its counterpart there; integers stay exact.
template <std::same_as<boost::json::value> Value = boost::json::value>
Value to_boost_json(const json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_float()) return value.get<double>();
    // As Boost's own parser has it: unsigned is what is too large to be signed.
    constexpr double too_large = 9223372036854775808.0;
    if (value.is_number() && value.get<double>() >= too_large) {
        const auto number = value.get<std::uint64_t>();
        if (number > INT64_MAX) return number;
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number()) return value.get<std::int64_t>();
    Value made;  // null
    if (value.is_string()) {
        const auto text = value.get<std::string_view>();
        made.emplace_string().assign(text.data(), text.size());
    } else if (value.is_array()) {
        auto& array = made.emplace_array();
        array.reserve(value.size());
        for (const json& element : value) array.push_back(to_boost_json<Value>(element));
    } else if (value.is_object()) {
        auto& object = made.emplace_object();
        object.reserve(value.size());
        for (const auto& [key, member] : value.items()) object.emplace(key, to_boost_json<Value>(member));
    }
    return made;
}

// Throws error(invalid_message) where a number is not finite: JSON has no words for it.
template <std::same_as<boost::json::value> Value = boost::json::value>
json from_boost_json(const std::type_identity_t<Value>& value) {
    if (value.is_bool()) return value.get_bool();
    if (value.is_int64()) return value.get_int64();
    if (value.is_uint64()) return value.get_uint64();
    if (value.is_double()) return value.get_double();
    if (value.is_string()) return std::string(value.get_string().data(), value.get_string().size());
    if (value.is_array()) {
        json::elements elements;
        for (const Value& each : value.get_array()) elements.push_back(from_boost_json<Value>(each));
        return elements;
    }
    if (value.is_object()) {
        json::members members;
        for (const auto& each : value.get_object())
            members.emplace_back(std::string(each.key().data(), each.key().size()),
                                 from_boost_json<Value>(each.value()));
        return members;
    }
    return nullptr;
}

}  // namespace vafast
