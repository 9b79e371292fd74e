#include "message/check.hpp"

#include "message/utf8.hpp"
#include "message/writer.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace vafast::detail {
namespace {

template <class Type>
const Type& more(const description& type) {
    return *static_cast<const Type*>(type.more);
}

std::string_view text_of(const description& type, const void* value) {
    if (type.what == kind::string_view) return *static_cast<const std::string_view*>(value);
    return *static_cast<const std::string*>(value);
}

// A number of any type: exactly, where it is an integer.
struct any_number {
    double real = 0;
    std::int64_t integer = 0;  // of those below 2^63
    bool is_integer = true;
    bool is_huge = false;  // an integer of 2^63 and above
};

template <class Integer>
any_number integer_at(const void* value) {
    const Integer number = *static_cast<const Integer*>(value);
    any_number result{.real = static_cast<double>(number), .integer = static_cast<std::int64_t>(number)};
    if constexpr (std::same_as<Integer, std::uint64_t>) result.is_huge = number > INT64_MAX;
    return result;
}

any_number number_of(const description& type, const void* value) {
    switch (type.what) {
        case kind::int8: return integer_at<std::int8_t>(value);
        case kind::int16: return integer_at<std::int16_t>(value);
        case kind::int32: return integer_at<std::int32_t>(value);
        case kind::int64: return integer_at<std::int64_t>(value);
        case kind::uint8: return integer_at<std::uint8_t>(value);
        case kind::uint16: return integer_at<std::uint16_t>(value);
        case kind::uint32: return integer_at<std::uint32_t>(value);
        case kind::uint64: return integer_at<std::uint64_t>(value);
        case kind::float32: return {.real = *static_cast<const float*>(value), .is_integer = false};
        default: return {.real = *static_cast<const double*>(value), .is_integer = false};
    }
}

std::string number_text(const description& type, const void* value) {
    writer out;
    return write_value(out, value, type) ? std::string(out.text()) : "a number that JSON does not have";
}

std::string bound_text(const rule& wanted) {
    if (wanted.is_whole) return std::to_string(wanted.integer);
    writer out;
    write_value(out, &wanted.number, {kind::float64});
    return std::string(out.text());
}

// -1, 0 or 1, as the number is below, at or above the bound.
int compare(const any_number& number, const rule& bound) noexcept {
    if (number.is_integer && bound.is_whole) {
        if (number.is_huge) return 1;
        return number.integer < bound.integer ? -1 : number.integer > bound.integer;
    }
    return number.real < bound.number ? -1 : number.real > bound.number;
}

bool is_multiple(const any_number& number, const rule& step) noexcept {
    if (number.is_integer && step.is_whole && !number.is_huge) return number.integer % step.integer == 0;
    const double quotient = number.real / step.number;
    return std::isfinite(quotient) &&
           std::abs(quotient - std::round(quotient)) < 1e-9 * std::max(1.0, std::abs(quotient));
}

bool keeps_number(const rule& wanted, const description& type, const void* value, validation_error& why) {
    const any_number number = number_of(type, value);
    const int order = compare(number, wanted);
    bool fine = false;
    const char* rule = "";
    std::string expected;
    switch (wanted.what) {
        case rule_kind::minimum: fine = order >= 0, rule = "minimum", expected = "a number of at least "; break;
        case rule_kind::maximum: fine = order <= 0, rule = "maximum", expected = "a number of at most "; break;
        case rule_kind::exclusive_minimum:
            fine = order > 0, rule = "exclusiveMinimum", expected = "a number above ";
            break;
        case rule_kind::exclusive_maximum:
            fine = order < 0, rule = "exclusiveMaximum", expected = "a number below ";
            break;
        default: fine = is_multiple(number, wanted), rule = "multipleOf", expected = "a multiple of "; break;
    }
    if (fine) return true;
    why = {.path = {}, .rule = rule, .expected = expected + bound_text(wanted), .found = number_text(type, value)};
    return false;
}

std::string counted(std::size_t count, const char* one) {
    return std::to_string(count) + ' ' + one + (count == 1 ? "" : "s");
}

bool keeps_count(const rule& wanted, std::size_t count, const char* whole, const char* one, validation_error& why) {
    const auto bound = static_cast<std::size_t>(wanted.integer);
    const bool is_minimum = wanted.what == rule_kind::min_length || wanted.what == rule_kind::min_items;
    if (is_minimum ? count >= bound : count <= bound) return true;
    const bool is_text = wanted.what == rule_kind::min_length || wanted.what == rule_kind::max_length;
    const char* const name =
        is_text ? (is_minimum ? "minLength" : "maxLength") : (is_minimum ? "minItems" : "maxItems");
    why = {.path = {},
           .rule = name,
           .expected = std::string(whole) + (is_minimum ? " of at least " : " of at most ") + counted(bound, one),
           .found = std::to_string(count)};
    return false;
}

// Strings may be secrets: an error says how long one is, not what.
bool keeps_form(const rule& wanted, std::string_view text, validation_error& why) {
    if (wanted.matches(text)) return true;
    const bool is_pattern = wanted.what == rule_kind::pattern;
    why = {.path = {},
           .rule = is_pattern ? "pattern" : "format",
           .expected = (is_pattern ? "a string that matches " : "a string of the form ") + std::string(wanted.text),
           .found = "one of " + counted(message_detail::count_utf8(text), "character") + " that does not"};
    return false;
}

// Calls `visit(context, element)` for each element of an array or value of a map.
bool each_item(const description& type, const void* value, void* context, bool (*visit)(void*, const void*)) {
    if (type.what == kind::sequence) return more<sequence_type>(type).each(value, context, visit);
    if (type.what == kind::array) {
        const array_type& array = more<array_type>(type);
        for (std::size_t i = 0; i < array.count; ++i) {
            if (!visit(context, static_cast<const std::byte*>(value) + i * array.stride)) return false;
        }
        return true;
    }
    struct both {
        void* context;
        bool (*visit)(void*, const void*);
    } both{context, visit};
    return more<map_type>(type).each(value, &both, [](void* given, std::string_view, const void* element) {
        auto& [inner, call] = *static_cast<struct both*>(given);
        return call(inner, element);
    });
}

const description& item_type(const description& type) {
    if (type.what == kind::sequence) return *more<sequence_type>(type).element;
    if (type.what == kind::array) return *more<array_type>(type).element;
    return *more<map_type>(type).value;
}

std::size_t item_count(const description& type, const void* value) {
    switch (type.what) {
        case kind::sequence: return more<sequence_type>(type).size(value);
        case kind::bits: return more<bits_type>(type).size(value);
        case kind::array: return more<array_type>(type).count;
        default: return more<map_type>(type).size(value);
    }
}

// By their text, since every value of a type has one text only.
bool are_unique(const description& type, const void* value) {
    struct collected {
        const description& type;
        std::vector<std::string> texts;
    } all{item_type(type), {}};
    each_item(type, value, &all, [](void* context, const void* element) {
        auto& [element_type, texts] = *static_cast<collected*>(context);
        writer out;
        write_value(out, element, element_type);
        texts.emplace_back(out.text() == "-0" ? "0" : out.text());  // these are equal
        return true;
    });
    std::sort(all.texts.begin(), all.texts.end());
    return std::adjacent_find(all.texts.begin(), all.texts.end()) == all.texts.end();
}

bool keeps_rule(const rule& wanted, const description& type, const void* value, validation_error& why);

bool items_keep_rule(const rule& wanted, const description& type, const void* value, validation_error& why) {
    struct search {
        rule wanted;
        const description& type;
        validation_error& why;
        std::size_t index;
    } state{wanted, item_type(type), why, 0};
    state.wanted.of_items = false;
    const bool fine = each_item(type, value, &state, [](void* context, const void* element) {
        auto& at = *static_cast<search*>(context);
        if (!keeps_rule(at.wanted, at.type, element, at.why)) return false;
        ++at.index;
        return true;
    });
    if (!fine) why.path.insert(0, '/' + std::to_string(state.index));
    return fine;
}

bool keeps_rule(const rule& wanted, const description& type, const void* value, validation_error& why) {
    if (type.what == kind::optional) {
        const optional_type& optional = more<optional_type>(type);
        const void* const held = optional.get(value);
        return held == nullptr || keeps_rule(wanted, *optional.value, held, why);
    }
    if (wanted.of_items) return items_keep_rule(wanted, type, value, why);
    switch (wanted.what) {
        case rule_kind::min_length:
        case rule_kind::max_length:
            return keeps_count(wanted, message_detail::count_utf8(text_of(type, value)), "a string", "character", why);
        case rule_kind::pattern:
        case rule_kind::format: return keeps_form(wanted, text_of(type, value), why);
        case rule_kind::min_items:
        case rule_kind::max_items:
            return keeps_count(wanted, item_count(type, value), type.what == kind::map ? "an object" : "an array",
                               type.what == kind::map ? "member" : "item", why);
        case rule_kind::unique_items:
            if (are_unique(type, value)) return true;
            why = {
                .path = {}, .rule = "uniqueItems", .expected = "items that all differ", .found = "two that are equal"};
            return false;
        case rule_kind::satisfies:
            if (wanted.holds(value)) return true;
            why = {
                .path = {}, .rule = "satisfies", .expected = "that " + std::string(wanted.text), .found = "otherwise"};
            return false;
        default: return keeps_number(wanted, type, value, why);
    }
}

}  // namespace

bool keeps_rules(std::span<const rule> rules, const description& type, const void* value, validation_error& why) {
    return std::all_of(rules.begin(), rules.end(),
                       [&](const rule& each) { return keeps_rule(each, type, value, why); });
}

}  // namespace vafast::detail
