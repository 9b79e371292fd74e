// A client of Bun; README.md says what it does. Bun has no way to send fragments.
const [url, text, ...commands] = process.argv.slice(2);
const options = JSON.parse(text);
const say = (...words) => console.log(words.join(" "));

const show = (data) => {
    const bytes = Buffer.from(data);
    if (bytes.length > 100) return `${bytes.length} ${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
    return bytes.toString(typeof data === "string" ? "utf8" : "hex");
};

const socket = new WebSocket(url, {
    protocols: options.protocols ?? [],
    headers: options.headers,
    perMessageDeflate: options.compression !== "none" && options.compression !== undefined,
    tls: options.ca && { ca: Bun.file(options.ca) },
});
socket.binaryType = "nodebuffer";

const waiting = {};
const once = (name) => new Promise((resolve) => (waiting[name] = resolve));
const on = (name, act) =>
    socket.addEventListener(name, (event) => {
        act(event);
        waiting[name]?.();
    });

on("error", (event) => {
    const status = /Expected 101 status code: (\d+)/.exec(event.message)?.[1];
    say(...(status ? ["refused", status] : ["error", event.message]));
});
on("message", ({ data }) => say(typeof data === "string" ? "text" : "binary", show(data)));
on("ping", ({ data }) => say("ping", data));
on("pong", ({ data }) => say("pong", data));
on("close", ({ code, reason }) => {
    say("closed", code, reason);
    process.exit();
});
on("open", () => say("open", socket.protocol));
await once("open");

const exchange = (data) => (socket.send(data), once("message"));
const pattern = (size) => Buffer.alloc(size, "abcdefghijklmnopqrstuvwxyz");
const perform = {
    text: (...words) => exchange(words.join(" ")),
    binary: (hex) => exchange(Buffer.from(hex ?? "", "hex")),
    long: (kind, size) => exchange(kind === "text" ? pattern(Number(size)).toString() : pattern(Number(size))),
    ping: (payload) => (socket.ping(payload), once("pong")),
    close: (code, ...reason) => (socket.close(Number(code), reason.join(" ")), once("close")),
};
for (const command of commands) {
    const [name, ...rest] = command.split(" ");
    await perform[name](...rest);
}
