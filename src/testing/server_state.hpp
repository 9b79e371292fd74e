// What a server for tests is made of: the runtime whose thread it works on, the place where it listens, its connections
// and what it noted. Any thread, where nothing else is said.
#pragma once

#include "testing/connection.hpp"

#include <vafast/runtime.hpp>
#include <vafast/testing/server.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace vafast::testing {

class manual_surroundings;

class server_state : public std::enable_shared_from_this<server_state> {
 public:
    // `memory`: the surroundings of `runtime`, where it listens on no port; else null.
    server_state(std::shared_ptr<vafast::runtime> runtime, manual_surroundings* memory, server_options options);

    std::string url(std::string_view target) const;
    const std::string& certificate() const noexcept { return certificate_; }
    journal& notes() noexcept { return notes_; }

    // These return when it is done; also on the server's own thread.
    void start();
    void stop();
    void script(std::vector<behaviour> behaviours);
    void tell_all(const std::function<void(connection&)>& what);

 private:
    using tcp = boost::asio::ip::tcp;

    void on_its_thread(std::function<void()> act);
    void listen();
    void accept();
    void called(const boost::asio::any_io_executor& executor,
                const std::function<void(tl::expected<transport::stream::socket_type, error>)>& done);
    behaviour next_behaviour();
    void adopt(transport::stream::socket_type socket, behaviour does);

    const std::shared_ptr<vafast::runtime> runtime_;
    manual_surroundings* const memory_;
    boost::asio::io_context& context_;
    std::string host_;  // where it listens: a name in memory, or 127.0.0.1
    std::uint16_t port_ = 0;
    std::string certificate_;
    transport::tls_context tls_;
    journal notes_;

    // The thread's own
    std::optional<tcp::acceptor> acceptor_;
    std::vector<behaviour> script_;
    std::size_t next_in_script_ = 0;
    std::size_t accepted_ = 0;
    std::list<std::shared_ptr<connection>> connections_;
};

}  // namespace vafast::testing
