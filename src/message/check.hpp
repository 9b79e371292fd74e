// Whether values keep the rules that their structs have for them. Any thread.
#pragma once

#include <vafast/message/description.hpp>
#include <vafast/message/validation_error.hpp>

#include <span>

namespace vafast::detail {

// The first of `rules` that the value breaks is said in `why`, whose path begins at the value.
bool keeps_rules(std::span<const rule> rules, const description& type, const void* value, validation_error& why);

// The same while reading or writing: refused there.
template <class Owner, class... Where>
bool check_rules(Owner& owner, std::span<const rule> rules, const description& type, const void* value,
                 Where... where) {
    validation_error why;
    return keeps_rules(rules, type, value, why) || owner.refuse(std::move(why), where...);
}

}  // namespace vafast::detail
