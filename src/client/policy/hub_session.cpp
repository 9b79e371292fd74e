#include "client/policy/hub_session.hpp"

#include "client/policy/hub_answer.hpp"
#include "protocol/room_name.hpp"

#include <vafast/close_code.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace vafast::client_detail {
namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_away = 1h;  // as with Retry-After

std::string draw_key_prefix(base::random& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::byte, 16> drawn;
    random.fill(drawn);
    std::string result;
    for (const std::byte each : drawn) {
        result += digits[std::to_integer<unsigned>(each) >> 4];
        result += digits[std::to_integer<unsigned>(each) & 15];
    }
    return result + '-';
}

template <class Request>
void set_position(Request& request, const room_progress& progress) {
    if (const auto from = progress.position()) {
        request.epoch = from->epoch;
        request.offset = from->offset;
    }
}

}  // namespace

hub_session::hub_session(const client_options& options, base::random& random, hub_host& host)
    : options_(options), random_(random), host_(host), rejoining_(options), unanswered_(options.hub) {}

// Requests of the program

void hub_session::join(const std::string& name, ticket asked) {
    if (!take(asked, 0)) return;
    const auto [at, is_new] = rooms_.try_emplace(name);
    membership& joined = at->second;
    if (!is_new && joined.progress.has_joined() && joined.asked == 0 && joined.ask_at == never &&
        state_ == state::ready)
        return finish(asked, receipt{.rooms = {{.room = name, .offset = joined.progress.offset()}}});
    joined.waiting.insert_after(
        std::next(joined.waiting.before_begin(), std::distance(joined.waiting.begin(), joined.waiting.end())), asked);
    unanswered_.add(asked, kept_join{});
    if (state_ == state::ready && joined.asked == 0) send_join(name, joined);
}

void hub_session::leave(const std::string& name, ticket asked) {
    if (!take(asked, 0)) return;
    kept_leave request{.room = name, .was_member = false};
    if (const auto at = rooms_.find(name); at != rooms_.end()) {
        const auto waiting = std::move(at->second.waiting);
        request.was_member = at->second.progress.has_joined();
        rooms_.erase(at);
        for (const ticket each : waiting)
            finish(each, tl::unexpected(
                             error(error_kind::cancelled, "The room " + name + " was left before it was joined.")));
    }
    if (state_ == state::offline) return leave_done(asked, request);
    keep(asked, std::move(request));
}

void hub_session::publish(protocol::target to, std::string data, ticket asked) {
    if (!take(asked, data.size())) return;
    if (key_prefix_.empty()) key_prefix_ = draw_key_prefix(random_);
    keep(asked,
         kept_publication{.key = key_prefix_ + std::to_string(++keys_), .to = std::move(to), .data = std::move(data)});
}

void hub_session::ask(protocol::history question, ticket asked) {
    if (take(asked, 0)) keep(asked, std::move(question));
}

void hub_session::ask(protocol::presence question, ticket asked) {
    if (take(asked, 0)) keep(asked, std::move(question));
}

std::vector<std::string> hub_session::rooms() const {
    std::vector<std::string> result;
    for (const auto& [name, ignored] : rooms_)
        if (protocol::is_room_name(name)) result.push_back(name);
    return result;
}

// False where it was refused already.
bool hub_session::take(ticket asked, std::size_t bytes) {
    const bool is_overdue = state_ == state::greeting && greeted_by_ == never;
    if (state_ == state::plain || is_overdue) {
        host_.on_answer(asked, tl::unexpected(not_supported()));
    } else if (!unanswered_.has_room(bytes)) {
        host_.on_answer(asked, tl::unexpected(error(error_kind::refused,
                                                    "Too much waits for the hub's answer already; the options "
                                                    "hub.max_unanswered and hub.max_unanswered_bytes say how much may.")
                                                  .with_code("queue_full")));
    } else {
        return true;
    }
    return false;
}

void hub_session::keep(ticket asked, kept_request request) {
    const bool may_overtake = std::holds_alternative<kept_leave>(request);  // a join of the same room may follow
    if (state_ == state::ready && (held_.empty() || may_overtake))
        send_kept(asked, request);
    else
        held_.insert(asked);
    unanswered_.add(asked, std::move(request));
}

