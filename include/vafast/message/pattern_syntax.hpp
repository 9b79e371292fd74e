// The grammar of patterns: regular expressions as JSON Schema has them (ECMA-262 22.2.1, with the flag "u"), once for
// the check at compile time and for what patterns are compiled with. Pure, constexpr.
//
// More lenient than ECMA-262 where that does no harm: a "{", "}" or "]" that closes or repeats nothing means itself,
// and so does every escaped character that is no letter or digit. Of all that is in ECMA-262, back-references and
// look-around are refused, since they are not regular, and of properties everything but the general categories.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vafast::detail {

inline constexpr std::size_t max_pattern_size = 2000;  // steps, once counted repetitions are written out
inline constexpr int max_pattern_depth = 100;          // groups in groups
inline constexpr std::size_t any_number = 1'000'000;   // as the upper count of a repetition: there is none

enum class pattern_assertion : std::uint8_t { text_begin, text_end, word_boundary, no_word_boundary };

// The steps that `length` steps take when they are repeated.
constexpr std::size_t repeated_size(std::size_t length, std::size_t min, std::size_t max) noexcept {
    if (max == any_number) return min == 0 ? length + 2 : length * min + 1;
    return length * min + (length + 1) * (max - min);
}

// A bit for each general category of Unicode, in the order Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc
// Sk So Zs Zl Zp Cc Cf Cs Co Cn; 0 where there is none of that name (ECMA-262 table 69).
constexpr std::uint32_t general_categories(std::string_view name) noexcept {
    struct category {
        std::string_view name, long_name;
        std::uint32_t bits;
    };
    constexpr category groups[] = {
        {"L", "Letter", 0x1f},          {"LC", "Cased_Letter", 0x7},    {"M", "Mark", 0xe0},
        {"N", "Number", 0x700},         {"P", "Punctuation", 0x3'f800}, {"S", "Symbol", 0x3c'0000},
        {"Z", "Separator", 0x1c0'0000}, {"C", "Other", 0x3e00'0000},    {"punct", "punct", 0x3'f800},
        {"digit", "digit", 0x100},      {"cntrl", "cntrl", 0x200'0000}, {"Any", "Any", 0x3fff'ffff}};
    constexpr std::string_view names[][2] = {
        {"Lu", "Uppercase_Letter"},    {"Ll", "Lowercase_Letter"},  {"Lt", "Titlecase_Letter"},
        {"Lm", "Modifier_Letter"},     {"Lo", "Other_Letter"},      {"Mn", "Nonspacing_Mark"},
        {"Mc", "Spacing_Mark"},        {"Me", "Enclosing_Mark"},    {"Nd", "Decimal_Number"},
        {"Nl", "Letter_Number"},       {"No", "Other_Number"},      {"Pc", "Connector_Punctuation"},
        {"Pd", "Dash_Punctuation"},    {"Ps", "Open_Punctuation"},  {"Pe", "Close_Punctuation"},
        {"Pi", "Initial_Punctuation"}, {"Pf", "Final_Punctuation"}, {"Po", "Other_Punctuation"},
        {"Sm", "Math_Symbol"},         {"Sc", "Currency_Symbol"},   {"Sk", "Modifier_Symbol"},
        {"So", "Other_Symbol"},        {"Zs", "Space_Separator"},   {"Zl", "Line_Separator"},
        {"Zp", "Paragraph_Separator"}, {"Cc", "Control"},           {"Cf", "Format"},
        {"Cs", "Surrogate"},           {"Co", "Private_Use"},       {"Cn", "Unassigned"}};
    for (const std::string_view prefix : {std::string_view("gc="), std::string_view("General_Category=")}) {
        if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    }
    for (const category& each : groups) {
        if (name == each.name || name == each.long_name) return each.bits;
    }
    for (std::uint32_t bit = 1; const auto& [short_name, long_name] : names) {
        if (name == short_name || name == long_name) return bit;
        bit <<= 1;
    }
    return 0;
}

// Reads a pattern from left to right and tells Code what it means, in the order in which it is matched. What was told
// already can still become a choice (either) or be repeated (repeat), from a place on which size() gave before.
template <class Code>
class pattern_parser {
 public:
    constexpr pattern_parser(std::string_view source, Code& code) noexcept : source_(source), code_(code) {}

    // nullptr, or why the source is no pattern.
    constexpr const char* parse() {
        if (alternatives() && !at_end()) fail("there is a ) without a (");
        return why_;
    }
    // Where parse() ended, in bytes.
    constexpr std::size_t position() const noexcept { return at_; }

 private:
    constexpr bool fail(const char* why) noexcept { return why_ = why, false; }
    constexpr bool at_end() const noexcept { return at_ == source_.size(); }
    constexpr char peek(std::size_t ahead = 0) const noexcept {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }
    constexpr bool take(std::string_view text) noexcept {
        if (!source_.substr(at_).starts_with(text)) return false;
        at_ += text.size();
        return true;
    }
    static constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    static constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

    // one|two|three
    constexpr bool alternatives() {
        if (++depth_ > max_pattern_depth) return fail("groups are nested more than 100 levels deep");
        const std::size_t begin = code_.size();
        if (!sequence()) return false;
        while (take("|")) {
            const std::size_t middle = code_.size();
            if (!sequence()) return false;
            code_.either(begin, middle);
            if (!is_small_enough()) return false;
        }
        --depth_;
        return true;
    }

    constexpr bool sequence() {
        while (!at_end() && peek() != '|' && peek() != ')') {
            const std::size_t begin = code_.size();
            if (!assertion() && !(atom() && quantifier(begin))) return false;
            if (!is_small_enough()) return false;
        }
        return true;
    }

    constexpr bool is_small_enough(std::size_t more = 0) noexcept {
        if (code_.size() + more <= max_pattern_size) return true;
        return fail("it is too large: at most 2000 steps, where each repetition is written out");
    }

    constexpr bool assertion() {
        if (take("^")) return code_.assertion(pattern_assertion::text_begin), true;
        if (take("$")) return code_.assertion(pattern_assertion::text_end), true;
        if (take("\\b")) return code_.assertion(pattern_assertion::word_boundary), true;
        if (take("\\B")) return code_.assertion(pattern_assertion::no_word_boundary), true;
        return false;
    }

    constexpr bool atom() {
        std::size_t min = 0, max = 0;
        switch (peek()) {
            case '(': return group();
            case '[': return set();
            case '\\': return escape();
            case '.': ++at_; return code_.any_of_a_line(), true;
            case '*':
            case '+':
            case '?': return fail("there is nothing to repeat");
            case '{':
                if (counts(min, max)) return fail("there is nothing to repeat");
                break;
            default: break;
        }
        char32_t character = 0;
        return read(character) && (code_.character(character), true);
    }

    constexpr bool group() {
        ++at_;
        if (take("?=") || take("?!") || take("?<=") || take("?<!"))
            return fail("look-ahead and look-behind are not regular: they cannot be matched in linear time");
        if (take("?<")) {
            while (is_letter(peek()) || is_digit(peek()) || peek() == '_' || peek() == '$') ++at_;
            if (!take(">")) return fail("the name of a group is letters and digits between < and >");
        } else if (!take("?:") && peek() == '?') {
            return fail("a group begins with (, (?: or (?<name>");
        }
        if (!alternatives()) return false;
        return take(")") || fail("a ( is not closed");
    }

    // Whether it matches greedily makes no difference to whether it matches.
    constexpr bool quantifier(std::size_t begin) {
        std::size_t min = 0, max = any_number;
        if (take("+"))
            min = 1;
        else if (take("?"))
            max = 1;
        else if (!take("*") && !counts(min, max))
            return true;
        take("?");
        if (min > max) return fail("the counts of a repetition are out of order");
        const std::size_t length = code_.size() - begin;
        if (!is_small_enough(repeated_size(length, min, max))) return false;
        code_.repeat(begin, min, max);
        return true;
    }

    // {2} {2,} {2,5}; anything else is not for counting, and stays where it is.
    constexpr bool counts(std::size_t& min, std::size_t& max) noexcept {
        const std::size_t begin = at_;
        if (take("{") && number(min)) {
            max = min;
            if (take(",") && !number(max)) max = any_number;
            if (take("}")) return true;
        }
        at_ = begin;
        min = 0;
        max = any_number;
        return false;
    }

    constexpr bool number(std::size_t& value) noexcept {
        if (!is_digit(peek())) return false;
        for (value = 0; is_digit(peek()); ++at_) {
            if (value < any_number / 10) value = value * 10 + static_cast<std::size_t>(peek() - '0');
        }
        return true;
    }

    constexpr bool escape() {
        if ((peek(1) >= '1' && peek(1) <= '9') || peek(1) == 'k')
            return fail("back-references are not regular: they cannot be matched in linear time");
        code_.begin_set();
        char32_t character = 0;
        if (bool is_class = false; !set_item(character, is_class)) return false;
        return code_.end_set(false), true;
    }

    // [a-z], [^a-z]
    constexpr bool set() {
        ++at_;
        const bool negated = take("^");
        code_.begin_set();
        while (!take("]")) {
            char32_t first = 0, last = 0;
            bool first_is_class = false, last_is_class = false;
            if (!set_item(first, first_is_class)) return false;
            if (peek() != '-' || peek(1) == ']' || at_ + 1 == source_.size()) continue;
            ++at_;
            if (first_is_class) {  // [\w-.]: no range has a class at its end
                code_.add('-', '-');
                continue;
            }
            if (!set_item(last, last_is_class)) return false;
            if (last_is_class)
                code_.add('-', '-');
            else if (last < first)
                return fail("a range of characters is out of order");
            else
                code_.add(first, last);
        }
        return code_.end_set(negated), true;
    }

    // Adds it to the set. A class has no `character`.
    constexpr bool set_item(char32_t& character, bool& is_class) {
        if (at_end()) return fail("a [ is not closed");
        is_class = false;
        if (peek() != '\\') {
            if (!read(character)) return false;
        } else {
            ++at_;
            const char letter = peek();
            is_class = std::string_view("dDwWsSpP").find(letter) != std::string_view::npos;
            if (letter == 'p' || letter == 'P') return category();
            if (is_class) return ++at_, code_.add_class(letter), true;
            if (!character_escape(character)) return false;
        }
        code_.add(character, character);
        return true;
    }

    // \p{Lu}, \P{Letter}
    constexpr bool category() {
        const bool negated = peek() == 'P';
        ++at_;
        const std::size_t close = source_.find('}', at_);
        if (!take("{") || close == std::string_view::npos) return fail("\\p is followed by a name in braces");
        const std::uint32_t bits = general_categories(source_.substr(at_, close - at_));
        if (bits == 0) return fail("of properties, \\p knows the general categories: \\p{L}, \\p{Lu}, \\p{Number}");
        at_ = close + 1;
        code_.add_categories(negated ? ~bits & 0x3fff'ffffu : bits);
        return true;
    }

    // What follows a backslash and stands for one character.
    constexpr bool character_escape(char32_t& character) {
        constexpr std::string_view letters = "tnvfrb", meanings = "\t\n\v\f\r\b";
        const char letter = peek();
        if (at_end()) return fail("there is nothing after the backslash");
        if (!is_letter(letter) && !is_digit(letter)) return read(character);
        ++at_;
        if (const std::size_t found = letters.find(letter); found != std::string_view::npos)
            return character = static_cast<char32_t>(meanings[found]), true;
        if (letter == '0' && !is_digit(peek())) return character = 0, true;
        if (letter == 'c' && is_letter(peek())) return character = static_cast<char32_t>(source_[at_++] & 31), true;
        if (letter == 'x' && hex(2, character)) return true;
        if (letter == 'u' && unicode_escape(character)) return true;
        --at_;
        return fail("there is no such escape");
    }

    // \u0041, \u{1f600}, \ud83d\ude00
    constexpr bool unicode_escape(char32_t& character) {
        if (take("{")) {
            std::size_t digits = 0;
            while (peek(digits) != '}' && digits < 6) ++digits;
            return digits > 0 && hex(digits, character) && character <= 0x10ffff && take("}");
        }
        if (!hex(4, character)) return false;
        const std::size_t after = at_;
        char32_t low = 0;
        if (character >= 0xd800 && character <= 0xdbff && take("\\u") && hex(4, low) && low >= 0xdc00 && low <= 0xdfff)
            character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
        else
            at_ = after;
        return true;
    }

    constexpr bool hex(std::size_t count, char32_t& value) noexcept {
        value = 0;
        for (std::size_t i = 0; i < count; ++i, ++at_) {
            const char digit = peek();
            const char lower = static_cast<char>(digit | 0x20);
            if (is_digit(digit))
                value = value * 16 + static_cast<char32_t>(digit - '0');
            else if (lower >= 'a' && lower <= 'f')
                value = value * 16 + static_cast<char32_t>(lower - 'a' + 10);
            else
                return false;
        }
        return true;
    }

    // One character of the source, which is UTF-8.
    constexpr bool read(char32_t& character) noexcept {
        const auto first = static_cast<unsigned char>(peek());
        const std::size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        character = more == 0 ? first : first & (0x3fu >> more);
        bool valid = first < 0x80 || (first >= 0xc2 && first <= 0xf4);
        for (std::size_t i = 1; i <= more; ++i) {
            const auto next = static_cast<unsigned char>(peek(i));
            valid = valid && (next & 0xc0) == 0x80;
            character = character << 6 | (next & 0x3fu);
        }
        constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (!valid || character < least[more] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
            return fail("it is not UTF-8");
        at_ += more + 1;
        return true;
    }

    std::string_view source_;
    Code& code_;
    std::size_t at_ = 0;
    int depth_ = 0;
    const char* why_ = nullptr;
};

// Counts the steps of a pattern, and forgets them.
class pattern_size {
 public:
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr void character(char32_t) noexcept { ++size_; }
    constexpr void any_of_a_line() noexcept { ++size_; }
    constexpr void assertion(pattern_assertion) noexcept { ++size_; }
    constexpr void begin_set() noexcept {}
    constexpr void add(char32_t, char32_t) noexcept {}
    constexpr void add_class(char) noexcept {}
    constexpr void add_categories(std::uint32_t) noexcept {}
    constexpr void end_set(bool) noexcept { ++size_; }
    constexpr void either(std::size_t, std::size_t) noexcept { size_ += 2; }
    constexpr void repeat(std::size_t begin, std::size_t min, std::size_t max) noexcept {
        size_ = begin + repeated_size(size_ - begin, min, max);
    }

 private:
    std::size_t size_ = 0;
};

// nullptr, or why `source` is no pattern: for a static_assert, or a consteval function that throws.
constexpr const char* pattern_error(std::string_view source) {
    pattern_size counted;
    return pattern_parser<pattern_size>(source, counted).parse();
}

}  // namespace vafast::detail
