#include "hub/engine/memory.hpp"

#include "protocol/codec.hpp"

#include <algorithm>
#include <utility>

namespace vafast::hub_detail {

struct memory_engine::entry {
    explicit entry(std::uint64_t generation) noexcept : content(generation) {}

    room content;
    std::vector<subscriber*> subscribers;
};

struct memory_engine::shard {
    std::mutex mutex;  // guards what follows
    std::unordered_map<std::string, entry> rooms;
    std::uint64_t forgotten = 0;  // rooms: the generation of the next
};

namespace {

unavailable too_many_rooms() { return {"This hub knows as many rooms as it may."}; }

}  // namespace

memory_engine::memory_engine(std::string epoch, const memory_limits& limits)
    : epoch_(std::move(epoch)), limits_(limits), shards_(std::make_unique<std::array<shard, shards>>()) {}

memory_engine::~memory_engine() = default;

memory_engine::shard& memory_engine::shard_of(const std::string& room) noexcept {
    // Not the low bits, by which the maps choose their buckets.
    return (*shards_)[(std::hash<std::string>{}(room) >> 32) % shards];
}

// Null where there are too many. The shard is locked.
memory_engine::entry* memory_engine::find_or_make(shard& in, const std::string& room, time_point now) {
    auto place = in.rooms.find(room);
    if (place == in.rooms.end()) {
        if (rooms_.load(std::memory_order_relaxed) >= limits_.rooms) return nullptr;
        place = in.rooms.try_emplace(room, in.forgotten).first;
        rooms_.fetch_add(1, std::memory_order_relaxed);
    }
    place->second.content.use(now);
    return &place->second;
}

position memory_engine::position_of(const room& of) const {
    return {epoch_ + '.' + std::to_string(of.generation()), of.offset()};
}

void memory_engine::count_bytes(std::size_t before, std::size_t after) noexcept {
    bytes_.fetch_add(after - before, std::memory_order_relaxed);  // may wrap, and comes out right
}

void memory_engine::publish(const publish_request& what, completion<position> done) {
    shard& in = shard_of(what.room);
    std::unique_lock lock(in.mutex);
    entry* const found = find_or_make(in, what.room, what.now);
    if (!found) {
        lock.unlock();
        return done(tl::unexpected(too_many_rooms()));
    }
    room& to = found->content;
    const std::size_t before = to.stored().bytes();
    const auto outcome = to.publish(what.room, what.from, what.key, what.data, what.now, limits_.room);
    const std::size_t others = bytes_.load(std::memory_order_relaxed) - before;
    while (others + to.stored().bytes() > limits_.total_bytes && to.stored().size() > 1) to.forget_oldest();
    count_bytes(before, to.stored().bytes());
    if (outcome.stored) {
        publications_.fetch_add(1, std::memory_order_relaxed);
        // Under the lock: it is what makes the order of the offsets that of their arrival.
        for (subscriber* each : found->subscribers) each->receive(outcome.stored);
    }
    position at = position_of(to);
    at.offset = outcome.offset;
    lock.unlock();
    done(std::move(at));
}

void memory_engine::subscribe(const std::string& room, subscriber& to, time_point now, completion<position> done) {
    shard& in = shard_of(room);
    std::unique_lock lock(in.mutex);
    entry* const found = find_or_make(in, room, now);
    if (!found) {
        lock.unlock();
        return done(tl::unexpected(too_many_rooms()));
    }
    auto& all = found->subscribers;
    if (std::find(all.begin(), all.end(), &to) == all.end()) all.push_back(&to);
    position at = position_of(found->content);
    lock.unlock();
    done(std::move(at));
}

void memory_engine::unsubscribe(const std::string& room, subscriber& to, time_point now) {
    shard& in = shard_of(room);
    const std::lock_guard lock(in.mutex);
    const auto place = in.rooms.find(room);
    if (place == in.rooms.end()) return;
    std::erase(place->second.subscribers, &to);
    place->second.content.use(now);
}

void memory_engine::history(const history_request& what, completion<history_page> done) {
    shard& in = shard_of(what.room);
    std::unique_lock lock(in.mutex);
    const auto place = in.rooms.find(what.room);
    history_page page{{}, true, {}};
    if (place == in.rooms.end()) {
        page.newest = position_of(room(in.forgotten));
    } else {
        room& of = place->second.content;
        const std::size_t before = of.stored().bytes();
        of.tend(what.now, limits_.room);
        count_bytes(before, of.stored().bytes());
        page.newest = position_of(of);
        page.is_gapless = !what.after || of.can_continue_after(*what.after);
        const auto found = what.after ? of.stored().after(*what.after, what.limit, what.bytes)
                                      : of.stored().newest(what.limit, what.bytes);
        page.publications.assign(found.begin(), found.end());
    }
    lock.unlock();
    done(std::move(page));
}

void memory_engine::notify(room_notice what) {
    shard& in = shard_of(what.room);
    const auto shared = std::make_shared<const room_notice>(std::move(what));
    const std::lock_guard lock(in.mutex);
    const auto place = in.rooms.find(shared->room);
    if (place == in.rooms.end()) return;
    for (subscriber* each : place->second.subscribers) each->receive(shared);
}

void memory_engine::enter(const std::string& room, const std::string& user, std::uint64_t connection, time_point now) {
    shard& in = shard_of(room);
    const std::lock_guard lock(in.mutex);
    entry* const found = find_or_make(in, room, now);
    if (found && found->content.who().enter(user, connection)) announce(*found, room, user, true);
}

void memory_engine::leave(const std::string& room, const std::string& user, std::uint64_t connection, time_point now) {
    shard& in = shard_of(room);
    const std::lock_guard lock(in.mutex);
    const auto place = in.rooms.find(room);
    if (place == in.rooms.end()) return;
    place->second.content.use(now);
    if (place->second.content.who().leave(user, connection)) announce(place->second, room, user, false);
}

// The shard is locked, so that nobody hears of a user who leaves before it came.
void memory_engine::announce(entry& in, const std::string& room, const std::string& user, bool came) {
    if (in.subscribers.empty()) return;
    const auto change = std::make_shared<const room_notice>(room_notice{
        .room = room, .except = user, .is_presence = true, .frame = encoded_frame([&](std::string& out) {
                                                               if (came)
                                                                   protocol::append(protocol::user_joined{room, user},
                                                                                    out);
                                                               else
                                                                   protocol::append(protocol::user_left{room, user},
                                                                                    out);
                                                           })});
    for (subscriber* each : in.subscribers) each->receive(change);
}

void memory_engine::presence(const std::string& room, completion<std::vector<std::string>> done) {
    shard& in = shard_of(room);
    std::unique_lock lock(in.mutex);
    const auto place = in.rooms.find(room);
    std::vector<std::string> users;
    if (place != in.rooms.end()) users = place->second.content.who().users();
    lock.unlock();
    done(std::move(users));
}

void memory_engine::control(command word) {
    const auto shared = std::make_shared<const command>(std::move(word));
    const std::lock_guard lock(hubs_mutex_);
    for (subscriber* each : hubs_) each->receive(shared);
}

void memory_engine::attach(subscriber& hub) {
    const std::lock_guard lock(hubs_mutex_);
    hubs_.push_back(&hub);
}

void memory_engine::detach(subscriber& hub) {
    {
        const std::lock_guard lock(hubs_mutex_);
        std::erase(hubs_, &hub);
    }
    for (shard& each : *shards_) {
        const std::lock_guard lock(each.mutex);
        for (auto& [name, content] : each.rooms) std::erase(content.subscribers, &hub);
    }
}

engine::usage memory_engine::used() const {
    return {rooms_.load(std::memory_order_relaxed), bytes_.load(std::memory_order_relaxed),
            publications_.load(std::memory_order_relaxed)};
}

// A room is forgotten when nobody subscribes, nothing of it is stored, and those who were there before would come too
// late for what was: a member that comes back within that time finds its epoch again, even if all was silent.
void memory_engine::tend(time_point now) {
    shard& in = (*shards_)[next_tended_.fetch_add(1, std::memory_order_relaxed) % shards];
    const std::lock_guard lock(in.mutex);
    const auto age = std::max(limits_.room.stored.age, limits_.room.keys.age);
    for (auto place = in.rooms.begin(); place != in.rooms.end();) {
        entry& each = place->second;
        const std::size_t before = each.content.stored().bytes();
        each.content.tend(now, limits_.room);
        count_bytes(before, each.content.stored().bytes());
        const bool is_needed = !each.subscribers.empty() || !each.content.is_empty() ||
                               !each.content.stored().empty() || now - each.content.used() <= age;
        if (is_needed) {
            ++place;
            continue;
        }
        place = in.rooms.erase(place);
        ++in.forgotten;
        rooms_.fetch_sub(1, std::memory_order_relaxed);
    }
}

}  // namespace vafast::hub_detail
