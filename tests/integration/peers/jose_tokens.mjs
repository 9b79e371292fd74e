// Tokens of jose; README.md says what it does.
import { SignJWT, createLocalJWKSet, exportJWK, exportPKCS8, generateKeyPair, generateSecret, jwtVerify } from "jose";

const algorithms = ["RS256", "ES256", "EdDSA", "HS256"];
const say = (...words) => console.log(words.join(" "));
const [command, ...rest] = process.argv.slice(2);

async function make() {
    const set = { keys: [] };
    for (const alg of algorithms) {
        const secret = alg === "HS256" && (await generateSecret(alg, { extractable: true }));
        const { publicKey, privateKey } = secret
            ? { publicKey: secret, privateKey: secret }
            : await generateKeyPair(alg, { extractable: true });
        set.keys.push({ ...(await exportJWK(publicKey)), kid: alg, alg, use: "sig" });
        const token = await new SignJWT({ name: "Grüße" })
            .setProtectedHeader({ alg, kid: alg })
            .setSubject("alice")
            .setIssuer("jose")
            .setAudience(["mail", "chat"])
            .setExpirationTime("1h")
            .sign(privateKey);
        say("token", alg, token);
        if (!secret) say("private", alg, Buffer.from(await exportPKCS8(privateKey)).toString("base64"));
    }
    say("set", JSON.stringify(set));
}

async function verify(set, ...tokens) {
    const keys = createLocalJWKSet(JSON.parse(set));
    const secret = JSON.parse(set).keys.find(({ kty }) => kty === "oct");
    for (const token of tokens) {
        const isSecret = JSON.parse(Buffer.from(token.split(".")[0], "base64url")).alg === "HS256";
        const key = isSecret ? Buffer.from(secret.k, "base64url") : keys; // a set is of public keys, says jose
        const { payload, protectedHeader } = await jwtVerify(token, key, { issuer: "vafast", audience: "chat" });
        say("verified", protectedHeader.alg, payload.sub, payload.name);
    }
}

await { make, verify }[command](...rest);
