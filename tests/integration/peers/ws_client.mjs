// A client of ws; README.md says what it does.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { WebSocket } from "ws";

const [url, text, ...commands] = process.argv.slice(2);
const options = JSON.parse(text);
const say = (...words) => console.log(words.join(" "));

const show = (data, isBinary) =>
    data.length > 100
        ? `${data.length} ${createHash("sha256").update(data).digest("hex")}`
        : data.toString(isBinary ? "hex" : "utf8");

const noTakeover = options.compression === "no_takeover";
const socket = new WebSocket(url, options.protocols ?? [], {
    headers: options.headers,
    ca: options.ca && readFileSync(options.ca),
    maxPayload: 64 << 20,
    perMessageDeflate:
        options.compression === "none" || options.compression === undefined
            ? false
            : noTakeover
              ? { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true }
              : { threshold: 0 }, // "false" would refuse servers that ask for it
});

let connection;
socket.on("upgrade", (response) => (connection = response.socket));
socket.on("unexpected-response", (request, response) => {
    say("refused", response.statusCode);
    process.exit();
});
socket.on("error", (problem) => say("error", problem.message));
socket.on("message", (data, isBinary) => say(isBinary ? "binary" : "text", show(data, isBinary)));
socket.on("ping", (payload) => say("ping", payload));
socket.on("pong", (payload) => say("pong", payload));
socket.on("close", (code, reason) => {
    say("closed", code, reason);
    say("traffic", connection?.bytesRead, connection?.bytesWritten);
    process.exit();
});
await once(socket, "open");
say("open", socket.protocol);

const exchange = (data) => (socket.send(data), once(socket, "message"));
const pattern = (size) => Buffer.alloc(size, "abcdefghijklmnopqrstuvwxyz");
const perform = {
    text: (...words) => exchange(words.join(" ")),
    binary: (hex) => exchange(Buffer.from(hex ?? "", "hex")),
    long: (kind, size) => exchange(kind === "text" ? pattern(Number(size)).toString() : pattern(Number(size))),
    fragments: (...parts) => {
        parts.forEach((part, i) => {
            socket.send(part, { fin: i === parts.length - 1 });
            if (i === 0) socket.ping("between");
        });
        return once(socket, "message");
    },
    ping: (payload) => (socket.ping(payload), once(socket, "pong")),
    close: (code, ...reason) => (socket.close(Number(code), reason.join(" ")), once(socket, "close")),
};
for (const command of commands) {
    const [name, ...rest] = command.split(" ");
    await perform[name](...rest);
}
