#include "trace/file.hpp"

#include <vafast/error.hpp>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <string_view>
#include <sys/file.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace vafast::trace {
namespace {

std::string describe(int number) { return std::generic_category().message(number); }

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw error(error_kind::invalid_argument, "The trace cannot be written to " + path + ": " + why + ".");
}

// Two traces in one file would be none.
int open_alone(const std::string& path) {
    constexpr mode_t owner_only = 0600;
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, owner_only);
    if (descriptor < 0) refuse(path, describe(errno));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor);
        refuse(path, "another client writes its trace there");
    }
    static_cast<void>(::ftruncate(descriptor, 0));  // a pipe cannot, and need not
    return descriptor;
}

}  // namespace

struct file::shared {
    shared(int opened, std::size_t most) : descriptor(opened), limit(most) {}
    ~shared() { ::close(descriptor); }

    void add(const record& of);
    void run();
    bool write_out(std::string_view text);
    bool is_done() const { return waiting.empty() && !is_writing; }

    const int descriptor;
    const std::size_t limit;

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::string waiting;
    std::uint64_t accepted = 0;  // bytes, written or waiting
    std::uint64_t untold = 0;    // lost since the last record that was taken
    bool is_writing = false;     // what was waiting
    bool is_over = false;        // full, or failed
    bool is_let_go = false;
    bool is_slow = false;  // a flush has waited in vain
    status now;
};

// Under the mutex.
void file::shared::add(const record& of) {
    if (is_over) return;
    if (waiting.size() > most_waiting) {
        ++untold;
        ++now.lost;
        return;
    }
    std::string text;
    if (untold != 0) text = to_line(lost{.at = time_of(of), .records = std::exchange(untold, 0)});
    text += to_line(of);
    if (accepted + text.size() > limit) {
        text = to_line(full{.at = time_of(of), .limit = limit});
        is_over = now.is_full = true;
    }
    accepted += text.size();
    waiting += text;
}

// The thread's.
void file::shared::run() {
    // A pipe whose reader has gone is a failure to write, and not the end of the program.
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);

    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [&] { return !waiting.empty() || is_let_go; });
        if (waiting.empty()) return;
        const std::string text = std::exchange(waiting, {});
        is_writing = true;
        lock.unlock();
        const bool is_written = write_out(text);
        const int failure = errno;
        lock.lock();
        is_writing = false;
        if (!is_written) {
            is_over = true;
            waiting.clear();
            now.failure = describe(failure);
        }
        changed.notify_all();
    }
}

// Where it fails, errno says why, and the file ends with a whole line.
bool file::shared::write_out(std::string_view text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count > 0) {
            written += static_cast<std::size_t>(count);
            continue;
        }
        const int failure = count == 0 ? ENOSPC : errno;
        const std::size_t lines_end = text.substr(0, written).rfind('\n') + 1;  // 0 where there is none
        static_cast<void>(::ftruncate(descriptor, static_cast<off_t>(now.size + lines_end)));
        errno = failure;
        return false;
    }
    const std::lock_guard lock(mutex);
    now.size += written;
    return true;
}

file::file(const std::string& path, std::size_t limit) : shared_(std::make_shared<shared>(open_alone(path), limit)) {
    std::thread([state = shared_] { state->run(); }).detach();
}

file::~file() {
    std::unique_lock lock(shared_->mutex);
    if (!shared_->is_slow) shared_->changed.wait_for(lock, std::chrono::seconds(1), [&] { return shared_->is_done(); });
    shared_->is_let_go = true;
    shared_->changed.notify_all();
}

void file::write(const record& of) {
    const std::lock_guard lock(shared_->mutex);
    shared_->add(of);
    shared_->changed.notify_all();
}

bool file::flush(std::chrono::milliseconds most) {
    std::unique_lock lock(shared_->mutex);
    const bool is_done = shared_->changed.wait_for(lock, most, [&] { return shared_->is_done(); });
    shared_->is_slow = !is_done;
    return is_done;
}

file::status file::state() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->now;
}

}  // namespace vafast::trace
