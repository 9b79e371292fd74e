#include "hub/policy/metrics.hpp"

namespace vafast::hub_detail {

std::string to_metrics(const hub_stats& figures) {
    std::string out;
    const auto add = [&](const std::string& name, const char* type, const char* help, std::uint64_t value) {
        out += "# HELP vafast_" + name + ' ' + help + "\n# TYPE vafast_" + name + ' ' + type + "\nvafast_" + name +
               ' ' + std::to_string(value) + '\n';
    };
    add("connections", "gauge", "Connections that are open now.", figures.connections);
    add("connections_opened_total", "counter", "Connections that were let in.", figures.connections_opened);
    add("messages_sent_total", "counter", "Messages that were sent to clients.", figures.messages_sent);
    add("messages_received_total", "counter", "Messages that clients sent.", figures.messages_received);
    add("bytes_sent_total", "counter", "Bytes that were sent to clients.", figures.bytes_sent);
    add("bytes_received_total", "counter", "Bytes that clients sent.", figures.bytes_received);
    add("publications_total", "counter", "Publications that were stored.", figures.publications);
    add("deliveries_total", "counter", "Publications that were given to members.", figures.deliveries);
    add("requests_refused_total", "counter", "Requests that were answered with an error.", figures.refused);
    add("slow_consumers_total", "counter", "Connections that were closed because they did not read.",
        figures.slow_consumers);
    add("accept_pauses_total", "counter",
        "Pauses of 100 ms in which nobody was accepted, as descriptors, memory or room had run out.",
        figures.accept_pauses);
    add("rooms", "gauge", "Rooms that are known now, those of users included.", figures.rooms);
    add("history_bytes", "gauge", "Bytes of stored publications.", figures.history_bytes);
    return out;
}

}  // namespace vafast::hub_detail
