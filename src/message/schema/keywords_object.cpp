// Keywords of objects (JSON Schema section 10.3.2, Validation section 6.5).
#include "message/schema/keywords.hpp"
#include "message/words.hpp"

#include <vafast/message/pattern.hpp>

#include <algorithm>
#include <set>

namespace vafast::message_detail::schema {

namespace {

using names = std::set<std::string, std::less<>>;

subject member(const subject& of, std::size_t place) {
    const auto& [key, value] = of.value.items()[place];
    return {value, &of, key, place};
}

// The place of a member, which is where members are expected to be, or anywhere else.
std::size_t find(const json::members& all, std::string_view key, std::size_t expected) {
    if (expected < all.size() && all[expected].first == key) return expected;
    const auto found =
        std::find_if(all.begin(), all.end(), [key](const json::member& each) { return each.first == key; });
    return static_cast<std::size_t>(found - all.begin());
}

std::string name_of_member(const std::string& name) { return "a member " + show(name); }

// Whether all of `wanted` are there; of those that are not, each is an error of its own.
template <class Expected>
bool has_all(check& run, const subject& at, const char* name, const std::vector<std::string>& wanted,
             Expected expected) {
    bool is_met = true;
    for (const std::string& each : wanted) {
        if (at.value.contains(each)) continue;
        is_met = run.fail(at, name, [&] { return expected(each); }, [] { return std::string("none"); });
        if (!run.goes_on()) break;
    }
    return is_met;
}

rule size_rule(const char* name, std::string words, bool (*holds)(std::size_t, std::size_t), std::size_t limit) {
    return [=, words = "an object of " + words + count_of(limit, "member")](check& run, const subject& at, marks*) {
        if (!at.value.is_object() || holds(at.value.size(), limit)) return true;
        return run.fail(at, name, [&] { return words; }, [&] { return std::to_string(at.value.size()); });
    };
}

// What all members meet that are not excluded.
template <class Excluded>
rule rest_rule(const keyword& of, const char* name, Excluded is_excluded) {
    const bool is_closed = of.argument == json(false);
    return [&schema = of.part(), is_closed, name, is_excluded](check& run, const subject& at, marks* seen) {
        if (!at.value.is_object()) return true;
        bool is_met = true;
        for (std::size_t place = 0; place < at.value.size() && (is_met || run.goes_on()); ++place) {
            const subject each = member(at, place);
            if (is_excluded(each.key, place, seen)) continue;
            if (is_closed)
                is_met = run.fail(each, name, [] { return std::string("no such member"); });
            else if (!run.meets(schema, each, nullptr))
                is_met = false;
            else if (seen != nullptr)
                seen->set(place);
        }
        return is_met;
    };
}

struct dependency {
    std::string name;
    std::vector<std::string> required;  // either these members,
    const subschema* schema;            // or, where it is not null, this
};

rule dependency_rule(const char* name, std::vector<dependency> all) {
    return [name, all = std::move(all)](check& run, const subject& at, marks* seen) {
        bool is_met = true;
        for (const dependency& each : all) {
            if (!at.value.contains(each.name)) continue;
            const auto expected = [&](const std::string& missing) {
                return name_of_member(missing) + ", as there is " + show(each.name);
            };
            is_met = (each.schema != nullptr ? run.meets(*each.schema, at, seen)
                                             : has_all(run, at, name, each.required, expected)) &&
                     is_met;
            if (!is_met && !run.goes_on()) break;
        }
        return is_met;
    };
}

}  // namespace

rule make_required(const keyword& of) {
    return [wanted = of.texts(of.argument)](check& run, const subject& at, marks*) {
        return !at.value.is_object() || has_all(run, at, "required", wanted, name_of_member);
    };
}

rule make_max_properties(const keyword& of) {
    return size_rule(
        "maxProperties", "at most ", [](std::size_t size, std::size_t most) { return size <= most; }, of.count());
}

rule make_min_properties(const keyword& of) {
    return size_rule(
        "minProperties", "at least ", [](std::size_t size, std::size_t least) { return size >= least; }, of.count());
}

rule make_properties(const keyword& of) {
    std::vector<std::pair<std::string, const subschema*>> parts;
    for (const auto& [name, schema] : of.object().items()) parts.emplace_back(name, &of.part(schema, name));
    return [parts = std::move(parts)](check& run, const subject& at, marks* seen) {
        if (!at.value.is_object()) return true;
        const json::members& all = at.value.items();
        bool is_met = true;
        std::size_t place = 0;
        for (const auto& [name, schema] : parts) {
            const std::size_t found = find(all, name, place);
            if (found == all.size()) continue;
            place = found + 1;
            if (seen != nullptr) seen->set(found);
            is_met = run.meets(*schema, member(at, found), nullptr) && is_met;
            if (!is_met && !run.goes_on()) break;
        }
        return is_met;
    };
}

rule make_pattern_properties(const keyword& of) {
    std::vector<std::pair<pattern, const subschema*>> parts;
    for (const auto& [source, schema] : of.object().items()) {
        if (const char* const why = detail::pattern_error(source))
            of.refuse("has " + show(source) + ", a pattern that cannot be used: " + why + ".");
        parts.emplace_back(pattern(source), &of.part(schema, source));
    }
    return [parts = std::move(parts)](check& run, const subject& at, marks* seen) {
        if (!at.value.is_object()) return true;
        bool is_met = true;
        for (std::size_t place = 0; place < at.value.size(); ++place) {
            const subject each = member(at, place);
            for (const auto& [name, schema] : parts) {
                if (!name.found_in(each.key)) continue;
                if (seen != nullptr) seen->set(place);
                is_met = run.meets(*schema, each, nullptr) && is_met;
                if (!is_met && !run.goes_on()) return false;
            }
        }
        return is_met;
    };
}

// Of members that neither `properties` nor `patternProperties` beside it know.
rule make_additional_properties(const keyword& of) {
    names known;
    std::vector<pattern> patterns;
    if (const json* const beside = of.schema.find("properties"); beside != nullptr && beside->is_object()) {
        for (const auto& [name, schema] : beside->items()) known.insert(name);
    }
    if (const json* const beside = of.schema.find("patternProperties"); beside != nullptr && beside->is_object()) {
        for (const auto& [source, schema] : beside->items()) patterns.emplace_back(source);
    }
    return rest_rule(
        of, "additionalProperties",
        [known = std::move(known), patterns = std::move(patterns)](std::string_view key, std::size_t, marks*) {
            const auto matches = [key](const pattern& each) { return each.found_in(key); };
            return known.contains(key) || std::any_of(patterns.begin(), patterns.end(), matches);
        });
}

rule make_unevaluated_properties(const keyword& of) {
    return rest_rule(of, "unevaluatedProperties",
                     [](std::string_view, std::size_t place, marks* seen) { return seen->has(place); });
}

rule make_property_names(const keyword& of) {
    return [&schema = of.part()](check& run, const subject& at, marks*) {
        if (!at.value.is_object()) return true;
        bool is_met = true;
        for (std::size_t place = 0; place < at.value.size() && (is_met || run.goes_on()); ++place) {
            const json name(at.value.items()[place].first);
            const subject each = member(at, place);
            is_met = run.meets(schema, {name, &at, each.key, place}, nullptr) && is_met;
        }
        return is_met;
    };
}

rule make_dependent_required(const keyword& of) {
    std::vector<dependency> all;
    for (const auto& [name, required] : of.object().items()) all.push_back({name, of.texts(required), nullptr});
    return dependency_rule("dependentRequired", std::move(all));
}

rule make_dependent_schemas(const keyword& of) {
    std::vector<dependency> all;
    for (const auto& [name, schema] : of.object().items()) all.push_back({name, {}, &of.part(schema, name)});
    return dependency_rule("dependentSchemas", std::move(all));
}

// Both in one, as draft 7 has it (Validation section 6.5.7).
rule make_dependencies(const keyword& of) {
    std::vector<dependency> all;
    for (const auto& [name, what] : of.object().items()) {
        if (what.is_array())
            all.push_back({name, of.texts(what), nullptr});
        else
            all.push_back({name, {}, &of.part(what, name)});
    }
    return dependency_rule("dependencies", std::move(all));
}

}  // namespace vafast::message_detail::schema
