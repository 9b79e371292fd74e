// RFC 6455 section 8.1: text is UTF-8, and what is not fails at its first wrong byte. The sequences are those of Markus
// Kuhn's decoder stress test, and the edges of RFC 3629 section 4.
#include "conformance/rule.hpp"

namespace vafast::websocket {
namespace {

using part = breach::part;

// Each byte in a fragment of its own.
std::vector<raw_frame> one_by_one(std::string_view text, const std::vector<raw_frame>& between = {}) {
    std::vector<raw_frame> frames;
    for (std::size_t i = 0; i < text.size(); ++i) {
        frames.push_back(make_frame(i == 0 ? opcode::text : opcode::continuation, std::string(1, text[i]),
                                    i + 1 == text.size() ? fin : 0));
        if (i + 1 < text.size()) frames.insert(frames.end(), between.begin(), between.end());
    }
    return frames;
}

const std::vector<std::string>& valid_texts() {
    static const std::vector<std::string> texts = {
        "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",  // a Greek word
        std::string(1, '\0'),
        "\x01",
        "\x7f",
        "\xc2\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xe1\x80\x80",
        "\xec\xbf\xbf",
        "\xed\x80\x80",
        "\xed\x9f\xbf",  // just before the surrogates
        "\xee\x80\x80",  // just behind them
        "\xef\xbf\xbd",
        "\xef\xbb\xbf",  // a byte order mark
        "\xef\xbf\xbe",  // no characters, but valid
        "\xef\xbf\xbf",
        "\xef\xb7\x90",
        "\xf0\x90\x80\x80",
        "\xf0\x9f\xbf\xbe",
        "\xf1\x80\x80\x80",
        "\xf3\xbf\xbf\xbf",
        "\xf4\x80\x80\x80",
        "\xf4\x8f\xbf\xbd",
        "\xf4\x8f\xbf\xbf",  // the last code point
        "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z",
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9",
    };
    return texts;
}

rules valid() {
    rules all;
    const std::string padding(100, 'x');
    for (const std::string& text : valid_texts()) {
        const std::string name = to_hex(text);
        all.push_back({name, {text_frame(text)}, {heard_text(text)}});
        all.push_back(
            {name + "_in_a_long_text", {text_frame(padding + text + padding)}, {heard_text(padding + text + padding)}});
        all.push_back({name + "_twice", {text_frame(text), text_frame(text)}, {heard_text(text), heard_text(text)}});
        if (text.size() == 1) continue;
        all.push_back({name + "_one_by_one", one_by_one(text), {heard_text(text)}});
        std::vector<heard> expected(text.size() - 1, heard_ping("p"));
        expected.push_back(heard_text(text));
        all.push_back({name + "_one_by_one_with_pings", one_by_one(text, {ping_frame("p")}), expected});
    }
    return all;
}
VAFAST_RULES(section_8_1_valid_text, valid());

struct wrong_utf8 {
    std::string text;
    std::size_t at;  // the first wrong byte; the size where only the end is missing
};

const std::vector<wrong_utf8>& wrong_texts() {
    static const std::vector<wrong_utf8> texts = {
        // Continuation bytes that continue nothing.
        {"\x80", 0},
        {"\xbf", 0},
        {"\x80\xbf", 0},
        {"a\x80"
         "b",
         1},
        {"\xc3\xa9\xa9", 2},
        {"\xe2\x82\xac\xac", 3},
        {"\xf0\x9f\x98\x80\x80", 4},
        // First bytes that nothing continues.
        {"\xc2 ", 1},
        {"\xdf ", 1},
        {"\xe0 ", 1},
        {"\xef ", 1},
        {"\xf0 ", 1},
        {"\xf4 ", 1},
        {"\xc3\xc3", 1},
        {"\xe2\xe2", 1},
        {"\xe2\x82 ", 2},
        {"\xe2\x82\xc3", 2},
        {"\xf0\x9f\xf0", 2},
        {"\xf0\x9f\x98 ", 3},
        {"\xf0\x9f\x98\xe2", 3},
        // Bytes that never occur.
        {"\xfe", 0},
        {"\xff", 0},
        {"\xfe\xfe\xff\xff", 0},
        {"\xf5", 0},
        {"\xf5\x80\x80\x80", 0},
        {"\xf6", 0},
        {"\xf7", 0},
        {"\xf8\x88\x80\x80\x80", 0},
        {"\xfb", 0},
        {"\xfc\x84\x80\x80\x80\x80", 0},
        {"\xfd", 0},
        // Long forms.
        {"\xc0\x80", 0},
        {"\xc0\xaf", 0},
        {"\xc1\xbf", 0},
        {"\xe0\x80\xaf", 1},
        {"\xe0\x80\x80", 1},
        {"\xe0\x9f\xbf", 1},
        {"\xf0\x80\x80\xaf", 1},
        {"\xf0\x80\x80\x80", 1},
        {"\xf0\x8f\xbf\xbf", 1},
        // Surrogates, alone and in pairs.
        {"\xed\xa0\x80", 1},
        {"\xed\xad\xbf", 1},
        {"\xed\xae\x80", 1},
        {"\xed\xaf\xbf", 1},
        {"\xed\xb0\x80", 1},
        {"\xed\xbe\x80", 1},
        {"\xed\xbf\xbf", 1},
        {"\xed\xa0\x80\xed\xb0\x80", 1},
        // Beyond U+10FFFF.
        {"\xf4\x90\x80\x80", 1},
        {"\xf4\xbf\xbf\xbf", 1},
        // As Autobahn does: something valid, then the wrong one, then more.
        {"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"
         "edited",
         12},
        {"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x90\x80\x80"
         "edited",
         12},
    };
    return texts;
}

rules wrong() {
    rules all;
    for (const auto& [text, at] : wrong_texts()) {
        const std::string name = to_hex(text);
        const std::vector<heard> failure{heard_failure(1007)};
        all.push_back({name, {text_frame(text)}, failure, breach{0, part::payload, at}});
        all.push_back({name + "_in_a_frame_that_goes_on",
                       {text_frame(text + std::string(500, 'x'))},
                       failure,
                       breach{0, part::payload, at}});
        all.push_back(
            {name + "_in_a_message_that_goes_on", {text_frame(text, 0)}, failure, breach{0, part::payload, at}});
        all.push_back({name + "_after_a_long_text",
                       {text_frame(std::string(100, 'x') + text)},
                       failure,
                       breach{0, part::payload, 100 + at}});
        std::vector<raw_frame> frames = one_by_one(text + "x");
        all.push_back({name + "_one_by_one", std::move(frames), failure, breach{at, part::payload, 0}});
        // Binary data may be anything.
        all.push_back({name + "_as_binary", {binary_frame(text)}, {heard_binary(text)}});
    }
    return all;
}
VAFAST_RULES(section_8_1_wrong_text, wrong());

// Every beginning of a character: the text ends too early, which shows at the last byte of the message, not before.
rules cut_off() {
    rules all;
    for (const std::string character : {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xf0\x9f\x98\x80"}) {
        for (std::size_t size = 1; size < character.size(); ++size) {
            const std::string text = "ab" + character.substr(0, size);
            const std::string name = to_hex(character) + "_after_" + std::to_string(size);
            all.push_back({name, {text_frame(text)}, {heard_failure(1007)}, breach{0, part::payload, text.size() - 1}});
            all.push_back({name + "_one_by_one",
                           one_by_one(text),
                           {heard_failure(1007)},
                           breach{text.size() - 1, part::payload, 0}});
            all.push_back({name + "_completed_by_the_next_frame",
                           {text_frame(text, 0), continuation_frame(character.substr(size))},
                           {heard_text("ab" + character)}});
            all.push_back({name + "_not_completed_by_the_next_message",
                           {text_frame(text), text_frame(character.substr(size))},
                           {heard_failure(1007)},
                           breach{0, part::payload, text.size() - 1}});
        }
    }
    return all;
}
VAFAST_RULES(section_8_1_text_cut_off, cut_off());

}  // namespace
}  // namespace vafast::websocket
