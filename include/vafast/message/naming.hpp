// How the members of a struct are called in JSON: `static constexpr auto names = vafast::naming::camel_case;` in the
// struct, where they are not called as in C++. At compile time.
#pragma once

#include <cstdint>
#include <string_view>

namespace vafast {

// How names of members are written in JSON.
enum class naming : std::uint8_t {
    as_written,   // user_id
    camel_case,   // userId
    pascal_case,  // UserId
    kebab_case,   // user-id
};

// What a struct does with members that it does not have: `static constexpr auto unknown_members =
// vafast::unknown::refuse;`. By default they are ignored, so that a sender may be newer than its receiver.
enum class unknown : std::uint8_t { ignore, refuse };

namespace detail {

// Gives `put` the characters of `name`, which is written in snake_case, one after the other.
template <class Put>
constexpr void rename(std::string_view name, naming how, Put put) {
    bool begins_word = how == naming::pascal_case;
    for (const char c : name) {
        if (c == '_' && how == naming::kebab_case) {
            put('-');
        } else if (c == '_' && how != naming::as_written) {
            begins_word = true;
        } else {
            put(begins_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
            begins_word = false;
        }
    }
}

}  // namespace detail
}  // namespace vafast