void hub_session::send_kept(ticket id, const kept_request& request) {
    if (const auto* leaving = std::get_if<kept_leave>(&request)) {
        host_.send(protocol::leave{.id = id, .room = leaving->room});
    } else if (const auto* publication = std::get_if<kept_publication>(&request)) {
        host_.send(protocol::publish{
            .id = id, .key = publication->key, .to = publication->to, .data = raw_json_view(publication->data)});
    } else if (const auto* history = std::get_if<protocol::history>(&request)) {
        protocol::history question = *history;
        question.id = id;
        host_.send(question);
    } else if (const auto* presence = std::get_if<protocol::presence>(&request)) {
        protocol::presence question = *presence;
        question.id = id;
        host_.send(question);
    }
}

// Too fast for the hub: waits as long as it asks, and so does what comes after.
void hub_session::slow_down(ticket refused, const protocol::error& said, time_point now) {
    held_.insert(refused);
    if (send_held_at_ == never)
        send_held_at_ = now + milliseconds(std::min<std::uint64_t>(said.after.value_or(1'000), 60'000));
}

void hub_session::send_held() {
    send_held_at_ = never;
    for (const ticket each : std::exchange(held_, {})) {
        const kept_request* request = unanswered_.find(each);
        if (!request) continue;
        const auto* leaving = std::get_if<kept_leave>(request);
        if (leaving && rooms_.contains(leaving->room))  // joined again meanwhile: the hub need not know
            leave_done(each, kept_leave(*leaving));
        else
            send_kept(each, *request);
    }
}

void hub_session::finish(ticket asked, tl::expected<hub_answer, error> answer) {
    unanswered_.remove(asked);
    host_.on_answer(asked, std::move(answer));
}

void hub_session::leave_done(ticket asked, const kept_leave& request) {
    if (request.was_member) host_.on_room_left(request.room, {});
    finish(asked, receipt{.rooms = {{.room = request.room}}});
}

void hub_session::fail_all(const error& why) {
    for (const auto& [name, left] : std::exchange(rooms_, {}))
        for (const ticket each : left.waiting) finish(each, tl::unexpected(why));
    for (const auto& [id, request] : unanswered_.take_all()) {
        const auto* leaving = std::get_if<kept_leave>(&request);
        if (leaving)
            leave_done(id, *leaving);
        else
            finish(id, tl::unexpected(why));
    }
}

// The connection

void hub_session::opened(bool speaks_hub, std::string token, time_point now) {
    if (!speaks_hub) return be_plain();
    greet(std::move(token), now);
}

void hub_session::closed(const std::optional<error>& for_good) {
    state_ = state::offline;
    greeted_by_ = next_join_ = send_held_at_ = never;
    held_.clear();
    token_clock_.stop();
    token_sent_ = 0;
    if (for_good) {
        session_.reset();
        return fail_all(*for_good);
    }
    for (auto& [name, each] : rooms_) each.asked = 0, each.ask_at = never;
    for (const auto& [id, request] : std::map(unanswered_.all()))
        if (const auto* leaving = std::get_if<kept_leave>(&request)) leave_done(id, *leaving);
}

void hub_session::greet(std::string token, time_point now) {
    state_ = state::greeting;
    greeted_by_ = now + options_.connection_timeout;
    hello_ = next_ticket();
    protocol::hello hello{.id = hello_, .session = session_};
    if (!token.empty()) hello.token = std::move(token);
    for (auto& [name, each] : rooms_) {
        each.asked = hello_;
        protocol::room_request request{.room = name};
        set_position(request, each.progress);
        hello.rooms.push_back(std::move(request));
    }
    host_.send(hello);
}

void hub_session::greeted(const protocol::ok& answer, time_point now) {
    state_ = state::ready;
    greeted_by_ = never;
    session_ = answer.session;
    token_clock_.start(answer.expires, static_cast<bool>(options_.auth.get_token), now);
    host_.on_identified();

    const std::map<std::string, protocol::room_answer> answers =
        answer.rooms.value_or(std::map<std::string, protocol::room_answer>());
    // The rooms that nobody joins: the hub names them. Another user's are no longer ours.
    std::erase_if(
        rooms_, [&](const auto& each) { return !protocol::is_room_name(each.first) && !answers.contains(each.first); });
    for (const auto& [name, ignored] : answers)
        if (!protocol::is_room_name(name)) rooms_[name].asked = hello_;

    for (const auto& [id, request] : unanswered_.all())  // before a join of the same room that was asked for later
        if (std::holds_alternative<kept_leave>(request)) send_kept(id, request);
    for (auto next = rooms_.begin(); next != rooms_.end();) {
        const auto at = next++;  // a refused room is erased
        const auto found = answers.find(at->first);
        if (at->second.asked == hello_)
            join_answered(at, found == answers.end() ? no_answer() : found->second, now);
        else
            send_join(at->first, at->second);
    }
    for (const auto& [id, request] : unanswered_.all())
        if (!std::holds_alternative<kept_leave>(request)) send_kept(id, request);
    held_.clear();
}

void hub_session::greeting_refused(const protocol::error& said) {
    const error refusal = refusal_of(said);
    if (said.code == protocol::error_code::expired || said.code == protocol::error_code::denied)
        return refuse_identity(refusal);
    host_.give_up(refusal, close_code::normal);
}

void hub_session::refuse_identity(const error& why) {
    const error final_refusal = error(why).final();
    host_.on_auth_failure(final_refusal);
    host_.give_up(final_refusal, close_code::token_expired);
}

// The server chose the protocol, perhaps only because it was the first that we offered, but does not speak it.
void hub_session::be_plain() {
    state_ = state::plain;
    greeted_by_ = never;
    const error why = not_supported();
    for (const auto& [name, each] : rooms_)
        if (each.progress.has_joined() && protocol::is_room_name(name)) host_.on_room_left(name, why.what());
    fail_all(why);
}

void hub_session::received_other() {
    if (state_ == state::greeting) be_plain();
}

void hub_session::token_ready(const tl::expected<std::string, error>& token, time_point now) {
    if (state_ != state::ready) return;
    if (!token || token->empty()) return token_clock_.failed(now);
    token_sent_ = next_ticket();
    host_.send(protocol::token{.id = token_sent_, .token = *token});
}

// What came

void hub_session::received(const protocol::ok& answer, time_point now) {
    if (state_ == state::greeting) return answer.id == hello_ ? greeted(answer, now) : be_plain();
    const ticket asked = answer.id.value_or(0);
    if (asked == 0) return;
    if (asked == token_sent_) {
        token_sent_ = 0;
        return token_clock_.start(answer.expires, static_cast<bool>(options_.auth.get_token), now);
    }
    const kept_request* request = unanswered_.find(asked);
    if (!request) return join_answered(asked, answer, now);
    if (const auto* leaving = std::get_if<kept_leave>(request)) return leave_done(asked, kept_leave(*leaving));
    if (std::holds_alternative<protocol::history>(*request)) return finish(asked, history_of(answer));
    if (std::holds_alternative<protocol::presence>(*request))
        return finish(asked, answer.users.value_or(std::vector<std::string>()));
    finish(asked, receipt_of(answer));
}

void hub_session::received(const protocol::error& said, time_point now) {
    if (state_ == state::greeting) return said.id == hello_ ? greeting_refused(said) : be_plain();
    const ticket asked = said.id.value_or(0);
    if (asked == 0) return host_.on_hub_error(refusal_of(said));
    if (asked == token_sent_) {
        token_sent_ = 0;
        return said.retry ? token_clock_.failed(now) : refuse_identity(refusal_of(said));
    }
    if (const kept_request* request = unanswered_.find(asked)) {
        if (said.retry && said.code == protocol::error_code::rate_limited) return slow_down(asked, said, now);
        if (const auto* leaving = std::get_if<kept_leave>(request)) return leave_done(asked, kept_leave(*leaving));
        finish(asked, tl::unexpected(refusal_of(said)));
    } else if (const auto at = room_of_join(asked); at != rooms_.end()) {
        join_refused(at, refusal_of(said), now);
    }
}

void hub_session::received(const protocol::publication& publication, time_point now) {
    if (state_ == state::greeting) return be_plain();
    const auto at = rooms_.find(publication.room);
    if (at == rooms_.end()) return;  // left meanwhile
    room_progress& progress = at->second.progress;
    switch (progress.take(publication.offset)) {
        case room_progress::verdict::seen: return;
        case room_progress::verdict::gap:
            if (at->second.asked == 0 && at->second.ask_at == never) join_later(at->second, std::nullopt, now);
            return;
        case room_progress::verdict::next: host_.on_publication(at->first, publication);
    }
    if (const auto whole = progress.caught_up()) host_.on_recovered(at->first, *whole);
}

void hub_session::received(const protocol::user_joined& event) {
    if (rooms_.contains(event.room)) host_.on_presence(event.room, event.user, presence_change::joined);
}

void hub_session::received(const protocol::user_left& event) {
    if (rooms_.contains(event.room)) host_.on_presence(event.room, event.user, presence_change::left);
}

void hub_session::received(const protocol::removed& event) {
    const auto at = rooms_.find(event.room);
    if (at == rooms_.end()) return;
    static_cast<void>(drop_room(
        at, event.reason,
        error(error_kind::refused, "The hub took this client out of the room " + event.room + ": " + event.reason)
            .final()
            .with_code(protocol::error_code::denied)));
}

void hub_session::received(const protocol::goodbye& event) {
    const auto bounded = [](std::uint64_t value) {
        return milliseconds(std::min<std::uint64_t>(value, std::uint64_t(longest_away.count())));
    };
    const milliseconds least = bounded(event.after[0]);
    host_.stay_away(least, std::max(least, bounded(event.after[1])));
}

// Rooms

void hub_session::send_join(const std::string& name, membership& to) {
    to.asked = next_ticket();
    to.ask_at = never;
    protocol::join request{.id = to.asked, .room = name};
    set_position(request, to.progress);
    host_.send(request);
}

hub_session::room_entry hub_session::room_of_join(ticket asked) {
    return std::find_if(rooms_.begin(), rooms_.end(), [&](const auto& each) { return each.second.asked == asked; });
}

void hub_session::join_answered(ticket asked, const protocol::ok& answer, time_point now) {
    const auto at = room_of_join(asked);
    if (at == rooms_.end()) return;  // left meanwhile
    if (answer.rooms)
        if (const auto said = answer.rooms->find(at->first); said != answer.rooms->end())
            return join_answered(at, said->second, now);
    join_answered(at, no_answer(), now);
}

void hub_session::join_answered(room_entry at, const protocol::room_answer& said, time_point now) {
    if (said.error) return join_refused(at, refusal_in_room(said), now);
    const std::string& name = at->first;
    membership& joined = at->second;
    const bool is_first = !joined.progress.has_joined();
    const protocol::position newest{.epoch = said.epoch.value_or(std::string()), .offset = said.offset.value_or(0)};
    joined.asked = 0;
    rejoining_.reset();
    const auto outcome = joined.progress.answered(newest, said.recovered.value_or(false));
    if (is_first && protocol::is_room_name(name)) host_.on_room_joined(name);
    if (outcome) host_.on_recovered(name, *outcome);
    for (const ticket each : std::exchange(joined.waiting, {}))
        finish(each, receipt{.rooms = {{.room = name, .offset = newest.offset}}});
}

void hub_session::join_refused(room_entry at, const error& why, time_point now) {
    membership& refused = at->second;
    refused.asked = 0;
    if (!protocol::is_room_name(at->first)) {  // nobody leaves these: what comes next is taken
        if (std::exchange(refused, membership{}).progress.has_joined()) host_.on_recovered(at->first, recovery{});
        return;
    }
    // A room that the client was in is not lost because the hub is busy, and none because the client is too fast.
    const bool is_patient = refused.progress.has_joined() || why.code() == protocol::error_code::rate_limited;
    if (is_patient && why.retryable()) return join_later(refused, why.retry_after(), now);
    if (!drop_room(at, why.what(), why)) host_.on_hub_error(why);
}

void hub_session::join_later(membership& again, std::optional<milliseconds> after, time_point now) {
    again.ask_at = now + std::max(after.value_or(0ms), rejoining_.next(std::nullopt, random_));
    next_join_ = std::min(next_join_, again.ask_at);
}

// Whether somebody waited for it.
bool hub_session::drop_room(room_entry at, const std::string& reason, const error& why) {
    const auto dropped = rooms_.extract(at);
    if (dropped.mapped().progress.has_joined()) host_.on_room_left(dropped.key(), reason);
    for (const ticket each : dropped.mapped().waiting) finish(each, tl::unexpected(why));
    return !dropped.mapped().waiting.empty();
}

// Time

time_point hub_session::deadline() const noexcept {
    return std::min({greeted_by_, token_clock_.deadline(), next_join_, send_held_at_});
}

void hub_session::tick(time_point now) {
    if (now >= greeted_by_) {
        greeted_by_ = never;
        const error silence(error_kind::timeout, "The hub did not answer hello within " +
                                                     std::to_string(options_.connection_timeout.count()) + " ms.");
        // What never spoke to us may be a server that chooses whatever is offered: its connection is good for the rest.
        return session_ ? host_.give_up(silence, close_code::normal) : fail_all(not_supported());
    }
    switch (token_clock_.tick(now)) {
        case token_clock::action::none: break;
        case token_clock::action::ask: host_.ask_token(); break;
        case token_clock::action::over:
            return refuse_identity(error(error_kind::refused, "The token expired, and no fresh one came.")
                                       .with_code(protocol::error_code::expired));
    }
    if (now >= send_held_at_) send_held();
    if (now < next_join_) return;
    next_join_ = never;
    for (auto& [name, each] : rooms_) {
        if (now >= each.ask_at) send_join(name, each);
        next_join_ = std::min(next_join_, each.ask_at);
    }
}

}  // namespace vafast::client_detail
