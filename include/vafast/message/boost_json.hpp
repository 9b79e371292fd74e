// vafast::json to and from Boost.JSON's, for programs that have both. Only for those who include it: nothing else of
// vafast knows Boost.JSON, and whoever uses these links with it. Any thread.
//
//   boost::json::value theirs = vafast::to_boost_json(ours);
//   vafast::json ours = vafast::from_boost_json(theirs);
#pragma once

#include <vafast/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace vafast {

// Every value has its counterpart there; integers stay exact.
inline boost::json::value to_boost_json(const json& value) {
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
    if (value.is_string()) {
        const auto text = value.get<std::string_view>();
        return boost::json::value(boost::json::string_view(text.data(), text.size()));
    }
    if (value.is_array()) {
        boost::json::array array;
        array.reserve(value.size());
        for (const json& element : value) array.push_back(to_boost_json(element));
        return array;
    }
    if (value.is_object()) {
        boost::json::object object;
        object.reserve(value.size());
        for (const auto& [key, member] : value.items()) object.emplace(key, to_boost_json(member));
        return object;
    }
    return nullptr;
}

// Throws error(invalid_message) where a number is not finite: JSON has no words for it.
inline json from_boost_json(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null: return nullptr;
        case boost::json::kind::bool_: return value.get_bool();
        case boost::json::kind::int64: return value.get_int64();
        case boost::json::kind::uint64: return value.get_uint64();
        case boost::json::kind::double_: return value.get_double();
        case boost::json::kind::string: return std::string(value.get_string().data(), value.get_string().size());
        case boost::json::kind::array: {
            json::elements elements;
            for (const boost::json::value& each : value.get_array()) elements.push_back(from_boost_json(each));
            return elements;
        }
        case boost::json::kind::object: {
            json::members members;
            for (const auto& each : value.get_object())
                members.emplace_back(std::string(each.key().data(), each.key().size()), from_boost_json(each.value()));
            return members;
        }
    }
    return nullptr;
}

}  // namespace vafast
