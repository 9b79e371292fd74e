// Bun's server: at / it echoes, at /all it sends what it gets to everybody. Prints its port.
// bun_server.mjs [--deflate] [--tls CERTIFICATE KEY]
const words = process.argv.slice(2);
const tls = words.indexOf("--tls");
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  tls: tls < 0 ? undefined : { cert: Bun.file(words[tls + 1]), key: Bun.file(words[tls + 2]) },
  fetch(request, server) {
    const all = new URL(request.url).pathname === "/all";
    return server.upgrade(request, { data: { all } }) ? undefined : new Response("a WebSocket server\n");
  },
  websocket: {
    maxPayloadLength: 64 << 20,
    backpressureLimit: 64 << 20,
    perMessageDeflate: words.includes("--deflate"),
    open(socket) { if (socket.data.all) socket.subscribe("all"); },
    message(socket, message) { socket.data.all ? server.publish("all", message) : socket.send(message, words.includes("--deflate")); },
  },
});
console.log(server.port);
