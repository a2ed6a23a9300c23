// Sending and simulating: decode strictly, check what a bank checks, then let the VM run it.
import { decodeBase58, encodeBase58 } from '../chain/base58.mjs';
import { decodeMessage, decodeTransaction, UndecodableError } from '../chain/decode.mjs';
import { sentenceOf } from '../chain/failures.mjs';
import { feeOf } from '../chain/fees.mjs';
import { newKeyPair, systemProgram } from '../chain/keys.mjs';
import { LookupError } from '../chain/ledger.mjs';
import { neverRent } from '../chain/vm.mjs';
import { accountForm } from './reads.mjs';
import {
  addressOf,
  arrayParam,
  commitmentOf,
  configParam,
  inContext,
  integerParam,
  invalidParams,
  RpcError,
  stringParam,
  viewOf,
} from './params.mjs';

const encodedMax = { base58: 1683 * 4, base64: 1644 * 4 };
const transactionType = 'solana_transaction::versioned::VersionedTransaction';
// What a node finds while it prepares a transaction, before any bank has run it.
const preparationErrors = [
  'SanitizeFailure',
  'AddressLookupTableNotFound',
  'InvalidAddressLookupTableOwner',
  'InvalidAddressLookupTableData',
  'InvalidAddressLookupTableIndex',
];

export function sendMethods(ledger, drops) {
  const faucet = { ...newKeyPair(), lastUsedSlot: -1 };
  ledger.place(faucet.address, systemAccount(500_000_000n * 1_000_000_000n));
  return {
    sendTransaction: (params) => send(ledger, drops, params),
    simulateTransaction: (params) => simulate(ledger, params),
    getFeeForMessage: (params) => feeForMessage(ledger, params),
    requestAirdrop: (params) => {
      const recipient = addressOf(stringParam(params, 0));
      const lamports = integerParam(params, 1);
      return airdrop(ledger, faucet, recipient, lamports);
    },
  };
}

export function systemAccount(lamports) {
  return { lamports, owner: systemProgram, data: new Uint8Array(), executable: false, rentEpoch: neverRent };
}

function decoded(text, encoding = 'base58') {
  if (!(encoding in encodedMax))
    throw invalidParams(`unsupported encoding: ${encoding}. Supported encodings: base58, base64`);
  if (text.length > encodedMax[encoding])
    throw invalidParams(`${encoding} encoded ${transactionType} too large: ${text.length} bytes`);
  const bytes = bytesOf(text, encoding);
  try {
    return decodeTransaction(bytes);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw invalidParams(
      error.sanitize
        ? `invalid transaction: ${error.message}`
        : `failed to deserialize ${transactionType}: ${error.message}`,
    );
  }
}

function bytesOf(text, encoding) {
  if (encoding === 'base64') {
    // Node skips what is no base64; a node refuses it.
    const bytes = Buffer.from(text, 'base64');
    if (bytes.toString('base64') !== text) throw invalidParams('invalid base64 encoding: InvalidByte');
    return new Uint8Array(bytes);
  }
  const bytes = decodeBase58(text);
  if (!bytes) throw invalidParams('invalid base58 encoding: InvalidCharacter');
  return bytes;
}

function withLookups(ledger, transaction) {
  try {
    ledger.loadedAddresses(transaction.message);
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    throw unprepared(error.message);
  }
  return transaction;
}

function unprepared(error) {
  return invalidParams(`invalid transaction: ${sentenceOf(error)}`);
}

function send(ledger, drops, params) {
  const config = configParam(params, 1);
  const transaction = withLookups(ledger, decoded(stringParam(params, 0), config.encoding ?? 'base58'));
  const preflightCommitment = commitmentOf({ commitment: config.preflightCommitment });
  viewOf(ledger, config, config.skipPreflight ? 'processed' : preflightCommitment);
  if (config.maxRetries !== undefined && config.maxRetries !== null) integerParam([config.maxRetries], 0);
  if (!config.skipPreflight) preflight(ledger, transaction, ledger.blocks.at(preflightCommitment));
  const signature = encodeBase58(transaction.signatures[0]);
  if (drops.takeDrop()) return signature;
  // A node answers with the signature and forwards.
  ledger.land(transaction);
  return signature;
}

function preflight(ledger, transaction, bank) {
  const outcome = run(ledger, transaction, { sigVerify: true, bank });
  if (outcome.err === null) return;
  if (outcome.err === 'SignatureFailure')
    throw new RpcError(-32003, 'Transaction signature verification failure');
  throw new RpcError(-32002, `Transaction simulation failed: ${sentenceOf(outcome.err)}`, outcome);
}

