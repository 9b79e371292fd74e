// prometheus URL FILE: sends each line that it reads to URL, and keeps in FILE what the client counts of itself, in the
// text format of Prometheus. The textfile collector of node_exporter reads such files; a program that answers HTTP
// requests can as well answer one with what to_text() gives.
#include <vafast/client.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

std::string to_text(const vafast::client_stats& stats) {
    std::ostringstream out;
    const auto add = [&out](const char* name, const char* type, const char* help, auto value) {
        out << "# HELP vafast_client_" << name << ' ' << help << "\n# TYPE vafast_client_" << name << ' ' << type
            << "\nvafast_client_" << name << ' ' << value << '\n';
    };
    const auto seconds = [](auto duration) { return std::chrono::duration<double>(duration).count(); };
    add("messages_sent_total", "counter", "Messages given to a connection.", stats.messages_sent);
    add("messages_received_total", "counter", "Messages that came.", stats.messages_received);
    add("bytes_sent_total", "counter", "Bytes of handshakes and frames.", stats.bytes_sent);
    add("bytes_received_total", "counter", "Bytes of handshakes and frames.", stats.bytes_received);
    add("reconnection_attempts_total", "counter", "Attempts to connect again.", stats.reconnection_attempts);
    add("dropped_total", "counter", "Messages that the queue dropped.", stats.dropped);
    add("recovered_total", "counter", "Messages of rooms that were missed and came later.", stats.recovered);
    add("validation_failures_total", "counter", "Messages that are not what they have to be.",
        stats.validation_failures);
    add("average_message_size_bytes", "gauge", "Of what was sent and received.", stats.average_message_size);
    add("uptime_seconds", "gauge", "Of the connection; 0 while there is none.", seconds(stats.uptime));
    if (stats.round_trip_time)
        add("round_trip_time_seconds", "gauge", "To the server and back.", seconds(*stats.round_trip_time));
    add("queue_size", "gauge", "Messages that wait in the queue.", stats.queue_size);
    add("queue_bytes", "gauge", "Bytes of the messages that wait in the queue.", stats.queue_bytes);
    add("send_buffer_bytes", "gauge", "Bytes that the system has not taken yet.", stats.send_buffer_bytes);
    return out.str();
}

// The collector sees the old figures or the new ones, never a half of them.
void write(const std::filesystem::path& file, const std::string& text) {
    const std::filesystem::path next = file.string() + ".next";
    std::ofstream(next) << text;
    std::filesystem::rename(next, file);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: prometheus ws://127.0.0.1:3000/ws /var/lib/prometheus/node-exporter/vafast.prom\n";
        return 2;
    }
    try {
        auto client = vafast::create_websocket_client(
            argv[1], {.message_queue = {.enabled = true}, .performance_interval = std::chrono::seconds(5)});
        client.on<"performance_metric">([&](const vafast::client_stats& stats) { write(argv[2], to_text(stats)); });
        client.on<"error">([](const vafast::error& error) { std::cerr << error.what() << '\n'; });
        client.connect().get();
        for (std::string line; std::getline(std::cin, line);) client.send(line);
        client.close().get();
        write(argv[2], to_text(client.get_stats()));
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}
