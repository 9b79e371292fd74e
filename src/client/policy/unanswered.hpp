// The requests that wait for the hub's answer, in their order. They are sent again on the next connection: what only
// asks may be asked twice, and a publication has a key by which the hub knows it. Bounded. Pure; one thread at a time.
#pragma once

#include "protocol/frame.hpp"

#include <vafast/client_options.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>

namespace vafast::client_detail {

// Names a request; its `id` on every connection.
using ticket = std::uint64_t;

// Here only to be counted: the room knows who waits for it.
struct kept_join {};

struct kept_leave {
    std::string room;
    bool was_member;
};

struct kept_publication {
    std::string key;
    protocol::target to;
    std::string data;
};

using kept_request = std::variant<kept_join, kept_leave, kept_publication, protocol::history, protocol::presence>;

class unanswered {
 public:
    explicit unanswered(const hub_options& limits) noexcept
        : most_(limits.max_unanswered), most_bytes_(limits.max_unanswered_bytes) {}

    bool has_room(std::size_t bytes) const noexcept {
        return all_.size() < most_ && bytes <= most_bytes_ && bytes_ <= most_bytes_ - bytes;
    }
    void add(ticket id, kept_request request) {
        bytes_ += size_of(request);
        all_.emplace(id, std::move(request));
    }

    kept_request* find(ticket id) {
        const auto found = all_.find(id);
        return found == all_.end() ? nullptr : &found->second;
    }
    void remove(ticket id) {
        const auto found = all_.find(id);
        if (found == all_.end()) return;
        bytes_ -= size_of(found->second);
        all_.erase(found);
    }

    // The oldest first.
    const std::map<ticket, kept_request>& all() const noexcept { return all_; }
    std::map<ticket, kept_request> take_all() {
        bytes_ = 0;
        return std::exchange(all_, {});
    }

 private:
    static std::size_t size_of(const kept_request& request) noexcept {
        const auto* publication = std::get_if<kept_publication>(&request);
        return publication ? publication->data.size() : 0;
    }

    std::size_t most_, most_bytes_;
    std::size_t bytes_ = 0;
    std::map<ticket, kept_request> all_;
};

}  // namespace vafast::client_detail
