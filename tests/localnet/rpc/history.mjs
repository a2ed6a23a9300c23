// Statuses, transactions and signatures by address, as each commitment sees them.
import { encodeBase58 } from '../chain/base58.mjs';
import { memoPrograms } from '../chain/keys.mjs';
import {
  addressOf,
  arrayParam,
  configParam,
  historyCommitmentOf,
  inContext,
  integerParam,
  invalidParams,
  RpcError,
  signatureOf,
  stringParam,
  viewOf,
} from './params.mjs';

const statusesMax = 256;
const signaturesMax = 1000;
// A node forgets the statuses of older slots unless it is told to search its history.
const statusCacheSlots = 300;

export function historyMethods(ledger) {
  return {
    getSignatureStatuses: (params) => statuses(ledger, params),
    getSignaturesForAddress: (params) => signaturesForAddress(ledger, params),
    getTransaction: (params) => transactionOf(ledger, params),
  };
}

function statuses(ledger, params) {
  const signatures = arrayParam(params, 0);
  if (signatures.length > statusesMax) throw invalidParams(`Too many inputs provided; max ${statusesMax}`);
  const { searchTransactionHistory } = configParam(params, 1);
  const { blocks } = ledger;
  const values = signatures.map((signature) => {
    const record = ledger.bySignature.get(signatureOf(signature));
    if (!record || (!searchTransactionHistory && blocks.slot - record.slot > statusCacheSlots)) return null;
    const confirmationStatus = blocks.commitmentOf(record.slot);
    return {
      slot: record.slot,
      confirmations: confirmationStatus === 'finalized' ? null : blocks.slot - record.slot,
      err: record.err,
      status: statusOf(record),
      confirmationStatus,
    };
  });
  return inContext(blocks.slot, values);
}

function statusOf(record) {
  return record.err === null ? { Ok: null } : { Err: record.err };
}

function signaturesForAddress(ledger, params) {
  const address = addressOf(stringParam(params, 0));
  const config = configParam(params, 1);
  const level = ledger.blocks.levelOf(historyCommitmentOf(config));
  viewOf(ledger, config);
  const limit = integerParam([config.limit ?? undefined], 0, signaturesMax);
  if (limit === 0 || limit > signaturesMax) throw invalidParams(`Invalid limit; max ${signaturesMax}`);
  const until = config.until ? signatureOf(config.until) : null;
  let records = (ledger.byKey.get(address) ?? []).filter((record) => record.slot <= level).reverse();
  if (config.before) records = olderThan(ledger, records, signatureOf(config.before));
  const end = records.findIndex((record) => record.signature === until);
  return records
    .slice(0, end < 0 ? undefined : end)
    .slice(0, limit)
    .map((record) => ({
      signature: record.signature,
      slot: record.slot,
      err: record.err,
      memo: memoOf(record),
      blockTime: record.blockTime,
      confirmationStatus: ledger.blocks.commitmentOf(record.slot),
    }));
}

/** `before` may be a transaction of another address; one that the node does not know gives nothing. */
function olderThan(ledger, newestFirst, signature) {
  const start = ledger.bySignature.get(signature);
  if (!start) return [];
  return newestFirst.filter((record) => record.position < start.position);
}

/** The memos of a transaction as the index shows them: byte length in brackets, then the text. */
function memoOf({ keys, transaction }) {
  const memos = transaction.message.instructions
    .filter((instruction) => memoPrograms.includes(keys[instruction.programIdIndex]))
    .map(({ data }) => `[${data.length}] ${Buffer.from(data).toString('utf8')}`);
  return memos.length > 0 ? memos.join('; ') : null;
}

function transactionOf(ledger, params) {
  const signature = signatureOf(stringParam(params, 0));
  const config = typeof params[1] === 'string' ? { encoding: params[1] } : configParam(params, 1);
  const commitment = historyCommitmentOf(config);
  const record = ledger.bySignature.get(signature);
  if (!record || record.slot > ledger.blocks.levelOf(commitment)) return null;
  const { version } = record.transaction.message;
  const highest = config.maxSupportedTransactionVersion;
  const shows = highest !== undefined && highest !== null;
  if (version !== 'legacy' && (!shows || highest < version)) {
    throw new RpcError(
      -32015,
      `Transaction version (${version}) is not supported by the requesting client. ` +
        'Please try the request again with the following configuration parameter: ' +
        `"maxSupportedTransactionVersion": ${version}`,
    );
  }
  return {
    blockTime: record.blockTime,
    meta: metaOf(record),
    slot: record.slot,
    transaction: encodedTransaction(record, config.encoding ?? 'json'),
    ...(shows ? { version } : {}),
  };
}

function metaOf(record) {
  return {
    computeUnitsConsumed: record.computeUnits,
    err: record.err,
    fee: record.fee,
    innerInstructions: record.innerInstructions,
    loadedAddresses: record.loaded,
    logMessages: record.logs,
    postBalances: record.postBalances,
    postTokenBalances: record.postTokenBalances,
    preBalances: record.preBalances,
    preTokenBalances: record.preTokenBalances,
    ...(record.returnData ? { returnData: record.returnData } : {}),
    rewards: [],
    status: statusOf(record),
  };
}

function encodedTransaction(record, encoding) {
  const { bytes } = record.transaction;
  switch (encoding) {
    case 'json':
      return { message: messageJson(record), signatures: signaturesOf(record) };
    case 'base64':
      return [Buffer.from(bytes).toString('base64'), 'base64'];
    case 'base58':
      return [encodeBase58(bytes), 'base58'];
    default:
      throw invalidParams(
        `Invalid params: encoding \`${encoding}\` is not served here: json, base64, base58.`,
      );
  }
}

function signaturesOf(record) {
  return record.transaction.signatures.map(encodeBase58);
}

function messageJson({ transaction: { message } }) {
  return {
    accountKeys: message.keys,
    ...(message.version === 0 ? { addressTableLookups: message.lookups.map(lookupJson) } : {}),
    header: {
      numReadonlySignedAccounts: message.header.readonlySigned,
      numReadonlyUnsignedAccounts: message.header.readonlyUnsigned,
      numRequiredSignatures: message.header.requiredSignatures,
    },
    instructions: message.instructions.map(({ programIdIndex, accounts, data }) => ({
      accounts,
      data: encodeBase58(data),
      programIdIndex,
      stackHeight: 1,
    })),
    recentBlockhash: message.blockhash,
  };
}

function lookupJson({ table, writable, readonly }) {
  return { accountKey: table, readonlyIndexes: readonly, writableIndexes: writable };
}
