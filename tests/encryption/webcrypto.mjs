// Sealed messages with WebCrypto, here or in headless Chromium. The reader is the one that docs/encryption.md shows, taken
// from there. Prints the lines of judge.mjs.
//   webcrypto.mjs node|chromium DOCUMENT check VECTORS
//   webcrypto.mjs node|chromium DOCUMENT exchange KEY CONTEXT SEALED…
//   webcrypto.mjs node DOCUMENT make VECTORS                            fills in what is sealed, for new vectors
import { spawn } from "node:child_process";
import { webcrypto } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge, sealAgain } from "./judge.mjs";

globalThis.crypto ??= webcrypto; // Node.js 18, as Debian 12 has it

const [where, page, command, ...rest] = process.argv.slice(2);
const reader = /```js\n([\s\S]*?)```/.exec(readFileSync(page, "utf8"))[1];
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

async function inNode(task) {
    const { open } = await import("data:text/javascript," + encodeURIComponent(reader));
    return judge(open, task.command, task.input);
}

// The page of a server of our own: WebCrypto is only there for pages that come over TLS or from this machine.
async function inChromium(task) {
    const script = `
        import { open } from "/reader.mjs";
        import { judge } from "/judge.mjs";
        const { command, input } = await (await fetch("/task")).json();
        const answer = await judge(open, command, input).then((lines) => ({ lines }), (why) => ({ why: String(why) }));
        await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });`;
    const files = {
        "/": ["text/html", `<!doctype html><script type="module">${script}</script>`],
        "/reader.mjs": ["text/javascript", reader],
        "/judge.mjs": ["text/javascript", readFileSync(new URL("judge.mjs", import.meta.url))],
        "/task": ["application/json", JSON.stringify(task)],
    };
    const profile = mkdtempSync(join(tmpdir(), "webcrypto-"));
    let browser;
    const answer = await new Promise((resolve, reject) => {
        const server = createServer((request, response) => {
            let body = "";
            request.on("data", (piece) => (body += piece)).on("end", () => {
                const [type, content] = files[request.url] ?? ["text/plain", ""];
                response.writeHead(200, { "Content-Type": type, Connection: "close" }).end(content);
                if (request.method === "POST") resolve(JSON.parse(body));
            });
        });
        server.unref().listen(0, "127.0.0.1", () => {
            browser = spawn(process.env.CHROMIUM ?? "/usr/bin/chromium", ["--headless=new", "--no-sandbox", "--disable-gpu",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + profile, "http://127.0.0.1:" + server.address().port], { stdio: "ignore", detached: true });
            browser.on("exit", () => reject(new Error("Chromium ended before it answered.")));
            browser.on("error", reject);
        });
    });
    // With all that it started, which would go on writing to the profile.
    await new Promise((ended) => browser.on("exit", ended) && process.kill(-browser.pid, "SIGKILL"));
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
    if (answer.why) throw new Error(answer.why);
    return answer.lines;
}

if (command === "make") {
    const vectors = read(rest[0]);
    for (const vector of vectors.opens) vector.sealed = await sealAgain(vector);
    console.log(JSON.stringify(vectors, null, 2));
} else {
    const input = command === "check" ? read(rest[0]) : {
        key: rest[0], context: JSON.parse(rest[1]), messages: rest.slice(2).map((message) => JSON.parse(message)),
    };
    const run = where === "chromium" ? inChromium : inNode;
    for (const line of await run({ command, input })) console.log(line);
}
