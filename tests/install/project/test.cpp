#include <vafast/client.hpp>
#include <vafast/testing.hpp>

#include <chrono>
#include <iostream>

int main() {
    using namespace std::chrono_literals;
    vafast::testing::clock clock;
    vafast::testing::server server(clock, {.tls = true});
    auto client = vafast::create_websocket_client(server.url(),
                                                  {.tls = {.ca = server.certificate()}, .runtime = clock.runtime()});
    const auto beaten = vafast::testing::next<"heartbeat">(client);
    client.connect().get(10s);
    clock.advance(30s);
    beaten.get(10s);
    std::cout << "beaten\n";
}
