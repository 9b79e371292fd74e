#include "cli/conversation.hpp"

#include "cli/exit_status.hpp"
#include "cli/room_command.hpp"
#include "cli/terminal.hpp"
#include "cli/waker.hpp"

#include <vafast/client.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <mutex>
#include <poll.h>
#include <unistd.h>
#include <utility>
#include <variant>

namespace vafast::cli {
namespace {

using steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

// While more than this waits to be sent, no input is read: a slow server slows down who writes to us.
constexpr std::size_t most_buffered = std::size_t{1} << 20;

// What the client's handlers leave for the thread that converses.
struct mailbox {
    explicit mailbox(const report::style& style) : says(style) {}

    template <class Change>
    void put(Change change) {
        {
            const std::lock_guard lock(mutex);
            change(*this);
        }
        wake.wake();
    }

    report says;  // handlers only
    waker wake;

    std::mutex mutex;
    std::optional<error> failure;     // since the last time it was open
    std::optional<close_event> last;  // of the connection that is to come back
    std::optional<close_event> end;   // nothing comes after this
    std::size_t questions = 0;        // to the hub, that are not answered
    bool hub_refused = false;         // one of them
    bool was_open = false;
    bool output_broke = false;
    bool echo_broke = false;
};

class conversation {
 public:
    explicit conversation(const conversation_options& options);

    int run();

 private:
    void listen();
    void listen_to_reconnection();
    void listen_to_rooms();
    void echo();
    void join_rooms();

    bool is_full() const { return client_.buffered_bytes() > most_buffered; }
    bool wants_input() const;
    int patience();
    void step();
    void read_input();
    void send_lines();
    bool send_line(std::string_view line);
    bool has_gone(send_status status);
    void carry_out(const room_command& command);
    template <class Result, class Tell>
    void ask(const future<Result>& answer, Tell tell);
    bool has_questions() const;
    void refuse_line(const std::string& why);
    void end_of_input();
    int result();

