// Starts the server as a test fixture does: a process of its own, spoken to over HTTP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../server.mjs', import.meta.url));

export async function start(...args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the server ended with ${code} before it was ready`);
    }),
  ]);
  return new Localnet(child, JSON.parse(line).port);
}

export class Localnet {
  constructor(child, port) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
    this.lastId = 0;
  }

  post(body, headers = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(this.url, {
      method: 'POST',
      body: text,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  }

  /** The whole JSON-RPC answer. */
  async call(method, params = []) {
    const response = await this.post({ jsonrpc: '2.0', id: ++this.lastId, method, params });
    return response.json();
  }

  /** The result; an error is thrown with its code. */
  async rpc(method, ...params) {
    const { result, error } = await this.call(method, params);
    if (error) throw Object.assign(new Error(`${method}: ${error.message}`), error);
    return result;
  }

  control(name, fields = {}) {
    return this.rpc(`control_${name}`, fields);
  }

  async stop() {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.stdin.end();
    const [code] = await once(this.child, 'exit');
    return code;
  }
}
