// vafast trace: prints what a trace has recorded, with the frames taken apart.
#include "cli/exit_status.hpp"
#include "cli/frame_words.hpp"
#include "cli/lines.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "cli/trace_file.hpp"
#include "cli/verbs.hpp"
#include "trace/head.hpp"

#include <vafast/error.hpp>
#include <vafast/message.hpp>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace vafast::cli {
namespace {

struct settings {
    std::string file;
    std::size_t most = 1024;
};

constexpr std::string_view indent = "              ";  // as wide as a time

// A time in seconds, to the microsecond.
std::string time_words(std::int64_t at) { return fmt::format("{:>5}.{:06}  ", at / 1'000'000, at % 1'000'000); }

// One record after the other, to standard output.
class printer {
 public:
    explicit printer(std::size_t most) : most_(most) {}

    void operator()(const trace::beginning& each) {
        const std::chrono::sys_time<std::chrono::milliseconds> began{std::chrono::milliseconds(each.began)};
        const auto seconds = std::chrono::floor<std::chrono::seconds>(began);
        line(tone::plain,
             fmt::format("a trace of {:%Y-%m-%d %H:%M:%S}.{:03} UTC", fmt::gmtime(seconds), (began - seconds).count()));
    }
    void operator()(const trace::connect& each) {
        line(tone::good, fmt::format("\n#{} connect to {}{}", each.connection, each.url,
                                     each.proxy ? " through " + *each.proxy : ""));
    }
    void operator()(const trace::connected& each) {
        line(tone::plain, fmt::format("{}connected from {} to {}{}{}", time_words(each.at), each.local, each.remote,
                                      each.tls ? ", " + *each.tls : "", each.cipher ? ", " + *each.cipher : ""));
    }
    void operator()(const trace::http& each) {
        std::string_view left = base::as_text(trace::payload_of(each));
        bool is_first = true;
        while (!left.empty()) {
            const std::size_t end = std::min(left.find("\r\n"), left.size());
            if (end != 0)
                line(is_first ? tone::good : tone::plain,
                     fmt::format("{}{} {}", is_first ? time_words(each.at) : std::string(indent), arrow(each.from),
                                 left.substr(0, end)));
            is_first = false;
            left.remove_prefix(std::min(end + 2, left.size()));
        }
    }
    void operator()(const trace::frame& each) {
        const base::bytes payload = trace::payload_of(each);
        const bool is_close = each.opcode == trace::opcode::close;
        std::string head = time_words(each.at) + arrow(each.from) + " " + frame_words(each);
        const std::string hub =
            each.opcode == trace::opcode::text ? hub_words(each.from, base::as_text(payload)) : std::string();
        if (!hub.empty()) head += "; hub: " + hub;
        if (is_close) head += "; " + close_words(payload);
        line(is_close || each.cut ? tone::warning : tone::good, head);
        if (!is_close) content(payload);
    }
    void operator()(const trace::raw& each) {
        line(tone::warning, fmt::format("{}{} {} bytes that are no frame", time_words(each.at), arrow(each.from),
                                        trace::payload_of(each).size()));
        content(trace::payload_of(each));
    }
    void operator()(const trace::end& each) {
        line(each.why ? tone::bad : tone::plain,
             fmt::format("{}ended by the {}{}", time_words(each.at),
                         each.by == trace::side::client ? "client" : "server", each.why ? ": " + *each.why : ""));
    }
    void operator()(const trace::lost& each) {
        line(tone::bad, fmt::format("{}{} records are missing: they came faster than they could be written",
                                    time_words(each.at), each.records));
    }
    void operator()(const trace::full& each) {
        line(tone::bad, fmt::format("{}the trace has reached its limit of {} bytes", time_words(each.at), each.limit));
    }

 private:
    static const char* arrow(trace::side from) { return from == trace::side::client ? ">" : "<"; }

    static void line(tone how, std::string_view text) {
        const std::string shown = painted(how, without_controls(text)) + '\n';
        std::fwrite(shown.data(), 1, shown.size(), stdout);
    }

    void content(base::bytes payload) const {
        if (payload.empty()) return;
        const bool is_text = trace::is_text(payload);
        const base::bytes begin = payload.first(std::min(payload.size(), most_));
        std::string text = is_text ? std::string(base::as_text(begin)) : encode(binary_form::hex, begin);
        if (begin.size() < payload.size()) text += fmt::format(" … and {} bytes more", payload.size() - begin.size());
        for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
            text.insert(at + 1, indent);
        const std::string shown = std::string(indent) + "  " + without_controls(text) + '\n';
        std::fwrite(shown.data(), 1, shown.size(), stdout);
    }

    std::size_t most_;
};

int print(const settings& given) {
    try {
        trace_file file(given.file);
        printer say(given.most);
        while (const auto record = file.next()) std::visit(say, *record);
        return success;
    } catch (const error& wrong) {
        std::fflush(stdout);
        complain(wrong.what());
        return usage;
    }
}

}  // namespace

verb add_trace(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("trace", "Print a trace, which `vafast connect --trace` or a program has made.");
    const auto given = std::make_shared<settings>();
    command->add_option("FILE", given->file, described("The trace; - is standard input", "vafast trace session.trace"))
        ->required();
    add_size(*command, "--payload", given->most, "Show so much of each frame's payload. Default: 1K", "--payload 1M");
    command->footer(std::string("> is what the client sent, < what the server sent; times are seconds since the trace\n"
                                "began. Payloads are shown unmasked and inflated, and binary ones as hex.\n\n") +
                    exit_status_help);
    return {command, [given] { return print(*given); }};
}

}  // namespace vafast::cli
