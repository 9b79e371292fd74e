#include "cli/played_connection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace vafast::cli {
namespace {

using clock = std::chrono::steady_clock;
using status = transport::io_result::status;

constexpr std::chrono::seconds patience_at_the_end{1};  // for the peer to take what was sent last

class played_connection {
 public:
    played_connection(boost::asio::io_context& context, transport::stream stream, const trace::script& script,
                      const trace::play_options& options, const play_target& target)
        : stream_(std::move(stream)), timer_(context), script_(script), options_(options) {
        if (options.plays == trace::side::client) begin_as_client(target);
    }

    tl::expected<trace::player::counts, error> run(boost::asio::io_context& context) {
        step();
        context.restart();
        context.run();
        if (failure_) return tl::unexpected(*failure_);
        return player_ ? player_->result() : trace::player::counts{};
    }

 private:
    void begin_as_client(const play_target& to) {
        websocket::client_handshake_options handshake = script_.client_handshake();
        handshake.host = to.host;
        handshake.target = to.target;
        handshake.headers.insert(handshake.headers.end(), to.headers.begin(), to.headers.end());
        as_client_.emplace(std::move(handshake), base::secure_random());
        output_.append(base::as_bytes(as_client_->request()));
    }

    // Does what can be done without waiting, then waits.
    void step() {
        read();
        if (player_) {
            player_->advance(clock::now());
            output_.append(player_->output().data());
            player_->output().clear();
        }
        write();
        if (is_over() && (output_.empty() || is_broken_)) end();
        if (!is_closed_) wait();
    }

    bool is_over() const { return is_refused_ || (player_ && player_->is_over()); }

    void read() {
        std::array<std::byte, 65536> memory;
        while (!has_ended_ && !is_closed_) {
            const transport::io_result result = stream_.read(memory);
            if (result.what == status::ok)
                received(base::mutable_bytes(memory).first(result.count));
            else if (result.what == status::want_read || result.what == status::want_write)
                return;
            else
                peer_ended(result.error);
        }
    }

    void peer_ended(const std::string& why) {
        has_ended_ = true;
        if (player_) return player_->ended();
        if (is_refused_) return;
        fail(error(error_kind::handshake,
                   "The peer ended the connection before the handshake was done" + (why.empty() ? "." : ": " + why)));
    }

    void received(base::mutable_bytes data) {
        if (!player_ && !is_refused_ && !failure_) as_client_ ? read_answer(data) : read_request(data);
        if (player_ && !data.empty()) player_->received(data);
    }

    void read_answer(base::mutable_bytes& data) {
        const auto is_complete = as_client_->receive(data);
        if (!is_complete) return fail(is_complete.error());
        if (*is_complete) begin(as_client_->compression());
    }

    void read_request(base::mutable_bytes& data) {
        const auto is_complete = as_server_.receive(data);
        if (!is_complete) return fail(is_complete.error());
        if (!*is_complete) return;
        if (!as_server_.request().is_upgrade)
            return fail(error(error_kind::handshake, "The client asked for something else than a WebSocket."));
        if (!script_.was_accepted()) {
            is_refused_ = true;
            return output_.append(base::as_bytes(script_.refusal()));
        }
        const auto answer = script_.answer_to(as_server_);
        output_.append(base::as_bytes(answer.text));
        begin(answer.compression);
    }

    void begin(const std::optional<websocket::deflate_parameters>& compression) {
        trace::play_options options = options_;
        options.compression = compression;
        player_.emplace(script_.records, std::move(options), base::secure_random(), clock::now());
    }

    void write() {
        while (!output_.empty() && !is_broken_) {
            const transport::io_result result = stream_.write(output_.data());
            if (result.what == status::ok)
                output_.consume(result.count);
            else if (result.what == status::want_read || result.what == status::want_write)
                return;
            else
                is_broken_ = true;
        }
    }

    void fail(error why) {
        failure_ = std::move(why);
        close();
    }

    // TCP is closed once the peer has seen that nothing more comes: closing at once could take away what was sent last.
    void end() {
        if (has_ended_ || is_broken_ || clock::now() >= close_at_.value_or(clock::time_point::max())) return close();
        if (close_at_) return;
        stream_.shutdown();
        close_at_ = clock::now() + patience_at_the_end;
    }

    void close() {
        is_closed_ = true;
        stream_.close();
        timer_.cancel();
    }

    void wait() {
        if (!has_ended_ && !std::exchange(waits_readable_, true))
            stream_.async_wait_readable([this] {
                waits_readable_ = false;
                if (!is_closed_) step();
            });
        if (!output_.empty() && !std::exchange(waits_writable_, true))
            stream_.async_wait_writable([this] {
                waits_writable_ = false;
                if (!is_closed_) step();
            });
        if (!close_at_ && (!player_ || is_over())) return;
        timer_.expires_at(close_at_ ? *close_at_ : player_->deadline());
        timer_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled && !is_closed_) step();
        });
    }

    transport::stream stream_;
    boost::asio::steady_timer timer_;
    const trace::script& script_;
    const trace::play_options& options_;
    websocket::server_handshake as_server_;
    std::optional<websocket::client_handshake> as_client_;
    std::optional<trace::player> player_;
    base::byte_buffer output_;
    std::optional<error> failure_;
    std::optional<clock::time_point> close_at_;
    bool is_refused_ = false;  // as the server of the trace did
    bool has_ended_ = false;   // the peer
    bool is_broken_ = false;
    bool is_closed_ = false;
    bool waits_readable_ = false;
    bool waits_writable_ = false;
};

}  // namespace

tl::expected<trace::player::counts, error> play(boost::asio::io_context& context, transport::stream stream,
                                                const trace::script& script, const trace::play_options& options,
                                                const play_target& target) {
    return played_connection(context, std::move(stream), script, options, target).run(context);
}

}  // namespace vafast::cli
