// Sealed messages with WebCrypto. The reader is the one that docs/encryption.md shows, taken from there.
//   webcrypto.mjs DOCUMENT check VECTORS                   "opened NAME", "sealed NAME", "refused NAME" for each vector
//   webcrypto.mjs DOCUMENT exchange KEY CONTEXT SEALED…    opens each, and prints its value sealed anew
//   webcrypto.mjs DOCUMENT make VECTORS                    fills in what is sealed, for new vectors
import { readFileSync } from "node:fs";

const [page, command, ...rest] = process.argv.slice(2);
const reader = /```js\n([\s\S]*?)```/.exec(readFileSync(page, "utf8"))[1];
const { open } = await import("data:text/javascript," + encodeURIComponent(reader));

const label = "vafast sealed message 1";
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const bytes = (base64) => Buffer.from(base64, "base64");
const secretOf = (vector) => vector.passphrase ?? bytes(vector.key);

// Written apart from the reader, after the description of the format.
async function seal(text, key, key_id, { room = "", sender = "", event = "" }, { kdf, salt, nonce }) {
    if (kdf) {
        const material = await crypto.subtle.importKey("raw", Buffer.from(key), "PBKDF2", false, ["deriveBits"]);
        const parameters = { name: "PBKDF2", hash: "SHA-256", salt: bytes(kdf.salt), iterations: kdf.iterations };
        key = await crypto.subtle.deriveBits(parameters, material, 256);
    }
    const material = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
    const parameters = { name: "HKDF", hash: "SHA-256", salt: bytes(salt), info: Buffer.from(label) };
    const session = await crypto.subtle.deriveBits(parameters, material, 256);
    const parts = [label, "AES-256-GCM", key_id, room, sender, event].map((part) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(Buffer.byteLength(part));
        return Buffer.concat([length, Buffer.from(part)]);
    });
    const cipher = await crypto.subtle.importKey("raw", session, "AES-GCM", false, ["encrypt"]);
    const gcm = { name: "AES-GCM", iv: bytes(nonce), additionalData: Buffer.concat(parts) };
    const ciphertext = Buffer.from(await crypto.subtle.encrypt(gcm, cipher, Buffer.from(text))).toString("base64");
    return { encrypted: true, algorithm: "AES-256-GCM", key_id, ...(kdf && { kdf }), salt, nonce, ciphertext };
}

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
const sealAgain = (vector) =>
    seal(vector.text, secretOf(vector), vector.sealed.key_id, vector.context, vector.sealed);

const commands = {
    async check(file) {
        const { opens, refuses } = read(file);
        for (const vector of opens) {
            const opened = await open(vector.sealed, secretOf(vector), vector.context);
            if (same(opened, JSON.parse(vector.text))) console.log("opened", vector.name);
            if (same(await sealAgain(vector), vector.sealed)) console.log("sealed", vector.name);
        }
        for (const vector of refuses)
            await open(vector.sealed, secretOf(vector), vector.context).catch(() => console.log("refused", vector.name));
    },
    async exchange(key, context, ...messages) {
        const random = (size) => Buffer.from(crypto.getRandomValues(new Uint8Array(size))).toString("base64");
        for (const sealed of messages.map((message) => JSON.parse(message))) {
            const value = await open(sealed, bytes(key), JSON.parse(context));
            const fresh = { salt: random(32), nonce: random(12) };
            const again = await seal(JSON.stringify(value), bytes(key), sealed.key_id, JSON.parse(context), fresh);
            console.log("again", JSON.stringify(again));
        }
    },
    async make(file) {
        const vectors = read(file);
        for (const vector of vectors.opens) vector.sealed = await sealAgain(vector);
        console.log(JSON.stringify(vectors, null, 2));
    },
};
await commands[command](...rest);
