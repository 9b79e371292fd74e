// node agreement.mjs DIRECTORY DOCUMENTS-PROGRAM COUNT SEED|random GROUP…
// Ajv (draft 2020-12) and TypeBox judge random documents by what was exported as DIRECTORY/GROUP.json and GROUP.js, and
// have to say the same as vafast. Where they may not is a list below, each with its reason.
import { FormatRegistry } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [directory, program, count, givenSeed, ...groups] = process.argv.slice(2);
const seed = givenSeed === "random" ? randomInt(2 ** 32) : givenSeed;

for (const name of ["date-time", "date", "email", "uri", "uuid"]) {
  const format = fullFormats[name];
  const check = format.validate ?? format;
  FormatRegistry.Set(name, (text) => (check instanceof RegExp ? check.test(text) : check(text)));
}

const any = (value, holds) =>
  holds(value) ||
  (value !== null && typeof value === "object" &&
    Object.entries(value).some(([key, member]) => holds(key) || any(member, holds)));

// What only vafast refuses, or what JavaScript cannot see.
const exceptions = {
  // JSON Schema sees a document in which the last of two members has won.
  "a member is there twice": (document, ours) => ours === "duplicate",
  // RFC 8259 section 8.2: no text of UTF-8 is behind half of a surrogate pair.
  "half of a surrogate pair": (document, ours) =>
    ours === "json" && any(document, (value) => typeof value === "string" && !value.isWellFormed()),
  // RFC 3986 section 3.2.3; ajv-formats takes more.
  "a URI whose port is no number": (document, ours) =>
    ours === "format" && any(document, (value) => /^[^/?#]+:\/\/[^/?#@]*:[^/?#]*[^0-9/?#]/.test(value)),
  // JSON.parse has rounded these before anybody looks.
  "an integer beyond 2^53": (document) =>
    any(document, (value) => typeof value === "number" && Math.abs(value) >= 2 ** 53),
};

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function parse(bytes) {
  try {
    return { value: JSON.parse(decoder.decode(bytes)) };
  } catch {
    return undefined;
  }
}

const tally = { documents: 0, valid: 0, disagreements: 0 };
const excused = {};

function compare(line, judges) {
  const [name, ours, base64] = line.split(" ");
  const bytes = Buffer.from(base64, "base64");
  const parsed = parse(bytes);
  tally.documents++;
  if (ours === "valid") tally.valid++;
  for (const [judge, accepts] of Object.entries(judges[name])) {
    const theirs = parsed !== undefined && accepts(parsed.value);
    if (theirs === (ours === "valid")) continue;
    const reason = parsed && Object.keys(exceptions).find((each) => exceptions[each](parsed.value, ours));
    if (reason) {
      excused[reason] = (excused[reason] ?? 0) + 1;
    } else if (++tally.disagreements <= 20) {
      console.log(`${judge} ${theirs ? "accepts" : "refuses"} as ${name} what is "${ours}" for vafast: ${bytes}`);
    }
  }
}

for (const group of groups) {
  const schema = JSON.parse(readFileSync(`${directory}/${group}.json`));
  const typebox = await import(pathToFileURL(`${directory}/${group}.js`));
  const ajv = new Ajv({ strict: true, strictTypes: true, allErrors: false });
  addFormats(ajv);
  ajv.addSchema(schema, group);
  const judges = {};
  for (const name of Object.keys(schema.$defs)) {
    const compiled = TypeCompiler.Compile(typebox[name]);
    const ajvs = ajv.compile({ $ref: `${group}#/$defs/${name}` });
    judges[name] = { Ajv: (value) => ajvs(value), TypeBox: (value) => compiled.Check(value) };
  }
  const documents = spawn(program, [`${directory}/${group}.json`, count, seed], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => documents.on("close", resolve));
  for await (const line of createInterface({ input: documents.stdout })) compare(line, judges);
  if ((await ended) !== 0) throw new Error(`${program} failed`);
}

console.log(`seed ${seed}: ${tally.documents} documents, of which ${tally.valid} valid; ${tally.disagreements} disagreements`);
console.log("excused:", excused);
// A test in which everything is refused would show nothing.
process.exit(tally.disagreements === 0 && tally.valid > tally.documents / 5 && tally.valid < tally.documents * 0.8 ? 0 : 1);
