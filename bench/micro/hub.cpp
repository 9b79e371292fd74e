// The hub: a publication on its way to a thousand members, without sockets, and its server on this thread, with
// sockets.
#include "hub/engine/memory.hpp"
#include "hub/hub_thread.hpp"
#include "hub/policy/conversation.hpp"
#include "hub/server.hpp"
#include "loopback.hpp"

#include <memory>
#include <set>
#include <string>

namespace bench {
namespace {

using namespace vafast::hub_detail;
using vafast::websocket::opcode;
using vafast::websocket::role;
namespace base = vafast::base;

constexpr std::size_t members = 1'000;
constexpr std::size_t connections = 32;
constexpr std::size_t texts = 64;
constexpr std::size_t text_size = 32;
constexpr std::size_t server_header = 2;  // of a short frame

// A connection whose other end has always read everything.
class memory_peer final : public peer {
 public:
    void send(opcode, base::bytes payload) override { output_.append(payload); }
    void send(const encoded_frame& frame) override { output_.append(frame.whole()); }
    void close(std::uint16_t, std::string_view) override {}
    void cut(std::uint16_t, std::string_view) override {}
    std::size_t queued() const noexcept override { return output_.size(); }
    void wake_at(time_point) override {}
    void tell_when_below(std::size_t) override {}
    std::size_t thread() const noexcept override { return 0; }
    std::string remote_address() const override { return "192.0.2.7:51234"; }
    const std::shared_ptr<attachment>& shared_attachment() const noexcept override { return attached_; }
    void attach(std::shared_ptr<attachment> kept) override { attached_ = std::move(kept); }

    std::size_t take() noexcept {
        const std::size_t size = output_.size();
        output_.clear();
        return size;
    }

 private:
    base::byte_buffer output_;
    std::shared_ptr<attachment> attached_;
};

// A hub of one thread, which works when it is told to.
class memory_hub {
 public:
    explicit memory_hub(std::size_t count) : peers_(count) {
        for (memory_peer& each : peers_) {
            arrival came({}, {.path = path_, .remote_address = each.remote_address()});
            talks_.push_back(
                std::make_shared<conversation>(each, thread_.enter(), talks_.size() + 1, path_, std::move(came.place)));
            talks_.back()->open(came);
            std::string hello = R"({"$":"hello","id":1,"rooms":[{"room":"all"}]})";
            talks_.back()->receive(opcode::text, std::as_writable_bytes(std::span(hello)));
            work();
        }
        take();
    }

    void publish(std::string_view data) {
        engine_.publish({"all", std::nullopt, std::nullopt, data, std::chrono::steady_clock::now()}, [](auto) {});
        work();
    }
    // Bytes that went out to all of them.
    std::size_t take() {
        std::size_t size = 0;
        for (memory_peer& each : peers_) size += each.take();
        return size;
    }

 private:
    void work() {
        context_.restart();
        context_.poll();
    }

    const std::string path_ = "/ws";
    rules rules_;
    counters counters_;
    admission gate_{{}};
    memory_engine engine_{"k3", {}};
    boost::asio::io_context context_{1};
    server server_{context_, {}};
    hub_thread thread_{rules_, gate_, counters_, engine_, server_, 0};
    std::vector<memory_peer> peers_;
    std::vector<std::shared_ptr<conversation>> talks_;
};

std::function<void()> publishing() {
    auto hub = std::make_shared<memory_hub>(members);
    return [hub, data = '"' + std::string(text_size, 'x') + '"'] {
        hub->publish(data);
        require(hub->take() > members * text_size, "publish");
    };
}

// Sends what anybody says to everybody, as a room does.
class everybody final : public application {
 public:
    void on_open(peer& to, const vafast::websocket::http_request&) override { all_.insert(&to); }
    void on_message(peer&, opcode, base::mutable_bytes payload) override {
        const encoded_frame frame([&](std::string& out) { out += base::as_text(payload); });
        for (peer* each : all_) each->send(frame);
    }
    void on_close(peer& of, std::uint16_t, std::string_view) override { all_.erase(&of); }

 private:
    std::set<peer*> all_;
};

template <class Application>
class server_rig {
 public:
    explicit server_rig(std::size_t count) : server_(context_, quiet()) {
        server_.route("/ws", application_);
        server_.listen();
        const std::string url = server_.addresses().front();
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        for (std::size_t i = 0; i < count; ++i) {
            wires_.push_back(std::make_unique<wire>(context_));
            wires_.back()->socket().connect(loopback(port));
            wires_.back()->write(
                base::as_bytes("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            require(wires_.back()->read_head().starts_with("HTTP/1.1 101"), "shake hands");
        }
    }
    std::vector<std::unique_ptr<wire>>& wires() noexcept { return wires_; }

 private:
    static server_options quiet() {
        using namespace std::chrono_literals;
        return {.listen = {"127.0.0.1:0"}, .heartbeat_interval = 0ms};
    }

    boost::asio::io_context context_{1};
    Application application_;
    server server_;
    std::vector<std::unique_ptr<wire>> wires_;
};

template <class Application>
std::function<void()> serving(std::size_t count, std::size_t sent) {
    auto rig = std::make_shared<server_rig<Application>>(count);
    auto frames = std::make_shared<base::byte_buffer>(frames_of(role::client, std::string(text_size, 'x'), sent));
    return [rig, frames, size = sent * (server_header + text_size)] {
        rig->wires().front()->write(frames->data());
        for (const auto& each : rig->wires()) each->read(size);
    };
}

}  // namespace

std::vector<workload> hub_workloads() {
    return {
        {"hub publishes to 1,000 members", "delivery", members, 0, 16, publishing},
        {"server echoes texts", "message", texts, 0, 64, [] { return serving<echo>(1, texts); }},
        {"server sends a text to 32", "delivery", connections, 0, 64,
         [] { return serving<everybody>(connections, 1); }},
    };
}

}  // namespace bench
