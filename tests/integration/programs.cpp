#include "integration/programs.hpp"

#include "client/support.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace vafast::integration {
namespace {

using client_detail::testing::closed_port;

// These programs cannot take port 0. They get a port that was free a moment ago; where somebody else took it since,
// they have said so and ended, and are started with another. Everything else that goes wrong is thrown.
template <class Start>
listening_program listen_somewhere(Start start) {
    for (int taken = 0;; ++taken) {
        try {
            const std::uint16_t port = closed_port();
            return {start(port), port};
        } catch (const std::runtime_error& problem) {
            const bool is_taken = std::string_view(problem.what()).find("Address already in use") != std::string::npos;
            if (!is_taken || taken == 10) throw;
        }
    }
}

bool accepts(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool accepted = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    ::close(socket);
    return accepted;
}

// One process without privileges, everything of it in its own directory.
std::string nginx_configuration(const nginx_options& options, std::uint16_t port) {
    return "daemon off; master_process off; pid nginx.pid; error_log stderr notice;\n"
           "events { worker_connections 64; }\n"
           "http {\n"
           "  access_log off; client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t;\n"
           "  uwsgi_temp_path t; scgi_temp_path t;\n"
           "  server {\n"
           "    listen 127.0.0.1:" +
           std::to_string(port) +
           " ssl;\n"
           "    ssl_certificate certificate.pem; ssl_certificate_key key.pem;\n"
           "    " +
           options.more +
           "\n"
           "    location / {\n"
           "      proxy_pass http://127.0.0.1:" +
           std::to_string(options.upstream) +
           ";\n"
           "      proxy_http_version 1.1;\n"
           "      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;\n"
           "      proxy_set_header Host $host; proxy_set_header X-Server-Name $ssl_server_name;\n"
           "    }\n"
           "  }\n"
           "}\n";
}

process start_nginx(const temporary_directory& directory, const nginx_options& options, std::uint16_t port) {
    const std::string configuration = directory.write("nginx.conf", nginx_configuration(options, port));
    process program({find_program("nginx", "nginx"), "-e", "stderr", "-p", directory.path(), "-c", configuration});
    program.wait_for("getrlimit");  // which it says once it listens
    return program;
}

process start_microsocks(const std::optional<credentials>& wanted, std::uint16_t port) {
    std::vector<std::string> command{find_program("microsocks", "microsocks"), "-i", "127.0.0.1", "-p",
                                     std::to_string(port)};
    if (wanted) command.insert(command.end(), {"-u", wanted->user, "-P", wanted->password});
    process program(command);
    // It does not say when it listens.
    while (!accepts(port))
        if (!program.listen_for(std::chrono::milliseconds(2))) throw std::runtime_error(program.output());
    return program;
}

std::string tinyproxy_configuration(const std::optional<credentials>& wanted, const std::vector<std::uint16_t>& allowed,
                                    std::uint16_t port) {
    std::string text = "Port " + std::to_string(port) + "\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\n" +
                       "MaxClients 20\nLogLevel Info\n";
    if (wanted) text += "BasicAuth " + wanted->user + ' ' + wanted->password + '\n';
    for (const std::uint16_t each : allowed) text += "ConnectPort " + std::to_string(each) + '\n';
    return text;
}

}  // namespace

std::string find_program(const std::string& name, const std::string& package) {
    const std::string advice = " is not installed. Run scripts/setup --tests, or: apt-get install " + package + ".";
    if (name.starts_with('/')) {
        if (::access(name.c_str(), R_OK) != 0) throw std::runtime_error(name + advice);
        return name;
    }
    const char* path = std::getenv("PATH");
    std::string folders = std::string(path == nullptr ? "" : path) + ":/usr/sbin:/sbin";  // where nginx is
    while (!folders.empty()) {
        const std::string candidate = folders.substr(0, folders.find(':')) + '/' + name;
        folders.erase(0, std::min(folders.size(), folders.find(':')) + 1);
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    throw std::runtime_error("The program " + name + advice);
}

temporary_directory::temporary_directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "vafast-integration-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("no directory " + pattern + ": " + ::strerror(errno));
    path_ = pattern;
}

temporary_directory::~temporary_directory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string temporary_directory::write(const std::string& name, std::string_view content) const {
    const std::string path = path_ + '/' + name;
    std::ofstream(path) << content;
    return path;
}

nginx::nginx(const nginx_options& options)
    : running_([&]() -> listening_program {
          directory_.write("certificate.pem", options.certificate);
          directory_.write("key.pem", options.key);
          const auto start = [&](std::uint16_t port) { return start_nginx(directory_, options, port); };
          if (options.port) return {start(*options.port), *options.port};
          return listen_somewhere(start);
      }()) {}

std::string nginx::url(const std::string& path, const std::string& host) const {
    return "wss://" + host + ':' + std::to_string(port()) + path;
}

tinyproxy::tinyproxy(const std::optional<credentials>& wanted, const std::vector<std::uint16_t>& allowed)
    : running_(listen_somewhere([&](std::uint16_t port) {
          const std::string configuration =
              directory_.write("tinyproxy.conf", tinyproxy_configuration(wanted, allowed, port));
          process program({find_program("tinyproxy", "tinyproxy"), "-d", "-c", configuration});
          program.wait_for("Accepting connections");
          return program;
      })) {}

microsocks::microsocks(const std::optional<credentials>& wanted)
    : running_(listen_somewhere([&](std::uint16_t port) { return start_microsocks(wanted, port); })) {}

}  // namespace vafast::integration
