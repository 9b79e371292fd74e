#include "base/block.hpp"

#include <algorithm>
#include <array>
#include <new>

namespace vafast::base {
namespace {

constexpr std::size_t least_kept = std::size_t{64} << 10;
constexpr std::size_t most_kept = std::size_t{8} << 20;  // together

struct piece {
    std::byte* memory = nullptr;
    std::size_t size = 0;
};

void destroy(piece& what) noexcept { ::operator delete(std::exchange(what.memory, nullptr)); }

thread_local bool has_ended = false;  // the thread, as far as shelf is concerned: other destructors may come later

// The oldest first.
class shelf {
 public:
    ~shelf() {
        has_ended = true;
        for (piece& each : kept_) destroy(each);
    }

    // One that is not far too large: what holds it may hold it for long.
    piece take(std::size_t least) noexcept {
        for (piece& each : kept_) {
            if (each.memory == nullptr || each.size < least || each.size / 4 > least) continue;
            bytes_ -= each.size;
            const piece found = std::exchange(each, {});
            close_gap(each);
            return found;
        }
        return {};
    }

    void keep(piece given) noexcept {
        while (kept_.back().memory != nullptr || (bytes_ != 0 && bytes_ + given.size > most_kept)) drop_oldest();
        *std::find_if(kept_.begin(), kept_.end(), [](const piece& each) { return each.memory == nullptr; }) = given;
        bytes_ += given.size;
    }

 private:
    void drop_oldest() noexcept {
        bytes_ -= kept_.front().size;
        destroy(kept_.front());
        kept_.front() = {};
        close_gap(kept_.front());
    }
    void close_gap(piece& at) noexcept { std::rotate(&at, &at + 1, kept_.data() + kept_.size()); }

    std::array<piece, 8> kept_{};
    std::size_t bytes_ = 0;
};

shelf& own_shelf() noexcept {
    thread_local shelf own;
    return own;
}

}  // namespace

block::block(std::size_t least) {
    piece found;
    if (least >= least_kept && !has_ended) found = own_shelf().take(least);
    if (found.memory == nullptr) found = {static_cast<std::byte*>(::operator new(least)), least};
    memory_ = found.memory;
    size_ = found.size;
}

void block::give_back() noexcept {
    piece given{memory_, size_};
    if (size_ < least_kept || size_ > most_kept || has_ended) return destroy(given);
    own_shelf().keep(given);
}

}  // namespace vafast::base
