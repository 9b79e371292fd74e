// What a JSON value is to its user: its members by key, itself as a C++ type, equality, and the sentences where it is
// something else.
#include <vafast/json.hpp>

#include <algorithm>
#include <cmath>

namespace vafast {

namespace {

// Whether `number` is whole and in the range of Integer, and then which integer it is.
template <class Integer>
bool as_integer(double number, Integer& integer) noexcept {
    constexpr double end = std::same_as<Integer, std::int64_t> ? 0x1p63 : 0x1p64;
    constexpr double begin = std::same_as<Integer, std::int64_t> ? -0x1p63 : 0;
    if (!(number >= begin && number < end) || number != std::trunc(number)) return false;
    integer = static_cast<Integer>(number);
    return true;
}

[[noreturn]] void fail(const std::string& sentence) { throw error(error_kind::invalid_message, sentence); }

std::string name(std::string_view key) {
    if (key.data() == nullptr) return "The JSON value";
    return "The JSON member \"" + std::string(key) + '"';
}

const char* with_article(const json& value) noexcept {
    if (value.is_array()) return "an array";
    if (value.is_object()) return "an object";
    if (value.is_string()) return "a string";
    if (value.is_number()) return "a number";
    return value.is_boolean() ? "a boolean" : "null";
}

}  // namespace

const char* json::type_name() const noexcept {
    const std::string_view text = with_article(*this);
    const std::size_t space = text.find(' ');
    return text.data() + (space == std::string_view::npos ? 0 : space + 1);
}

void json::fail_as(std::string_view key, const char* wanted) const {
    fail(name(key) + " is " + with_article(*this) + ", not " + wanted + ".");
}

void json::fail_range(std::string_view key, int bits, const char* sign) const {
    fail(name(key) + " is " + dump() + ", which no " + sign + " integer of " + std::to_string(bits) + " bits holds.");
}

const json* json::member_or_null(std::string_view key) const {
    if (is_object()) return find(key);
    fail("There is no member \"" + std::string(key) + "\" in a JSON value that is " + with_article(*this) +
         ", not an object.");
}

const json& json::at(std::string_view key) const {
    if (const json* found = member_or_null(key)) return *found;
    fail("The JSON object has no member \"" + std::string(key) + "\".");
}

json& json::at(std::string_view key) { return const_cast<json&>(std::as_const(*this).at(key)); }

const json& json::at(std::size_t index) const {
    if (!is_array()) {
        fail("There is no element " + std::to_string(index) + " in a JSON value that is " + with_article(*this) +
             ", not an array.");
    }
    if (index < value_.array->size()) return (*value_.array)[index];
    fail("There is no element " + std::to_string(index) + " in a JSON array of " +
         std::to_string(value_.array->size()) + ": the first is 0.");
}

json& json::at(std::size_t index) { return const_cast<json&>(std::as_const(*this).at(index)); }

const json* json::begin() const { return is_null() ? nullptr : to_array({}).data(); }

const json* json::end() const { return is_null() ? nullptr : begin() + to_array({}).size(); }

const json::members& json::items() const& {
    static const members none;
    if (is_null()) return none;
    if (!is_object()) fail_as({}, "an object");
    return *value_.object;
}

bool json::to_boolean(std::string_view key) const {
    if (kind_ != kind::boolean) fail_as(key, "a boolean");
    return value_.boolean;
}

std::int64_t json::to_integer(std::string_view key, int bits) const {
    if (!is_number()) fail_as(key, "a number");
    std::int64_t integer = value_.integer;
    const bool fits = kind_ == kind::integer || (kind_ == kind::real && as_integer(value_.number, integer));
    const std::int64_t highest = INT64_MAX >> (64 - bits);
    if (!fits || integer > highest || integer < -highest - 1) fail_range(key, bits, "signed");
    return integer;
}

std::uint64_t json::to_unsigned_integer(std::string_view key, int bits) const {
    if (!is_number()) fail_as(key, "a number");
    std::uint64_t integer = value_.unsigned_integer;
    const bool fits = kind_ == kind::real ? as_integer(value_.number, integer)
                                          : kind_ == kind::unsigned_integer || value_.integer >= 0;
    if (!fits || integer > UINT64_MAX >> (64 - bits)) fail_range(key, bits, "unsigned");
    return integer;
}

double json::to_number(std::string_view key) const {
    if (kind_ == kind::real) return value_.number;
    if (kind_ == kind::integer) return static_cast<double>(value_.integer);
    if (kind_ != kind::unsigned_integer) fail_as(key, "a number");
    return static_cast<double>(value_.unsigned_integer);
}

const std::string& json::to_string(std::string_view key) const {
    if (!is_string()) fail_as(key, "a string");
    return *value_.string;
}

const json::elements& json::to_array(std::string_view key) const {
    if (!is_array()) fail_as(key, "an array");
    return *value_.array;
}

bool json::equal(const json& left, const json& right) {
    if (left.is_number() && right.is_number()) return equal_numbers(left, right);
    if (left.kind_ != right.kind_) return false;
    switch (left.kind_) {
        case kind::boolean: return left.value_.boolean == right.value_.boolean;
        case kind::string: return *left.value_.string == *right.value_.string;
        case kind::array: return *left.value_.array == *right.value_.array;
        case kind::object: return equal_members(*left.value_.object, *right.value_.object);
        default: return true;
    }
}

// Exactly: 2^53 + 1 is not the double 2^53, to which it would be rounded.
bool json::equal_numbers(const json& left, const json& right) noexcept {
    if (left.kind_ == kind::real && right.kind_ == kind::real) return left.value_.number == right.value_.number;
    if (right.kind_ == kind::real) return equal_numbers(right, left);
    if (left.kind_ != kind::real) return left.kind_ == right.kind_ && left.value_.integer == right.value_.integer;
    std::int64_t integer = 0;
    std::uint64_t unsigned_integer = 0;
    const double number = left.value_.number;
    if (right.kind_ == kind::integer) return as_integer(number, integer) && integer == right.value_.integer;
    return as_integer(number, unsigned_integer) && unsigned_integer == right.value_.unsigned_integer;
}

// Each pair of values is compared once, or a deep value would take time exponential in its depth.
bool json::equal_members(const members& left, const members& right) {
    if (left.size() != right.size()) return false;
    const auto same_key = [](const member& a, const member& b) { return a.first == b.first; };
    if (std::equal(left.begin(), left.end(), right.begin(), same_key)) {
        return std::equal(left.begin(), left.end(), right.begin(),
                          [](const member& a, const member& b) { return a.second == b.second; });
    }
    const auto sorted = [](const members& all) {
        std::vector<const member*> result;
        for (const member& each : all) result.push_back(&each);
        std::sort(result.begin(), result.end(), [](auto* a, auto* b) { return a->first < b->first; });
        return result;
    };
    const auto left_sorted = sorted(left);
    const auto right_sorted = sorted(right);
    return std::equal(left_sorted.begin(), left_sorted.end(), right_sorted.begin(),
                      [](const member* a, const member* b) { return *a == *b; });
}

}  // namespace vafast
