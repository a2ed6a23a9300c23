// What a node says to transactions that are wrong, and what it keeps of those that fail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { Keypair, NONCE_ACCOUNT_LENGTH, SystemProgram, Transaction } from '@solana/web3.js';
import { decodeTransaction, UndecodableError } from '../chain/decode.mjs';
import { decodeBase58, encodeBase58 } from '../chain/base58.mjs';
import { newKeyPair } from '../chain/keys.mjs';
import {
  fundedWallet,
  memo,
  send,
  signedLegacy,
  signedV0,
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

const base64 = { encoding: 'base64', preflightCommitment: 'confirmed' };
const stranger = () => Keypair.generate().publicKey;

async function merchantWithAccount() {
  const owner = stranger();
  await net.control('setTokenBalance', { owner: owner.toBase58(), amount: 0 });
  return owner;
}

test('a transfer without enough tokens fails preflight with error and logs', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '5' });
  const bytes = await signedLegacy(net, buyer, [transferChecked(buyer, await merchantWithAccount(), 6n)]);
  const { error } = await net.call('sendTransaction', [bytes.toString('base64'), base64]);
  assert.equal(error.code, -32002);
  assert.equal(
    error.message,
    'Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1',
  );
  assert.deepEqual(error.data.err, { InstructionError: [0, { Custom: 1 }] });
  assert.ok(
    error.data.logs.some((line) => line.includes('insufficient funds')),
    error.data.logs.join('\n'),
  );
});

test('a failure that skipped preflight is charged and stands under its reference', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '5' });
  const merchant = await merchantWithAccount();
  const reference = stranger();
  const bytes = await signedLegacy(net, buyer, [transferChecked(buyer, merchant, 6n, [reference])]);
  const signature = await send(net, bytes, { skipPreflight: true });
  const err = { InstructionError: [0, { Custom: 1 }] };
  const [entry] = await net.rpc('getSignaturesForAddress', reference.toBase58(), { commitment: 'confirmed' });
  assert.equal(entry.signature, signature);
  assert.deepEqual(entry.err, err);
  const found = await net.rpc('getTransaction', signature, {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 1,
  });
  assert.deepEqual(found.meta.err, err);
  assert.deepEqual(found.meta.status, { Err: err });
  assert.equal(found.meta.fee, 5000);
  assert.deepEqual(found.meta.preTokenBalances, found.meta.postTokenBalances);
  assert.deepEqual((await statusOf(net, signature)).err, err);
});

test('other errors have their names', async () => {
  const buyer = await fundedWallet(net);
  const dust = await signedLegacy(net, buyer, [solTransfer(buyer, stranger(), 1)]);
  const { error } = await net.call('sendTransaction', [dust.toString('base64'), base64]);
  assert.deepEqual(error.data.err, { InsufficientFundsForRent: { account_index: 1 } });
  const poor = Keypair.generate();
  const unpaid = await signedLegacy(net, poor, [memo('x')]);
  const answer = await net.call('sendTransaction', [unpaid.toString('base64'), base64]);
  assert.equal(answer.error.data.err, 'AccountNotFound');
  const signature = await send(net, unpaid, { skipPreflight: true });
  assert.equal(await statusOf(net, signature), null, 'who cannot pay the fee leaves no trace');
});

test('a wrong signature is -32003 with preflight and lost without', async () => {
  const buyer = await fundedWallet(net);
  const bytes = await signedLegacy(net, buyer, [memo('x')]);
  bytes[10] ^= 1;
  const { error } = await net.call('sendTransaction', [bytes.toString('base64'), base64]);
  assert.equal(error.code, -32003);
  const signature = await send(net, bytes, { skipPreflight: true });
  assert.equal(await statusOf(net, signature), null);
  const simulated = await net.rpc('simulateTransaction', bytes.toString('base64'), {
    ...base64,
    commitment: 'confirmed',
  });
  assert.equal(simulated.value.err, null, 'a simulation does not look at signatures unless told to');
  const checked = await net.call('simulateTransaction', [
    bytes.toString('base64'),
    { ...base64, sigVerify: true },
  ]);
  assert.equal(checked.error.code, -32003);
});

test('the same signature twice is AlreadyProcessed and lands once', async () => {
  const buyer = await fundedWallet(net);
  const receiver = stranger();
  const bytes = await signedLegacy(net, buyer, [solTransfer(buyer, receiver, 1_000_000_000)]);
  const signature = await send(net, bytes);
  const { error } = await net.call('sendTransaction', [bytes.toString('base64'), base64]);
  assert.equal(error.code, -32002);
  assert.equal(error.data.err, 'AlreadyProcessed');
  assert.equal(error.message, 'Transaction simulation failed: This transaction has already been processed');
  assert.equal(await send(net, bytes, { skipPreflight: true }), signature);
  const { value } = await net.rpc('getBalance', receiver.toBase58(), { commitment: 'processed' });
  assert.equal(value, 1_000_000_000);
});

