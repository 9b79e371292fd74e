#include "integration/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace vafast::integration {
namespace {

constexpr int cannot_run = 127;  // as in a shell

// In the child, between fork and exec: only what is async-signal-safe.
[[noreturn]] void become(char* const* command, int output, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nothing outlives a test that crashes
    if (::getppid() != parent) ::_exit(cannot_run);
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execvp(command[0], command);
    constexpr std::string_view missing = "cannot be run\n";
    static_cast<void>(!::write(STDERR_FILENO, missing.data(), missing.size()));
    ::_exit(cannot_run);
}

}  // namespace

process::process(const std::vector<std::string>& command) : name_(command.at(0)) {
    std::vector<char*> arguments;
    for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::string("no pipe: ") + ::strerror(errno));
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) become(arguments.data(), ends[1], parent);
    const int problem = errno;
    ::close(ends[1]);
    pipe_ = ends[0];
    if (pid_ < 0) throw std::runtime_error("no process for " + name_ + ": " + ::strerror(problem));
}

process::~process() {
    kill();
    if (pipe_ >= 0) ::close(pipe_);
}

process::process(process&& other) noexcept
    : name_(std::move(other.name_)),
      pid_(std::exchange(other.pid_, -1)),
      pipe_(std::exchange(other.pipe_, -1)),
      output_(std::move(other.output_)),
      unfinished_(std::move(other.unfinished_)),
      lines_(std::move(other.lines_)) {}

process& process::operator=(process&& other) noexcept {
    std::swap(name_, other.name_);
    std::swap(pid_, other.pid_);
    std::swap(pipe_, other.pipe_);
    std::swap(output_, other.output_);
    std::swap(unfinished_, other.unfinished_);
    std::swap(lines_, other.lines_);
    return *this;
}

std::string process::wait_for(std::string_view text) {
    const auto end = std::chrono::steady_clock::now() + patience;
    std::string rest;
    for (bool is_open = true; !take_line(text, rest);) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0) fail("did not say \"" + std::string(text) + "\" in time");
        if (!is_open) fail("ended before it said \"" + std::string(text) + "\"");
        is_open = listen_for(left);
    }
    return rest;
}

bool process::listen_for(std::chrono::milliseconds duration) {
    pollfd ready{pipe_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(duration.count())) <= 0) return true;
    std::array<char, 4096> piece;
    const ssize_t count = ::read(pipe_, piece.data(), piece.size());
    if (count <= 0) return false;
    const std::string_view heard(piece.data(), static_cast<std::size_t>(count));
    output_ += heard;
    unfinished_ += heard;
    for (std::size_t end = 0; (end = unfinished_.find('\n')) != std::string::npos;) {
        lines_.push_back(unfinished_.substr(0, end));
        unfinished_.erase(0, end + 1);
    }
    return true;
}

bool process::take_line(std::string_view text, std::string& rest) {
    const auto found = std::find_if(lines_.begin(), lines_.end(),
                                    [&](const std::string& line) { return line.find(text) != std::string::npos; });
    if (found == lines_.end()) return false;
    rest = found->substr(found->find(text) + text.size());
    lines_.erase(found);
    return true;
}

void process::fail(const std::string& why) const {
    throw std::runtime_error(name_ + " " + why + ". It said:\n" + output_);
}

void process::signal(int number) const { ::kill(pid_, number); }

int process::wait() {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (listen_for(std::chrono::milliseconds(100)))
        if (std::chrono::steady_clock::now() > end) fail("did not end in time");
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void process::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

}  // namespace vafast::integration
