#include "hub/policy/membership.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace vafast::hub_detail {
namespace {

protocol::room_answer refused(std::string_view code, std::string reason) {
    return {.error = std::string(code), .reason = std::move(reason)};
}

}  // namespace

membership::shared_seat membership::find(std::string_view room) const noexcept {
    const auto found =
        std::find_if(seats_.begin(), seats_.end(), [&](const shared_seat& each) { return *each->where->room == room; });
    return found == seats_.end() ? nullptr : *found;
}

bool membership::is_in(std::string_view room) const noexcept { return find(room) != nullptr; }

std::size_t membership::count() const noexcept {
    return static_cast<std::size_t>(
        std::count_if(seats_.begin(), seats_.end(), [](const shared_seat& each) { return each->is_member; }));
}

std::vector<std::string> membership::rooms() const {
    std::vector<std::string> result;
    for (const shared_seat& each : seats_)
        if (each->is_member) result.push_back(*each->where->room);
    return result;
}

// ---- joining

void membership::join(const std::string& room, const std::optional<position>& from, terms how, const answer& done) {
    shared_seat in = find(room);
    if (!in) in = take(room, how);
    // Who joins again without a position goes on where it is.
    else if (from)
        in->now = seat::state::joining;
    around_.engine.subscribe(room, around_.thread, around_.now,
                             [this, weak = std::weak_ptr(in), from, done](const auto& newest) {
                                 const shared_seat seated = weak.lock();
                                 if (!seated || !seated->where)
                                     return done(refused(protocol::error_code::unavailable, "It was left meanwhile."));
                                 if (!newest) return give_up(seated, newest.error(), done);
                                 subscribed(seated, from, *newest, done);
                             });
}

membership::shared_seat membership::take(const std::string& room, terms how) {
    auto added =
        std::make_shared<seat>(seat{.who = self_, .is_member = how.is_member, .sees_presence = how.sees_presence});
    around_.members.enter(room, *added);
    seats_.push_back(added);
    if (how.is_member) around_.engine.enter(room, self_.user(), self_.connection(), around_.now);
    return added;
}

void membership::subscribed(const shared_seat& in, const std::optional<position>& from, position newest,
                            const answer& done) {
    in->where->newest = std::max(in->where->newest, newest.offset);
    const std::string room = *in->where->room;
    if (in->now != seat::state::joining) return done({.epoch = newest.epoch, .offset = newest.offset});
    in->offset = newest.offset;
    if (!from) return done({.epoch = newest.epoch, .offset = newest.offset});
    if (from->epoch != newest.epoch) return done({.epoch = newest.epoch, .offset = newest.offset, .recovered = false});

    around_.engine.history(
        {room, from->offset, 0, 0, around_.now}, [this, weak = std::weak_ptr(in), from, done](const auto& page) {
            const shared_seat seated = weak.lock();
            if (!seated || !seated->where)
                return done(refused(protocol::error_code::unavailable, "It was left meanwhile."));
            if (!page) return give_up(seated, page.error(), done);
            seated->offset = page->is_gapless ? from->offset : page->newest.offset;
            done({.epoch = page->newest.epoch, .offset = page->newest.offset, .recovered = page->is_gapless});
        });
}

void membership::give_up(const shared_seat& in, const unavailable& why, const answer& done) {
    leave(std::string(*in->where->room));
    done(refused(protocol::error_code::unavailable, why.reason));
}

void membership::begin(std::string_view room) {
    const shared_seat in = find(room);
    if (!in || in->now != seat::state::joining) return;
    if (in->offset >= in->where->newest) {
        in->now = seat::state::live;
        return;
    }
    in->now = seat::state::behind;
    fell_behind(*in);
}

// ---- leaving

void membership::leave(std::string_view room) {
    const shared_seat left = find(room);
    if (!left) return;
    stand_up(*left);
    std::erase(seats_, left);
}

void membership::leave_all() {
    for (const shared_seat& each : std::exchange(seats_, {})) stand_up(*each);
    behind_.clear();
}

void membership::stand_up(seat& in) {
    if (fetching_for_ == &in) fetching_for_ = nullptr;
    const std::string room = *in.where->room;
    if (around_.members.leave(in)) around_.engine.unsubscribe(room, around_.thread, around_.now);
    if (in.is_member) around_.engine.leave(room, self_.user(), self_.connection(), around_.now);
}

// ---- recovery

void membership::fell_behind(seat& in) {
    const auto held = find(*in.where->room);
    behind_.push_back(held);
    feed();
}

void membership::feed() {
    if (std::exchange(feeding_, true)) return;
    while (!behind_.empty() && !fetching_for_ && self_.queued() <= page_) {
        const shared_seat next = behind_.front().lock();
        behind_.erase(behind_.begin());
        if (next && next->now == seat::state::behind) fetch(next);
    }
    feeding_ = false;
    if (!behind_.empty() && !fetching_for_) self_.tell_when_below(page_);
}

void membership::fetch(const shared_seat& for_whom) {
    fetching_for_ = for_whom.get();
    constexpr auto any = std::numeric_limits<std::size_t>::max();
    around_.engine.history({*for_whom->where->room, for_whom->offset, any, page_, around_.now},
                           [this, weak = std::weak_ptr(for_whom)](const auto& page) {
                               const shared_seat of = weak.lock();
                               if (!of || !of->where) return;
                               fetching_for_ = nullptr;
                               take_page(of, page);
                               feed();
                           });
}

void membership::take_page(const shared_seat& of, const tl::expected<history_page, unavailable>& page) {
    if (of->now != seat::state::behind) return;
    if (!page || !page->is_gapless || page->publications.empty()) return self_.lost(std::string(*of->where->room));
    for (const shared_publication& each : page->publications) {
        of->offset = each->offset();
        self_.deliver(*each);
        if (!of->where) return;  // it was too slow even for this
    }
    if (of->offset >= of->where->newest)
        of->now = seat::state::live;
    else
        behind_.push_back(of);
}

}  // namespace vafast::hub_detail
