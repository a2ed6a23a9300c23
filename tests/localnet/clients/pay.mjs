// node clients/pay.mjs RPC_URL BUYER_SEED_HEX SOLANA_PAY_LINK [--plain]
// node clients/pay.mjs RPC_URL BUYER_SEED_HEX --built TRANSACTION_BASE64
// Pays with code that is not ours, and prints {"signature":"..."}. The transaction is built by the Solana Pay
// reference library; with --plain as an ordinary wallet would build it that knows no references: a token
// transfer and, when the link has one, the memo; with --built by somebody else, and only signed and sent here.
import { createTransfer, parseURL } from '@solana/pay';
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferCheckedInstruction,
  getAssociatedTokenAddressSync,
  getMint,
} from '@solana/spl-token';
import { Connection, Keypair, PublicKey, Transaction, TransactionInstruction, VersionedTransaction } from '@solana/web3.js';

const memoProgram = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

async function plainTransfer(connection, buyer, { recipient, amount, splToken, memo }) {
  if (!splToken) throw new Error('--plain wants a link with a token');
  const { decimals } = await getMint(connection, splToken);
  const units = BigInt(amount.shiftedBy(decimals).toFixed(0));
  const source = getAssociatedTokenAddressSync(splToken, buyer);
  const destination = getAssociatedTokenAddressSync(splToken, recipient, true);
  const transaction = new Transaction().add(
    createAssociatedTokenAccountIdempotentInstruction(buyer, destination, recipient, splToken),
    createTransferCheckedInstruction(source, splToken, destination, buyer, units, decimals),
  );
  if (memo)
    transaction.add(
      new TransactionInstruction({ programId: memoProgram, keys: [], data: Buffer.from(memo) }),
    );
  return transaction;
}

async function pay(url, seedHex, link, isPlain) {
  const connection = new Connection(url, 'confirmed');
  const buyer = Keypair.fromSeed(Buffer.from(seedHex, 'hex'));
  const terms = parseURL(link);
  const transaction = isPlain
    ? await plainTransfer(connection, buyer.publicKey, terms)
    : await createTransfer(connection, buyer.publicKey, terms);
  transaction.feePayer = buyer.publicKey;
  return connection.sendTransaction(transaction, [buyer]);
}

async function sendBuilt(url, seedHex, base64) {
  const transaction = VersionedTransaction.deserialize(Buffer.from(base64, 'base64'));
  transaction.sign([Keypair.fromSeed(Buffer.from(seedHex, 'hex'))]);
  return new Connection(url, 'confirmed').sendTransaction(transaction);
}

const [url, seedHex, link, flag] = process.argv.slice(2);
if (!link || (link === '--built' ? !flag : flag !== undefined && flag !== '--plain')) {
  process.stderr.write('node clients/pay.mjs RPC_URL BUYER_SEED_HEX (SOLANA_PAY_LINK [--plain] | --built BASE64)\n');
  process.exit(2);
}
try {
  const signature =
    link === '--built' ? await sendBuilt(url, seedHex, flag) : await pay(url, seedHex, link, flag === '--plain');
  process.stdout.write(`${JSON.stringify({ signature })}\n`);
} catch (error) {
  process.stderr.write(`${error.name}: ${error.message}\n`);
  process.exit(1);
}
