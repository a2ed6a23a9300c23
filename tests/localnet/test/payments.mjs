// Transactions for the tests, built with the official client.
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferCheckedInstruction,
  getAssociatedTokenAddressSync,
} from '@solana/spl-token';
import {
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';

export const usdc = new PublicKey('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
export const memoProgram = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

export function memo(text) {
  return new TransactionInstruction({ keys: [], programId: memoProgram, data: Buffer.from(text) });
}

/** A wallet with SOL, and with tokens when asked. */
export async function fundedWallet(net, { lamports = '10000000000', usdcUnits } = {}) {
  const wallet = Keypair.generate();
  await net.control('airdrop', { address: wallet.publicKey.toBase58(), lamports });
  if (usdcUnits)
    await net.control('setTokenBalance', { owner: wallet.publicKey.toBase58(), amount: usdcUnits });
  return wallet;
}

export function transferChecked(from, owner, amount, references = [], mint = usdc) {
  const instruction = createTransferCheckedInstruction(
    getAssociatedTokenAddressSync(mint, from.publicKey),
    mint,
    getAssociatedTokenAddressSync(mint, owner, true),
    from.publicKey,
    amount,
    6,
  );
  for (const pubkey of references) instruction.keys.push({ pubkey, isSigner: false, isWritable: false });
  return instruction;
}

export function createAta(payer, owner, mint = usdc) {
  return createAssociatedTokenAccountIdempotentInstruction(
    payer.publicKey,
    getAssociatedTokenAddressSync(mint, owner, true),
    owner,
    mint,
  );
}

export function solTransfer(from, to, lamports) {
  return SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports });
}

export async function signedLegacy(net, payer, instructions, commitment = 'confirmed') {
  const { value } = await net.rpc('getLatestBlockhash', { commitment });
  const transaction = new Transaction({ feePayer: payer.publicKey, recentBlockhash: value.blockhash });
  transaction.add(...instructions).sign(payer);
  return transaction.serialize();
}

export async function signedV0(net, payer, instructions, tables = []) {
  const { value } = await net.rpc('getLatestBlockhash', { commitment: 'confirmed' });
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: value.blockhash,
    instructions,
  }).compileToV0Message(tables);
  const transaction = new VersionedTransaction(message);
  transaction.sign([payer]);
  return Buffer.from(transaction.serialize());
}

export function send(net, bytes, config = {}) {
  return net.rpc('sendTransaction', bytes.toString('base64'), {
    encoding: 'base64',
    preflightCommitment: 'confirmed',
    ...config,
  });
}

export async function statusOf(net, signature) {
  const { value } = await net.rpc('getSignatureStatuses', [signature], { searchTransactionHistory: true });
  return value[0];
}
