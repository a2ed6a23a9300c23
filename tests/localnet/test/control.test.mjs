// The control methods for accounts, the counts, and the process itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getAssociatedTokenAddressSync, TOKEN_2022_PROGRAM_ID } from '@solana/spl-token';
import { Keypair, PublicKey } from '@solana/web3.js';
import {
  fundedWallet,
  memo,
  send,
  signedLegacy,
  solTransfer,
  statusOf,
  transferChecked,
  usdc,
} from './payments.mjs';
import { start } from './start.mjs';

let net;
before(async () => {
  net = await start();
});
after(() => net.stop());

const stranger = () => Keypair.generate().publicKey.toBase58();
const supplyOf = async (mint) => {
  const { value } = await net.rpc('getAccountInfo', mint, { encoding: 'jsonParsed' });
  return value.data.parsed.info.supply;
};

test('token balances are set and added to, at the address that the official client derives', async () => {
  const owner = stranger();
  const account = getAssociatedTokenAddressSync(usdc, new PublicKey(owner)).toBase58();
  const before = BigInt(await supplyOf(usdc.toBase58()));
  assert.deepEqual(await net.control('setTokenBalance', { owner, amount: '500' }), {
    account,
    amount: '500',
  });
  assert.deepEqual(await net.control('mintTo', { owner, amount: 7 }), { account, amount: '507' });
  assert.equal((await net.rpc('getTokenAccountBalance', account)).value.uiAmountString, '0.000507');
  assert.equal(BigInt(await supplyOf(usdc.toBase58())) - before, 507n);
  const { value } = await net.rpc(
    'getTokenAccountsByOwner',
    owner,
    { mint: usdc.toBase58() },
    { encoding: 'jsonParsed' },
  );
  assert.deepEqual(
    value.map((entry) => [entry.pubkey, entry.account.data.parsed.info.state]),
    [[account, 'initialized']],
  );
});

test('other mints, Token-2022 among them, and other places for a token account', async () => {
  const owner = stranger();
  const { mint } = await net.control('createMint', {
    decimals: 6,
    tokenProgram: TOKEN_2022_PROGRAM_ID.toBase58(),
  });
  const { account } = await net.control('setTokenBalance', { owner, mint, amount: '9' });
  assert.equal(
    account,
    getAssociatedTokenAddressSync(
      new PublicKey(mint),
      new PublicKey(owner),
      false,
      TOKEN_2022_PROGRAM_ID,
    ).toBase58(),
  );
  const elsewhere = stranger();
  assert.equal(
    (await net.control('setTokenBalance', { owner, account: elsewhere, amount: 3 })).account,
    elsewhere,
  );
  const { value } = await net.rpc(
    'getTokenAccountsByOwner',
    owner,
    { programId: TOKEN_2022_PROGRAM_ID.toBase58() },
    { encoding: 'base64' },
  );
  assert.deepEqual(
    value.map((entry) => entry.pubkey),
    [account],
  );
  const dusted = getAssociatedTokenAddressSync(usdc, new PublicKey(owner)).toBase58();
  await net.control('airdrop', { address: dusted, lamports: 1 });
  await net.control('setTokenBalance', { owner, amount: 4 });
  assert.equal((await net.rpc('getTokenAccountBalance', dusted)).value.amount, '4');
  const largest = '18446744073709551615';
  const { mint: big } = await net.control('createMint', { decimals: 0 });
  await net.control('setTokenBalance', { owner, mint: big, amount: largest });
  const overflow = await net.call('control_mintTo', { owner, mint: big, amount: 1 });
  assert.equal(overflow.error.code, -32602);
});

test('a frozen account does not pay', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '10' });
  await net.control('setTokenBalance', { owner: buyer.publicKey.toBase58(), amount: 10, isFrozen: true });
  const merchant = Keypair.generate().publicKey;
  await net.control('setTokenBalance', { owner: merchant.toBase58(), amount: 0 });
  const bytes = await signedLegacy(net, buyer, [transferChecked(buyer, merchant, 1n)]);
  const signature = await send(net, bytes, { skipPreflight: true });
  assert.deepEqual((await statusOf(net, signature)).err, { InstructionError: [0, { Custom: 0x11 }] });
});

test('accounts are put in place and taken away', async () => {
  const address = stranger();
  await net.control('setAccount', {
    address,
    lamports: '18446744073709551',
    owner: stranger(),
    data: 'AQID',
  });
  const response = await net.post({
    jsonrpc: '2.0',
    id: 1,
    method: 'getAccountInfo',
    params: [address, { encoding: 'base64' }],
  });
  const text = await response.text();
  assert.match(text, /"lamports":18446744073709551,/, 'large numbers keep all their digits');
  assert.match(text, /"rentEpoch":18446744073709551615/);
  await net.control('setAccount', { address, lamports: 0 });
  assert.equal((await net.rpc('getAccountInfo', address)).value, null);
  const clock = 'SysvarC1ock11111111111111111111111111111111';
  assert.equal((await net.call('control_setAccount', { address: clock, lamports: 1 })).error.code, -32602);
});