test('a blockhash lives for 150 blocks, skipped slots not counted', async () => {
  const buyer = await fundedWallet(net);
  const {
    value: { blockhash, lastValidBlockHeight },
  } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const bytes = await signedLegacy(net, buyer, [memo('late')]);
  await net.control('advanceSlots', { slots: 500, areSkipped: true });
  const { blockHeight } = await net.control('advanceSlots', { slots: 150 });
  assert.equal(blockHeight, lastValidBlockHeight);
  const isValid = async () =>
    (await net.rpc('isBlockhashValid', blockhash, { commitment: 'processed' })).value;
  assert.equal(await isValid(), true);
  const simulated = await net.rpc('simulateTransaction', bytes.toString('base64'), {
    ...base64,
    commitment: 'processed',
  });
  assert.equal(simulated.value.err, null);
  await net.control('advanceSlots', { slots: 1 });
  assert.equal(await isValid(), false);
  const { error } = await net.call('sendTransaction', [bytes.toString('base64'), base64]);
  assert.equal(error.data.err, 'BlockhashNotFound');
  const replaced = await net.rpc('simulateTransaction', bytes.toString('base64'), {
    encoding: 'base64',
    replaceRecentBlockhash: true,
    commitment: 'processed',
  });
  assert.equal(replaced.value.err, null);
  assert.notEqual(replaced.value.replacementBlockhash.blockhash, blockhash);
});

test('preflight knows only the blockhashes of its own commitment', async () => {
  const buyer = await fundedWallet(net);
  await net.control('advanceSlots', { slots: 1 });
  const bytes = await signedLegacy(net, buyer, [memo('new')], 'confirmed');
  const { error } = await net.call('sendTransaction', [bytes.toString('base64'), { encoding: 'base64' }]);
  assert.equal(error.data.err, 'BlockhashNotFound');
  await send(net, bytes);
});

test('a durable nonce outlives the window and is used up by a failure', async () => {
  const payer = await fundedWallet(net);
  const nonce = Keypair.generate();
  const create = SystemProgram.createNonceAccount({
    fromPubkey: payer.publicKey,
    noncePubkey: nonce.publicKey,
    authorizedPubkey: payer.publicKey,
    lamports: 10_000_000,
  });
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const setup = new Transaction({ feePayer: payer.publicKey, recentBlockhash: value.blockhash }).add(create);
  setup.sign(payer, nonce);
  await send(net, setup.serialize());
  const stored = async () => {
    const { value: account } = await net.rpc('getAccountInfo', nonce.publicKey.toBase58(), {
      encoding: 'base64',
      commitment: 'confirmed',
    });
    assert.equal(account.space, NONCE_ACCOUNT_LENGTH);
    return encodeBase58(Buffer.from(account.data[0], 'base64').subarray(40, 72));
  };
  const payment = async (lamports) => {
    const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: await stored() });
    const advance = SystemProgram.nonceAdvance({
      noncePubkey: nonce.publicKey,
      authorizedPubkey: payer.publicKey,
    });
    transaction.add(advance, solTransfer(payer, stranger(), lamports)).sign(payer);
    return transaction.serialize();
  };
  const bytes = await payment(1_000_000_000);
  await net.control('advanceSlots', { slots: 400 });
  const first = await stored();
  assert.equal((await statusOf(net, await send(net, bytes))).err, null);
  const second = await stored();
  assert.notEqual(second, first);
  const tooMuch = await send(net, await payment(100_000_000_000), { skipPreflight: true });
  assert.deepEqual((await statusOf(net, tooMuch)).err, { InstructionError: [1, { Custom: 1 }] });
  assert.notEqual(await stored(), second);
});

test('bytes that do not decode are refused and leave the server alive', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '9' });
  const whole = await signedV0(net, buyer, [
    memo('x'),
    transferChecked(buyer, await merchantWithAccount(), 1n),
  ]);
  const refused = async (bytes, config = base64) => {
    const { error } = await net.call('sendTransaction', [Buffer.from(bytes).toString('base64'), config]);
    assert.equal(
      error?.code,
      -32602,
      `${Buffer.from(bytes).toString('hex')} was answered ${JSON.stringify(error)}`,
    );
  };
  await refused([]);
  for (let length = 1; length < whole.length; length += 7) await refused(whole.subarray(0, length));
  await refused([...whole, 0]);
  await refused(whole.with(0, 2));
  await refused(whole.with(65, 0));
  await refused([0x80, 0x00, ...whole.subarray(1)]);
  await refused([0x81, 1, 0, 1, 0xff, 0xff, 0xff, 0xff]);
  await refused(new Uint8Array(1300));
  await refused(whole, { ...base64, encoding: 'base58' });
  assert.equal((await net.call('sendTransaction', ['???', base64])).error.code, -32602);
  assert.equal(
    (await net.call('sendTransaction', [whole.toString('base64'), { encoding: 'utf8' }])).error.code,
    -32602,
  );
  assert.equal(await net.rpc('getHealth'), 'ok');
});

