// node node_bench.mjs DIRECTORY, or bun: what it costs to make checked values of texts, and texts of values, with
// JSON.parse, TypeBox and Ajv. DIRECTORY has the messages that codec_bench wrote, and what vafast exported for them.
// Prints a line for each: name and nanoseconds. The texts are strings already, which is in favour of JavaScript.
import { TypeCompiler } from "@sinclair/typebox/compiler";
import Ajv from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const directory = process.argv[2];
const typebox = await import(pathToFileURL(`${directory}/messages.mjs`));
const ajv = new Ajv();
ajv.addSchema(JSON.parse(readFileSync(`${directory}/messages.json`)), "messages");

let kept;  // so that nothing is optimised away

// The least of several rounds, after the compiler has had its time.
function measure(name, work, items) {
  const operations = 100_000;
  const rounds = [];
  for (let round = 0; round < 12; round++) {
    const begin = process.hrtime.bigint();
    for (let i = 0; i < operations; i++) kept = work(items[i % items.length]);
    if (round >= 5) rounds.push(Number(process.hrtime.bigint() - begin) / operations);
  }
  console.log(`${name} ${Math.min(...rounds).toFixed(1)}`);
}

function decoder(accepts) {
  return (text) => {
    const value = JSON.parse(text);
    if (!accepts(value)) throw new Error(`refused: ${text}`);
    return value;
  };
}

for (const [what, type] of [["chat", "chat_protocol"], ["nested", "order"]]) {
  const texts = readFileSync(`${directory}/${what}.txt`, "utf8").trimEnd().split("\n");
  const compiled = TypeCompiler.Compile(typebox[type]);
  measure(`${what}/decode/typebox`, decoder((value) => compiled.Check(value)), texts);
  measure(`${what}/decode/ajv`, decoder(ajv.compile({ $ref: `messages#/$defs/${type}` })), texts);
  measure(`${what}/encode/typebox`, JSON.stringify, texts.map((text) => JSON.parse(text)));
}
