// Socket.IO: sends what it gets as `publish` to everybody. Prints its port.
import { createServer } from "node:http";
import { Server } from "socket.io";

const below = createServer();
const server = new Server(below, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });
server.on("connection", (socket) => socket.on("publish", (text) => server.emit("published", text)));
below.listen(0, "127.0.0.1", () => console.log(below.address().port));