    const conversation_options& options_;
    std::shared_ptr<mailbox> mailbox_;
    websocket_client<> client_;
    line_reader lines_;
    std::optional<std::string> held_;  // a line that could not be sent yet
    bool lines_wait_ = false;          // it, or others
    bool input_open_;
    bool refused_lines_ = false;
    bool leaving_ = false;
    std::optional<steady::time_point> leave_at_;
    steady::time_point leave_anyway_at_;  // where the hub does not answer
};

report::style style_of(const conversation_options& options) {
    return {.json = options.json, .messages = !options.echo, .binary = options.binary.value_or(binary_form::hex)};
}

client_options noting_refusals(client_options options, const std::shared_ptr<mailbox>& box) {
    options.auth.on_auth_failure = [box](const error& refusal) {
        box->put([&](mailbox& it) { it.failure = refusal; });
    };
    return options;
}

conversation::conversation(const conversation_options& options)
    : options_(options),
      mailbox_(std::make_shared<mailbox>(style_of(options))),
      client_(options.url, noting_refusals(options.client, mailbox_)),
      lines_(options.client.limits.send_buffer),
      input_open_(!options.echo) {
    listen();
    listen_to_reconnection();
    listen_to_rooms();
    if (options.echo) echo();
}

void conversation::listen() {
    client_.on<"open">([box = mailbox_](const connection_info& info) {
        box->says.opened(info);
        box->put([](mailbox& it) {
            it.failure.reset();
            it.last.reset();
            it.was_open = true;
        });
    });
    client_.on<"message">([box = mailbox_](const message_event& event) {
        box->says.message(event);
        if (!box->says.can_write()) box->put([](mailbox& it) { it.output_broke = true; });
    });
    client_.on<"error">([box = mailbox_](const error& failure) {
        box->says.failed(failure);
        box->put([&](mailbox& it) { it.failure = failure; });
    });
    client_.on<"close">([box = mailbox_](const close_event& event) {
        box->says.closed(event);
        box->put([&](mailbox& it) { (event.will_reconnect ? it.last : it.end) = event; });
    });
    client_.on<"drain">([box = mailbox_] { box->wake.wake(); });
    client_.on<"debug">([box = mailbox_](const debug_event& event) { box->says.debug(event); });
}

void conversation::listen_to_reconnection() {
    client_.on<"reconnect">([box = mailbox_](std::uint32_t attempt, std::chrono::milliseconds delay) {
        box->says.reconnecting(attempt, delay);
    });
    client_.on<"reconnect_success">([box = mailbox_](std::uint32_t attempt) { box->says.reconnected(attempt); });
    client_.on<"reconnect_failed">([box = mailbox_](std::uint32_t attempt) { box->says.gave_up(attempt); });
    client_.on<"heartbeat">([box = mailbox_] { box->says.heartbeat(); });
    client_.on<"heartbeat_timeout">([box = mailbox_] { box->says.heartbeat_timed_out(); });
}

void conversation::listen_to_rooms() {
    client_.on<"room_joined">([box = mailbox_](const std::string& room) { box->says.room_joined(room); });
    client_.on<"room_left">(
        [box = mailbox_](const std::string& room, const std::string& reason) { box->says.room_left(room, reason); });
    client_.on<"room_message">([box = mailbox_](const std::string& room, const message_event& event) {
        box->says.room_message(room, event);
        if (!box->says.can_write()) box->put([](mailbox& it) { it.output_broke = true; });
    });
    client_.on<"presence">([box = mailbox_](const std::string& room, const std::string& user, presence_change change) {
        box->says.presence(room, user, change);
    });
    client_.on<"recovered">(
        [box = mailbox_](const std::string& room, const recovery& outcome) { box->says.recovered(room, outcome); });
}

// Tells the hub's answer when it comes.
template <class Result, class Tell>
void conversation::ask(const future<Result>& answer, Tell tell) {
    {
        const std::lock_guard lock(mailbox_->mutex);
        ++mailbox_->questions;
    }
    answer.then(
        [box = mailbox_, tell](const Result& result) {
            tell(box->says, result);
            box->put([](mailbox& it) { --it.questions; });
        },
        [box = mailbox_](const error& failure) {
            const bool is_refusal =
                failure.kind() == error_kind::refused || failure.kind() == error_kind::not_supported;
            if (is_refusal) box->says.refused(failure);
            box->put([&](mailbox& it) {
                --it.questions;
                it.hub_refused |= is_refusal;
            });
        });
}

bool conversation::has_questions() const {
    const std::lock_guard lock(mailbox_->mutex);
    return mailbox_->questions != 0;
}

void conversation::join_rooms() {
    for (const std::string& room : options_.rooms) ask(client_.join_room(room), [](report&, const receipt&) {});
}

void conversation::carry_out(const room_command& command) {
    using verb = room_command::verb;
    const std::string& name = command.name;
    json parsed;
    const bool is_json = json::try_parse(command.message, parsed);
    const message given = is_json ? message(std::move(parsed)) : message(std::string(command.message));
    const auto say_nothing = [](report&, const receipt&) {};
    switch (command.what) {
        case verb::join: return ask(client_.join_room(name), say_nothing);
        case verb::leave: return ask(client_.leave_room(name), say_nothing);
        case verb::to: return ask(client_.broadcast_to_room(name, given), say_nothing);
        case verb::user: return ask(client_.broadcast_to_user(name, given), say_nothing);
        case verb::all: return ask(client_.broadcast(given), say_nothing);
        case verb::who:
            return ask(client_.presence(name),
                       [name](report& says, const std::vector<std::string>& users) { says.present(name, users); });
        case verb::history:
            return ask(client_.history(name, {.after = std::nullopt, .limit = command.count}),
                       [name](report& says, const room_history& past) { says.history(name, past); });
    }
}

void conversation::echo() {
    client_.on<"message">([this](const message_event& event) {
        const send_status status = event.is_text ? client_.send(event.text()) : client_.send(event.bytes);
        if (status == send_status::queue_full || status == send_status::too_big)
            mailbox_->put([](mailbox& it) { it.echo_broke = true; });
    });
}

int conversation::run() {
    signal_waker signals(mailbox_->wake);
    join_rooms();
    client_.connect();
    for (;;) {
        step();
        {
            const std::lock_guard lock(mailbox_->mutex);
            if (mailbox_->end) break;
        }
        std::array<pollfd, 2> ready{{{mailbox_->wake.descriptor(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
        const nfds_t count = wants_input() ? 2 : 1;
        if (::poll(ready.data(), count, patience()) < 0 && errno != EINTR) break;
        mailbox_->wake.clear();
        if (count == 2 && ready[1].revents != 0) read_input();
        if (signals.received() != 0 && !std::exchange(leaving_, true)) client_.close(close_code::going_away);
    }
    client_.close().get();  // the last handler has returned
    return signals.received() != 0 ? 128 + signals.received() : result();
}

// Does what can be done without waiting.
void conversation::step() {
    bool broke = false;
    {
        const std::lock_guard lock(mailbox_->mutex);
        broke = mailbox_->output_broke || mailbox_->echo_broke;
    }
    if (broke && !std::exchange(leaving_, true)) client_.close(close_code::going_away);
    if (leaving_ || options_.echo) return;
    send_lines();
    if (!input_open_ && !lines_wait_) end_of_input();
}

bool conversation::wants_input() const {
    return input_open_ && !lines_wait_ && !leaving_ && client_.is_connected() && !is_full();
}

int conversation::patience() {
    if (leaving_ || options_.echo) return -1;
    // `drain` comes where writing had to wait; what is written without waiting has no event of its own.
    const bool sending = !leave_at_ && client_.is_connected() && client_.buffered_bytes() != 0;
    if (is_full() || (sending && !input_open_)) return 5;
    if (input_open_ || lines_wait_) return -1;
    if (!leave_at_) return 0;
    const auto until = has_questions() ? leave_anyway_at_ : *leave_at_;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady::now());
    return static_cast<int>(std::max(left, 0ms).count());
}

void conversation::read_input() {
    std::array<char, 65536> memory;
    const auto count = ::read(STDIN_FILENO, memory.data(), memory.size());
    if (count > 0) return lines_.add({memory.data(), static_cast<std::size_t>(count)});
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    input_open_ = false;
    lines_.finish();
}

void conversation::send_lines() {
    lines_wait_ = true;
    if (held_ && !send_line(*held_)) return;
    held_.reset();
    while (lines_wait_ && !is_full()) {
        const auto line = lines_.next();
        if (!line) {
            lines_wait_ = false;
        } else if (!send_line(*line)) {
            held_ = std::string(*line);
            break;
        }
    }
    for (const std::size_t number : lines_.take_dropped()) {
        refused_lines_ = true;
        complain("Line " + std::to_string(number) + " is not sent: it is longer than the send buffer");
    }
}

// False where it has to be tried again later.
bool conversation::send_line(std::string_view line) {
    if (options_.binary) {
        const auto data = decode(*options_.binary, line);
        if (!data)
            return refuse_line(*options_.binary == binary_form::hex ? "it is not hex" : "it is not base64"), true;
        return has_gone(client_.send(*data));
    }
    const line_meaning meaning = understand(line);
    if (const auto* text = std::get_if<std::string_view>(&meaning)) return has_gone(client_.send(*text));
    if (const auto* wrong = std::get_if<wrong_command>(&meaning)) return refuse_line(wrong->why), true;
    try {
        carry_out(std::get<room_command>(meaning));
    } catch (const error& impossible) {
        refuse_line(impossible.what());
    }
    return true;
}

// False where it has to be tried again later.
bool conversation::has_gone(send_status status) {
    switch (status) {
        case send_status::sent:
        case send_status::queued: return true;
        case send_status::not_connected:
        case send_status::queue_full: return false;
        case send_status::too_big: refuse_line("it is larger than the send buffer"); return true;
        case send_status::invalid: refuse_line("it is not UTF-8; --binary sends any bytes"); return true;
    }
    return true;
}

void conversation::refuse_line(const std::string& why) {
    refused_lines_ = true;
    complain("Line " + std::to_string(lines_.number()) + " is not sent: " + why);
}

// Everything is sent: waits for the answers, then closes.
void conversation::end_of_input() {
    if (!leave_at_) {
        if (client_.is_connected() && client_.buffered_bytes() != 0) return;
        leave_at_ = steady::now() + options_.wait;
        leave_anyway_at_ = *leave_at_ + options_.client.connection_timeout;
    }
    if (steady::now() < (has_questions() ? leave_anyway_at_ : *leave_at_)) return;
    leaving_ = true;
    client_.close();
}

int conversation::result() {
    const std::lock_guard lock(mailbox_->mutex);
    if (mailbox_->output_broke) return complain("Standard output cannot be written"), unexpected;
    if (mailbox_->echo_broke)
        return complain("The server sends faster than it reads: the echoes do not fit into the send buffer"),
               connection_lost;
    if (mailbox_->failure)
        return complain(mailbox_->failure->what()), status_of(*mailbox_->failure, mailbox_->was_open);

    const close_event& end = mailbox_->last ? *mailbox_->last : *mailbox_->end;
    if (!end.was_clean) return complain("The connection ended without a closing handshake"), connection_lost;
    const bool is_proper = end.code == close_code::normal || end.code == close_code::going_away ||
                           end.code == close_code::no_status || end.code == close_code::draining || options_.echo ||
                           leaving_;
    if (!is_proper)
        return complain("The server closed the connection with " + std::to_string(end.code)), connection_lost;
    if (lines_wait_) return complain("The server closed the connection before all lines were sent"), connection_lost;
    if (mailbox_->hub_refused) return refused;
    return refused_lines_ ? usage : success;
}

}  // namespace

int converse(const conversation_options& options) { return conversation(options).run(); }

}  // namespace vafast::cli
