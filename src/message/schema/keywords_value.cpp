// Keywords of any value, of numbers and of strings (JSON Schema Validation sections 6.1 to 6.3 and 7).
#include "message/schema/keywords.hpp"
#include "message/utf8.hpp"
#include "message/words.hpp"

#include <vafast/message/format.hpp>
#include <vafast/message/pattern.hpp>

#include <array>
#include <cmath>
#include <functional>

namespace vafast::message_detail::schema {

namespace {

// 64 bits of an integer fit, where long double is the x87's or IEEE's 128 bits.
long double number_of(const json& value) {
    if (value.is_number_float()) return value.get<double>();
    if (value.get<double>() >= 0x1p63) return static_cast<long double>(value.get<std::uint64_t>());
    return static_cast<long double>(value.get<std::int64_t>());
}

bool is_whole(const json& value) {
    return value.is_number_integer() || (value.is_number() && std::trunc(value.get<double>()) == value.get<double>());
}

struct value_type {
    std::string_view name;
    const char* words;
    bool (*fits)(const json&);
};
constexpr std::array value_types{
    value_type{"null", "null", [](const json& value) { return value.is_null(); }},
    value_type{"boolean", "a boolean", [](const json& value) { return value.is_boolean(); }},
    value_type{"integer", "an integer", is_whole},
    value_type{"number", "a number", [](const json& value) { return value.is_number(); }},
    value_type{"string", "a string", [](const json& value) { return value.is_string(); }},
    value_type{"array", "an array", [](const json& value) { return value.is_array(); }},
    value_type{"object", "an object", [](const json& value) { return value.is_object(); }},
};

const value_type& type_of(const keyword& of, const std::string& name) {
    for (const value_type& each : value_types) {
        if (each.name == name) return each;
    }
    of.refuse("names the type \"" + name + "\", which JSON does not have.");
}

// A rule for numbers: `holds` compares the value with the limit.
template <class Holds>
rule number_rule(const keyword& of, const char* name, std::string words, Holds holds) {
    const long double limit = number_of(of.number());
    return [=, words = std::move(words) + show(of.argument)](check& run, const subject& at, marks*) {
        if (!at.value.is_number() || holds(number_of(at.value), limit)) return true;
        return run.fail(at, name, [&] { return words; });
    };
}

// Rules for strings. What was found is told without the text, which may be secret.
template <class Holds>
rule length_rule(const keyword& of, const char* name, const std::string& words, Holds holds) {
    const std::size_t limit = of.count();
    return [=, words = words + count_of(limit, "character")](check& run, const subject& at, marks*) {
        if (!at.value.is_string()) return true;
        const std::size_t length = count_utf8(at.value.get<std::string_view>());
        return holds(length, limit) ||
               run.fail(at, name, [&] { return words; }, [&] { return std::to_string(length); });
    };
}

template <class Holds>
rule form_rule(const char* name, std::string words, Holds holds) {
    return [=, words = std::move(words)](check& run, const subject& at, marks*) {
        if (!at.value.is_string()) return true;
        const auto text = at.value.get<std::string_view>();
        return holds(text) ||
               run.fail(
                   at, name, [&] { return words; },
                   [&] { return "one of " + count_of(count_utf8(text), "character") + " that does not"; });
    };
}

bool is_multiple(const json& value, const json& of) {
    if (std::fmod(number_of(value), number_of(of)) == 0) return true;  // exact
    if (value.is_number_integer() && of.is_number_integer()) return false;
    // As validators in JavaScript do it: 0.0075 is 75 times 0.0001, although no double is either.
    const double times = value.get<double>() / of.get<double>();
    return std::isfinite(times) && times == std::trunc(times);
}

}  // namespace

rule make_type(const keyword& of) {
    std::vector<const value_type*> types;
    std::vector<std::string> words;
    const json one = json::array({of.argument});
    for (const std::string& name : of.texts(of.argument.is_string() ? one : of.argument)) {
        types.push_back(&type_of(of, name));
        words.push_back(types.back()->words);
    }
    return [types = std::move(types), words = one_of(words)](check& run, const subject& at, marks*) {
        for (const value_type* each : types) {
            if (each->fits(at.value)) return true;
        }
        return run.fail(at, "type", [&] { return words; });
    };
}

rule make_const(const keyword& of) {
    return [&wanted = of.argument](check& run, const subject& at, marks*) {
        return at.value == wanted ||
               run.fail(at, "const", [&] { return show(wanted); }, [&] { return show(at.value); });
    };
}

rule make_enum(const keyword& of) {
    return [&wanted = of.list()](check& run, const subject& at, marks*) {
        for (const json& each : wanted) {
            if (each == at.value) return true;
        }
        const auto words = [&] {
            std::vector<std::string> all;
            for (const json& each : wanted) all.push_back(show(each));
            return one_of(all);
        };
        return run.fail(at, "enum", words, [&] { return show(at.value); });
    };
}

rule make_multiple_of(const keyword& of) {
    if (of.number().get<double>() <= 0) of.refuse("is " + show(of.argument) + ", which is not above 0.");
    return [&divisor = of.argument](check& run, const subject& at, marks*) {
        if (!at.value.is_number() || is_multiple(at.value, divisor)) return true;
        return run.fail(at, "multipleOf", [&] { return "a multiple of " + show(divisor); });
    };
}

rule make_maximum(const keyword& of) { return number_rule(of, "maximum", "a number of at most ", std::less_equal<>()); }

rule make_exclusive_maximum(const keyword& of) {
    return number_rule(of, "exclusiveMaximum", "a number below ", std::less<>());
}

rule make_minimum(const keyword& of) {
    return number_rule(of, "minimum", "a number of at least ", std::greater_equal<>());
}

rule make_exclusive_minimum(const keyword& of) {
    return number_rule(of, "exclusiveMinimum", "a number above ", std::greater<>());
}

rule make_max_length(const keyword& of) {
    return length_rule(of, "maxLength", "a string of at most ", std::less_equal<>());
}

rule make_min_length(const keyword& of) {
    return length_rule(of, "minLength", "a string of at least ", std::greater_equal<>());
}

rule make_pattern(const keyword& of) {
    const std::string source = of.text();
    if (const char* const why = detail::pattern_error(source))
        of.refuse("is \"" + source + "\", which cannot be used: " + why + ".");
    return form_rule("pattern", "a string that matches " + source,
                     [wanted = pattern(source)](std::string_view text) { return wanted.found_in(text); });
}

rule make_format(const keyword& of) {
    const format_check fits = of.argument.is_string() ? find_format(of.text()) : nullptr;
    if (fits == nullptr || !of.with.check_formats()) return {};
    return form_rule("format", "a string of the form " + of.text(), fits);
}

}  // namespace vafast::message_detail::schema
