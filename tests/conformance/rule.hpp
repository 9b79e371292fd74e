// A rule of the protocol: what a peer sends, and what has to come of it. Each is tried by both roles, with the bytes
// arriving at once, one by one, and cut at random.
#pragma once

#include "websocket/deflate.hpp"
#include "websocket/wire.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace vafast::websocket {

// The byte at which the failure has to be noticed, neither earlier nor later.
struct breach {
    enum class part { first_byte, second_byte, length, payload };

    std::size_t frame = 0;  // which one
    part where = part::first_byte;
    std::size_t byte = 0;  // of the payload
};

struct rule {
    std::string name;
    std::vector<raw_frame> frames;
    std::vector<heard> expected;
    std::optional<breach> fails_at{};
    std::optional<deflate_parameters> compression{};
    receive_limits limits{};
};

inline std::ostream& operator<<(std::ostream& out, const rule& tested) { return out << tested.name; }

using rules = std::vector<rule>;

class conformance : public testing::TestWithParam<std::tuple<role, rule>> {};

// The rules of a section, for both roles.
#define VAFAST_RULES(section, list)                                                                                   \
    INSTANTIATE_TEST_SUITE_P(                                                                                         \
        section, conformance, testing::Combine(testing::Values(role::client, role::server), testing::ValuesIn(list)), \
        [](const auto& tested) {                                                                                      \
            return std::string(name_of(std::get<0>(tested.param))) + "_" + std::get<1>(tested.param).name;            \
        })

// Bytes as they can stand in a test's name: "f0_9f".
std::string to_hex(std::string_view text);

// Of this run: VAFAST_SEED where it is set.
std::uint64_t run_seed();

}  // namespace vafast::websocket
