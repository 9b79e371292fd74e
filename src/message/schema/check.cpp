#include "message/schema/check.hpp"

#include "message/json_pointer.hpp"

namespace vafast::message_detail::schema {

namespace {

// Subschemas in subschemas, each for a few hundred bytes of stack: a message that was parsed is at most 256 levels
// deep.
constexpr int max_depth = 2000;

// Without recursion: what the program has built may be of any depth.
std::size_t count(const json& message) {
    std::vector<const json*> pending{&message};
    std::size_t result = 0;
    for (; !pending.empty(); ++result) {
        const json& value = *pending.back();
        pending.pop_back();
        if (value.is_array()) {
            for (const json& each : value) pending.push_back(&each);
        } else if (value.is_object()) {
            for (const auto& [key, each] : value.items()) pending.push_back(&each);
        }
    }
    return result;
}

}  // namespace

std::string subject::path() const {
    if (around == nullptr) return {};
    std::string result = around->path();
    if (key.data() != nullptr)
        append_step(result, key);
    else
        append_step(result, index);
    return result;
}

void check::add_error(const subject& value, const char* name, std::string expected, std::string found) {
    if (errors_.size() >= most_) return;
    errors_.push_back({.path = value.path(),
                       .rule = name,
                       .expected = std::move(expected),
                       .found = std::move(found),
                       .position = {}});
}

// A schema can be written so that it looks at the same value again and again, in time exponential in the depth of the
// message. To look once at each value with each subschema is always enough.
bool check::is_exhausted(const subject& value) {
    if (is_exhausted_) return true;
    if (depth_ < max_depth && ++steps_ <= allowed_) return false;
    if (depth_ < max_depth && !is_counted_) {
        is_counted_ = true;
        const subject* message = &value;
        while (message->around != nullptr) message = message->around;
        allowed_ += count(message->value) * size_;
        return is_exhausted(value);
    }
    is_exhausted_ = true;
    silent_ = 0;
    add_error(value, "limit", "a message that the schema can be decided for in bounded time and depth",
              describe(value.value));
    return true;
}

bool check::run(const subschema& schema, const json& message) {
    return meets(schema, {message}, nullptr) && !is_exhausted_;
}

bool check::meets(const subschema& schema, const subject& value, marks* seen) {
    if (is_exhausted(value)) return false;
    const scope here{schema.in, scope_};
    const scope* const around = scope_;
    if (around == nullptr || around->in != schema.in) scope_ = &here;
    ++depth_;
    marks own;
    const bool is_met = meets_rules(schema, value, seen != nullptr || schema.tracks ? &own : nullptr);
    if (is_met && seen != nullptr) seen->add(own);
    --depth_;
    scope_ = around;
    return is_met;
}

bool check::meets_rules(const subschema& schema, const subject& value, marks* seen) {
    bool is_met = true;
    for (const rule& each : schema.rules) {
        if (each(*this, value, seen)) continue;
        is_met = false;
        if (!goes_on()) break;
    }
    return is_met;
}

bool check::would_meet(const subschema& schema, const subject& value, marks* seen) {
    ++silent_;
    const bool is_met = meets(schema, value, seen);
    if (!is_exhausted_) --silent_;
    return is_met;
}

}  // namespace vafast::message_detail::schema
