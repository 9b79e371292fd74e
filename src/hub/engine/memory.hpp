// The engine in memory, in this process: completes inside the call. Rooms are spread over shards, each with a lock of
// its own, which is the owner of its rooms. Any thread.
#pragma once

#include "hub/engine/engine.hpp"
#include "hub/policy/room.hpp"

#include <array>
#include <atomic>
#include <mutex>
#include <unordered_map>

namespace vafast::hub_detail {

struct memory_limits {
    room_limits room{};
    std::size_t total_bytes = std::size_t{256}
                              << 20;  // of all histories; past it a room that is published to keeps less
    std::size_t rooms = 1'000'000;
};

class memory_engine final : public engine {
 public:
    // `epoch` tells this engine apart from those before it, whose history is lost: a random word.
    memory_engine(std::string epoch, const memory_limits& limits);
    ~memory_engine() override;

    void publish(const publish_request& what, completion<position> done) override;
    void subscribe(const std::string& room, subscriber& to, time_point now, completion<position> done) override;
    void unsubscribe(const std::string& room, subscriber& to, time_point now) override;
    void history(const history_request& what, completion<history_page> done) override;
    void notify(room_notice what) override;
    void enter(const std::string& room, const std::string& user, std::uint64_t connection, time_point now) override;
    void leave(const std::string& room, const std::string& user, std::uint64_t connection, time_point now) override;
    void presence(const std::string& room, completion<std::vector<std::string>> done) override;
    void control(command word) override;
    void attach(subscriber& hub) override;
    void detach(subscriber& hub) override;
    usage used() const override;

    // Forgets, in a part of the rooms, what is too old, and rooms that nobody needs. To be called again and again;
    // after `shards` calls every room had its turn.
    void tend(time_point now);
    static constexpr std::size_t shards = 64;

 private:
    struct entry;
    struct shard;

    shard& shard_of(const std::string& room) noexcept;
    entry* find_or_make(shard& in, const std::string& room, time_point now);
    position position_of(const room& of) const;
    void announce(entry& in, const std::string& room, const std::string& user, bool came);
    void count_bytes(std::size_t before, std::size_t after) noexcept;

    const std::string epoch_;
    const memory_limits limits_;
    std::unique_ptr<std::array<shard, shards>> shards_;
    std::atomic<std::size_t> bytes_{0};
    std::atomic<std::size_t> rooms_{0};
    std::atomic<std::uint64_t> publications_{0};
    std::atomic<std::size_t> next_tended_{0};
    std::mutex hubs_mutex_;
    std::vector<subscriber*> hubs_;
};

}  // namespace vafast::hub_detail
