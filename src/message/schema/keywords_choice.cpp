// Alternatives: anyOf and oneOf (JSON Schema sections 10.2.1.2 and 10.2.1.3), and what to say where none fits.
//
// Alternatives which are objects that each have another constant in the same member, as TypeBox's unions of messages
// are, are told apart by that member: only one of them is looked at, and its errors are the errors.
#include "message/schema/keywords.hpp"
#include "message/words.hpp"

#include <algorithm>

namespace vafast::message_detail::schema {

namespace {

struct alternatives {
    std::vector<const subschema*> parts{};
    std::string words{};           // "a string or null"
    std::string tag{};             // the member that tells them apart, or empty
    std::vector<json> tags{};      // its constant in each part
    bool is_tag_required = false;  // in each part
};

// What an alternative demands, behind references; an empty schema where that is not clear.
const json& behind(const json& schema, const keyword& of) {
    location at = of.with.known().part(schema, of.in);
    for (int i = 0; i < 8; ++i) {
        const json* const reference = at.schema->find("$ref");
        if (reference == nullptr || !reference->is_string()) break;
        at = of.with.known().find(reference->get<std::string_view>(), *at.in);
    }
    static const json unclear = json::object();
    return at.schema->contains("$ref") || !at.in->validates ? unclear : *at.schema;
}

// "a string", "\"chat\"", and of what is neither, "alternative 3"
std::string words_of(const json& schema, std::size_t number) {
    if (const json* const constant = schema.find("const")) return show(*constant);
    constexpr std::pair<std::string_view, const char*> types[] = {
        {"object", "an object"}, {"array", "an array"},     {"string", "a string"},  {"number", "a number"},
        {"null", "null"},        {"integer", "an integer"}, {"boolean", "a boolean"}};
    const json* const type = schema.find("type");
    for (const auto& [name, words] : types) {
        if (type != nullptr && *type == name) return words;
    }
    return "alternative " + std::to_string(number);
}

// The constant that a member has to have in objects of this schema.
const json* constant_of(const json& schema, std::string_view name) {
    const json* const properties = schema.find("properties");
    const json* const member = properties != nullptr ? properties->find(name) : nullptr;
    return member != nullptr ? member->find("const") : nullptr;
}

bool requires_member(const json& schema, const std::string& name) {
    const json* const required = schema.find("required");
    return required != nullptr && required->is_array() &&
           std::find(required->begin(), required->end(), name) != required->end();
}

// The constants of this member, where all schemas have one, each another.
std::vector<json> distinct_constants(const std::vector<const json*>& schemas, std::string_view name) {
    std::vector<json> result;
    for (const json* each : schemas) {
        const json* const constant = constant_of(*each, name);
        if (constant == nullptr || std::find(result.begin(), result.end(), *constant) != result.end()) return {};
        result.push_back(*constant);
    }
    return result;
}

void find_tag(alternatives& of, const std::vector<const json*>& schemas) {
    const json* const candidates = schemas.size() > 1 ? schemas.front()->find("properties") : nullptr;
    if (candidates == nullptr || !candidates->is_object()) return;
    for (const json::member& candidate : candidates->items()) {
        const std::string& name = candidate.first;
        of.tags = distinct_constants(schemas, name);
        if (of.tags.empty()) continue;
        of.tag = name;
        of.is_tag_required = std::all_of(schemas.begin(), schemas.end(),
                                         [&name](const json* each) { return requires_member(*each, name); });
        return;
    }
}

alternatives alternatives_of(const keyword& of) {
    alternatives result;
    std::vector<const json*> schemas;
    std::vector<std::string> words;
    for (const json& each : of.list()) {
        result.parts.push_back(&of.part(each, result.parts.size()));
        schemas.push_back(&behind(each, of));
        const std::string next = words_of(*schemas.back(), schemas.size());
        if (std::find(words.begin(), words.end(), next) == words.end()) words.push_back(next);
    }
    result.words = one_of(words);
    find_tag(result, schemas);
    return result;
}

// Whether the tag tells what the value has to be; then `is_met` is whether it is.
bool decide_by_tag(const alternatives& of, check& run, const subject& at, marks* seen, const char* name, bool& is_met) {
    if (of.tag.empty() || !at.value.is_object()) return false;
    const json* const tag = at.value.find(of.tag);
    if (tag == nullptr) {
        if (of.is_tag_required)
            is_met = run.fail(
                at, "required", [&] { return "a member " + show(of.tag); }, [] { return std::string("none"); });
        return of.is_tag_required;
    }
    const auto known = std::find(of.tags.begin(), of.tags.end(), *tag);
    if (known != of.tags.end()) {
        is_met = run.meets(*of.parts[static_cast<std::size_t>(known - of.tags.begin())], at, seen);
        return true;
    }
    const auto words = [&] {
        std::vector<std::string> all;
        for (const json& each : of.tags) all.push_back(show(each));
        return one_of(all);
    };
    is_met = run.fail({*tag, &at, of.tag}, name, words, [&] { return show(*tag); });
    return true;
}

}  // namespace

rule make_any_of(const keyword& of) {
    return [all = alternatives_of(of)](check& run, const subject& at, marks* seen) {
        bool is_met = false;
        if (decide_by_tag(all, run, at, seen, "anyOf", is_met)) return is_met;
        for (const subschema* each : all.parts) {
            is_met = run.would_meet(*each, at, seen) || is_met;
            if (is_met && seen == nullptr) break;  // marks are of all that fit
        }
        return is_met || run.fail(at, "anyOf", [&] { return all.words; });
    };
}

rule make_one_of(const keyword& of) {
    return [all = alternatives_of(of)](check& run, const subject& at, marks* seen) {
        bool is_met = false;
        if (decide_by_tag(all, run, at, seen, "oneOf", is_met)) return is_met;
        std::size_t count = 0;
        for (const subschema* each : all.parts) count += run.would_meet(*each, at, seen) ? 1 : 0;
        if (count == 0) return run.fail(at, "oneOf", [&] { return all.words; });
        return count == 1 || run.fail(at, "oneOf", [] { return std::string("what fits one alternative only"); });
    };
}

}  // namespace vafast::message_detail::schema
