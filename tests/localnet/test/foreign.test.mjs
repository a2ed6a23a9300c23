// What clients that are not ours make of HiltBot's own forms, as the vectors have them: the Solana Pay reference
// library reads the links and validates the payments, web3.js decodes the transactions.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeInstruction, isTransferCheckedInstruction } from '@solana/spl-token';
import { Connection, PublicKey, Transaction, VersionedTransaction } from '@solana/web3.js';
import BigNumber from 'bignumber.js';
import { decodeBase58, encodeBase58 } from '../chain/base58.mjs';
import { decodeTransaction } from '../chain/decode.mjs';
import { addressBytes, newKeyPair } from '../chain/keys.mjs';
import { parsedLink, validated } from '../clients/solana-pay.mjs';
import { send } from './payments.mjs';
import { start } from './start.mjs';
import { vectorsOf } from './vectors.mjs';

let net;
let connection;
before(async () => {
  net = await start();
  connection = new Connection(net.url, 'confirmed');
});
after(() => net.stop());

test('every accepted spelling of a transfer link says the same to the reference library', () => {
  for (const { name, in: given, out } of vectorsOf('pay-url-transfer'))
    for (const link of [out.preferred, ...out.accepted])
      assert.deepEqual(
        parsedLink(link),
        {
          recipient: given.recipient,
          amount: given.amount ?? null,
          splToken: given.splToken ?? null,
          references: given.reference ?? [],
          label: given.label ?? null,
          message: given.message ?? null,
          memo: given.memo ?? null,
        },
        name,
      );
});

test('transaction links lead to our address', () => {
  for (const { name, in: given, out } of vectorsOf('pay-url-transaction'))
    for (const link of [out.preferred, ...out.accepted])
      assert.deepEqual(
        parsedLink(link),
        { link: given.link, label: given.label ?? null, message: given.message ?? null },
        name,
      );
});

test('links are read and refused as by the reference library', () => {
  for (const { name, in: given, out } of vectorsOf('pay-url-parse')) {
    const found = parsedLink(given.url);
    if (out.error) assert.equal(found.error, out.why, name);
    else assert.deepEqual(found, out, name);
  }
});

test('a list of links is read by the client, a line each', async () => {
  const client = fileURLToPath(new URL('../clients/solana-pay.mjs', import.meta.url));
  const links = vectorsOf('pay-url-transfer').map(({ out }) => out.preferred);
  const child = promisify(execFile)(process.execPath, [client, 'parse']);
  child.child.stdin.end([...links, 'solana:?amount=1'].join('\n'));
  const lines = (await child).stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.slice(0, -1), links.map(parsedLink));
  assert.ok(lines.at(-1).error);
});

const withTransactions = ['spl-payment', 'system-transfer', 'subs-transaction'];

test('web3.js decodes our transactions and writes the same bytes', () => {
  for (const kind of withTransactions)
    for (const { name, out } of vectorsOf(kind)) {
      const bytes = Buffer.from(out.transactionBase64, 'base64');
      const transaction = VersionedTransaction.deserialize(bytes);
      const keys = transaction.message.staticAccountKeys.map((key) => key.toBase58());
      assert.deepEqual(keys, out.accountKeys, name);
      assert.deepEqual(
        transaction.signatures.map((signature) => encodeBase58(signature)),
        out.signatures.map((signature) => signature ?? '1'.repeat(64)),
        name,
      );
      assert.deepEqual(Buffer.from(transaction.serialize()), bytes, name);
    }
});

test('spl-token reads our legacy transfers', () => {
  for (const { name, in: given, out } of vectorsOf('spl-payment')) {
    if (given.version !== 'legacy') continue;
    const { instructions } = Transaction.from(Buffer.from(out.transactionBase64, 'base64'));
    const last = instructions.at(-1);
    // It knows the accounts of a plain transfer by position, and takes the references behind for signers.
    const transfer = decodeInstruction(last, last.programId);
    assert.ok(isTransferCheckedInstruction(transfer), name);
    assert.equal(transfer.data.amount, BigInt(given.amount), name);
    assert.equal(transfer.keys.destination.pubkey.toBase58(), out.destinationAta, name);
    assert.deepEqual(
      transfer.keys.multiSigners.map(({ pubkey }) => pubkey.toBase58()),
      given.references,
      name,
    );
  }
});

