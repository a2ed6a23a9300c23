// Other nodes of the same chain: late, frozen, of another chain by their word.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Keypair } from '@solana/web3.js';
import { fundedWallet, send, signedLegacy, solTransfer, statusOf } from './payments.mjs';
import { Localnet, start } from './start.mjs';

let net;
before(async () => {
  net = await start();
});
after(() => net.stop());

async function opened(fields = {}) {
  const state = await net.control('openNode', fields);
  return Object.assign(new Localnet(null, state.port), { state, port: state.port });
}

const confirmed = { commitment: 'confirmed', maxSupportedTransactionVersion: 1 };

async function payment(through = net, config = {}) {
  const buyer = await fundedWallet(net);
  const bytes = await signedLegacy(net, buyer, [solTransfer(buyer, Keypair.generate().publicKey, 10_000_000)]);
  return send(through, bytes, config);
}

test('another node is the same chain, with faults and counts of its own', async () => {
  const node = await opened();
  assert.equal(await node.rpc('getGenesisHash'), await net.rpc('getGenesisHash'));
  const signature = await payment(node);
  assert.equal((await net.rpc('getTransaction', signature, confirmed)).meta.err, null);
  await node.control('fault', { kind: '500', method: 'getSlot' });
  assert.equal((await node.post({ jsonrpc: '2.0', id: 1, method: 'getSlot' })).status, 500);
  await net.rpc('getSlot');
  assert.equal((await node.control('counts')).received.getSlot, 1);
  await net.control('closeNode', { port: node.port });
  await assert.rejects(node.rpc('getSlot'));
});

test('a late node sees the chain as it was, and says so when it is very late', async () => {
  const node = await opened({ lag: 5 });
  const slot = await net.rpc('getSlot', { commitment: 'processed' });
  await net.control('advanceSlots', { slots: 10 });
  const signature = await payment();
  assert.equal(await node.rpc('getSlot', { commitment: 'processed' }), slot + 6);
  assert.equal(await statusOf(node, signature), null);
  assert.equal(await node.rpc('getTransaction', signature, confirmed), null);
  assert.equal(await node.rpc('getHealth'), 'ok');
  await net.control('advanceSlots', { slots: 5 });
  assert.equal((await statusOf(node, signature)).confirmationStatus, 'confirmed');
  await net.control('setNode', { port: node.port, lag: 200 });
  const { error } = await node.call('getHealth');
  assert.equal(error.code, -32005);
  assert.equal(error.data.numSlotsBehind, 200);
});

test('a late node does not know the newest blockhash', async () => {
  const node = await opened({ lag: 3 });
  await net.control('advanceSlots', { slots: 10 });
  await assert.rejects(payment(node), { code: -32002 });
  const signature = await payment(node, { skipPreflight: true });
  assert.equal((await statusOf(net, signature)).err, null);
});

test('a frozen node believes itself well, loses what is sent, and catches up when it thaws', async () => {
  const node = await opened({ isFrozen: true });
  const slot = await node.rpc('getSlot', { commitment: 'processed' });
  const signature = await payment();
  await net.control('advanceSlots', { slots: 300 });
  assert.equal(await node.rpc('getSlot', { commitment: 'processed' }), slot);
  assert.equal(await node.rpc('getHealth'), 'ok');
  assert.equal(await statusOf(node, signature), null);
  const lost = await payment(node, { skipPreflight: true });
  assert.equal(await statusOf(net, lost), null);
  await net.control('setNode', { port: node.port, isFrozen: false });
  assert.equal((await statusOf(node, signature)).confirmationStatus, 'finalized');
});

test('a node may be of another chain by its word', async () => {
  const genesisHash = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
  const node = await opened({ genesisHash });
  assert.equal(await node.rpc('getGenesisHash'), genesisHash);
  assert.notEqual(await net.rpc('getGenesisHash'), genesisHash);
  const state = await net.control('setNode', { port: node.port, genesisHash: await net.rpc('getGenesisHash') });
  assert.equal(await node.rpc('getGenesisHash'), state.genesisHash);
  await assert.rejects(net.control('setNode', { port: 1, lag: 1 }), { code: -32602 });
  await assert.rejects(net.control('openNode', { genesisHash: 'x' }), { code: -32602 });
});
