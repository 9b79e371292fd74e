// vafast::json to and from nlohmann's, for programs that have both. Only for those who include it: nothing else of
// vafast knows nlohmann's library. Any thread.
//
//   nlohmann::json theirs = vafast::to_nlohmann(ours);
//   auto sorted_as_written = vafast::to_nlohmann<nlohmann::ordered_json>(ours);
//   vafast::json ours = vafast::from_nlohmann(theirs);
#pragma once

#include <vafast/error.hpp>
#include <vafast/json.hpp>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace vafast {

// (nlohmann::json sorts the members of objects by their names.)
template <class Nlohmann = nlohmann::json>
Nlohmann to_nlohmann(const json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_float()) return value.get<double>();
    // As nlohmann's own parser has it: what is not negative is unsigned.
    if (value.is_number() && value.get<double>() >= 0) return value.get<std::uint64_t>();
    if (value.is_number()) return value.get<std::int64_t>();
    if (value.is_string()) return value.get<std::string>();
    if (value.is_array()) {
        Nlohmann array = Nlohmann::array();
        for (const json& element : value) array.push_back(to_nlohmann<Nlohmann>(element));
        return array;
    }
    if (value.is_object()) {
        Nlohmann object = Nlohmann::object();
        for (const auto& [key, member] : value.items()) object.emplace(key, to_nlohmann<Nlohmann>(member));
        return object;
    }
    return nullptr;
}

// Throws error(invalid_message) where the value has what JSON does not: bytes, and numbers that are not finite.
template <class Nlohmann>
    requires nlohmann::detail::is_basic_json<Nlohmann>::value
json from_nlohmann(const Nlohmann& value) {
    switch (value.type()) {
        case nlohmann::detail::value_t::null: return nullptr;
        case nlohmann::detail::value_t::boolean: return value.template get<bool>();
        case nlohmann::detail::value_t::number_integer: return value.template get<std::int64_t>();
        case nlohmann::detail::value_t::number_unsigned: return value.template get<std::uint64_t>();
        case nlohmann::detail::value_t::number_float: return value.template get<double>();
        case nlohmann::detail::value_t::string: return value.template get<std::string>();
        case nlohmann::detail::value_t::array: {
            json::elements elements;
            for (const auto& each : value) elements.push_back(from_nlohmann(each));
            return elements;
        }
        case nlohmann::detail::value_t::object: {
            json::members members;
            for (const auto& [key, each] : value.items()) members.emplace_back(key, from_nlohmann(each));
            return members;
        }
        default: break;
    }
    throw error(error_kind::invalid_message, "a value of nlohmann's that is binary or discarded is no JSON");
}

}  // namespace vafast
