// Writes what a type is as JSON Schema: a walk over its description. The other exports are made from this schema, so
// that all of them say the same.
#include <vafast/error.hpp>
#include <vafast/message/export.hpp>

#include <cfloat>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace vafast {

namespace {

using detail::description;
using detail::kind;
using detail::rule;
using detail::rule_kind;
using detail::structure_type;

template <class Type>
const Type& more(const description& type) {
    return *static_cast<const Type*>(type.more);
}

// A name without namespaces, of identifiers' characters: "chat::page<chat::user, 3>" is page_user_3.
std::string short_name(std::string_view type) {
    std::string name;
    std::size_t argument = 0;  // where the present template argument begins
    for (std::size_t i = 0; i < type.size(); ++i) {
        const char c = type[i];
        if (type.substr(i, 2) == "::") {
            name.resize(argument);
        } else if (c == '<' || c == ',') {
            argument = (name += '_').size();
        } else if (c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            name += c;
        }
    }
    return name;
}

// Where a keyword is said twice, the narrower bound holds.
void at_least(json& schema, std::string_view keyword, const json& bound) {
    json& there = schema[keyword];
    if (there.is_null() || there.get<double>() < bound.get<double>()) there = bound;
}
void at_most(json& schema, std::string_view keyword, const json& bound) {
    json& there = schema[keyword];
    if (there.is_null() || there.get<double>() > bound.get<double>()) there = bound;
}
// Where there is no narrower one, both hold.
void as_well(json& schema, std::string_view keyword, const json& argument) {
    if (!schema.contains(keyword)) {
        schema[keyword] = argument;
    } else {
        schema["allOf"].push_back({{"type", schema.at("type")}, {keyword, argument}});
    }
}

void add_rule(json& schema, const rule& added) {
    const json bound = added.is_whole ? json(added.integer) : json(added.number);
    const bool is_map = schema.at("type") == "object";
    switch (added.what) {
        case rule_kind::min_length: return at_least(schema, "minLength", bound);
        case rule_kind::max_length: return at_most(schema, "maxLength", bound);
        case rule_kind::minimum: return at_least(schema, "minimum", bound);
        case rule_kind::maximum: return at_most(schema, "maximum", bound);
        case rule_kind::exclusive_minimum: return at_least(schema, "exclusiveMinimum", bound);
        case rule_kind::exclusive_maximum: return at_most(schema, "exclusiveMaximum", bound);
        case rule_kind::multiple_of: return as_well(schema, "multipleOf", bound);
        case rule_kind::pattern: return as_well(schema, "pattern", added.text);
        case rule_kind::format: return as_well(schema, "format", added.text);
        case rule_kind::min_items: return at_least(schema, is_map ? "minProperties" : "minItems", bound);
        case rule_kind::max_items: return at_most(schema, is_map ? "maxProperties" : "maxItems", bound);
        case rule_kind::unique_items: schema["uniqueItems"] = true; return;
        case rule_kind::satisfies: return;  // of a whole struct
    }
}

json named(const char* type) { return json::object({{"type", type}}); }

template <class Integer>
json integer_schema() {
    using limits = std::numeric_limits<Integer>;
    return {{"type", "integer"}, {"minimum", limits::min()}, {"maximum", limits::max()}};
}

// What the library reads as a point in time: RFC 3339, within the years that fit into nanoseconds.
json time_schema() {
    return {{"type", "string"},
            {"format", "date-time"},
            {"pattern", R"(^(1(6(7[89]|[89]\d)|[7-9]\d\d)|2([01]\d\d|2([0-5]\d|6[01])))-\d\d-\d\d[Tt ])"
                        R"(\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+\-]\d\d:\d\d)$)"}};
}

// Canonical, as the library reads it: with its padding, and without bits that say nothing (RFC 4648 section 3.5).
json binary_schema() {
    return {{"type", "string"},
            {"contentEncoding", "base64"},
            {"pattern", "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"}};
}

class schema_maker {
 public:
    explicit schema_maker(std::span<const exported_type> types) {
        for (const exported_type& each : types) {
            if (!taken_.emplace(each.name).second)
                throw error(error_kind::invalid_argument,
                            "two types cannot both be exported as \"" + std::string(each.name) + '"');
            if (each.type->what == kind::structure) names_.try_emplace(each.type->more, each.name);
        }
        json accepted = json::array();
        for (const exported_type& each : types) {
            const bool is_named = each.type->what == kind::structure && names_.at(each.type->more) == each.name;
            json schema = is_named ? define(more<structure_type>(*each.type)) : of(*each.type);
            definitions_[each.name] = std::move(schema);
            add_pending();
            accepted.push_back(reference(each.name));
        }
        document_["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        if (types.size() == 1) {
            document_["$ref"] = accepted[0].at("$ref");
        } else {
            document_["anyOf"] = std::move(accepted);
        }
        document_["$defs"] = std::move(definitions_);
    }