/** One trial run in the shape of `simulateTransaction`. Without a bank the blockhash is not looked at. */
function run(ledger, transaction, { sigVerify, bank, withInner = false }) {
  const trial = ledger.simulate(transaction, sigVerify);
  let { err } = trial;
  if (preparationErrors.includes(err)) throw unprepared(err);
  const refusal = bank ? ledger.refusalOf(transaction, bank) : null;
  const ran = refusal === null || err === 'SignatureFailure';
  if (!ran) err = refusal;
  return {
    err,
    logs: ran ? trial.logs : [],
    accounts: null,
    unitsConsumed: ran ? trial.computeUnits : 0,
    returnData: ran ? trial.returnData : null,
    innerInstructions: ran && withInner ? trial.innerInstructions : null,
    replacementBlockhash: null,
  };
}

function simulate(ledger, params) {
  const config = configParam(params, 1);
  const transaction = withLookups(ledger, decoded(stringParam(params, 0), config.encoding ?? 'base58'));
  if (config.sigVerify && config.replaceRecentBlockhash)
    throw invalidParams('sigVerify may not be used with replaceRecentBlockhash');
  const commitment = commitmentOf(config);
  const slot = viewOf(ledger, config, commitment);
  const bank = ledger.blocks.at(commitment);
  const options = { sigVerify: config.sigVerify === true, withInner: config.innerInstructions === true };
  const outcome = run(ledger, transaction, config.replaceRecentBlockhash ? options : { ...options, bank });
  if (outcome.err === 'SignatureFailure')
    throw new RpcError(-32003, 'Transaction signature verification failure');
  if (config.replaceRecentBlockhash)
    outcome.replacementBlockhash = {
      blockhash: bank.hash,
      lastValidBlockHeight: ledger.blocks.lastValidHeightOf(bank),
    };
  if (config.accounts) outcome.accounts = accountsAfter(ledger, transaction, config);
  return inContext(slot, outcome);
}

function accountsAfter(ledger, transaction, config) {
  const wanted = arrayParam([config.accounts.addresses], 0).map(addressOf);
  const { err, postAccounts } = ledger.simulate(transaction, config.sigVerify === true);
  if (err !== null) return wanted.map(() => null);
  return wanted.map((address) => {
    const account = postAccounts.has(address) ? postAccounts.get(address) : ledger.vm.account(address);
    return account && accountForm(account, config.accounts, 'base64', (mint) => ledger.decimalsOf(mint));
  });
}

function feeForMessage(ledger, params) {
  const config = configParam(params, 1);
  const slot = viewOf(ledger, config);
  let message;
  try {
    message = decodeMessage(bytesOf(stringParam(params, 0), 'base64'));
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    throw invalidParams(`failed to deserialize solana_message::versions::VersionedMessage: ${error.message}`);
  }
  const isKnown = ledger.blocks.isValidAt(message.blockhash, ledger.blocks.at(commitmentOf(config)));
  if (!isKnown && !ledger.nonceOf(message)) return inContext(slot, null);
  return inContext(slot, feeOf(message));
}

function airdrop(ledger, faucet, recipient, lamports) {
  const data = Buffer.alloc(12);
  data.writeUInt32LE(2);
  data.writeBigUInt64LE(BigInt(lamports), 4);
  // Two airdrops alike in one block would be one transaction; a block of its own keeps them apart.
  if (faucet.lastUsedSlot === ledger.blocks.slot) ledger.advance(1, 0, false);
  faucet.lastUsedSlot = ledger.blocks.slot;
  const message = Buffer.concat([
    Buffer.from([1, 0, 1, 3]),
    ...[faucet.address, recipient, systemProgram, ledger.blocks.tip.hash].map((key) => decodeBase58(key)),
    Buffer.from([1, 2, 2, 0, 1, data.length]),
    data,
  ]);
  const signature = faucet.sign(message);
  const transaction = decodeTransaction(
    new Uint8Array(Buffer.concat([Buffer.from([1]), signature, message])),
  );
  const outcome = run(ledger, transaction, { sigVerify: true, bank: ledger.blocks.tip });
  if (outcome.err !== null)
    throw new RpcError(-32002, `Transaction simulation failed: ${sentenceOf(outcome.err)}`, outcome);
  ledger.apply(transaction);
  return encodeBase58(signature);
}
