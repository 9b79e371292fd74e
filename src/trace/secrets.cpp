#include "trace/secrets.hpp"

#include "base/base64.hpp"
#include "base/secret_name.hpp"
#include "protocol/codec.hpp"
#include "websocket/http_fields.hpp"

#include <vafast/json.hpp>

#include <algorithm>

namespace vafast::trace {
namespace {

constexpr std::size_t shortest = 4;
constexpr std::size_t most_known = 64;

// Calls `take(name, value)` for each "name=value" between separators.
template <class Take>
void for_each_pair(std::string_view text, std::string_view separators, Take take) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        const std::string_view pair = websocket::trim(text.substr(0, end));
        const std::size_t equals = pair.find('=');
        if (equals != pair.npos) take(pair.substr(0, equals), pair.substr(equals + 1));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// "GET /ws?token=abc HTTP/1.1": the target stands between the first and the last space (RFC 9112 section 3). Of a
// status line it is the status.
void hide_in_target(std::string& start_line) {
    const std::size_t first = std::min(start_line.find(' '), start_line.size() - 1) + 1;
    const std::size_t last = std::max(start_line.rfind(' '), first);
    const std::string_view target = std::string_view(start_line).substr(first, last - first);
    start_line.replace(first, target.size(), base::hide_url_secrets(target));
}

}  // namespace

void secrets::add(std::string_view secret) {
    if (secret.size() < shortest || std::find(known_.begin(), known_.end(), secret) != known_.end()) return;
    known_.emplace_back(secret);
    if (known_.size() > most_known) known_.erase(known_.begin());
}

void secrets::add_header(std::string_view name, std::string_view value) {
    if (!base::is_secret_name(name)) return;
    add(value);
    if (websocket::equals_ignoring_case(name, "Cookie"))
        return for_each_pair(value, ";", [this](std::string_view, std::string_view cookie) { add(cookie); });
    const std::size_t space = value.find(' ');  // "Bearer eyJ…", "Basic YWxp…" (RFC 9110 section 11.4)
    if (space == value.npos) return;
    const std::string_view credentials = websocket::trim(value.substr(space));
    add(credentials);
    if (!websocket::equals_ignoring_case(value.substr(0, space), "Basic")) return;
    if (const auto decoded = base::decode_base64(credentials)) {
        const std::string_view pair = base::as_text(*decoded);
        add(pair.substr(std::min(pair.find(':'), pair.size() - 1) + 1));
    }
}

void secrets::add_url(const base::url& url) {
    add(url.password);
    if (!url.user.empty())
        add(base::encode_base64(base::as_bytes(url.user + ':' + url.password)));  // as it travels (RFC 7617)
    for_each_pair(std::string_view(url.target).substr(std::min(url.target.find('?'), url.target.size() - 1) + 1), "&;",
                  [this](std::string_view name, std::string_view value) {
                      if (base::is_secret_name(name)) add(value);
                  });
}

void secrets::hide_in(std::span<char> text) const {
    const std::string_view whole(text.data(), text.size());
    for (const std::string& each : known_) {
        for (std::size_t at = whole.find(each); at != whole.npos; at = whole.find(each, at + each.size()))
            std::fill_n(text.data() + at, each.size(), '*');
    }
}

std::string secrets::hide_in_head(std::string_view text) const {
    head shown = read_head(text);
    if (!shown.start.empty()) hide_in_target(shown.start);
    for (auto& [name, value] : shown.fields) {
        if (base::is_secret_name(name))
            value = base::hidden;
        else if (websocket::equals_ignoring_case(name, "Location"))
            value = base::hide_url_secrets(value);
    }
    std::string whole = shown.text();
    hide_in(whole);
    return whole;
}

void secrets::hide_in_message(std::string& text) const {
    if (protocol::is_hub_frame(text)) {
        json frame;
        if (!json::try_parse(text, frame)) {
            text.assign(text.size(), '*');  // cut, or split over frames: nobody knows what stands in it
            return;
        }
        bool is_changed = false;
        for (const std::string_view name : {"token", "session"}) {
            json* const secret = frame.find(name);
            if (secret == nullptr || !secret->is_string()) continue;
            *secret = json(std::string(secret->get<std::string_view>().size(), '*'));
            is_changed = true;
        }
        if (is_changed) text = frame.dump();
    }
    hide_in(text);
}

}  // namespace vafast::trace
