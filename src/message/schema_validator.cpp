#include "message/schema/compiler.hpp"

#include <vafast/message/schema_validator.hpp>

#include <deque>

namespace vafast {

namespace message_detail::schema {

// Stays where it is: its parts know each other.
struct compiled_schema {
    compiled_schema(json document, schema_options options) : known(options.draft) {
        for (auto& [uri, further] : options.documents) known.add(uri, std::move(further));
        const location root = known.add("", std::move(document));
        text = root.schema;
        whole = &compiler(known, parts, options.check_formats).compile_all(root);
    }

    std::vector<validation_error> check(const json& value, std::size_t most, bool& is_met) const {
        schema::check run(most, parts.size());
        is_met = run.run(*whole, value);
        return std::move(run.errors());
    }

    documents known;
    std::deque<subschema> parts;
    const json* text;
    const subschema* whole;
};

}  // namespace message_detail::schema

schema_validator::schema_validator(json document, schema_options options)
    : compiled_(
          std::make_shared<const message_detail::schema::compiled_schema>(std::move(document), std::move(options))) {}

bool schema_validator::accepts(const json& value) const {
    bool is_met = false;
    compiled_->check(value, 0, is_met);
    return is_met;
}

std::optional<validation_error> schema_validator::check(const json& value) const {
    std::vector<validation_error> errors = check_all(value, 1);
    if (errors.empty()) return std::nullopt;
    return std::move(errors.front());
}

std::vector<validation_error> schema_validator::check_all(const json& value, std::size_t most) const {
    bool is_met = false;
    return compiled_->check(value, most, is_met);
}

const json& schema_validator::document() const noexcept { return *compiled_->text; }

}  // namespace vafast
