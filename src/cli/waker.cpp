#include "cli/waker.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace vafast::cli {
namespace {

// A signal handler reaches nothing else.
const waker* signal_target = nullptr;
volatile std::sig_atomic_t signal_received = 0;

void receive(int signal) {
    const int kept = errno;
    signal_received = signal;
    if (signal_target) signal_target->wake();
    errno = kept;
}

void handle(int signal, void (*with)(int), int flags) {
    struct sigaction action{};
    action.sa_handler = with;
    action.sa_flags = flags;
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

waker::waker() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}
waker::~waker() { ::close(descriptor_); }

void waker::wake() const noexcept {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(descriptor_, &one, sizeof(one)));  // fails only where it is awake already
}

void waker::clear() const noexcept {
    std::uint64_t count = 0;
    static_cast<void>(!::read(descriptor_, &count, sizeof(count)));
}

signal_waker::signal_waker(const waker& target) {
    signal_target = &target;
    signal_received = 0;
    for (const int signal : {SIGINT, SIGTERM}) handle(signal, receive, static_cast<int>(SA_RESETHAND));
}
signal_waker::~signal_waker() {
    for (const int signal : {SIGINT, SIGTERM}) handle(signal, SIG_DFL, 0);
    signal_target = nullptr;
}

int signal_waker::received() const noexcept { return signal_received; }

}  // namespace vafast::cli
