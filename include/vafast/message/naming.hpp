// How the members of a struct are called in JSON: `static constexpr auto names = vafast::naming::camel_case;` in the
// struct, where they are not called as in C++. At compile time.
#pragma once

#include <cstddef>
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

// Writes `name`, which is in snake_case, to `out`; gives back its end.
constexpr char* rename(std::string_view name, naming how, char* out) {
    bool begins_word = how == naming::pascal_case;
    for (const char c : name) {
        if (c == '_' && how == naming::kebab_case) {
            *out++ = '-';
        } else if (c == '_' && how != naming::as_written) {
            begins_word = true;
        } else {
            *out++ = begins_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            begins_word = false;
        }
    }
    return out;
}
constexpr std::size_t renamed_size(std::string_view name, naming how) {
    std::size_t size = name.size();
    if (how == naming::camel_case || how == naming::pascal_case) {
        for (const char c : name) size -= c == '_';
    }
    return size;
}

}  // namespace detail
}  // namespace vafast
