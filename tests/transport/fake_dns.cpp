#include "transport/fake_dns.hpp"

#include <condition_variable>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <netdb.h>
#include <optional>

namespace vafast::transport {
namespace {

using system_getaddrinfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

int ask_system(const char* host, const char* service, const addrinfo* hints, addrinfo** result) {
    static const auto original = reinterpret_cast<system_getaddrinfo>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return original(host, service, hints, result);
}

struct entry {
    std::vector<std::string> addresses{};
    int code = 0;
    bool hangs = false;
    int calls = 0;
};

// Never destroyed: a lookup may hang for longer than the program lives.
struct directory {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, entry> entries;
};

directory& all() {
    static auto& instance = *new directory();
    return instance;
}

template <class Change>
void change(const std::string& host, Change to) {
    const std::lock_guard lock(all().mutex);
    to(all().entries[host]);
    all().changed.notify_all();
}

// A list of the system's own making, so that its freeaddrinfo can free it.
int make_list(const std::vector<std::string>& addresses, const addrinfo* hints, addrinfo** result) {
    addrinfo numeric = *hints;
    numeric.ai_flags |= AI_NUMERICHOST;
    *result = nullptr;
    addrinfo** end = result;
    for (const std::string& each : addresses) {
        if (const int code = ask_system(each.c_str(), nullptr, &numeric, end); code != 0) return code;
        while (*end != nullptr) end = &(*end)->ai_next;
    }
    return addresses.empty() ? EAI_NONAME : 0;
}

// Nothing for a name that no test has defined.
std::optional<entry> wait_for_answer(const std::string& host) {
    std::unique_lock lock(all().mutex);
    const auto found = all().entries.find(host);
    if (found == all().entries.end()) return std::nullopt;
    ++found->second.calls;
    all().changed.notify_all();
    all().changed.wait(lock, [&] { return !found->second.hangs; });
    return found->second;
}

}  // namespace

void fake_dns::answer(const std::string& host, const std::vector<std::string>& addresses) {
    change(host, [&](entry& each) { each = {.addresses = addresses}; });
}
void fake_dns::fail(const std::string& host, int code) {
    change(host, [&](entry& each) { each = {.code = code}; });
}
void fake_dns::hang(const std::string& host) {
    change(host, [&](entry& each) { each.hangs = true; });
}
void fake_dns::release(const std::string& host) {
    change(host, [&](entry& each) { each.hangs = false; });
}

int fake_dns::calls(const std::string& host) {
    const std::lock_guard lock(all().mutex);
    return all().entries[host].calls;
}

void fake_dns::wait_for_calls(const std::string& host, int count) {
    std::unique_lock lock(all().mutex);
    all().changed.wait(lock, [&] { return all().entries[host].calls >= count; });
}

}  // namespace vafast::transport

extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** result) {
    const auto found = vafast::transport::wait_for_answer(host == nullptr ? "" : host);
    if (!found) return vafast::transport::ask_system(host, service, hints, result);
    return found->code != 0 ? found->code : vafast::transport::make_list(found->addresses, hints, result);
}
