// RFC 6455 sections 7.4.1 and 10.4: limits on frames and messages, reported as soon as a header announces too much.
#include "conformance/rule.hpp"

namespace vafast::websocket {
namespace {

using part = breach::part;

rules limits() {
    rules all;
    const std::vector<heard> too_big{heard_failure(1009)};
    for (const std::size_t limit : {10u, 125u, 126u, 1000u, 65535u, 65536u}) {
        const receive_limits frame{.max_frame = limit};
        const receive_limits message{.max_message = limit};
        const std::string fits(limit, 'x');
        const std::string name = std::to_string(limit);
        all.push_back({"frame_of_" + name, {binary_frame(fits)}, {heard_binary(fits)}, {}, {}, frame});
        all.push_back({"message_of_" + name, {binary_frame(fits)}, {heard_binary(fits)}, {}, {}, message});
        all.push_back({"frame_over_" + name, {binary_frame(fits + "x")}, too_big, breach{0, part::length}, {}, frame});
        all.push_back(
            {"message_over_" + name, {binary_frame(fits + "x")}, too_big, breach{0, part::length}, {}, message});
        all.push_back({"fragments_of_" + name,
                       {binary_frame(fits.substr(5), 0), continuation_frame("12345")},
                       {heard_binary(fits.substr(5) + "12345")},
                       {},
                       {},
                       message});
        all.push_back({"fragments_over_" + name,
                       {binary_frame(fits.substr(5), 0), continuation_frame("123456")},
                       too_big,
                       breach{1, part::length},
                       {},
                       message});
        all.push_back({"each_message_up_to_" + name,
                       {binary_frame(fits), binary_frame(fits, 0), continuation_frame(""), text_frame(fits)},
                       {heard_binary(fits), heard_binary(fits), heard_text(fits)},
                       {},
                       {},
                       message});
        all.push_back({"control_frames_do_not_count_against_" + name,
                       {binary_frame(fits, 0), ping_frame(std::string(125, 'p')), continuation_frame("")},
                       {heard_ping(std::string(125, 'p')), heard_binary(fits)},
                       {},
                       {},
                       {.max_frame = limit, .max_message = limit}});
    }
    for (const std::uint64_t length : {std::uint64_t{65} << 20, std::uint64_t{1} << 32, (std::uint64_t{1} << 63) - 1})
        all.push_back({"default_for_frame_of_" + std::to_string(length),
                       {{.first = fin | 2, .length = length}},
                       too_big,
                       breach{0, part::length}});
    return all;
}
VAFAST_RULES(section_10_4_limits, limits());

}  // namespace
}  // namespace vafast::websocket
