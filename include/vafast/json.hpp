// A JSON value (RFC 8259): null, boolean, number, string, array, or object with its members in the order in which they
// came. Numbers keep what they are: 64-bit integers exactly, everything else as double. A value; one thread at a time.
//
// Members are looked up one after the other: right for a message, wrong for a database of a hundred thousand keys.
// Using a value for what it is not (a member of a string, text as a number, a key that is not there) throws
// vafast::error of kind invalid_message with a sentence that names the key and the types.
#pragma once

#include <vafast/error.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vafast {

class json;
class json_item;

namespace detail {

// A char would be a number to one reader and a text to the next: it is neither.
template <class T>
concept json_integer =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
    !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept json_text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;

// std::vector<int>, std::set<std::string>: arrays. std::map<std::string, int>: an object.
template <class T>
concept json_range = !std::same_as<T, json> && !json_text<T> && requires(const T& range) {
    range.begin() != range.end();
    json(*range.begin());
};
template <class T>
concept json_map = !std::same_as<T, json> && requires(const T& map) {
    std::string(map.begin()->first);
    json(map.begin()->second);
    map.end();
};

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

}  // namespace detail

class json {
 public:
    // Those of an array, and those of an object in their order.
    using elements = std::vector<json>;
    using member = std::pair<std::string, json>;
    using members = std::vector<member>;

    json() noexcept : kind_(kind::null) { value_.integer = 0; }
    // Each type of C++ is the JSON that it looks like; an integer, also one of 64 bits, stays exactly what it is.
    json(std::nullptr_t) noexcept : kind_(kind::null) { value_.integer = 0; }
    template <std::same_as<bool> Boolean>
    json(Boolean value) noexcept : kind_(kind::boolean) {
        value_.boolean = value;
    }
    template <detail::json_integer Integer>
    json(Integer value) noexcept : kind_(kind::integer) {
        value_.integer = static_cast<std::int64_t>(value);
        if constexpr (std::is_unsigned_v<Integer>) {
            if (value_.integer < 0) kind_ = kind::unsigned_integer;
        }
    }
    // Throws where the number is infinite or not a number: JSON has no words for them.
    template <std::floating_point Number>
    json(Number value) : json(real{static_cast<double>(value)}) {}
    json(std::string text);
    json(std::string_view text);
    json(const char* text);
    json(elements array);
    json(members object);  // where a key is there twice, the last one wins
    template <detail::json_range Range>
        requires(!detail::json_map<Range>)
    json(const Range& range) : json(kind::array) {
        for (const auto& element : range) push_back(json(element));
    }
    template <detail::json_map Map>
    json(const Map& map) : json(kind::object) {
        for (const auto& [key, value] : map) add_member(std::string(key), json(value));
        keep_last_of_each_key();
    }
    // `{{"type", "chat"}, {"n", 1}}` is an object, as every item is a pair that begins with a string; else an array.
    // Of a single value in braces compilers make now an array, now a copy: write json::array({x}) or json(x).
    json(std::initializer_list<json_item> items);

    // Copies all that is in it; what is moved from is null.
    json(const json& other);
    json(json&& other) noexcept : value_(other.value_), kind_(other.kind_) { other.kind_ = kind::null; }
    json& operator=(json other) noexcept { return swap(other), *this; }
    ~json() {
        if (kind_ >= kind::string) release();
    }
    void swap(json& other) noexcept {
        const auto my_value = value_;
        const auto my_kind = kind_;
        value_ = other.value_;
        kind_ = other.kind_;
        other.value_ = my_value;
        other.kind_ = my_kind;
    }

    // An array, also where its items look like those of an object.
    static json array(std::initializer_list<json_item> items = {});
    // Throws where an item is not a pair that begins with a string.
    static json object(std::initializer_list<json_item> items = {});

    // What it is. A number is an integer or a float: 1.0 is a float.
    bool is_null() const noexcept { return kind_ == kind::null; }
    bool is_boolean() const noexcept { return kind_ == kind::boolean; }
    bool is_number() const noexcept { return kind_ >= kind::integer && kind_ <= kind::real; }
    bool is_number_integer() const noexcept { return is_number() && kind_ != kind::real; }
    bool is_number_float() const noexcept { return kind_ == kind::real; }
    bool is_string() const noexcept { return kind_ == kind::string; }
    bool is_array() const noexcept { return kind_ == kind::array; }
    bool is_object() const noexcept { return kind_ == kind::object; }
    // "null", "boolean", "number", "string", "array" or "object".
    const char* type_name() const noexcept;

    // The member with this key, added as null where it is missing. A null becomes an object.
    json& operator[](std::string_view key);
    // These throw where there is no such member or element.
    const json& operator[](std::string_view key) const { return at(key); }
    json& operator[](std::size_t index) { return at(index); }
    const json& operator[](std::size_t index) const { return at(index); }
    json& at(std::string_view key);
    const json& at(std::string_view key) const;
    json& at(std::size_t index);
    const json& at(std::size_t index) const;

