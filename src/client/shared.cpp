#include "client/shared.hpp"

#include <vafast/message/reflect.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <mutex>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vafast::client_detail {
namespace {

bool same(const token_source& left, const token_source& right) { return !left && !right; }
template <class Signature>
bool same(const callback<Signature>& left, const callback<Signature>& right) {
    return !left && !right;
}
bool same(const validator& left, const validator& right) { return !left && !right; }

template <std::equality_comparable Value>
bool same(const Value& left, const Value& right) {
    return left == right;
}

// Member by member, so that an option that is added cannot be forgotten here.
template <class Options>
    requires(std::is_aggregate_v<Options> && !std::equality_comparable<Options>)
bool same(const Options& left, const Options& right) {
    constexpr std::size_t count = detail::member_count<Options>;
    const auto members_of = [](const Options& of) {
        return detail::with_members<count>(of, [](const auto&... each) { return std::tie(each...); });
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>, const auto& one, const auto& other) {
        return (same(std::get<I>(one), std::get<I>(other)) && ...);
    }(std::make_index_sequence<count>(), members_of(left), members_of(right));
}

// The last few kinds of values, as long as somebody has them.
template <class Value>
class memory {
 public:
    std::shared_ptr<const Value> keep(Value value) {
        const std::lock_guard lock(mutex_);
        for (const auto& each : known_)
            if (auto found = each.lock(); found && same(*found, value)) return found;
        // Not make_shared(): a weak pointer would hold its memory.
        const std::shared_ptr<const Value> added(new Value(std::move(value)));
        known_[next_++ % known_.size()] = added;
        return added;
    }

 private:
    std::mutex mutex_;  // guards what follows
    std::array<std::weak_ptr<const Value>, 8> known_;
    std::size_t next_ = 0;
};

}  // namespace

std::shared_ptr<const client_options> shared(client_options options) {
    static memory<client_options> all;
    return all.keep(std::move(options));
}

std::shared_ptr<const base::url> shared(base::url url) {
    static memory<base::url> all;
    return all.keep(std::move(url));
}

}  // namespace vafast::client_detail
