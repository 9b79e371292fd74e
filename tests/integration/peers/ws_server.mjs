// A server of ws; README.md says what it does.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const port = Number(process.argv[2]);
const options = JSON.parse(process.argv[3] ?? "{}");
const say = (...words) => console.log(words.join(" "));

const noTakeover = options.compression === "no_takeover";
const compression =
    options.compression === "none" || options.compression === undefined
        ? false
        : noTakeover
          ? { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true }
          : { threshold: 0 }; // "false" would refuse clients that ask for it

const commands = {
    // With a ping between the fragments.
    fragments: (socket, ...parts) =>
        parts.forEach((part, i) => {
            socket.send(part, { fin: i === parts.length - 1 });
            if (i === 0) socket.ping("between");
        }),
    ping: (socket, payload) => {
        socket.once("pong", (data) => socket.send(`pong ${data}`));
        socket.ping(payload);
    },
    close: (socket, code, ...reason) => socket.close(Number(code), reason.join(" ")),
    header: (socket, name) => socket.send(socket.request.headers[name.toLowerCase()] ?? "none"),
};

const http = createServer();
const server = new WebSocketServer({
    server: http,
    maxPayload: 64 << 20,
    perMessageDeflate: compression,
    handleProtocols: (offered) => options.protocols?.find((each) => offered.has(each)) ?? false,
    verifyClient: ({ req }, answer) => {
        const status = /^\/refuse\/(\d+)/.exec(req.url)?.[1];
        answer(!status, Number(status), undefined, { "Retry-After": "7" });
    },
});

server.on("connection", (socket, request) => {
    say("open");
    socket.request = request;
    socket.on("error", (problem) => say("error", problem.message));
    socket.on("ping", (payload) => say("ping", payload));
    socket.on("close", (code, reason) => {
        say("closed", code, reason);
        say("traffic", request.socket.bytesRead, request.socket.bytesWritten);
    });
    if (request.url === "/leave") return socket.close(1001);
    if (request.url === "/cut") return socket.terminate();
    socket.on("message", (data, isBinary) => {
        if (request.url !== "/commands") return socket.send(data, { binary: isBinary });
        const [name, ...rest] = data.toString().split(" ");
        commands[name](socket, ...rest);
    });
});

http.listen(port, "127.0.0.1", () => say("listening", http.address().port));
