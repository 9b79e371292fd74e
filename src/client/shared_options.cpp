#include "client/shared_options.hpp"

#include <vafast/message/reflect.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <mutex>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vafast::client_detail {
namespace {

constexpr std::size_t kinds = 8;  // of options that are remembered

bool same(const token_source& left, const token_source& right) { return !left && !right; }
bool same(const std::function<void(const error&)>& left, const std::function<void(const error&)>& right) {
    return !left && !right;
}
bool same(const validator& left, const validator& right) { return !left && !right; }

template <std::equality_comparable Value>
bool same(const Value& left, const Value& right) {
    return left == right;
}

// Member by member, so that an option that is added is not forgotten here.
template <class Options>
    requires(std::is_aggregate_v<Options> && !std::equality_comparable<Options>)
bool same(const Options& left, const Options& right) {
    constexpr std::size_t count = detail::member_count<Options>;
    const auto members = [](const Options& of) {
        return detail::with_members<count>(of, [](const auto&... each) { return std::tie(each...); });
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>, const auto& one, const auto& other) {
        return (same(std::get<I>(one), std::get<I>(other)) && ...);
    }(std::make_index_sequence<count>(), members(left), members(right));
}

struct memory {
    std::mutex mutex;  // guards what follows
    std::array<std::weak_ptr<const client_options>, kinds> known;
    std::size_t next = 0;
};

}  // namespace

std::shared_ptr<const client_options> shared(client_options options) {
    static memory remembered;
    const std::lock_guard lock(remembered.mutex);
    for (const auto& each : remembered.known)
        if (auto found = each.lock(); found && same(*found, options)) return found;
    auto added = std::make_shared<const client_options>(std::move(options));
    remembered.known[remembered.next++ % kinds] = added;
    return added;
}

}  // namespace vafast::client_detail
