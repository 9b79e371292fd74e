// What decides whether a message is valid: a JSON Schema document, a type built in C++, or a function.
//
//   vafast::validator by_document = vafast::json::parse(R"({"type": "object"})");
//   vafast::validator by_type = vafast::type::object({{"type", vafast::type::literal("chat")}});
//   vafast::validator by_function = [](const vafast::json& message) { return message.contains("type"); };
//
// A value; copies share. Any thread may use it at the same time as others, and therefore call the function.
#pragma once

#include <vafast/callback.hpp>
#include <vafast/json.hpp>
#include <vafast/message/validation_error.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vafast {

// To be included by who gives one: vafast/message/schema_validator.hpp and vafast/message/type.hpp.
class schema_validator;
struct schema_options;
namespace type {
class schema;
}

namespace detail {

// What a function may say: whether the message is valid, or what is wrong with it.
template <class T>
concept verdict = std::same_as<T, bool> || std::same_as<T, std::optional<std::string>> ||
                  std::same_as<T, std::optional<validation_error>>;

template <class Function>
concept validating_function =
    std::invocable<const Function&, const json&> && verdict<std::invoke_result_t<const Function&, const json&>>;

std::optional<validation_error> as_validation_error(bool is_valid, const json& value);
std::optional<validation_error> as_validation_error(std::optional<std::string> complaint, const json& value);
std::optional<validation_error> as_validation_error(std::optional<validation_error> error, const json& value);

}  // namespace detail

class validator {
 public:
    validator() = default;  // everything is valid
    // These throw error(invalid_argument) where a document is no schema.
    validator(schema_validator schema);
    validator(json document);
    validator(json document, schema_options options);
    validator(type::schema schema);
    // Of what it throws comes a validation_error as well.
    template <detail::validating_function Function>
    validator(Function function)
        : validator(one_error([call = std::move(function)](const json& value) {
              return detail::as_validation_error(call(value), value);
          })) {}

    // Whether it decides anything.
    explicit operator bool() const noexcept { return static_cast<bool>(check_); }

    // The first error, if there is one.
    std::optional<validation_error> check(const json& value) const;
    // All of them, but not more than `most`; a function has one.
    std::vector<validation_error> check_all(const json& value, std::size_t most = 100) const;
    // The same for text that is JSON, or else is a message as a string; errors then tell the position.
    std::optional<validation_error> check_text(std::string_view text) const;
    std::vector<validation_error> check_all_text(std::string_view text, std::size_t most = 100) const;

 private:
    using one_error = callback<std::optional<validation_error>(const json& value)>;
    using all_errors = callback<std::vector<validation_error>(const json& value, std::size_t most)>;

    explicit validator(one_error check);

    std::shared_ptr<const all_errors> check_;
};

}  // namespace vafast
