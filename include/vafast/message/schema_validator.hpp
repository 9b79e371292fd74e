// Checks JSON values against a JSON Schema document, draft 7 or 2020-12, for those who have a schema and no struct.
//
//   const vafast::schema_validator chat(vafast::json::parse(R"({"type": "object", "required": ["type"]})"));
//   if (const auto error = chat.check(message)) std::cerr << error->what();
//
// The schema is compiled once; a check takes time linear in the message times the schema at worst, and bounded stack,
// whatever both are. Nothing is fetched. Immutable; copies share; any thread.
#pragma once

#include <vafast/json.hpp>
#include <vafast/message/validation_error.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vafast {

namespace message_detail::schema {
struct compiled_schema;
}

// The versions of JSON Schema that are understood.
enum class schema_draft : std::uint8_t { draft_7, draft_2020_12 };

// How a schema document is to be read.
struct schema_options {
    // For documents without "$schema". Default: 2020-12, of which what TypeBox and Zod write is a part.
    schema_draft draft = schema_draft::draft_2020_12;
    // Whether a `format` that is known (vafast/message/format.hpp) has to be met, as in ajv-formats; otherwise it is a
    // remark, as in the specification. Default: it has to.
    bool check_formats = true;
    // Further documents, by the URIs with which the schema refers to them. Default: none.
    std::vector<std::pair<std::string, json>> documents{};
};

class schema_validator {
 public:
    // Throws error(invalid_argument) where the document is no schema, saying where and why: a keyword of the wrong
    // type, a pattern that cannot be used, a reference that leads nowhere. Keywords that nobody knows are ignored.
    explicit schema_validator(json document, schema_options options = {});

    // Whether the value is valid; the quickest question.
    bool accepts(const json& value) const;
    // The first error, if there is one.
    std::optional<validation_error> check(const json& value) const;
    // All of them, but not more than `most`.
    std::vector<validation_error> check_all(const json& value, std::size_t most = 100) const;

    // The schema, as it was given.
    const json& document() const noexcept;

 private:
    std::shared_ptr<const message_detail::schema::compiled_schema> compiled_;
};

}  // namespace vafast
