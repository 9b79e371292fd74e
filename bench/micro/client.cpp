// The client's queue, and a whole client on this thread: it is handed or sends 64 messages a turn, and its server is a
// bare socket.
#include "client/policy/message_queue.hpp"
#include "loopback.hpp"
#include "protocol/frame.hpp"
#include "websocket/handshake.hpp"

#include <vafast/asio.hpp>
#include <vafast/client.hpp>

#include <memory>
#include <optional>

namespace bench {
namespace {

using namespace std::chrono_literals;
using vafast::protocol::hub_header;
using vafast::protocol::hub_header_value;
using vafast::websocket::role;

constexpr std::size_t messages = 64;
constexpr std::size_t text_size = 32;
constexpr std::size_t client_header = 6;  // of a short frame, with its masking key

// Nothing in it is on the heap.
struct tick {
    static constexpr std::string_view type = "tick";
    std::int64_t at = 0;
    double price = 0;
    int count = 0;
};

vafast::client_options quiet(const std::shared_ptr<vafast::runtime>& on) {
    return {.stable_after = 24h, .heartbeat_interval = 0ms, .performance_interval = 0ms, .runtime = on};
}

template <class Client>
class client_rig {
 public:
    // The server chooses `protocol`.
    explicit client_rig(const std::string& protocol = {})
        : acceptor_(context_, loopback(0)),
          server_(context_),
          runtime_(vafast::make_runtime(context_)),
          client_("ws://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()), quiet(runtime_)) {
        client_.template on<"open">([this] { is_open_ = true; });
        client_.connect();
        context_.poll();
        acceptor_.accept(server_.socket());
        std::string request = server_.read_head();
        auto asked = std::as_writable_bytes(std::span(request));
        vafast::websocket::server_handshake handshake;
        require(handshake.receive(asked).value_or(false), "shake hands");
        const vafast::websocket::header_list hub{{std::string(hub_header), std::string(hub_header_value)}};
        server_.write(vafast::base::as_bytes(handshake.accept(protocol, std::nullopt, hub)));
        while (!is_open_) context_.run_one();
        context_.poll();
    }

    Client& client() noexcept { return client_; }
    wire& server() noexcept { return server_; }

    void turn() { context_.poll(); }
    void wait_until_received(std::size_t count) {
        for (received = 0; received < count;) context_.run_one();
    }
    std::size_t received = 0;

 private:
    boost::asio::io_context context_{1};
    tcp::acceptor acceptor_;
    wire server_;
    std::shared_ptr<vafast::runtime> runtime_;
    bool is_open_ = false;
    Client client_;
};

using text_client = vafast::websocket_client<>;
using tick_client = vafast::websocket_client<tick>;

std::function<void()> queueing() {
    struct state {
        vafast::message_queue_options limits;
        vafast::client_detail::message_queue queue{limits};
        std::string text = std::string(text_size, 'x');
        std::uint64_t end = 0;
    };
    return [own = std::make_shared<state>()] {
        const vafast::client_detail::time_point now{};
        for (std::size_t i = 0; i < messages; ++i)
            own->queue.push(vafast::websocket::opcode::text, vafast::base::as_bytes(own->text), now);
        own->queue.flush();
        while (own->queue.next(now)) own->queue.handed_over(own->end += text_size);
        own->queue.written(own->end);
        require(own->queue.size() == 0, "queue");
    };
}

std::function<void()> sending() {
    auto rig = std::make_shared<client_rig<text_client>>();
    return [rig, text = std::string(text_size, 'x')] {
        for (std::size_t i = 0; i < messages; ++i) rig->client().send(text);
        rig->turn();
        rig->server().read(messages * (client_header + text_size));
    };
}

std::function<void()> receiving() {
    auto rig = std::make_shared<client_rig<text_client>>();
    rig->client().on<"message">([own = rig.get()](const vafast::message_event&) { ++own->received; });
    auto frames =
        std::make_shared<vafast::base::byte_buffer>(frames_of(role::server, std::string(text_size, 'x'), messages));
    return [rig, frames] {
        rig->server().write(frames->data());
        rig->wait_until_received(messages);
    };
}

// What waking up for a message costs.
std::function<void()> receiving_one() {
    auto rig = std::make_shared<client_rig<text_client>>();
    rig->client().on<"message">([own = rig.get()](const vafast::message_event&) { ++own->received; });
    auto frame = std::make_shared<vafast::base::byte_buffer>(frames_of(role::server, std::string(text_size, 'x'), 1));
    return [rig, frame] {
        rig->server().write(frame->data());
        rig->wait_until_received(1);
        rig->turn();
    };
}

// Frames of publications, each of which has a place in its room that is one higher than that of the one before.
class publications {
 public:
    explicit publications(std::size_t count) {
        const std::string begin = R"({"$":"publication","room":"all","offset":)";
        const std::string end = R"(,"from":"somebody","data":")" + std::string(text_size, 'x') + "\"}";
        const std::string number(digits, '0');
        const vafast::base::byte_buffer one = frames_of(role::server, begin + number + end, 1);
        size_ = one.size();
        offset_at_ = size_ - end.size() - digits;
        for (std::size_t i = 0; i < count; ++i) frames_.append(one.data());
    }