    // nullptr where there is no such member, or this is no object.
    json* find(std::string_view key) noexcept { return const_cast<json*>(static_cast<const json*>(this)->find(key)); }
    const json* find(std::string_view key) const noexcept;
    bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }

    // What the value is, as T: bool, any integer (in its range, or it throws), float, double, std::string,
    // std::string_view (of this value's own text), json, or a std::vector of these.
    template <class T>
    T get() const& {
        return convert<T>(std::string_view());
    }
    template <class T>
        requires(!std::same_as<T, std::string_view>)
    T get() && {
        return convert<T>(std::string_view());
    }
    // The same of a member, which the error names: `message.get<std::string>("type")`.
    template <class T>
    T get(std::string_view key) const {
        return at(key).template convert<T>(key);
    }
    // The same, or `fallback` where there is no such member. A member of another type throws.
    template <class T>
    auto value(std::string_view key, T fallback) const {
        using result = std::conditional_t<detail::json_text<T>, std::string, T>;
        const json* found = member_or_null(key);
        return found ? found->template convert<result>(key) : result(std::move(fallback));
    }

    // Elements or members; 0 for null, 1 for everything else.
    std::size_t size() const noexcept;
    bool empty() const noexcept { return size() == 0; }
    // The elements of an array, one after the other; none of null.
    json* begin() { return const_cast<json*>(static_cast<const json*>(this)->begin()); }
    json* end() { return const_cast<json*>(static_cast<const json*>(this)->end()); }
    const json* begin() const;
    const json* end() const;
    // The members of an object, one after the other; none of null. `for (const auto& [key, value] : message.items())`
    const members& items() const&;
    const members& items() && = delete;

    // Adds to an array. A null becomes one.
    void push_back(json element);
    // Whether there was such a member.
    bool erase(std::string_view key);
    void erase(std::size_t index);

    // Whether the text's UTF-8 is still to be checked.
    enum class utf8 : bool { check, known_valid };

    // Reads exactly RFC 8259, and these besides: nesting up to 256 levels; a number that is too large for a double is
    // refused; where a key is there twice, the last one wins in the place of the first, as in JSON.parse.
    // The time is linear in the text whatever it says. Throws vafast::error of kind invalid_message, which says the
    // line, the column and what was expected.
    static json parse(std::string_view text, utf8 encoding = utf8::check);
    // For text that may well be something else: false where it is not JSON, and `why` says why not.
    static bool try_parse(std::string_view text, json& out, std::string* why = nullptr, utf8 encoding = utf8::check);
    // Whether try_parse would succeed; keeps nothing.
    static bool accept(std::string_view text, utf8 encoding = utf8::check);

    // As text, in one line; a double that is whole keeps its ".0". Throws where a string is not UTF-8.
    std::string dump() const;
    // As text for people, `indent` spaces a level; in one line where it is negative.
    std::string dump(int indent) const;
    // dump() at the end of `out`, which stays as it was where this throws.
    void append_to(std::string& out) const;

    // Numbers are compared by value (1 == 1.0), objects without regard to the order of their members.
    friend bool operator==(const json& left, const json& right) { return equal(left, right); }
    template <detail::json_text Text>
    friend bool operator==(const json& left, const Text& right) noexcept {
        return left.is_string() && *left.value_.string == std::string_view(right);
    }

    // Writes dump().
    template <class Stream>
    friend Stream& operator<<(Stream& stream, const json& value) {
        stream << value.dump();
        return stream;
    }

 private:
    enum class kind : std::uint8_t { null, boolean, integer, unsigned_integer, real, string, array, object };
    struct real {
        double number;
    };

    explicit json(real value);
    explicit json(kind empty_one);  // an array or an object

    void release() noexcept;
    void add_member(std::string key, json value);  // where there may be one with this key
    void keep_last_of_each_key();
    const json* member_or_null(std::string_view key) const;
    static bool equal(const json& left, const json& right);
    static bool equal_numbers(const json& left, const json& right) noexcept;
    static bool equal_members(const members& left, const members& right);
    static void take_apart(json& deep);
    void write(std::string& out, const int* indent) const;
    void write_scalar(std::string& out) const;

    // Of a member where `key` has data, which errors then name.
    bool to_boolean(std::string_view key) const;
    std::int64_t to_integer(std::string_view key, int bits) const;
    std::uint64_t to_unsigned_integer(std::string_view key, int bits) const;
    double to_number(std::string_view key) const;
    const std::string& to_string(std::string_view key) const;
    const elements& to_array(std::string_view key) const;
    [[noreturn]] void fail_as(std::string_view key, const char* wanted) const;
    [[noreturn]] void fail_range(std::string_view key, int bits, const char* sign) const;

    template <class T>
    T convert(std::string_view key) const {
        if constexpr (std::same_as<T, bool>) {
            return to_boolean(key);
        } else if constexpr (detail::json_integer<T>) {
            constexpr int bits = static_cast<int>(sizeof(T) * 8);
            if constexpr (std::is_signed_v<T>)
                return static_cast<T>(to_integer(key, bits));
            else
                return static_cast<T>(to_unsigned_integer(key, bits));
        } else if constexpr (std::floating_point<T>) {
            return static_cast<T>(to_number(key));
        } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
            return to_string(key);
        } else if constexpr (std::same_as<T, json>) {
            return *this;
        } else {
            static_assert(detail::is_vector<T>, "a JSON value becomes bool, a number, a string, json, or a vector");
            T result;
            for (const json& element : to_array(key)) {
                result.push_back(element.template convert<typename T::value_type>(std::string_view()));
            }
            return result;
        }
    }

    union {
        bool boolean;
        std::int64_t integer;            // every integer that fits
        std::uint64_t unsigned_integer;  // those above
        double number;
        std::string* string;  // these three are owned
        elements* array;
        members* object;
    } value_;
    kind kind_;
};

// What stands between the braces of an initializer list; only ever written so.
class json_item {
 public:
    // A value, or a list of items in braces.
    template <std::convertible_to<json> Value>
    json_item(Value&& value) : value_(std::forward<Value>(value)) {}
    json_item(std::initializer_list<json_item> items);
    json_item() = default;

 private:
    friend class json;
    mutable json value_;  // moved from, since the elements of an initializer list are const
};

}  // namespace vafast
