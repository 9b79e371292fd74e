// Any bytes as a schema and, behind the first line end, a message: what is taken for a schema decides about every
// message, in bounded time, and says the same however it is asked; where an error is said to be, there is something.
#include "fuzz/hold.hpp"
#include "message/position.hpp"

#include <vafast/message/schema_validator.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace {

using vafast::json;
using vafast::schema_validator;
using vafast::fuzz::hold;

std::optional<schema_validator> schema_of(std::string_view text, vafast::schema_draft draft) {
    json document;
    if (!json::try_parse(text, document)) return std::nullopt;
    try {
        return schema_validator(document, {.draft = draft});
    } catch (const vafast::error&) {
        return std::nullopt;
    }
}

void check(const schema_validator& schema, const json& message) {
    const std::string text = message.dump();
    const bool accepted = schema.accepts(message);
    const auto first = schema.check(message);
    const auto all = schema.check_all(message, 5);
    hold(accepted == !first);
    hold(accepted == all.empty());
    hold(all.size() <= 5);
    for (const auto& each : all) {
        hold(vafast::message_detail::position_of(each.path, text).has_value());
        hold(!each.rule.empty() && !each.expected.empty() && !each.found.empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string_view schema_text = input.substr(0, input.find('\n'));
    json message;
    if (!json::try_parse(input.substr(std::min(schema_text.size() + 1, size)), message)) message = "text";
    for (const auto draft : {vafast::schema_draft::draft_7, vafast::schema_draft::draft_2020_12}) {
        if (const auto schema = schema_of(schema_text, draft)) check(*schema, message);
    }
    return 0;
}