    vafast::base::bytes next() {
        for (std::size_t at = offset_at_; at < frames_.size(); at += size_) {
            std::uint64_t left = ++offset_;
            for (std::size_t i = digits; i-- > 0; left /= 10)
                frames_.data()[at + i] = static_cast<std::byte>('0' + left % 10);
        }
        return frames_.data();
    }
    std::uint64_t offset() const noexcept { return offset_; }

 private:
    static constexpr std::size_t digits = 7;

    vafast::base::byte_buffer frames_;
    std::size_t size_ = 0;
    std::size_t offset_at_ = 0;
    std::uint64_t offset_ = 1'000'000;
};

std::function<void()> receiving_publications() {
    auto rig = std::make_shared<client_rig<text_client>>(std::string(vafast::protocol::subprotocol));
    auto all = std::make_shared<publications>(messages);
    rig->client().on<"room_message">(
        [own = rig.get()](const std::string&, const vafast::message_event&) { ++own->received; });
    auto joined = rig->client().join_room("all");
    const std::string ok = R"({"$":"ok","id":1,"session":"s","user":"u"})";
    rig->server().write(frames_of(role::server, ok, 1).data());
    rig->turn();
    const std::string in = R"({"$":"ok","id":3,"rooms":{"all":{"epoch":"e","offset":)" + std::to_string(all->offset());
    rig->server().write(frames_of(role::server, in + "}}}", 1).data());
    rig->turn();
    require(joined.is_ready(), "join");
    return [rig, all] {
        rig->server().write(all->next());
        rig->wait_until_received(messages);
    };
}

// The handler of each message sends one.
std::function<void()> answering() {
    const tick first{.at = 1'700'000'000'000, .price = 12.5, .count = 3};
    auto rig = std::make_shared<client_rig<tick_client>>();
    rig->client().on<"message">([own = rig.get()](const tick& got) {
        ++own->received;
        own->client().send(got);
    });
    const std::string text = vafast::encode(first);
    auto frames = std::make_shared<vafast::base::byte_buffer>(frames_of(role::server, text, messages));
    return [rig, frames, size = messages * (client_header + text.size())] {
        rig->server().write(frames->data());
        rig->wait_until_received(messages);
        rig->server().read(size);
    };
}

}  // namespace

std::vector<workload> client_workloads() {
    constexpr std::size_t size = messages * text_size;
    return {
        {"queue a message and take it", "message", messages, 0, 128, queueing},
        {"client sends texts", "message", messages, size, 64, sending},
        {"client receives texts", "message", messages, size, 64, receiving},
        {"client receives one text", "message", 1, text_size, 512, receiving_one},
        {"client receives publications", "message", messages, 0, 64, receiving_publications},
        {"client answers structs", "message", messages, 0, 64, answering},
    };
}

}  // namespace bench