/** The vector's own bytes with a blockhash that lives, signed anew by all whose seeds it has. */
function renewed({ in: given, out }, blockhash) {
  const bytes = new Uint8Array(Buffer.from(out.transactionBase64, 'base64'));
  const signers = ['buyerSeedHex', 'payerSeedHex', 'feePayerSeedHex']
    .filter((name) => given[name])
    .map((name) => newKeyPair(Buffer.from(given[name], 'hex')));
  const { message, signatures } = decodeTransaction(bytes);
  // A nonce stands in the place of the blockhash, and such bytes never grow old.
  if (!given.nonce) {
    const hash = Buffer.from(decodeBase58(message.blockhash));
    message.bytes.set(decodeBase58(blockhash), Buffer.from(message.bytes).indexOf(hash));
  }
  for (const [index] of signatures.entries()) {
    const signer = signers.find(({ address }) => address === message.keys[index]);
    bytes.set(signer.sign(message.bytes), 1 + 64 * index);
  }
  return { bytes: Buffer.from(bytes), signers };
}

function nonceAccount({ authority }, value) {
  const data = Buffer.alloc(80);
  data.writeUInt32LE(1, 0);
  data.writeUInt32LE(1, 4);
  data.set(addressBytes(authority), 8);
  data.set(decodeBase58(value), 40);
  data.writeBigUInt64LE(5000n, 72);
  return data.toString('base64');
}

async function tokenAccount(owner, amount, given) {
  await net.control('setTokenBalance', { owner, amount, mint: given.mint });
}

async function prepared(given, buyer) {
  const { mint, decimals, tokenProgram } = given;
  if (mint && mint !== 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v')
    await net.control('createMint', { mint, decimals, tokenProgram });
  if (!mint) return;
  await tokenAccount(buyer, '99999999999', given);
  if (!given.createMerchantAta) await tokenAccount(given.merchant, '0', given);
  if (given.fee && !given.fee.createAta) await tokenAccount(given.fee.recipient, '0', given);
  if (given.nonce)
    await net.control('setAccount', { address: given.nonce.account, data: nonceAccount(given.nonce, given.value) });
}

async function paid(vector) {
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const { bytes, signers } = renewed(vector, value.blockhash);
  for (const { address } of signers) await net.control('airdrop', { address, lamports: '5000000000' });
  const { message } = decodeTransaction(new Uint8Array(bytes));
  await prepared({ ...vector.in, value: message.blockhash }, signers[0].address);
  if (vector.in.recipient) await net.control('airdrop', { address: vector.in.recipient, lamports: '1000000' });
  return send(net, bytes);
}

// Where the reference library is behind the network: it asks for legacy transactions only, and knows the token
// accounts of SPL Token only.
const refusals = {
  v0: /not supported by the requesting client/,
  'Token-2022 mint with 9 decimals': /recipient not found/,
};

test('our payments land as the vectors have them, and validateTransfer accepts the legacy ones', async () => {
  const accepted = [];
  for (const kind of ['spl-payment', 'system-transfer'])
    for (const vector of vectorsOf(kind)) {
      const { in: given, name } = vector;
      const signature = await paid(vector);
      const { value } = await connection.getSignatureStatus(signature);
      assert.equal(value.err, null, name);
      const units = new BigNumber(given.amount ?? given.lamports);
      const reference = given.references.map((key) => new PublicKey(key));
      const terms = {
        recipient: new PublicKey(given.merchant ?? given.recipient),
        amount: units.shiftedBy(-(given.decimals ?? 9)),
        ...(given.mint ? { splToken: new PublicKey(given.mint) } : {}),
        ...(reference.length > 0 ? { reference } : {}),
        ...(given.memo ? { memo: given.memo } : {}),
      };
      const verdict = await validated(connection, signature, terms);
      const refusal = given.version === 0 ? refusals.v0 : refusals[name.split(': ')[1]];
      if (refusal) assert.match(verdict.error ?? 'accepted', refusal, name);
      else {
        assert.deepEqual(verdict, { valid: true }, name);
        accepted.push(name);
        const more = { ...terms, amount: terms.amount.plus(1) };
        assert.equal((await validated(connection, signature, more)).valid, false, name);
      }
    }
  assert.equal(accepted.length, 11, accepted.join('\n'));
});
