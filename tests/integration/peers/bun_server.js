// A server of Bun; README.md says what it does. Bun has no way to send fragments.
const port = Number(process.argv[2]);
const options = JSON.parse(process.argv[3] ?? "{}");
const say = (...words) => console.log(words.join(" "));

const compressors = { takeover: "dedicated", no_takeover: "shared" };
const compressor = compressors[options.compression];
const compress = compressor !== undefined;

const commands = {
    ping: (socket, payload) => socket.ping(payload),
    close: (socket, code, ...reason) => socket.close(Number(code), reason.join(" ")),
    header: (socket, name) => socket.send(socket.data.headers.get(name) ?? "none", compress),
};

const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    fetch(request, server) {
        const path = new URL(request.url).pathname;
        const status = /^\/refuse\/(\d+)/.exec(path)?.[1];
        if (status) return new Response(null, { status: Number(status), headers: { "Retry-After": "7" } });
        const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((each) => each.trim());
        const chosen = options.protocols?.find((each) => offered.includes(each));
        const headers = chosen ? { "Sec-WebSocket-Protocol": chosen } : {};
        // The request's own headers are gone once it is upgraded.
        if (server.upgrade(request, { headers, data: { path, headers: new Headers(request.headers) } })) return;
        return new Response("not a WebSocket", { status: 400 });
    },
    websocket: {
        maxPayloadLength: 64 << 20,
        backpressureLimit: 64 << 20,
        perMessageDeflate: compress ? { compress: compressor, decompress: compressor } : false,
        open(socket) {
            say("open");
            if (socket.data.path === "/leave") socket.close(1001);
            if (socket.data.path === "/cut") socket.terminate();
        },
        message(socket, data) {
            if (socket.data.path !== "/commands") return void socket.send(data, compress);
            const [name, ...rest] = data.split(" ");
            commands[name](socket, ...rest);
        },
        ping: (socket, payload) => say("ping", payload),
        pong: (socket, payload) => {
            if (socket.data.path === "/commands") socket.send(`pong ${payload}`);
        },
        close: (socket, code, reason) => say("closed", code, reason),
    },
});
say("listening", server.port);
