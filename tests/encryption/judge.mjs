// Sealed messages with WebCrypto and nothing that only Node.js has: runs in browsers as well.
const label = "vafast sealed message 1";
const utf8 = new TextEncoder();
const bytes = (base64) => Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
const base64 = (data) => btoa(String.fromCharCode(...new Uint8Array(data)));
const withLength = (part) => [24, 16, 8, 0].map((shift) => (part.length >>> shift) & 255).concat(...part);
const secretOf = (vector) => vector.passphrase ?? bytes(vector.key);
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

// Written apart from the reader of the documentation, after the description of the format.
async function seal(text, key, key_id, { room = "", sender = "", event = "" }, { kdf, salt, nonce }) {
    if (kdf) {
        const material = await crypto.subtle.importKey("raw", utf8.encode(key), "PBKDF2", false, ["deriveBits"]);
        const parameters = { name: "PBKDF2", hash: "SHA-256", salt: bytes(kdf.salt), iterations: kdf.iterations };
        key = await crypto.subtle.deriveBits(parameters, material, 256);
    }
    const material = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
    const parameters = { name: "HKDF", hash: "SHA-256", salt: bytes(salt), info: utf8.encode(label) };
    const session = await crypto.subtle.deriveBits(parameters, material, 256);
    const bound = [label, "AES-256-GCM", key_id, room, sender, event].flatMap((part) => withLength(utf8.encode(part)));
    const cipher = await crypto.subtle.importKey("raw", session, "AES-GCM", false, ["encrypt"]);
    const gcm = { name: "AES-GCM", iv: bytes(nonce), additionalData: new Uint8Array(bound) };
    const ciphertext = base64(await crypto.subtle.encrypt(gcm, cipher, utf8.encode(text)));
    return { encrypted: true, algorithm: "AES-256-GCM", key_id, ...(kdf && { kdf }), salt, nonce, ciphertext };
}

export const sealAgain = (vector) =>
    seal(vector.text, secretOf(vector), vector.sealed.key_id, vector.context, vector.sealed);

// "opened NAME", "sealed NAME", "refused NAME" for each vector.
async function check(open, { opens, refuses }) {
    const lines = [];
    for (const vector of opens) {
        const opened = await open(vector.sealed, secretOf(vector), vector.context);
        if (same(opened, JSON.parse(vector.text))) lines.push("opened " + vector.name);
        if (same(await sealAgain(vector), vector.sealed)) lines.push("sealed " + vector.name);
    }
    for (const vector of refuses)
        await open(vector.sealed, secretOf(vector), vector.context).catch(() => lines.push("refused " + vector.name));
    return lines;
}

// Opens each, and gives its value sealed anew: "again MESSAGE".
async function exchange(open, { key, context, messages }) {
    const random = (size) => base64(crypto.getRandomValues(new Uint8Array(size)));
    const lines = [];
    for (const sealed of messages) {
        const value = await open(sealed, bytes(key), context);
        const fresh = { salt: random(32), nonce: random(12) };
        const again = await seal(JSON.stringify(value), bytes(key), sealed.key_id, context, fresh);
        lines.push("again " + JSON.stringify(again));
    }
    return lines;
}

// `open` is the reader of the documentation.
export const judge = (open, command, input) => ({ check, exchange })[command](open, input);
