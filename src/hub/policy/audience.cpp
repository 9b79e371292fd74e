#include "hub/policy/audience.hpp"

#include "protocol/frame.hpp"

#include <algorithm>

namespace vafast::hub_detail {

stage& audience::enter(const std::string& room, seat& added) {
    const auto place = stages_.try_emplace(room).first;
    stage& found = place->second;
    found.room = &place->first;
    added.where = &found;
    added.index = found.seats.size();
    found.seats.push_back(&added);
    return found;
}

bool audience::leave(seat& leaving) {
    stage& left = *leaving.where;
    seat* const last = left.seats.back();
    left.seats[leaving.index] = last;
    last->index = leaving.index;
    left.seats.pop_back();
    leaving.where = nullptr;
    if (!left.seats.empty()) return false;
    stages_.erase(*left.room);
    return true;
}

stage* audience::find(const std::string& room) {
    const auto place = stages_.find(room);
    return place == stages_.end() ? nullptr : &place->second;
}

// From the last seat to the first: who leaves on the way gives its place to one that had its turn, and where nobody is
// left, the stage is not touched any more.
void audience::pass(const publication& next) {
    stage* const on = find(next.room());
    if (!on) return;
    on->newest = std::max(on->newest, next.offset());
    for (std::size_t i = on->seats.size(); i-- > 0;) {
        seat& each = *on->seats[i];
        if (each.now != seat::state::live || next.offset() <= each.offset) continue;
        if (next.offset() == each.offset + 1) {
            each.offset = next.offset();
            each.who.deliver(next);
        } else {
            each.now = seat::state::behind;
            each.who.fell_behind(each);
        }
    }
}

void audience::pass(const room_notice& notice) {
    stage* const on = find(notice.room);
    if (!on) return;
    for (std::size_t i = on->seats.size(); i-- > 0;) {
        seat& each = *on->seats[i];
        if (each.now == seat::state::joining || (notice.is_presence && !each.sees_presence)) continue;
        if (each.who.user() != notice.except) each.who.notify(notice.frame);
    }
}

void audience::pass(const command& word) {
    const std::string& user = std::visit([](const auto& each) -> const std::string& { return each.user; }, word);
    stage* const on = find(protocol::user_prefix + user);
    if (!on) return;
    for (std::size_t i = on->seats.size(); i-- > 0;) on->seats[i]->who.obey(word);
}

}  // namespace vafast::hub_detail
