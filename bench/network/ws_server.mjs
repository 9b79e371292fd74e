// `ws` under Node: at / it echoes, at /all it sends what it gets to everybody. Prints its port.
import { WebSocketServer } from "ws";

const everybody = new Set();
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false }, () =>
  console.log(server.address().port));
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
