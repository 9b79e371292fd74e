// Bun's server: at / it echoes, at /all it sends what it gets to everybody. Prints its port.
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    const all = new URL(request.url).pathname === "/all";
    return server.upgrade(request, { data: { all } }) ? undefined : new Response("a WebSocket server\n");
  },
  websocket: {
    maxPayloadLength: 64 << 20,
    backpressureLimit: 64 << 20,
    open(socket) { if (socket.data.all) socket.subscribe("all"); },
    message(socket, message) { socket.data.all ? server.publish("all", message) : socket.send(message); },
  },
});
console.log(server.port);
