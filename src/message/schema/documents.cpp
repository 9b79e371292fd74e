#include "message/schema/documents.hpp"

#include "message/json_pointer.hpp"
#include "message/schema/meta_schemas.hpp"
#include "message/schema/uri.hpp"

#include <algorithm>
#include <charconv>

namespace vafast::message_detail::schema {

namespace {

// In which keywords there are schemas, and how: only there are "$id" and "$anchor" what they look like.
constexpr std::string_view with_schema[] = {"additionalItems",
                                            "additionalProperties",
                                            "contains",
                                            "contentSchema",
                                            "else",
                                            "if",
                                            "items",
                                            "not",
                                            "propertyNames",
                                            "then",
                                            "unevaluatedItems",
                                            "unevaluatedProperties"};
constexpr std::string_view with_list[] = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::string_view with_map[] = {"properties",  "patternProperties", "$defs",
                                         "definitions", "dependentSchemas",  "dependencies"};

constexpr int max_depth = 512;

[[noreturn]] void refuse(const std::string& sentence) { throw error(error_kind::invalid_argument, sentence); }

// The text of a keyword that has to be a string.
std::string text_of(const json& schema, std::string_view keyword) {
    const json* const found = schema.find(keyword);
    if (found == nullptr) return {};
    if (!found->is_string()) {
        refuse("The JSON Schema cannot be used: its \"" + std::string(keyword) + "\" is " + found->dump() +
               ", not a string.");
    }
    return found->get<std::string>();
}

}  // namespace

location documents::add(std::string_view uri, json document) {
    const json& root = texts_.emplace_back(std::move(document));
    resource& added = add_resource(split_fragment(uri).first, root, nullptr);
    learn(root, added, 0);
    return {&root, &added};
}

resource& documents::add_resource(std::string uri, const json& root, const resource* around) {
    resource& added = resources_.emplace_back();
    added.uri = std::move(uri);
    added.root = &root;
    added.draft = around != nullptr ? around->draft : draft_;
    added.validates = around == nullptr || around->validates;
    by_root_[&root] = &added;
    by_uri_.try_emplace(added.uri, &added);
    learn_dialect(added);
    return added;
}

// "$schema" names the draft, or a meta-schema of somebody's own that chooses vocabularies.
void documents::learn_dialect(resource& of) {
    if (!of.root->is_object()) return;
    const std::string meta = split_fragment(text_of(*of.root, "$schema")).first;
    if (meta.empty() || meta == of.uri) return;
    if (meta == draft_7_uri || meta == "https" + std::string(draft_7_uri.substr(4))) {
        of.draft = schema_draft::draft_7;
    } else if (meta == draft_2020_12_uri) {
        of.draft = schema_draft::draft_2020_12;
    } else if (const resource* const custom = resource_at(meta)) {
        of.draft = custom->draft;
        const json* const vocabularies = custom->root->find("$vocabulary");
        of.validates = vocabularies == nullptr || vocabularies->contains(validation_vocabulary_uri);
    }
}

void documents::learn(const json& schema, resource& around, int depth) {
    if (!schema.is_object()) return;
    if (depth > max_depth) refuse("The JSON Schema cannot be used: it is nested more than 512 levels deep.");
    resource* in = &around;
    // In draft 7, a reference stands alone: what is beside it means nothing (section 8.3).
    if (in->draft != schema_draft::draft_7 || !schema.contains("$ref")) learn_names(schema, in);
    for (const std::string_view keyword : with_schema) {
        if (const json* const found = schema.find(keyword)) learn(*found, *in, depth + 1);
    }
    for (const std::string_view keyword : with_list) {
        const json* const found = schema.find(keyword);
        if (found == nullptr || !found->is_array()) continue;
        for (const json& each : *found) learn(each, *in, depth + 1);
    }
    for (const std::string_view keyword : with_map) {
        const json* const found = schema.find(keyword);
        if (found == nullptr || !found->is_object()) continue;
        for (const auto& [name, each] : found->items()) learn(each, *in, depth + 1);
    }
}

void documents::learn_names(const json& schema, resource*& in) {
    auto [id, fragment] = split_fragment(text_of(schema, "$id"));
    if (!id.empty()) {
        std::string uri = resolve_uri(in->uri, id);
        if (&schema != in->root) {
            in = &add_resource(std::move(uri), schema, in);
        } else {
            in->uri = std::move(uri);
            by_uri_.try_emplace(in->uri, in);
        }
    }
    if (in->draft == schema_draft::draft_7) {
        if (!fragment.empty()) in->anchors.try_emplace(std::move(fragment), &schema);
        return;
    }
    if (const std::string name = text_of(schema, "$anchor"); !name.empty()) in->anchors.try_emplace(name, &schema);
    if (const std::string name = text_of(schema, "$dynamicAnchor"); !name.empty()) {
        in->anchors.try_emplace(name, &schema);
        in->dynamic_anchors.try_emplace(name, &schema);
    }
}

const resource* documents::resource_at(const std::string& uri) {
    if (const auto found = by_uri_.find(uri); found != by_uri_.end()) return found->second;
    const std::string_view text = meta_schema(uri);
    return text.empty() ? nullptr : add(uri, json::parse(text)).in;
}

location documents::part(const json& schema, const resource& in) const {
    const auto own = by_root_.find(&schema);
    return {&schema, own != by_root_.end() ? own->second : &in};
}

location documents::find(std::string_view reference, const resource& from) {
    const auto [uri, fragment] = split_fragment(resolve_uri(from.uri, reference));
    const resource* const target = resource_at(uri);
    if (target == nullptr) {
        refuse("The JSON Schema cannot be used: it refers to \"" + std::string(reference) +
               "\", which is none of its documents. Nothing is fetched from the network: give the document \"" + uri +
               "\" with the options.");
    }
    location found;
    if (fragment.empty() || fragment.front() == '/') {
        found = at_pointer(*target, fragment);
    } else if (const auto anchor = target->anchors.find(fragment); anchor != target->anchors.end()) {
        found = part(*anchor->second, *target);
    }
    if (found.schema == nullptr) {
        refuse("The JSON Schema cannot be used: it refers to \"" + std::string(reference) + "\", where nothing is.");
    }
    return found;
}

// The resource is that of the innermost part on the way that is one.
location documents::at_pointer(const resource& in, std::string_view pointer) const {
    location at{in.root, &in};
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::string key = unescape_step(pointer.substr(0, pointer.find('/')));
        pointer.remove_prefix(std::min(pointer.find('/'), pointer.size()));
        const json* next = at.schema->find(key);
        if (at.schema->is_array()) {
            std::size_t index = 0;
            const auto [end, failure] = std::from_chars(key.data(), key.data() + key.size(), index);
            if (failure == std::errc() && end == key.data() + key.size() && index < at.schema->size())
                next = &(*at.schema)[index];
        }
        if (next == nullptr) return {};
        at = part(*next, *at.in);
    }
    return at;
}

}  // namespace vafast::message_detail::schema
