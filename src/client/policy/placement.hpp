// Chooses the connection of a pool that a message goes to. Pure; any thread, in_turn() too.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vafast::client_detail {

// FNV-1a, and never 0, which means no key.
constexpr std::uint64_t hash_key(std::string_view key) noexcept {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (const char each : key) hash = (hash ^ static_cast<unsigned char>(each)) * 0x100'0000'01b3;
    return hash == 0 ? 1 : hash;
}

class placement {
 public:
    // The connections' names: what decides which keys are whose, in every program that has the same.
    explicit placement(const std::vector<std::string>& names) {
        for (const std::string& each : names) places_.push_back(hash_key(each));
    }

    // The same for the same key as long as it is usable; where it is not, its keys are spread over the others, and
    // theirs stay (rendezvous hashing: each connection has its own order of preference for each key).
    template <class Usable>
    std::optional<std::size_t> by_key(std::uint64_t key, Usable usable) const {
        std::optional<std::size_t> best;
        std::uint64_t highest = 0;
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const std::uint64_t score = mixed(key ^ places_[i]);
            if ((best && score <= highest) || !usable(i)) continue;
            best = i;
            highest = score;
        }
        return best;
    }

    // One after the other.
    template <class Usable>
    std::optional<std::size_t> in_turn(Usable usable) {
        const std::size_t first = turn_.fetch_add(1, std::memory_order_relaxed);
        for (std::size_t i = 0; i < places_.size(); ++i)
            if (const std::size_t each = (first + i) % places_.size(); usable(each)) return each;
        return std::nullopt;
    }

    // That with the least load; among equals one after the other.
    template <class Usable, class Load>
    std::optional<std::size_t> least_loaded(Usable usable, Load load) {
        const std::size_t first = turn_.fetch_add(1, std::memory_order_relaxed);
        std::optional<std::size_t> best;
        std::size_t least = 0;
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const std::size_t each = (first + i) % places_.size();
            if (!usable(each)) continue;
            const std::size_t present = load(each);
            if (best && present >= least) continue;
            best = each;
            least = present;
            if (least == 0) break;
        }
        return best;
    }

 private:
    // The finaliser of splitmix64: every bit of the input changes half of the output's.
    static constexpr std::uint64_t mixed(std::uint64_t value) noexcept {
        value = (value ^ (value >> 30)) * 0xbf58'476d'1ce4'e5b9;
        value = (value ^ (value >> 27)) * 0x94d0'49bb'1331'11eb;
        return value ^ (value >> 31);
    }

    std::vector<std::uint64_t> places_;
    std::atomic<std::size_t> turn_{0};
};

}  // namespace vafast::client_detail
