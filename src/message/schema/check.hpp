// One check of a value against a compiled schema: how rules see the value, and what they tell.
#pragma once

#include "message/words.hpp"

#include <vafast/json.hpp>
#include <vafast/message/validation_error.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vafast::message_detail::schema {

struct resource;
class check;

// A value, and the way to it from the message: a list on the stack, which becomes a path where there is an error.
struct subject {
    const json& value;
    const subject* around = nullptr;
    std::string_view key{};  // of a member, if it has data; otherwise an element
    std::size_t index = 0;

    std::string path() const;
};

// Which members or elements of a value some rule has looked at, by their places: what `unevaluated…` asks for.
class marks {
 public:
    void set(std::size_t place) {
        if (place >= seen_.size()) seen_.resize(place + 1);
        seen_[place] = true;
    }
    bool has(std::size_t place) const { return place < seen_.size() && seen_[place]; }
    void add(const marks& others) {
        for (std::size_t i = 0; i < others.seen_.size(); ++i) {
            if (others.seen_[i]) set(i);
        }
    }

 private:
    std::vector<bool> seen_;
};

// What one keyword demands. Whether it is met; if not, it has told why. `seen` is null where nobody asks for marks.
using rule = std::function<bool(check&, const subject&, marks* seen)>;

struct subschema {
    const resource* in = nullptr;
    std::vector<rule> rules{};
    bool tracks = false;  // some rule asks for marks
};

class check {
 public:
    // Stops at `most` errors; with 0 it tells nothing but the verdict. `size`: how many subschemas there are.
    check(std::size_t most, std::size_t size) : most_(most), size_(size) {}

    bool run(const subschema& schema, const json& message);
    std::vector<validation_error>& errors() noexcept { return errors_; }

    // For rules:

    // Whether the value is what the schema says.
    bool meets(const subschema& schema, const subject& value, marks* seen);
    // The same, where a value that is not is no error.
    bool would_meet(const subschema& schema, const subject& value, marks* seen);

    // Adds an error. Returns false. Both are called only where somebody wants to know.
    template <class Expected, class Found>
    bool fail(const subject& value, const char* name, Expected expected, Found found) {
        if (!is_silent()) add_error(value, name, expected(), found());
        return false;
    }
    template <class Expected>
    bool fail(const subject& value, const char* name, Expected expected) {
        return fail(value, name, std::move(expected), [&] { return describe(value.value); });
    }

    // After something was not met: whether to look for more.
    bool goes_on() const noexcept { return !is_silent() && errors_.size() < most_ && !is_exhausted_; }
    bool is_silent() const noexcept { return silent_ != 0 || most_ == 0; }

    // The resources that were entered on the way here, the innermost first (JSON Schema 2020-12 section 7.1).
    struct scope {
        const resource* in;
        const scope* around;
    };
    const scope* scopes() const noexcept { return scope_; }

 private:
    void add_error(const subject& value, const char* name, std::string expected, std::string found);
    bool is_exhausted(const subject& value);
    bool meets_rules(const subschema& schema, const subject& value, marks* seen);

    std::vector<validation_error> errors_;
    std::size_t most_;
    std::size_t size_;
    std::size_t steps_ = 0;
    std::size_t allowed_ = 100'000;  // steps; before the message is counted
    bool is_counted_ = false;
    bool is_exhausted_ = false;
    int depth_ = 0;
    int silent_ = 0;
    const scope* scope_ = nullptr;
};

}  // namespace vafast::message_detail::schema
