// The websocket of a node: notices, and what may go wrong with them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Connection, Keypair } from '@solana/web3.js';
import WebSocket from 'ws';
import { fundedWallet, send, signedLegacy, solTransfer } from './payments.mjs';
import { start } from './start.mjs';

let net;
before(async () => {
  net = await start();
});
after(() => net.stop());

/** A socket whose messages wait in a list until somebody asks for the next one. */
async function connected() {
  const socket = new WebSocket(net.url.replace('http', 'ws'));
  const messages = [];
  let wake = () => {};
  socket.on('message', (data) => {
    messages.push(data.toString());
    wake();
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  const next = async () => {
    while (messages.length === 0) await new Promise((resolve) => (wake = resolve));
    return messages.shift();
  };
  let lastId = 0;
  const call = async (method, ...params) => {
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }));
    const answer = JSON.parse(await next());
    assert.equal(answer.id, lastId);
    return answer.error ?? answer.result;
  };
  return { socket, messages, next, call, notice: async () => JSON.parse(await next()).params };
}

async function paid(to, lamports = 10_000_000) {
  const buyer = await fundedWallet(net);
  return send(net, await signedLegacy(net, buyer, [solTransfer(buyer, to, lamports)]));
}

test('logs of one address are told once, at the commitment asked for', async () => {
  const to = Keypair.generate().publicKey;
  const { socket, call, notice, messages } = await connected();
  const mentions = [to.toBase58()];
  const early = await call('logsSubscribe', { mentions }, { commitment: 'confirmed' });
  const late = await call('logsSubscribe', { mentions }, { commitment: 'finalized' });
  await paid(Keypair.generate().publicKey);
  const signature = await paid(to);
  const first = await notice();
  assert.equal(first.subscription, early);
  assert.equal(first.result.value.signature, signature);
  assert.equal(first.result.value.err, null);
  await net.control('advanceSlots', { slots: 32 });
  const second = await notice();
  assert.deepEqual([second.subscription, second.result.value.signature], [late, signature]);
  assert.equal(await call('logsUnsubscribe', early), true);
  assert.equal((await call('logsUnsubscribe', early)).code, -32602);
  assert.deepEqual(messages, []);
  socket.terminate();
});

test('a signature is told once, also when it had landed before; an account whenever it changes', async () => {
  const to = Keypair.generate().publicKey;
  const { socket, call, notice } = await connected();
  const account = await call('accountSubscribe', to.toBase58(), { commitment: 'confirmed', encoding: 'base64' });
  const signature = await paid(to);
  const changed = await notice();
  assert.equal(changed.subscription, account);
  assert.equal(changed.result.value.lamports, 10_000_000);
  assert.equal(changed.result.value.owner, '11111111111111111111111111111111');
  const id = await call('signatureSubscribe', signature, { commitment: 'confirmed' });
  assert.deepEqual(await notice(), {
    result: { context: changed.result.context, value: { err: null } },
    subscription: id,
  });
  assert.equal((await call('signatureUnsubscribe', id)).code, -32602);
  assert.equal((await call('logsSubscribe', { mentions: ['x', 'y'] })).code, -32602);
  assert.equal((await call('slotSubscribe')).code, -32601);
  socket.terminate();
});

test('sockets are cut, refused, muted, flooded and fed with rubbish when a test says so', async () => {
  const to = Keypair.generate().publicKey;
  const { socket, call, next, notice, messages } = await connected();
  await call('logsSubscribe', { mentions: [to.toBase58()] }, { commitment: 'confirmed' });
  await net.control('sockets', { command: 'mute' });
  await paid(to);
  await net.control('sockets', { command: 'unmute' });
  assert.equal(messages.length, 0);
  await net.control('sockets', { command: 'flood', count: 500 });
  for (let n = 0; n < 500; n++) assert.deepEqual((await notice()).result.value.logs, []);
  await net.control('sockets', { command: 'rubbish', count: 2 });
  assert.equal(await next(), 'not JSON at all');
  assert.throws(() => JSON.parse(messages[0] ?? '{'));
  const closed = once(socket, 'close');
  await net.control('sockets', { command: 'drop' });
  await closed;
  assert.equal((await net.control('state')).sockets.open, 0);
  await net.control('sockets', { command: 'refuse' });
  await assert.rejects(once(new WebSocket(net.url.replace('http', 'ws')), 'open'), /503/);
  await net.control('clearFaults');
  (await connected()).socket.terminate();
  await assert.rejects(net.control('sockets', { command: 'sing' }), { code: -32602 });
});

test('the official client confirms by its socket', async () => {
  const wsEndpoint = net.url.replace('http', 'ws');
  const connection = new Connection(net.url, { commitment: 'confirmed', wsEndpoint });
  const buyer = await fundedWallet(net);
  let listener;
  const told = new Promise((resolve) => {
    listener = connection.onLogs(buyer.publicKey, (logs) => resolve(logs.signature), 'confirmed');
  });
  const sockets = async () => (await net.control('state')).sockets;
  while ((await sockets()).subscriptions === 0) await new Promise((resolve) => setImmediate(resolve));
  const signature = await send(net, await signedLegacy(net, buyer, [solTransfer(buyer, buyer.publicKey, 1)]));
  assert.equal(await told, signature);
  // Without a listener left the client closes its socket by itself.
  await connection.removeOnLogsListener(listener);
  while ((await sockets()).open > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});
