// A program that runs beside a test: started, heard line by line, ended by its pid, at the latest when the test ends or
// dies. One thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace vafast::integration {

inline constexpr std::chrono::seconds patience{60};  // a test that fails should not hang

class process {
 public:
    // `command` is the program, searched in PATH, and its arguments. Throws std::runtime_error where it cannot be
    // started.
    explicit process(const std::vector<std::string>& command);
    ~process();  // kills it
    process(process&& other) noexcept;
    process& operator=(process&& other) noexcept;

    // Waits for a line of the program's output that contains `text`, takes it, and returns what follows `text` in it.
    // Lines that come before it stay for other calls. Throws std::runtime_error, which shows all the output, where the
    // program ends or `patience` is over before.
    std::string wait_for(std::string_view text);
    // Waits for output until `duration` is over; false once the program has ended its output.
    bool listen_for(std::chrono::milliseconds duration);
    // Everything that it said until now.
    const std::string& output() const noexcept { return output_; }

    void signal(int number) const;
    // Waits for the end of the program; returns its exit status, or 128 + the signal that ended it.
    int wait();
    // SIGKILL; returns when it is gone, and so are its sockets.
    void kill();

 private:
    bool take_line(std::string_view text, std::string& rest);
    [[noreturn]] void fail(const std::string& why) const;

    std::string name_;
    pid_t pid_ = -1;
    int pipe_ = -1;  // both of its outputs
    std::string output_;
    std::string unfinished_;          // the line that has no end yet
    std::vector<std::string> lines_;  // not taken yet
};

}  // namespace vafast::integration
