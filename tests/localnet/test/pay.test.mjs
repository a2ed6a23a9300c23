// The Solana Pay reference library: its createTransfer, findReference and validateTransfer work here.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createTransfer, encodeURL, findReference, parseURL, validateTransfer } from '@solana/pay';
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { Connection, Keypair } from '@solana/web3.js';
import BigNumber from 'bignumber.js';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fundedWallet, usdc } from './payments.mjs';
import { start } from './start.mjs';

let net;
let connection;
before(async () => {
  net = await start();
  connection = new Connection(net.url, 'confirmed');
});
after(() => net.stop());

async function pay(buyer, fields) {
  const transaction = await createTransfer(connection, buyer.publicKey, fields);
  transaction.feePayer = buyer.publicKey;
  const signature = await connection.sendTransaction(transaction, [buyer]);
  const { value } = await connection.getSignatureStatus(signature);
  assert.equal(value.confirmationStatus, 'confirmed');
  return signature;
}

test('a token payment is made from a link, found by its reference and validated', async () => {
  const buyer = await fundedWallet(net, { usdcUnits: '20000000' });
  // The library insists that the recipient's wallet exists, and its token account too.
  const recipient = (await fundedWallet(net)).publicKey;
  await net.control('setTokenBalance', { owner: recipient.toBase58(), amount: 7 });
  const reference = Keypair.generate().publicKey;
  const link = encodeURL({
    recipient,
    amount: new BigNumber('12.34'),
    splToken: usdc,
    reference,
    memo: 'HILT:n0nce',
  });
  const signature = await pay(buyer, parseURL(link));

  const found = await findReference(connection, reference, { finality: 'confirmed' });
  assert.equal(found.signature, signature);
  assert.equal(found.memo, '[10] HILT:n0nce');
  const terms = { recipient, amount: new BigNumber('12.34'), splToken: usdc, reference };
  const validated = await validateTransfer(connection, signature, terms, { commitment: 'confirmed' });
  assert.equal(validated.meta.err, null);
  await assert.rejects(
    validateTransfer(
      connection,
      signature,
      { ...terms, amount: new BigNumber('12.35') },
      { commitment: 'confirmed' },
    ),
    /amount not transferred/,
  );
});

test('a payment in SOL is found and validated', async () => {
  const buyer = await fundedWallet(net);
  const recipient = (await fundedWallet(net)).publicKey;
  const reference = Keypair.generate().publicKey;
  const amount = new BigNumber('1.5');
  const signature = await pay(buyer, { recipient, amount, reference });
  assert.equal((await findReference(connection, reference, { finality: 'confirmed' })).signature, signature);
  await validateTransfer(
    connection,
    signature,
    { recipient, amount, reference },
    { commitment: 'confirmed' },
  );
});

test('an unused reference is not found', async () => {
  await assert.rejects(
    findReference(connection, Keypair.generate().publicKey, { finality: 'confirmed' }),
    /not found/,
  );
});

test('the paying client pays a link with the library, and as a plain wallet', async () => {
  const client = fileURLToPath(new URL('../clients/pay.mjs', import.meta.url));
  const run = async (...args) => {
    const { stdout } = await promisify(execFile)(process.execPath, [client, net.url, ...args]);
    return JSON.parse(stdout).signature;
  };
  const seed = randomBytes(32);
  const buyer = Keypair.fromSeed(seed).publicKey.toBase58();
  await net.control('airdrop', { address: buyer, lamports: '1000000000' });
  await net.control('setTokenBalance', { owner: buyer, amount: '5000000' });
  const recipient = (await fundedWallet(net)).publicKey;
  const account = getAssociatedTokenAddressSync(usdc, recipient);
  const reference = Keypair.generate().publicKey;
  const terms = { recipient, amount: new BigNumber('1.25'), splToken: usdc, reference, memo: 'HILT:n0nce' };
  const link = encodeURL(terms).toString();

  const plain = await run(seed.toString('hex'), link, '--plain');
  assert.equal((await connection.getTokenAccountBalance(account)).value.amount, '1250000');
  assert.equal((await connection.getSignaturesForAddress(account))[0].memo, '[10] HILT:n0nce');
  assert.deepEqual(await connection.getSignaturesForAddress(reference), []);

  const signature = await run(seed.toString('hex'), link);
  assert.notEqual(signature, plain);
  assert.equal((await findReference(connection, reference, { finality: 'confirmed' })).signature, signature);
  assert.equal((await connection.getTokenAccountBalance(account)).value.amount, '2500000');
  await assert.rejects(run(seed.toString('hex'), link.replace('1.25', '99')), /CreateTransferError/);
});
