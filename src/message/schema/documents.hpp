// Schema documents and what is in them: which parts have a URI or a name of their own, and where references lead.
// Nothing is fetched: a reference leads into a document that was added, or into a meta-schema of JSON Schema. One
// thread at a time; what was found stays where it is.
#pragma once

#include <vafast/json.hpp>
#include <vafast/message/schema_validator.hpp>

#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace vafast::message_detail::schema {

// A schema with a URI of its own: a document, or a part with "$id" (JSON Schema 2020-12 section 4.3.5).
struct resource {
    std::string uri{};  // without fragment
    const json* root = nullptr;
    schema_draft draft = schema_draft::draft_2020_12;
    bool validates = true;  // false: its meta-schema has no vocabulary of validation
    std::map<std::string, const json*, std::less<>> anchors{};
    std::map<std::string, const json*, std::less<>> dynamic_anchors{};
};

// A schema, and the resource in which it stands.
struct location {
    const json* schema = nullptr;
    const resource* in = nullptr;
};

class documents {
 public:
    explicit documents(schema_draft draft) : draft_(draft) {}
    documents(const documents&) = delete;
    documents& operator=(const documents&) = delete;

    // `uri`: from where it came; empty where it is not known.
    location add(std::string_view uri, json document);
    // Where a reference in `from` leads. Throws error(invalid_argument) where it leads nowhere.
    location find(std::string_view reference, const resource& from);
    // A part of a schema in `in`, which may be a resource of its own.
    location part(const json& schema, const resource& in) const;

    const std::deque<resource>& resources() const noexcept { return resources_; }

 private:
    resource& add_resource(std::string uri, const json& root, const resource* around);
    void learn(const json& schema, resource& in, int depth);
    void learn_names(const json& schema, resource*& in);
    void learn_dialect(resource& of);
    const resource* resource_at(const std::string& uri);
    location at_pointer(const resource& in, std::string_view pointer) const;

    schema_draft draft_;      // of documents that do not say
    std::deque<json> texts_;  // these two grow, and what is in them stays in its place
    std::deque<resource> resources_;
    std::map<std::string, const resource*, std::less<>> by_uri_;
    std::map<const json*, const resource*> by_root_;
};

}  // namespace vafast::message_detail::schema
