#include "client/message_log.hpp"

#include "base/base64.hpp"

#include <algorithm>

namespace vafast::client_detail {
namespace {

// Up to the end of a character: a message that is cut stays UTF-8.
std::string_view whole_characters(std::string_view begin) {
    std::size_t size = begin.size();
    for (int i = 0; i < 4 && size > 0 && !trace::is_text(base::as_bytes(begin.substr(0, size))); ++i) --size;
    return begin.substr(0, size);
}

}  // namespace

std::optional<json> message_log::add(const trace::frame& crossed) {
    if (crossed.opcode > trace::opcode::binary || crossed.cut) return std::nullopt;
    flow& here = flows_[static_cast<std::size_t>(crossed.from)];
    if (crossed.opcode != trace::opcode::continuation) {
        here.is_text = crossed.opcode == trace::opcode::text;
        here.size = 0;
        here.begin.clear();
    }
    const std::string_view payload = base::as_text(trace::payload_of(crossed));
    here.size += payload.size();
    here.begin += payload.substr(0, shown - std::min(shown, here.begin.size()));
    if (!crossed.fin) return std::nullopt;
    ++here.count;

    json data = json::object({{"direction", crossed.from == trace::side::client ? "sent" : "received"},
                              {"kind", here.is_text ? "text" : "binary"},
                              {"bytes", here.size}});
    const std::string_view begin = here.is_text ? whole_characters(here.begin) : std::string_view(here.begin);
    if (here.is_text && trace::is_text(base::as_bytes(begin)))
        data["text"] = json(begin);
    else
        data["base64"] = json(base::encode_base64(base::as_bytes(begin)));
    if (here.size > begin.size()) data["cut"] = json(true);
    return data;
}

}  // namespace vafast::client_detail
