// What a client asks for: rooms, publishing, history, presence.
#include "hub/policy/conversation.hpp"
#include "protocol/room_name.hpp"

#include <algorithm>
#include <utility>

namespace vafast::hub_detail {
namespace {

namespace code = protocol::error_code;

constexpr std::size_t max_key = 64;
constexpr std::uint64_t max_history = 1'000;  // publications of an answer

const char* const not_a_room =
    "A room's name is 1 to 255 bytes without control characters, and begins with neither * nor @";

membership::answer::result_type answer_with(const membership::answer& done, std::string_view code, std::string reason) {
    done({.error = std::string(code), .reason = std::move(reason)});
}

bool is_worth_a_retry(std::string_view reason) { return reason == code::unavailable || reason == code::rate_limited; }

}  // namespace

// A room that nobody joins or leaves, because everybody is in it from hello on.
bool conversation::is_nobodys(std::string_view room) const { return room == protocol::everybody || room == own_room(); }

std::optional<position> conversation::position_of(const std::optional<std::string>& epoch,
                                                  const std::optional<std::uint64_t>& offset) const {
    if (!epoch || !offset) return std::nullopt;
    return position{*epoch, *offset};
}

// ---- rooms

void conversation::join(const std::string& room, const std::optional<position>& from, const membership::answer& done) {
    if (is_nobodys(room)) return membership_.join(room, from, {.is_member = false}, done);
    if (!protocol::is_room_name(room)) return answer_with(done, code::invalid, not_a_room);
    if (!membership_.is_in(room) && membership_.count() >= in_.rules.limits.rooms)
        return answer_with(done, code::too_many_rooms,
                           "A connection may be in " + std::to_string(in_.rules.limits.rooms) + " rooms");
    if (auto why = in_.rules.forbids(identity(), hub_action::join, room))
        return answer_with(done, code::denied, std::move(*why));
    const bool sees = !in_.rules.forbids(identity(), hub_action::presence, room);
    membership_.join(room, from, {.is_member = true, .sees_presence = sees}, done);
}

void conversation::handle(protocol::join& frame) {
    if (is_nobodys(frame.room)) return refuse(frame.id, code::invalid, not_a_room);
    join(frame.room, position_of(frame.epoch, frame.offset),
         [weak = weak_from_this(), id = frame.id, room = frame.room](room_answer answer) {
             const auto self = weak.lock();
             if (!self || self->is_over()) return;
             if (answer.error)
                 return self->refuse({.id = id,
                                      .code = *answer.error,
                                      .reason = answer.reason.value_or(""),
                                      .retry = is_worth_a_retry(*answer.error)});
             self->accept(id, {.rooms = {{{room, std::move(answer)}}}});
             self->begin(room);
         });
}

// Its answer was sent.
void conversation::begin(const std::string& room) {
    membership_.begin(room);
    if (!is_nobodys(room) && membership_.is_in(room)) tell_joined(room);
}

void conversation::leave(const std::string& room) {
    const bool was_in = membership_.is_in(room);
    membership_.leave(room);
    if (was_in) tell_left(room);
}

void conversation::handle(protocol::leave& frame) {
    if (!protocol::is_room_name(frame.room)) return refuse(frame.id, code::invalid, not_a_room);
    leave(frame.room);
    accept(frame.id);
}

// ---- publishing

void conversation::handle(protocol::publish& frame) {
    if (auto why = objection(frame)) {
        why->id = frame.id;
        return refuse(std::move(*why));
    }
    const std::vector<std::string> rooms = rooms_of(frame.to);
    const auto all = std::make_shared<publishing>();
    all->id = frame.id;
    all->is_single = rooms.size() == 1;
    all->pending += rooms.size();
    for (const std::string& room : rooms) publish_to(room, frame, all);
    if (--all->pending == 0) published(*all);
}

// What is wrong with the request as a whole.
std::optional<protocol::error> conversation::objection(const protocol::publish& frame) {
    const protocol::target& to = frame.to;
    const auto wrong = [](std::string_view why, std::string reason) {
        return protocol::error{.code = std::string(why), .reason = std::move(reason)};
    };
    if (static_cast<int>(to.all) + static_cast<int>(!to.rooms.empty()) + static_cast<int>(to.user.has_value()) != 1)
        return wrong(code::invalid, "`to` is one of \"all\", {\"rooms\": [...]} and {\"user\": \"...\"}");
    if (to.rooms.size() > in_.rules.limits.rooms) return wrong(code::invalid, "These are too many rooms at once");
    if (to.user && !is_user_name(*to.user)) return wrong(code::invalid, "No user has such a name");
    if (!std::all_of(to.rooms.begin(), to.rooms.end(), protocol::is_room_name)) return wrong(code::invalid, not_a_room);
    if (frame.key && (frame.key->empty() || frame.key->size() > max_key || frame.key->find('\0') != std::string::npos))
        return wrong(code::invalid, "A key has 1 to 64 bytes, none of them zero");
    if (frame.data.text().size() > in_.rules.limits.publication)
        return wrong(code::too_big, "`data` may have " + std::to_string(in_.rules.limits.publication) + " bytes");
    if (const auto wait = in_.gate.publish(user(), std::max<std::size_t>(to.rooms.size(), 1), in_.around.now)) {
        auto result = wrong(code::rate_limited, user() + " publishes too fast");
        result.retry = true;
        result.after = static_cast<std::uint64_t>(wait->count());
        return result;
    }
    return std::nullopt;
}

std::vector<std::string> conversation::rooms_of(const protocol::target& to) const {
    if (to.all) return {std::string(protocol::everybody)};
    if (to.user) return {protocol::user_prefix + *to.user};
    std::vector<std::string> rooms = to.rooms;
    std::sort(rooms.begin(), rooms.end());
    rooms.erase(std::unique(rooms.begin(), rooms.end()), rooms.end());
    return rooms;
}

void conversation::publish_to(const std::string& room, const protocol::publish& frame,
                              const std::shared_ptr<publishing>& all) {
    const hub_action what = frame.to.all    ? hub_action::broadcast
                            : frame.to.user ? hub_action::message_user
                                            : hub_action::publish;
    const std::string_view target = frame.to.all ? std::string_view() : frame.to.user ? *frame.to.user : room;
    const membership::answer done = [weak = weak_from_this(), all, room](room_answer answer) {
        all->rooms[room] = std::move(answer);
        const auto self = weak.lock();
        if (--all->pending == 0 && self) self->published(*all);
    };
    if (auto why = in_.rules.forbids(identity(), what, target)) return answer_with(done, code::denied, std::move(*why));
    in_.around.engine.publish({room, user(), frame.key, frame.data.text(), in_.around.now}, [done](const auto& at) {
        if (!at) return answer_with(done, code::unavailable, at.error().reason);
        done({.epoch = at->epoch, .offset = at->offset});
    });
}

void conversation::published(publishing& all) {
    if (is_over()) return;
    if (const room_answer& only = all.rooms.begin()->second; all.is_single && only.error)
        return refuse({.id = all.id,
                       .code = *only.error,
                       .reason = only.reason.value_or(""),
                       .retry = is_worth_a_retry(*only.error)});
    accept(all.id, {.rooms = std::move(all.rooms)});
}

// ---- asking

void conversation::handle(protocol::history& frame) {
    if (!is_nobodys(frame.room)) {
        if (!protocol::is_room_name(frame.room)) return refuse(frame.id, code::invalid, not_a_room);
        if (auto why = in_.rules.forbids(identity(), hub_action::history, frame.room))
            return refuse(frame.id, code::denied, std::move(*why));
    }
    // Without either, from the oldest.
    const auto after = frame.after || frame.limit ? frame.after : std::optional<std::uint64_t>(0);
    const auto limit = static_cast<std::size_t>(std::min(frame.limit.value_or(max_history), max_history));
    in_.around.engine.history(
        {frame.room, after, limit, in_.rules.limits.waiting / 4, in_.around.now},
        [weak = weak_from_this(), id = frame.id](const auto& page) {
            const auto self = weak.lock();
            if (!self || self->is_over()) return;
            if (!page)
                return self->refuse(
                    {.id = id, .code = std::string(code::unavailable), .reason = page.error().reason, .retry = true});
            protocol::ok answer{.epoch = page->newest.epoch, .offset = page->newest.offset};
            auto& all = answer.publications.emplace();
            for (const shared_publication& each : page->publications)
                all.push_back({each->offset(), each->from(), raw_json_view(each->data())});
            self->accept(id, std::move(answer));
        });
}

void conversation::handle(protocol::presence& frame) {
    if (!protocol::is_room_name(frame.room)) return refuse(frame.id, code::invalid, not_a_room);
    if (auto why = in_.rules.forbids(identity(), hub_action::presence, frame.room))
        return refuse(frame.id, code::denied, std::move(*why));
    in_.around.engine.presence(frame.room, [weak = weak_from_this(), id = frame.id](const auto& users) {
        const auto self = weak.lock();
        if (!self || self->is_over()) return;
        if (!users)
            return self->refuse(
                {.id = id, .code = std::string(code::unavailable), .reason = users.error().reason, .retry = true});
        self->accept(id, {.users = *users});
    });
}

}  // namespace vafast::hub_detail
