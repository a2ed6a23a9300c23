// The official client works against the local Solana as against a real node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getAccount, getAssociatedTokenAddressSync, getMint } from '@solana/spl-token';
import {
  AddressLookupTableAccount,
  Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  PublicKey,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { createAta, fundedWallet, memo, solTransfer, transferChecked, usdc } from './payments.mjs';
import { start } from './start.mjs';

let net;
let connection;
before(async () => {
  net = await start();
  connection = new Connection(net.url, 'confirmed');
});
after(() => net.stop());

async function confirmed(signature) {
  const { value } = await connection.getSignatureStatuses([signature]);
  assert.equal(value[0]?.confirmationStatus, 'confirmed');
  assert.equal(value[0].err, null);
  return signature;
}

test('airdrop, transfer, confirmation by polling and history', async () => {
  const payer = Keypair.generate();
  const friend = Keypair.generate();
  await confirmed(await connection.requestAirdrop(payer.publicKey, 2 * LAMPORTS_PER_SOL));
  assert.equal(await connection.getBalance(payer.publicKey), 2 * LAMPORTS_PER_SOL);

  const transaction = new Transaction().add(solTransfer(payer, friend.publicKey, LAMPORTS_PER_SOL));
  const signature = await confirmed(await connection.sendTransaction(transaction, [payer]));
  assert.equal(await connection.getBalance(friend.publicKey), LAMPORTS_PER_SOL);

  const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  assert.equal(found.meta.fee, 5000);
  assert.equal(found.version, 'legacy');
  assert.deepEqual(found.meta.preBalances.slice(0, 2), [2 * LAMPORTS_PER_SOL, 0]);
  assert.deepEqual(found.meta.postBalances.slice(0, 2), [LAMPORTS_PER_SOL - 5000, LAMPORTS_PER_SOL]);
  assert.ok(found.transaction.message.accountKeys.some((key) => key.equals(friend.publicKey)));
  assert.equal(await connection.getBlockTime(found.slot), found.blockTime);

  const history = await connection.getSignaturesForAddress(friend.publicKey, { limit: 10 });
  assert.deepEqual(
    history.map((entry) => entry.signature),
    [signature],
  );
  const ofPayer = await connection.getSignaturesForAddress(payer.publicKey);
  assert.equal(ofPayer.length, 2);
  assert.equal(ofPayer[0].signature, signature, 'newest first');
});

test('a version 0 transaction with a memo and a checked token transfer under a reference', async () => {
  const payer = await fundedWallet(net, { usdcUnits: '50000000' });
  const merchant = Keypair.generate().publicKey;
  const reference = Keypair.generate().publicKey;
  const { blockhash } = await connection.getLatestBlockhash();
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: blockhash,
    instructions: [
      createAta(payer, merchant),
      memo('HILT:abc'),
      transferChecked(payer, merchant, 12_500_000n, [reference]),
    ],
  }).compileToV0Message();
  const transaction = new VersionedTransaction(message);
  transaction.sign([payer]);
  const signature = await confirmed(await connection.sendTransaction(transaction));

  const [entry] = await connection.getSignaturesForAddress(reference);
  assert.equal(entry.signature, signature);
  assert.equal(entry.memo, '[8] HILT:abc');
  await assert.rejects(connection.getTransaction(signature, {}), /maxSupportedTransactionVersion/);
  const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  assert.equal(found.version, 0);
  const keys = found.transaction.message.staticAccountKeys;
  const destination = getAssociatedTokenAddressSync(usdc, merchant);
  const position = keys.findIndex((key) => key.equals(destination));
  assert.deepEqual(
    found.meta.preTokenBalances.map((balance) => balance.owner),
    [payer.publicKey.toBase58()],
  );
  const credit = found.meta.postTokenBalances.find((balance) => balance.accountIndex === position);
  assert.deepEqual(credit, {
    accountIndex: position,
    mint: usdc.toBase58(),
    owner: merchant.toBase58(),
    programId: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
    uiTokenAmount: { amount: '12500000', decimals: 6, uiAmount: 12.5, uiAmountString: '12.5' },
  });
  assert.ok(
    found.meta.innerInstructions[0].instructions.length > 0,
    'making the account calls other programs',
  );
  assert.match(found.meta.logMessages.join('\n'), /Memo \(len 8\)\nProgram log: HILT:abc/);

  assert.equal((await getAccount(connection, destination)).amount, 12_500_000n);
  assert.equal((await getMint(connection, usdc)).decimals, 6);
  assert.equal((await connection.getTokenAccountBalance(destination)).value.amount, '12500000');
  const owned = await connection.getParsedTokenAccountsByOwner(merchant, { mint: usdc });
  assert.equal(owned.value[0].account.data.parsed.info.tokenAmount.uiAmountString, '12.5');
});

test('keys from a lookup table are shown as loaded and are indexed', async () => {
  const payer = await fundedWallet(net);
  const [receiver, table] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  const data = Buffer.alloc(56 + 32);
  data.writeUInt32LE(1, 0);
  data.writeBigUInt64LE(2n ** 64n - 1n, 4);
  data.set(receiver.toBytes(), 56);
  await net.control('setAccount', {
    address: table.toBase58(),
    owner: 'AddressLookupTab1e1111111111111111111111111',
    data: data.toString('base64'),
  });
  const lookup = new AddressLookupTableAccount({
    key: table,
    state: AddressLookupTableAccount.deserialize(data),
  });
  const { blockhash } = await connection.getLatestBlockhash();
  const transaction = new VersionedTransaction(
    new TransactionMessage({
      payerKey: payer.publicKey,
      recentBlockhash: blockhash,
      instructions: [solTransfer(payer, receiver, LAMPORTS_PER_SOL)],
    }).compileToV0Message([lookup]),
  );
  transaction.sign([payer]);
  const signature = await confirmed(await connection.sendTransaction(transaction));
  const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  assert.deepEqual(
    found.meta.loadedAddresses.writable.map((key) => new PublicKey(key).toBase58()),
    [receiver.toBase58()],
  );
  assert.equal(found.meta.postBalances.at(-1), LAMPORTS_PER_SOL, 'loaded keys come after the static ones');
  assert.equal((await connection.getSignaturesForAddress(receiver)).length, 1);
});

test('simulation, fees, rent and cluster facts', async () => {
  const payer = await fundedWallet(net);
  const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash();
  assert.equal(lastValidBlockHeight, (await connection.getBlockHeight()) + 150);
  assert.notEqual(await connection.getSlot(), await connection.getBlockHeight());
  assert.equal((await connection.isBlockhashValid(blockhash)).value, true);
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: blockhash,
    instructions: [solTransfer(payer, Keypair.generate().publicKey, LAMPORTS_PER_SOL)],
  }).compileToV0Message();
  assert.equal((await connection.getFeeForMessage(message)).value, 5000);
  const simulated = await connection.simulateTransaction(new VersionedTransaction(message));
  assert.equal(simulated.value.err, null);
  assert.ok(simulated.value.unitsConsumed > 0);
  assert.equal(await connection.getMinimumBalanceForRentExemption(165), 2_039_280);
  assert.ok((await connection.getVersion())['solana-core']);
  assert.equal((await connection.getGenesisHash()).length > 30, true);
  assert.ok((await connection.getRecentPrioritizationFees()).length > 0);
  assert.equal(await connection.getAccountInfo(Keypair.generate().publicKey), null);
  const infos = await connection.getMultipleAccountsInfo([payer.publicKey, Keypair.generate().publicKey]);
  assert.deepEqual(
    infos.map((info) => info?.lamports ?? null),
    [10 * LAMPORTS_PER_SOL, null],
  );
});
