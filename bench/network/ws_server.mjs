// `ws` under Node: at / it echoes, at /all it sends what it gets to everybody. Prints its port.
// ws_server.mjs [--tls CERTIFICATE KEY]
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { WebSocketServer } from "ws";

const words = process.argv.slice(2);
const tls = words.indexOf("--tls");
const below = tls < 0 ? createServer()
  : createSecureServer({ cert: readFileSync(words[tls + 1]), key: readFileSync(words[tls + 2]) });
const everybody = new Set();
const server = new WebSocketServer({ server: below, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  const all = request.url === "/all";
  if (all) {
    everybody.add(socket);
    socket.on("close", () => everybody.delete(socket));
  }
  socket.on("message", (message, binary) => {
    if (!all) return socket.send(message, { binary });
    for (const each of everybody) each.send(message, { binary });
  });
});
below.listen(0, "127.0.0.1", () => console.log(below.address().port));
