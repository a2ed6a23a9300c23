// A client that knows what is published and nothing else: /v1/openapi.json, read by a JSON Schema validator of others, and
// /v1/postman.json, run as Postman would run it. It prints one line for each thing that is not as the documents say.
//   node client.mjs <base url> <api key> <token> <file of answers>
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const [base, apiKey, token, answersFile] = process.argv.slice(2);
const problems = [];
const document = await (await fetch(`${base}/v1/openapi.json`)).json();
const collection = await (await fetch(`${base}/v1/postman.json`)).json();

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat("uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
for (const format of ["int32", "int64", "double", "uri", "email"]) {
  ajv.addFormat(format, true);
}
ajv.addSchema(document, "openapi.json");

const escape = (text) => encodeURIComponent(text.replaceAll("~", "~0").replaceAll("/", "~1"));
const validators = new Map();

function validator(method, path, status) {
  const place = `openapi.json#/paths/${escape(path)}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
  if (!validators.has(place)) {
    validators.set(place, ajv.compile({ $ref: place }));
  }
  return validators.get(place);
}

function check(method, path, status, body, from) {
  const answers = document.paths[path]?.[method.toLowerCase()]?.responses;
  if (!answers?.[status]) {
    problems.push(`${method} ${path}: ${status} is not documented (${from})`);
  } else if (answers[status].content?.["application/json"]?.schema && body !== undefined) {
    const validate = validator(method, path, status);
    if (!validate(body)) {
      problems.push(`${method} ${path} ${status}: ${ajv.errorsText(validate.errors)} (${from})`);
    }
  }
}

// Examples are answers too: what the document shows has to fit what it says.
for (const [path, operations] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const request = operation.requestBody?.content?.["application/json"];
    if (request && !ajv.validate({ $ref: `openapi.json#/paths/${escape(path)}/${method}/requestBody/content/application~1json/schema` }, request.example)) {
      problems.push(`${method} ${path}: the example of the body: ${ajv.errorsText()}`);
    }
    for (const [status, answer] of Object.entries(operation.responses)) {
      const example = answer.content?.["application/json"]?.example;
      if (example !== undefined) {
        check(method.toUpperCase(), path, status, example, "the example");
      }
    }
  }
}

// What a whole story was answered, validated by somebody else's validator.
const told = readFileSync(answersFile, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
for (const one of told) {
  const [method, path] = one.route.split(" ");
  check(method, path, String(one.status), one.body, "the story");
}

// The collection, request by request; path variables come out of answers, as a person would copy them.
const seen = new Map();
function harvest(value, name) {
  if (Array.isArray(value)) {
    value.forEach((item) => harvest(item, name));
  } else if (value && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      harvest(inner, key);
    }
  } else if (value !== null && (name?.endsWith("_id") || name === "slug") && !seen.has(name)) {
    seen.set(name, String(value));
  }
}
told.forEach((one) => harvest(one.body, ""));

const variables = { baseUrl: base, apiKey, token };
const fill = (text) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => variables[name]);
// These would end the caller itself.
const leftOut = ["delete_account", "revoke_key", "update_account_security"];
let sent = 0;
for (const item of collection.item.flatMap((folder) => folder.item)) {
  const { request } = item;
  if (leftOut.includes(item.name)) {
    continue;
  }
  let url = fill(request.url.raw);
  for (const variable of request.url.variable) {
    url = url.replace(`:${variable.key}`, encodeURIComponent(seen.get(variable.key) ?? variable.value));
  }
  const headers = Object.fromEntries(request.header.filter((one) => !one.disabled).map((one) => [one.key, fill(one.value)]));
  if (request.auth.type === "apikey") {
    const part = Object.fromEntries(request.auth.apikey.map((one) => [one.key, fill(one.value)]));
    headers[part.key] = part.value;
  } else if (request.auth.type === "bearer") {
    headers.Authorization = `Bearer ${fill(request.auth.bearer[0].value)}`;
  }
  const answer = await fetch(url, { method: request.method, headers, body: request.body?.raw });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  const path = `/${request.url.path.map((part) => (part.startsWith(":") ? `{${part.slice(1)}}` : part)).join("/")}`;
  check(request.method, path, String(answer.status), isJson && text ? JSON.parse(text) : undefined, "the collection");
  if (answer.status >= 500 && answer.status !== 503) {
    problems.push(`${item.name}: ${answer.status} ${text}`);
  }
  sent++;
}

problems.forEach((problem) => console.log(problem));
console.log(`${told.length} answers and ${sent} requests of the collection, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
