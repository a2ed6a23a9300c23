// Every kind of trouble, and the process that is killed between doing and answering.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { Keypair } from '@solana/web3.js';
import { fundedWallet, memo, send, signedLegacy, solTransfer, statusOf } from './payments.mjs';
import { start } from './start.mjs';

let net;
before(async () => {
  net = await start();
});
after(() => net.stop());
afterEach(async () => {
  await net.control('clearFaults');
  await net.control('resetCounts');
});

const slotCall = { jsonrpc: '2.0', id: 1, method: 'getSlot' };
const sendCall = (bytes) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'sendTransaction',
  params: [bytes.toString('base64'), { encoding: 'base64', preflightCommitment: 'confirmed' }],
});
const balanceOf = async (key) =>
  (await net.rpc('getBalance', key.toBase58(), { commitment: 'processed' })).value;

test('429 says when to come back', async () => {
  await net.control('fault', { method: 'getSlot', kind: '429', retryAfter: 3 });
  const response = await net.post(slotCall);
  assert.equal(response.status, 429);
  assert.equal(response.headers.get('retry-after'), '3');
  assert.equal((await net.post(slotCall)).status, 200, 'once');
});

test('500 and 503 with a page', async () => {
  await net.control('fault', { kind: '500' });
  await net.control('fault', { kind: '503html' });
  assert.equal((await net.post(slotCall)).status, 500);
  const page = await net.post(slotCall);
  assert.equal(page.status, 503);
  assert.match(await page.text(), /<html>/);
});

test('a fault hits its method only, as often as asked, after as many as asked', async () => {
  await net.control('fault', { method: 'getSlot', kind: '500', count: 2, after: 1 });
  assert.equal((await net.post({ ...slotCall, method: 'getHealth' })).status, 200);
  const statuses = [];
  for (let n = 0; n < 4; n++) statuses.push((await net.post(slotCall)).status);
  assert.deepEqual(statuses, [200, 500, 500, 200]);
  await net.control('fault', { kind: '500', count: null });
  for (let n = 0; n < 5; n++) assert.equal((await net.post(slotCall)).status, 500);
  await net.control('clearFaults');
  assert.equal((await net.post(slotCall)).status, 200);
});

test('a call that hangs is cut when the faults are cleared', async () => {
  await net.control('fault', { method: 'getSlot', kind: 'hang' });
  const pending = net.post(slotCall);
  const outcome = assert.rejects(pending, /fetch failed/);
  while ((await net.control('counts')).received.getSlot !== 1);
  await net.control('clearFaults');
  await outcome;
});

test('a call that hangs ends when the caller gives up', async () => {
  await net.control('fault', { method: 'getSlot', kind: 'hang' });
  const caller = new AbortController();
  const body = JSON.stringify(slotCall);
  const outcome = assert.rejects(fetch(net.url, { method: 'POST', body, signal: caller.signal }), /abort/);
  while ((await net.control('counts')).received.getSlot !== 1);
  caller.abort();
  await outcome;
  assert.equal((await net.post(slotCall)).status, 200);
});

test('a cut connection did nothing, a lost answer did it all', async () => {
  const buyer = await fundedWallet(net);
  const receiver = Keypair.generate().publicKey;
  const call = sendCall(await signedLegacy(net, buyer, [solTransfer(buyer, receiver, 1_000_000_000)]));
  await net.control('fault', { method: 'sendTransaction', kind: 'cut' });
  await assert.rejects(net.post(call), /fetch failed/);
  assert.equal(await balanceOf(receiver), 0);
  await net.control('fault', { method: 'sendTransaction', kind: 'answerLost' });
  await assert.rejects(net.post(call), /fetch failed/);
  assert.equal(await balanceOf(receiver), 1_000_000_000);
  const { error } = await (await net.post(call)).json();
  assert.equal(error.data.err, 'AlreadyProcessed');
});