test('rent follows its rate', async () => {
  assert.equal((await net.control('setRent', { lamportsPerByte: 5080 })).tokenAccountLamports, 1_488_440);
  assert.equal(await net.rpc('getMinimumBalanceForRentExemption', 165), 1_488_440);
  await net.control('setRent', { lamportsPerByte: 6960 });
});

test('an address off the curve has no key', async () => {
  const { address } = await net.control('newAddress', { isOffCurve: true });
  assert.equal(PublicKey.isOnCurve(address), false);
  assert.equal(PublicKey.isOnCurve((await net.control('newAddress')).address), true);
});

test('a misspelt or missing field is refused and changes nothing', async () => {
  const before = await net.control('state');
  for (const [name, fields] of [
    ['advanceSlots', { slot: 5 }],
    ['advanceSlots', {}],
    ['advanceSlots', { slots: 5, second: 1 }],
    ['advanceSlots', { slots: -1 }],
    ['fault', { kind: '418' }],
    ['setTokenBalance', { owner: 'x', amount: 1 }],
    ['setClock', { unixTimestamp: 1.5 }],
    ['airdrop', { address: stranger(), lamports: '-1' }],
    ['onApplied', { method: 'getSlot' }],
    ['rollback', { slots: 0 }],
  ])
    assert.equal(
      (await net.call(`control_${name}`, fields)).error?.code,
      -32602,
      `${name} ${JSON.stringify(fields)}`,
    );
  assert.deepEqual(await net.control('state'), before);
});

test('calls are counted by method, control calls are not', async () => {
  await net.control('resetCounts');
  await net.rpc('getSlot');
  await net.call('getTokenAccountBalance', [stranger()]);
  await net.control('fault', { method: 'getSlot', kind: '500' });
  assert.equal((await net.post({ jsonrpc: '2.0', id: 1, method: 'getSlot' })).status, 500);
  assert.deepEqual(await net.control('counts'), {
    received: { getSlot: 2, getTokenAccountBalance: 1 },
    applied: { getSlot: 1 },
  });
});

test('batches, unknown methods and broken requests are answered by the book', async () => {
  const batch = await (
    await net.post([
      { jsonrpc: '2.0', id: 'a', method: 'getHealth' },
      { jsonrpc: '2.0', id: 'b', method: 'getNothing' },
      { jsonrpc: '2.0', id: 'c', method: 'getBalance', params: ['0OIl'] },
      { id: 'd', method: 'getHealth' },
      null,
    ])
  ).json();
  assert.deepEqual(
    batch.map((answer) => [answer.id, answer.result ?? answer.error.code]),
    [
      ['a', 'ok'],
      ['b', -32601],
      ['c', -32602],
      ['d', -32600],
      [null, -32600],
    ],
  );
  assert.equal((await (await net.post('{"jsonrpc":')).json()).error.code, -32700);
  assert.equal((await (await net.post('[]')).json()).error.code, -32600);
  assert.equal((await net.post(`"${'x'.repeat(1_100_000)}"`)).status, 413);
  assert.equal((await fetch(`${net.url}/health`)).status, 200);
  const preflight = await fetch(net.url, {
    method: 'OPTIONS',
    headers: { 'Access-Control-Request-Headers': 'content-type' },
  });
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type');
});

test('two servers are two chains, end with their standard input and refuse wrong arguments', async () => {
  const genesis = stranger();
  const other = await start('--genesis', genesis, '--finalized-lag', '0');
  assert.equal(await other.rpc('getGenesisHash'), genesis);
  assert.notEqual(await net.rpc('getGenesisHash'), genesis);
  const payer = await fundedWallet(other);
  const signature = await send(
    other,
    await signedLegacy(other, payer, [memo('x'), solTransfer(payer, payer.publicKey, 1)]),
  );
  assert.equal((await statusOf(other, signature)).confirmationStatus, 'finalized');
  assert.equal(await other.stop(), 0);
  const script = fileURLToPath(new URL('../server.mjs', import.meta.url));
  for (const args of [
    ['--port', 'x'],
    ['--genesis', 'x'],
    ['--colour', 'red'],
  ])
    assert.equal(spawnSync(process.execPath, [script, ...args], { stdio: 'ignore' }).status, 2);
});
