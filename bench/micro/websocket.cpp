// Frames, masks, UTF-8 and compression.
#include "message/messages.hpp"
#include "websocket/deflate.hpp"
#include "websocket/frame_writer.hpp"
#include "websocket/mask.hpp"
#include "websocket/receiver.hpp"
#include "websocket/utf8.hpp"
#include "workload.hpp"

#include <memory>
#include <string>

namespace bench {
namespace {

using namespace vafast::websocket;
namespace base = vafast::base;

constexpr std::size_t frames = 64;
constexpr std::size_t frame_payload = 32;

byte_buffer write_frames(role self) {
    byte_buffer out;
    frame_writer writer(self, base::secure_random());
    const std::string payload(frame_payload, 'x');
    for (std::size_t i = 0; i < frames; ++i) writer.message(opcode::text, base::as_bytes(payload), out);
    return out;
}

// A server's frames are unmasked in place, so each run reads a fresh copy.
std::function<void()> reading(role self) {
    struct state {
        explicit state(role of)
            : wire(write_frames(of == role::client ? role::server : role::client)), reader(of, {}, std::nullopt) {}
        byte_buffer wire;
        byte_buffer input;
        receiver reader;
    };
    return [own = std::make_shared<state>(self)] {
        own->input.clear();
        own->input.append(own->wire.data());
        mutable_bytes left = own->input.data();
        std::size_t count = 0;
        while (own->reader.next(left).what == event::kind::message) ++count;
        require(count == frames, "read frames");
    };
}

std::function<void()> writing(role self) {
    struct state {
        explicit state(role of) : writer(of, base::secure_random()) {}
        frame_writer writer;
        byte_buffer out;
        std::string payload = std::string(frame_payload, 'x');
    };
    return [own = std::make_shared<state>(self)] {
        own->out.clear();
        for (std::size_t i = 0; i < frames; ++i)
            own->writer.message(opcode::text, base::as_bytes(own->payload), own->out);
        keep(own->out);
    };
}

template <std::size_t Size>
std::function<void()> masking() {
    return [data = std::vector<std::byte>(Size)]() mutable {
        mask(data, {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}});
        keep(data);
    };
}

std::function<void()> checking_utf8(std::string text) {
    return [text = std::move(text)] { require(is_valid_utf8(base::as_bytes(text)), "check UTF-8"); };
}

// Every 16 bytes hold letters of one, two, three and four bytes.
std::string many_scripts(std::size_t size) {
    std::string text;
    while (text.size() < size) text += "vafast \u00e9\u20ac\U0001f680";
    text.resize(size);
    return text;
}

std::string json_of(std::size_t size) {
    std::string text = "[";
    for (const std::string& order : order_texts()) {
        if (text.size() + order.size() > size) break;
        text += order + ',';
    }
    text.back() = ']';
    return text;
}

std::function<void()> deflating() {
    struct state {
        deflater out{role::client, deflate_parameters(), 6};
        inflater in{role::server, deflate_parameters()};
        std::string text = json_of(4096);
        byte_buffer small, large;
    };
    return [own = std::make_shared<state>()] {
        own->small.clear();
        own->large.clear();
        own->out.compress(base::as_bytes(own->text), own->small);
        const bool read = own->in.add(own->small.data(), own->large, 1 << 20) == inflater::result::ok &&
                          own->in.finish(own->large, 1 << 20) == inflater::result::ok;
        require(read && own->large.size() == own->text.size(), "compress and back");
    };
}

}  // namespace

std::vector<workload> websocket_workloads() {
    constexpr std::size_t read_size = frames * frame_payload;
    return {
        {"mask, 1 KiB", "call", 1, 1024, 4096, masking<1024>},
        {"mask, 1 MiB", "call", 1, 1 << 20, 16, masking<1 << 20>},
        {"check ASCII, 32 bytes", "call", 1, 32, 8192, [] { return checking_utf8(std::string(32, 'x')); }},
        {"check UTF-8, 4 KiB", "call", 1, 4096, 512, [] { return checking_utf8(many_scripts(4096)); }},
        {"read frames of 32 bytes, client", "frame", frames, read_size, 256, [] { return reading(role::client); }},
        {"read frames of 32 bytes, server", "frame", frames, read_size, 256, [] { return reading(role::server); }},
        {"write frames of 32 bytes, client", "frame", frames, read_size, 256, [] { return writing(role::client); }},
        {"write frames of 32 bytes, server", "frame", frames, read_size, 256, [] { return writing(role::server); }},
        {"deflate 4 KiB of JSON and back", "message", 1, 4096, 32, deflating},
    };
}

}  // namespace bench