test('garbage, null and errors of the node', async () => {
  await net.control('fault', { method: 'getSlot', kind: 'garbage' });
  const garbage = await net.post(slotCall);
  assert.equal(garbage.status, 200);
  await assert.rejects(garbage.json(), SyntaxError);
  await net.control('fault', { method: 'getTransaction', kind: 'null' });
  assert.equal(await net.rpc('getTransaction', '1'.repeat(64)), null);
  await net.control('fault', {
    kind: 'rpcError',
    code: -32005,
    message: 'Node is behind by 9 slots',
    data: { numSlotsBehind: 9 },
  });
  const { error } = await net.call('getSlot');
  assert.deepEqual(error, {
    code: -32005,
    message: 'Node is behind by 9 slots',
    data: { numSlotsBehind: 9 },
  });
});

test('a slow answer lets others pass and is right', async () => {
  await net.control('fault', { method: 'getSlot', kind: 'slow', milliseconds: 300 });
  const order = [];
  const slow = net.rpc('getSlot').then((slot) => {
    order.push('slow');
    return slot;
  });
  while ((await net.control('counts')).received.getSlot !== 1);
  await net.rpc('getHealth').then(() => order.push('other'));
  assert.equal(await slow, await net.rpc('getSlot'));
  assert.deepEqual(order, ['other', 'slow']);
});

test('one fault takes a whole batch, and control calls never', async () => {
  await net.control('fault', { method: 'getSlot', kind: '500' });
  assert.equal((await net.post([{ ...slotCall, method: 'getHealth' }, slotCall])).status, 500);
  await net.control('fault', { kind: 'cut', count: null });
  assert.ok((await net.control('state')).slot > 0);
});

test('a dropped send answers like any other and lands only when it is sent again', async () => {
  const buyer = await fundedWallet(net);
  const bytes = await signedLegacy(net, buyer, [memo('lost')]);
  await net.control('dropSends', { count: 1 });
  const signature = await send(net, bytes);
  assert.equal(await statusOf(net, signature), null);
  assert.equal(await send(net, bytes), signature);
  assert.equal((await statusOf(net, signature)).err, null);
});

/** A process that sends one JSON-RPC call when a line comes, and prints the answer that it sees. */
function sender(call) {
  const request = { method: 'POST', body: JSON.stringify(call) };
  const source = `process.stdin.once('data', async () => {
    const response = await fetch(${JSON.stringify(net.url)}, ${JSON.stringify(request)});
    console.log(await response.text());
    process.exit(0);
  });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  child.seen = '';
  child.stdout.on('data', (text) => {
    child.seen += text;
  });
  return child;
}

test('a process is killed when its transaction has landed and before it hears of it', async () => {
  const buyer = await fundedWallet(net);
  const receiver = Keypair.generate().publicKey;
  const child = sender(
    sendCall(await signedLegacy(net, buyer, [solTransfer(buyer, receiver, 1_000_000_000)])),
  );
  await net.control('onApplied', {
    method: 'sendTransaction',
    command: 'killPid',
    pid: child.pid,
    count: 1,
    signal: 'SIGKILL',
  });
  const ended = once(child, 'close');
  child.stdin.write('go\n');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  assert.equal(child.seen, '');
  assert.equal(await balanceOf(receiver), 1_000_000_000);
  const { kills, hooks } = await net.control('state');
  assert.deepEqual(kills.at(-1), {
    pid: child.pid,
    method: 'sendTransaction',
    signal: 'SIGKILL',
    wasAlive: true,
  });
  assert.deepEqual(hooks, []);
});

test('a refused call kills nobody, and a process that has ended is no trouble', async () => {
  const child = sender(sendCall(Buffer.from([1, 2, 3])));
  await net.control('onApplied', { method: 'sendTransaction', pid: child.pid });
  const ended = once(child, 'close');
  child.stdin.write('go\n');
  assert.deepEqual(await ended, [0, null]);
  assert.equal(JSON.parse(child.seen).error.code, -32602);
  const buyer = await fundedWallet(net);
  await send(net, await signedLegacy(net, buyer, [memo('after')]));
  assert.equal((await net.control('state')).kills.at(-1).wasAlive, false);
});

test('no answer goes out after a kill, one goes out after other signals', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(child, 'close');
  await net.control('onApplied', { method: 'getSlot', pid: child.pid, signal: 'SIGSTOP' });
  await net.control('onApplied', { method: 'getSlot', pid: child.pid });
  assert.equal((await net.post(slotCall)).status, 200);
  await assert.rejects(net.post(slotCall), /fetch failed/);
  assert.deepEqual(await ended, [null, 'SIGKILL']);
});