test('flipped bytes are either refused or run, and never end the server', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '9' });
  const whole = await signedV0(net, buyer, [
    memo('x'),
    transferChecked(buyer, await merchantWithAccount(), 1n),
  ]);
  // Every byte of the message once, with every kind of outcome that the reader lets through.
  const calls = [];
  for (let at = 64; at < whole.length; at++) {
    const bytes = whole.with(at, whole[at] ^ (1 << (at % 8)));
    calls.push({
      jsonrpc: '2.0',
      id: at,
      method: 'simulateTransaction',
      params: [
        Buffer.from(bytes).toString('base64'),
        { encoding: 'base64', replaceRecentBlockhash: true, commitment: 'confirmed' },
      ],
    });
  }
  const answers = await (await net.post(calls)).json();
  assert.equal(answers.length, whole.length - 64);
  assert.ok(answers.some((answer) => answer.error?.code === -32602));
  assert.ok(answers.some((answer) => answer.result));
  assert.deepEqual(
    answers.filter((answer) => answer.error && ![-32602, -32003].includes(answer.error.code)),
    [],
  );
});

test('lengths are read only in their shortest form', async () => {
  const buyer = await fundedWallet(net);
  const whole = await signedV0(net, buyer, [memo('x')]);
  const keyCountAt = 1 + 64 + 4;
  assert.equal(decodeTransaction(new Uint8Array(whole)).message.keys.length, whole[keyCountAt]);
  const longer = [
    ...whole.subarray(0, keyCountAt),
    whole[keyCountAt] | 0x80,
    0,
    ...whole.subarray(keyCountAt + 1),
  ];
  assert.throws(() => decodeTransaction(Uint8Array.from(longer)), /not minimal/);
  assert.throws(() => decodeTransaction(Uint8Array.of(0xff, 0xff, 0xff)), UndecodableError);
});

test('a version 1 transaction is taken, and shown to those who ask for its version', async () => {
  const payer = newKeyPair();
  const receiver = newKeyPair().address;
  await net.control('airdrop', { address: payer.address, lamports: '10000000000' });
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const transfer = Buffer.alloc(12);
  transfer.writeUInt32LE(2);
  transfer.writeBigUInt64LE(1_000_000_000n, 4);
  const settings = Buffer.alloc(16);
  settings.writeBigUInt64LE(777n, 0);
  settings.writeUInt32LE(50_000, 8);
  settings.writeUInt32LE(1 << 18, 12);
  const message = Buffer.concat([
    Buffer.from([0x81, 1, 0, 1, 0b1111, 0, 0, 0]),
    decodeBase58(value.blockhash),
    Buffer.from([1, 3]),
    decodeBase58(payer.address),
    decodeBase58(receiver),
    Buffer.alloc(32),
    settings,
    Buffer.from([2, 2, 12, 0]),
    Buffer.from([0, 1]),
    transfer,
  ]);
  assert.equal(
    (await net.rpc('getFeeForMessage', message.toString('base64'), { commitment: 'confirmed' })).value,
    5777,
  );
  const signature = await send(net, Buffer.concat([message, payer.sign(message)]));
  for (const config of [{}, { maxSupportedTransactionVersion: 0 }]) {
    const { error } = await net.call('getTransaction', [signature, { commitment: 'confirmed', ...config }]);
    assert.equal(error.code, -32015);
  }
  const found = await net.rpc('getTransaction', signature, {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 1,
  });
  assert.equal(found.version, 1);
  assert.equal(found.meta.fee, 5777);
  assert.equal(found.meta.postBalances[1], 1_000_000_000);
});

test('tokens that come and go in one transaction leave the balances as they were', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '100' });
  const seller = await fundedWallet(net, { usdcUnits: '1' });
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const transaction = new Transaction({ feePayer: buyer.publicKey, recentBlockhash: value.blockhash });
  transaction.add(
    transferChecked(buyer, seller.publicKey, 50n),
    transferChecked(seller, buyer.publicKey, 50n),
  );
  transaction.sign(buyer, seller);
  const signature = await send(net, transaction.serialize());
  const { meta } = await net.rpc('getTransaction', signature, {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 1,
  });
  assert.equal(meta.err, null);
  assert.equal(meta.preTokenBalances.length, 2);
  assert.deepEqual(meta.preTokenBalances, meta.postTokenBalances);
});

test('token accounts that are missing or something else are told apart', async () => {
  const owner = stranger();
  const missing = getAssociatedTokenAddressSync(usdc, owner).toBase58();
  assert.equal((await net.call('getTokenAccountBalance', [missing])).error.code, -32602);
  assert.equal((await net.call('getTokenAccountBalance', [usdc.toBase58()])).error.code, -32602);
  assert.equal((await net.rpc('getAccountInfo', missing, { encoding: 'base64' })).value, null);
});
