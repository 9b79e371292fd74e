#include "hub/conversing.hpp"

#include <algorithm>
#include <utility>

namespace vafast::hub_detail::testing {
namespace {

const std::string path_of_tests = "/ws";

}  // namespace

fake_hub::fake_hub(const memory_limits& limits, engine* other)
    : memory("k3", limits), house_{decided, gate, counted, {.engine = other ? *other : memory, .thread = *this}} {
    house_.around.engine.attach(*this);
}

fake_hub::~fake_hub() { house_.around.engine.detach(*this); }

house& fake_hub::enter() {
    house_.around.now = now;
    house_.around.wall = wall;
    return house_;
}

void fake_hub::work() {
    enter();
    while (!inbox_.empty()) {
        const engine_event next = std::move(inbox_.front());
        inbox_.pop_front();
        std::visit([&](const auto& shared) { house_.around.members.pass(*shared); }, next);
    }
}

void fake_hub::advance(std::chrono::milliseconds by) {
    now += by;
    wall += by;
    enter();
}

fake_client::fake_client(fake_hub& hub, websocket::header_list headers) : hub_(hub) {
    const std::string address = "192.0.2.7";
    hub.gate.enter_address(address);
    arrival came(
        admitted_address(hub.gate, address),
        handshake_request{.path = "/ws", .headers = std::move(headers), .remote_address = peer_.remote_address()});
    talk_ = std::make_shared<conversation>(peer_, hub.enter(), ++hub.last_id, path_of_tests, std::move(came.place));
    talk_->open(came);
}

fake_client& fake_client::say(std::string_view text) {
    std::string copy(text);
    hub_.enter();
    talk_->receive(websocket::opcode::text, std::as_writable_bytes(std::span(copy)));
    hub_.work();
    return *this;
}

fake_client& fake_client::hello(const std::string& more) {
    say(R"({"$":"hello","id":1)" + (more.empty() ? std::string() : ',' + more) + '}');
    return *this;
}

void fake_client::read(std::size_t bytes) {
    peer_.waiting -= std::min(peer_.waiting, bytes);
    hub_.enter();
    if (peer_.below != 0 && peer_.waiting <= peer_.below) {
        peer_.below = 0;
        talk_->drained();
    }
    hub_.work();
}

void fake_client::alarm() {
    hub_.enter();
    talk_->alarm();
    hub_.work();
}

void fake_client::disconnect() {
    if (!std::exchange(connected_, false)) return;
    hub_.enter();
    talk_->gone(1006, "");
    hub_.work();
}

std::vector<std::string> fake_client::take() { return std::exchange(peer_.got, {}); }

std::string fake_client::take_last() {
    const auto all = take();
    return all.empty() ? std::string() : all.back();
}

void let_in_by_name(rules& decided) {
    decided.authenticate = [](const handshake_request&, std::string_view token) -> authentication {
        if (token.empty()) return refusal{"Say who you are"};
        return identity{.user = std::string(token)};
    };
}

}  // namespace vafast::hub_detail::testing
