#include "testing/server_state.hpp"

#include "client/runtime_state.hpp"
#include "testing/certificate.hpp"
#include "testing/manual_surroundings.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

namespace vafast::testing {

namespace asio = boost::asio;

server_state::server_state(std::shared_ptr<vafast::runtime> runtime, manual_surroundings* memory,
                           server_options options)
    : runtime_(std::move(runtime)),
      memory_(memory),
      context_(runtime_->state()->context()),
      host_(memory_ != nullptr ? memory_->make_name() : "127.0.0.1") {
    if (!options.tls) return;
    const own_certificate made = make_own_certificate(memory_ != nullptr ? host_ : "localhost");
    tls_ = transport::make_server_tls_context({.pem = made.certificate}, {.pem = made.key});
    certificate_ = made.certificate;
}

std::string server_state::url(std::string_view target) const {
    const std::string port = memory_ != nullptr ? std::string() : ":" + std::to_string(port_);
    return (tls_ ? "wss://" : "ws://") + host_ + port + std::string(target);
}

void server_state::on_its_thread(std::function<void()> act) {
    if (context_.get_executor().running_in_this_thread()) return act();
    std::packaged_task<void()> task(std::move(act));
    asio::post(context_, [&] { task(); });
    task.get_future().get();
}

void server_state::start() {
    on_its_thread([this] {
        if (memory_ == nullptr) {
            if (acceptor_) return;
            listen();
            return accept();
        }
        memory_->listen(host_, [weak = weak_from_this()](const auto& executor, const auto& done) {
            if (const auto self = weak.lock()) self->called(executor, done);
        });
    });
}

void server_state::stop() {
    on_its_thread([this] {
        acceptor_.reset();
        if (memory_ != nullptr) memory_->stop_listening(host_);
        for (const auto& each : connections_) each->cut();
        connections_.clear();
    });
}

void server_state::script(std::vector<behaviour> behaviours) {
    for (const behaviour& each : behaviours) {  // these throw where a header cannot be sent
        static_cast<void>(websocket::make_http_response(each.status, each.body, each.headers));
        static_cast<void>(websocket::make_http_response(each.status, {}, {{"X-Protocol", each.protocol}}));
    }
    on_its_thread([&] {
        script_ = std::move(behaviours);
        next_in_script_ = 0;
    });
}

void server_state::tell_all(const std::function<void(connection&)>& what) {
    on_its_thread([&] {
        const auto present = connections_;
        for (const auto& each : present) what(*each);
    });
}

// The same port again, after a stop.
void server_state::listen() {
    const tcp::endpoint address(asio::ip::address_v4::loopback(), port_);
    tcp::acceptor listening(context_);
    listening.open(address.protocol());
    listening.set_option(tcp::acceptor::reuse_address(true));
    listening.bind(address);
    listening.listen();
    port_ = listening.local_endpoint().port();
    acceptor_ = std::move(listening);
}

void server_state::accept() {
    acceptor_->async_accept([weak = weak_from_this()](const boost::system::error_code& failure, tcp::socket socket) {
        const auto self = weak.lock();
        if (!self || failure || !self->acceptor_) return;
        self->adopt(std::move(socket), self->next_behaviour());
        self->accept();
    });
}

void server_state::called(const asio::any_io_executor& executor,
                          const std::function<void(tl::expected<transport::stream::socket_type, error>)>& done) {
    behaviour does = next_behaviour();
    if (does.stall_at == step::connect || does.cut_at == step::connect) ++accepted_;
    if (does.stall_at == step::connect) return;
    if (does.cut_at == step::connect)
        return done(tl::unexpected(
            error(error_kind::connect, "Could not connect to " + host_ + ": it cuts at step::connect.")));
    asio::local::stream_protocol::socket near(context_);
    asio::local::stream_protocol::socket far(executor);
    asio::local::connect_pair(near, far);
    adopt(std::move(near), std::move(does));
    done(std::move(far));
}

behaviour server_state::next_behaviour() {
    if (script_.empty()) return {};
    return script_[std::min(next_in_script_++, script_.size() - 1)];
}

void server_state::adopt(transport::stream::socket_type socket, behaviour does) {
    std::erase_if(connections_, [](const auto& each) { return each->is_gone(); });
    const auto added = std::make_shared<connection>(accepted_++, std::move(does), transport::stream(std::move(socket)),
                                                    context_.get_executor(), runtime_->state()->around(), notes_);
    connections_.push_back(added);
    added->start(tls_);
}

}  // namespace vafast::testing
