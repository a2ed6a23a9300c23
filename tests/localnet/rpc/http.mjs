// JSON-RPC over HTTP: single calls and batches, and the faults that hit a whole HTTP answer.
import { createServer } from 'node:http';
import { stringify } from './json.mjs';
import { RpcError } from './params.mjs';

const bodyMax = 1_000_000;
const batchMax = 1000;

/** methods: name → function of the parameters. Calls run one after another, each whole; then `afterCall`. */
export function serve(world) {
  const server = createServer((request, response) => {
    answer(request, response, world).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      request.socket.destroy();
    });
  });
  // A test client keeps its connections; a server that drops idle ones would look like a fault.
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  return server;
}

async function answer(request, response, world) {
  response.setHeader('Access-Control-Allow-Origin', '*');
  if (request.method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', 'POST, GET, OPTIONS');
    response.setHeader(
      'Access-Control-Allow-Headers',
      request.headers['access-control-request-headers'] ?? '*',
    );
    return end(response, 204, 'text/plain', '');
  }
  if (request.method === 'GET') {
    const isHealth = request.url === '/health';
    return end(
      response,
      isHealth ? 200 : 405,
      'text/plain',
      isHealth ? 'ok' : 'Used HTTP Method is not allowed. POST is required',
    );
  }
  const body = await bodyOf(request);
  if (body === null) return end(response, 413, 'text/plain', 'Payload Too Large');
  const calls = parsed(body);
  if (calls === undefined) return json(response, 200, errorAnswer(null, new RpcError(-32700, 'Parse error')));
  const isBatch = Array.isArray(calls);
  const list = isBatch ? calls : [calls];
  if (list.length === 0 || list.length > batchMax)
    return json(response, 200, errorAnswer(null, new RpcError(-32600, 'Invalid request')));
  return run({ request, response, list, isBatch }, world);
}

async function run({ request, response, list, isBatch }, { methods, faults, counts, afterCall }) {
  const fault = faultOf(list, faults, counts);
  if (fault && !['answerLost', 'slow', 'rpcError', 'null'].includes(fault.kind))
    return fail(fault, request, response, faults);
  const answers = [];
  for (const call of list) {
    const performed = perform(call, fault, methods, counts);
    // Only a control method that opens a port has to be waited for; a batch is whole otherwise.
    const result = performed instanceof Promise ? await performed : performed;
    afterCall();
    answers.push(result);
    const killed = !result.error && !fault ? kill(call, faults) : null;
    // The killed process must not see an answer, not even one that was under way when it died.
    if (killed === 'SIGKILL') return request.socket.destroy();
  }
  if (fault?.kind === 'answerLost') return request.socket.destroy();
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  return json(response, 200, isBatch ? answers : answers[0]);
}

/** One fault at most takes an HTTP request, be it a batch or not. */
function faultOf(list, faults, counts) {
  let taken = null;
  for (const call of list) {
    const method = call?.method;
    if (typeof method !== 'string' || method.startsWith('control_')) continue;
    counts.add(counts.received, method);
    taken ??= faults.takeFault(method);
  }
  return taken;
}

function perform(call, fault, methods, counts) {
  const id = call?.id ?? null;
  if (call === null || typeof call !== 'object' || call.jsonrpc !== '2.0' || typeof call.method !== 'string')
    return errorAnswer(id, new RpcError(-32600, 'Invalid request'));
  const isControl = call.method.startsWith('control_');
  if (!isControl && fault?.kind === 'rpcError')
    return errorAnswer(id, new RpcError(fault.code, fault.message, fault.data ?? undefined));
  if (!isControl && fault?.kind === 'null') return { jsonrpc: '2.0', result: null, id };
  const method = methods[call.method];
  if (!method) return errorAnswer(id, new RpcError(-32601, 'Method not found'));
  try {
    const params = isControl ? call.params : (call.params ?? []);
    if (!isControl && !Array.isArray(params)) throw new RpcError(-32602, '`params` should be an array');
    const result = method(params);
    if (!isControl) counts.add(counts.applied, call.method);
    const answerOf = (value) => ({ jsonrpc: '2.0', result: value, id });
    return result instanceof Promise
      ? result.then(answerOf, (error) => failed(call.method, id, error))
      : answerOf(result);
  } catch (error) {
    return failed(call.method, id, error);
  }
}

function failed(method, id, error) {
  if (error instanceof RpcError) return errorAnswer(id, error);
  process.stderr.write(`${method}: ${error.stack}\n`);
  return errorAnswer(id, new RpcError(-32603, 'Internal error'));
}

function kill(call, faults) {
  const hook = call.method?.startsWith('control_') ? null : faults.takeHook(call.method);
  if (!hook) return null;
  let wasAlive = true;
  try {
    process.kill(hook.pid, hook.signal);
  } catch {
    // It ended by itself before we came; the list of kills says so.
    wasAlive = false;
  }
  faults.kills.push({ pid: hook.pid, method: call.method, signal: hook.signal, wasAlive });
  return wasAlive ? hook.signal : null;
}

function fail(fault, request, response, faults) {
  switch (fault.kind) {
    case '429':
      if (fault.retryAfter !== null) response.setHeader('Retry-After', String(fault.retryAfter));
      return json(
        response,
        429,
        errorAnswer(null, new RpcError(429, 'Too many requests for a specific RPC call')),
      );
    case '500':
      return end(response, 500, 'text/plain', 'Internal Server Error');
    case '503html':
      if (fault.retryAfter !== null) response.setHeader('Retry-After', String(fault.retryAfter));
      return end(
        response,
        503,
        'text/html',
        '<html><head><title>503 Service Unavailable</title></head></html>\n',
      );
    case 'hang':
      return faults.hang(request.socket);
    case 'cut':
      return request.socket.destroy();
    case 'garbage':
      return end(response, 200, 'application/json', '{"jsonrpc":"2.0","result":{"context":{"slot":4475');
    default:
      throw new Error(`unknown fault ${fault.kind}`);
  }
}

async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= bodyMax) chunks.push(chunk);
  }
  return size > bodyMax ? null : Buffer.concat(chunks).toString('utf8');
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function errorAnswer(id, error) {
  const { code, message, data } = error;
  return { jsonrpc: '2.0', error: { code, message, ...(data === undefined ? {} : { data }) }, id };
}

function json(response, status, value) {
  return end(response, status, 'application/json; charset=utf-8', stringify(value));
}

function end(response, status, type, body) {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