    json take() { return std::move(document_); }

 private:
    static json reference(std::string_view name) { return json::object({{"$ref", "#/$defs/" + std::string(name)}}); }

    // Structs hold each other, and themselves: they are defined one after the other.
    void add_pending() {
        while (!pending_.empty()) {
            const structure_type& next = *pending_.back();
            pending_.pop_back();
            const std::string name = names_.at(&next);
            json schema = define(next);
            definitions_[name] = std::move(schema);
        }
    }

    json refer_to(const structure_type& type) {
        auto found = names_.find(&type);
        if (found == names_.end()) {
            const std::string wanted = short_name(type.name);
            std::string name = wanted;
            for (int i = 2; !taken_.insert(name).second; ++i) name = wanted + '_' + std::to_string(i);
            found = names_.emplace(&type, name).first;
            pending_.push_back(&type);
        }
        return reference(found->second);
    }

    json define(const structure_type& type) {
        json properties = json::object();
        json required = json::array();
        if (!type.tag_key.empty()) {
            properties[type.tag_key] = {{"type", "string"}, {"const", type.tag_value}};
            required.push_back(type.tag_key);
        }
        for (const detail::field& each : std::span(type.fields, type.count)) {
            properties[each.name()] = of(*each.type, {each.rules, each.rule_count});
            if (each.is_required) required.push_back(each.name());
        }
        json schema = named("object");
        if (type.rule_count != 0) schema["description"] = describe_predicates({type.rules, type.rule_count});
        schema["properties"] = std::move(properties);
        if (!required.empty()) schema["required"] = std::move(required);
        if (type.refuses_unknown) schema["additionalProperties"] = false;
        return schema;
    }

    static std::string describe_predicates(std::span<const rule> rules) {
        std::string text = "What this schema does not check: ";
        for (const rule& each : rules) text.append(&each == rules.data() ? "" : "; ").append(each.text);
        return text += '.';
    }

    json of(const description& type, std::span<const rule> rules = {}) {
        if (type.what == kind::optional)
            return json::object(
                {{"anyOf", json::array({of(*more<detail::optional_type>(type).value, rules), named("null")})}});
        std::vector<rule> of_items;
        for (rule each : rules) {
            if (std::exchange(each.of_items, false)) of_items.push_back(each);
        }
        json schema = bare(type, of_items);
        for (const rule& each : rules) {
            if (!each.of_items) add_rule(schema, each);
        }
        return schema;
    }

