#include "message/position.hpp"
#include "message/words.hpp"

#include <vafast/message/schema_validator.hpp>
#include <vafast/message/type.hpp>
#include <vafast/message/validator.hpp>

#include <exception>

namespace vafast {

namespace detail {

std::optional<validation_error> as_validation_error(bool is_valid, const json& message) {
    if (is_valid) return std::nullopt;
    return validation_error{.rule = "function",
                            .expected = "a message that the validator accepts",
                            .found = message_detail::describe(message)};
}

std::optional<validation_error> as_validation_error(std::optional<std::string> complaint, const json& message) {
    if (!complaint) return std::nullopt;
    return validation_error{
        .rule = "function", .expected = std::move(*complaint), .found = message_detail::describe(message)};
}

std::optional<validation_error> as_validation_error(std::optional<validation_error> error, const json&) {
    return error;
}

}  // namespace detail

validator::validator(schema_validator schema)
    : check_(std::make_shared<const all_errors>([schema = std::move(schema)](const json& message, std::size_t most) {
          return schema.check_all(message, most);
      })) {}

validator::validator(one_error check)
    : check_(std::make_shared<const all_errors>([check = std::move(check)](const json& message, std::size_t) {
          std::vector<validation_error> errors;
          if (auto error = check(message)) errors.push_back(std::move(*error));
          return errors;
      })) {}

validator::validator(json document) : validator(std::move(document), schema_options{}) {}

validator::validator(json document, schema_options options)
    : validator(schema_validator(std::move(document), std::move(options))) {}

validator::validator(type::schema schema) : validator(schema.document()) {}

std::vector<validation_error> validator::check_all(const json& message, std::size_t most) const {
    if (!check_) return {};
    std::string what;
    try {
        return (*check_)(message, most);
    } catch (const std::exception& thrown) {
        what = thrown.what();
    } catch (...) {
        what = "something that is no std::exception";
    }
    if (what.ends_with('.')) what.pop_back();  // it becomes part of a sentence
    return {{.rule = "function",
             .expected = "a message that the validator can judge",
             .found = "one of which it threw: " + what}};
}

std::optional<validation_error> validator::check(const json& message) const {
    std::vector<validation_error> errors = check_all(message, 1);
    if (errors.empty()) return std::nullopt;
    return std::move(errors.front());
}

std::vector<validation_error> validator::check_all_text(std::string_view text, std::size_t most) const {
    json message;
    const bool is_json = json::try_parse(text, message);
    if (!is_json) message = json(text);
    std::vector<validation_error> errors = check_all(message, most);
    for (validation_error& each : errors) {
        if (is_json && !each.position) each.position = message_detail::position_of(each.path, text);
    }
    return errors;
}

std::optional<validation_error> validator::check_text(std::string_view text) const {
    std::vector<validation_error> errors = check_all_text(text, 1);
    if (errors.empty()) return std::nullopt;
    return std::move(errors.front());
}

}  // namespace vafast
