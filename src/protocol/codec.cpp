#include "protocol/codec.hpp"

#include "message/plain.hpp"

#include <vafast/json.hpp>

#include <algorithm>

namespace vafast {

// "all", {"rooms":[…]} or {"user":"…"}
template <>
struct codec<protocol::target> {
    struct to_rooms {
        std::vector<std::string> rooms{};
        static consteval auto rules() { return vafast::rules(vafast::member(&to_rooms::rooms, min_items(1))); }
    };
    struct to_user {
        std::string user{};
    };
    using json_type = std::variant<literal<"all">, to_rooms, to_user>;

    static protocol::target from(const json_type& in) {
        return std::visit(overload{[](literal<"all">) { return protocol::target{.all = true}; },
                                   [](const to_rooms& given) { return protocol::target{.rooms = given.rooms}; },
                                   [](const to_user& given) { return protocol::target{.user = given.user}; }},
                          in);
    }
    static json_type to(const protocol::target& value) {
        if (value.all) return literal<"all">();
        if (value.user) return to_user{*value.user};
        return to_rooms{value.rooms};
    }

 private:
    template <class... Fs>
    struct overload : Fs... {
        using Fs::operator()...;
    };
};

namespace protocol {
namespace {

// What can be read of a frame that is wrong.
struct any_frame {
    request_id id{};
};

template <class Frame>
tl::expected<Frame, codec_error> read(std::string_view text, text_storage* storage) {
    tl::expected<Frame, codec_error> frame;
    validation_error why;
    if (try_decode(text, *frame, &why, storage, json::utf8::known_valid)) return frame;
    codec_error failure{.is_unknown = why.path == "/$", .reason = why.what()};
    if (any_frame known; try_decode(text, known, nullptr, nullptr, json::utf8::known_valid)) failure.id = known.id;
    frame = tl::unexpected(std::move(failure));
    return frame;
}

}  // namespace

bool is_spaced_hub_frame(std::string_view text) noexcept {
    for (const std::string_view part : {R"({)", R"("$")", R"(:)", R"(")"}) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
        if (!text.starts_with(part)) return false;
        text.remove_prefix(part.size());
    }
    return true;
}

tl::expected<client_frame, codec_error> read_client_frame(std::string_view text) {
    return read<client_frame>(text, nullptr);
}

tl::expected<hub_frame, codec_error> read_hub_frame(std::string_view text, text_storage& storage) {
    return read<hub_frame>(text, &storage);
}

bool read_plain(std::string_view text, publication& out) {
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto skip = [&](std::string_view part) {
        const bool is_next = std::string_view(at, end).starts_with(part);
        if (is_next) at += part.size();
        return is_next;
    };
    const auto read_text = [&](std::string_view& into) {
        at = message_detail::plain_string(at, end, false, into);
        return at != nullptr;
    };
    const auto read_number = [&](std::uint64_t& into) {
        std::int64_t number = 0;
        at = message_detail::plain_integer(at, end, number);
        into = static_cast<std::uint64_t>(number);
        return at != nullptr && number >= 0;
    };
    if (!skip(R"({"$":"publication","room":)") || !read_text(out.room)) return false;
    if (!skip(R"(,"offset":)") || !read_number(out.offset)) return false;
    if (skip(R"(,"from":)") && !read_text(out.from.emplace())) return false;
    if (!skip(R"(,"data":)") || !std::string_view(at, end).ends_with('}')) return false;
    const std::string_view data(at, end - 1);
    out.data = raw_json_view(data);
    std::string_view string;
    if (message_detail::plain_string(at, end - 1, false, string) == end - 1) return true;
    return !data.empty() && data.front() > ' ' && data.back() > ' ' && json::accept(data, json::utf8::known_valid);
}

// Frames have no rules that our own could break.
void append(const client_frame& frame, std::string& out) { static_cast<void>(try_encode(frame, out)); }

void append(const hub_frame& frame, std::string& out) { static_cast<void>(try_encode(frame, out)); }

void append_application_text(std::string_view text, std::string& out) {
    if (!is_hub_frame(text)) {
        out.append(text);
        return;
    }
    message wrapped;
    if (json::accept(text)) {
        wrapped.data = raw_json_view(text);
    } else {
        wrapped.text = std::string(text);
    }
    static_cast<void>(try_encode(wrapped, out));
}

}  // namespace protocol
}  // namespace vafast