    json bare(const description& type, std::span<const rule> of_items) {
        switch (type.what) {
            case kind::boolean: return named("boolean");
            case kind::int8: return integer_schema<std::int8_t>();
            case kind::int16: return integer_schema<std::int16_t>();
            case kind::int32: return integer_schema<std::int32_t>();
            case kind::int64: return integer_schema<std::int64_t>();
            case kind::uint8: return integer_schema<std::uint8_t>();
            case kind::uint16: return integer_schema<std::uint16_t>();
            case kind::uint32: return integer_schema<std::uint32_t>();
            case kind::uint64: return integer_schema<std::uint64_t>();
            case kind::float32:
                return {{"type", "number"}, {"minimum", -double{FLT_MAX}}, {"maximum", double{FLT_MAX}}};
            case kind::float64: return named("number");
            case kind::string:
            case kind::string_view: return named("string");
            case kind::null: return named("null");
            case kind::any:
            case kind::raw:
            case kind::raw_view: return json::object();
            case kind::binary: return binary_schema();
            case kind::literal: return {{"type", "string"}, {"const", more<std::string_view>(type)}};
            case kind::enumeration: return of_enumeration(more<detail::enumeration_type>(type));
            case kind::time: return time_schema();
            case kind::structure: return refer_to(more<structure_type>(type));
            case kind::sequence: return of_array(of(*more<detail::sequence_type>(type).element, of_items));
            case kind::bits: return of_array(named("boolean"));
            case kind::array: return of_fixed_array(more<detail::array_type>(type), of_items);
            case kind::tuple: return of_tuple(more<detail::tuple_type>(type));
            case kind::map:
                return {{"type", "object"},
                        {"additionalProperties", of(*more<detail::map_type>(type).value, of_items)}};
            case kind::variant: return of_variant(more<detail::variant_type>(type));
            case kind::custom: return of(*more<detail::custom_type>(type).as);
            case kind::optional: break;  // of() has done it
        }
        return json::object();
    }

    static json of_array(json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

    json of_fixed_array(const detail::array_type& type, std::span<const rule> of_items) {
        json schema = of_array(of(*type.element, of_items));
        schema["minItems"] = schema["maxItems"] = type.count;
        return schema;
    }

    json of_tuple(const detail::tuple_type& type) {
        json schema = named("array");
        if (type.count != 0) {
            json elements = json::array();
            for (const description* each : std::span(type.elements, type.count)) elements.push_back(of(*each));
            schema["prefixItems"] = std::move(elements);
            schema["items"] = false;
            schema["minItems"] = type.count;
        }
        schema["maxItems"] = type.count;
        return schema;
    }

    static json of_enumeration(const detail::enumeration_type& type) {
        json names = json::array();
        std::set<std::string_view> seen;
        for (const auto& each : std::span(type.enumerators, type.count)) {
            if (seen.insert(each.name).second) names.push_back(each.name);
        }
        return {{"type", "string"}, {"enum", std::move(names)}};
    }

    json of_variant(const detail::variant_type& type) {
        json alternatives = json::array();
        json tags = json::array();
        for (std::size_t i = 0; i < type.count; ++i) {
            if (!type.tag.empty() && i == type.rest) continue;
            alternatives.push_back(of(*type.alternatives[i]));
            if (!type.tag.empty()) tags.push_back(more<structure_type>(*type.alternatives[i]).tag_value);
        }
        if (type.tag.empty()) return json::object({{"anyOf", std::move(alternatives)}});
        if (type.rest < type.count) alternatives.push_back(of_rest(type, std::move(tags)));
        return json::object({{"oneOf", std::move(alternatives)}});
    }

    // What has the discriminator of another alternative is that alternative, or wrong.
    json of_rest(const detail::variant_type& type, json tags) {
        json properties;
        properties[type.tag] = {{"type", "string"}, {"enum", std::move(tags)}};
        json tagged = named("object");
        tagged["properties"] = std::move(properties);
        tagged["required"].push_back(type.tag);
        json both = json::array({of(*type.alternatives[type.rest]), json::object({{"not", std::move(tagged)}})});
        return json::object({{"allOf", std::move(both)}});
    }

    std::map<const void*, std::string> names_;  // of structs
    std::set<std::string, std::less<>> taken_;
    std::vector<const structure_type*> pending_;
    json definitions_ = json::object();
    json document_;
};

}  // namespace

json json_schema(std::initializer_list<exported_type> types) {
    return schema_maker({types.begin(), types.size()}).take();
}

}  // namespace vafast
