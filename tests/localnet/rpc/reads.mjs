// The reading methods about the cluster and about accounts.
import { encodeBase58 } from '../chain/base58.mjs';
import { isTokenProgram, parsedForm, readMint, readTokenAccount, uiTokenAmount } from '../chain/tokens.mjs';
import {
  addressOf,
  apiVersion,
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

export function clusterMethods(ledger) {
  const { blocks } = ledger;
  const blockOf = (config) => {
    viewOf(ledger, config);
    return blocks.at(commitmentOf(config));
  };
  return {
    getHealth: () => health(blocks),
    getVersion: () => ({ 'solana-core': apiVersion, 'feature-set': 3271415109 }),
    getGenesisHash: () => blocks.genesisHash,
    getSlot: (params) => blockOf(configParam(params, 0)).slot,
    getBlockHeight: (params) => blockOf(configParam(params, 0)).height,
    getBlockTime: (params) => blockTime(blocks, integerParam(params, 0)),
    getLatestBlockhash: (params) => {
      const block = blockOf(configParam(params, 0));
      return inContext(block.slot, {
        blockhash: block.hash,
        lastValidBlockHeight: blocks.lastValidHeightOf(block),
      });
    },
    isBlockhashValid: (params) => {
      const hash = addressOf(stringParam(params, 0));
      const bank = blockOf(configParam(params, 1));
      return inContext(bank.slot, blocks.isValidAt(hash, bank));
    },
    getMinimumBalanceForRentExemption: (params) => ledger.vm.rentMinimum(integerParam(params, 0)),
    getRecentPrioritizationFees: () =>
      blocks.blocks.slice(-150).map(({ slot }) => ({ slot, prioritizationFee: 0 })),
  };
}

// A node that knows itself to be further behind than this says so, and answers all the same.
const healthySlots = 128;

function health({ slotsBehind = 0 }) {
  if (slotsBehind <= healthySlots) return 'ok';
  throw new RpcError(-32005, `Node is behind by ${slotsBehind} slots`, { numSlotsBehind: slotsBehind });
}

function blockTime(blocks, slot) {
  if (slot > blocks.slot) throw new RpcError(-32004, `Block not available for slot ${slot}`);
  const block = blocks.bySlot.get(slot);
  if (block) return block.unixTimestamp;
  throw new RpcError(-32009, `Slot ${slot} was skipped, or missing in long-term storage`);
}

export function accountMethods(ledger) {
  const shown = (slot, config, defaultEncoding) => (account) =>
    account && accountForm(account, config, defaultEncoding, (mint) => ledger.decimalsOf(mint, slot));
  return {
    getBalance: (params) => {
      const address = addressOf(stringParam(params, 0));
      const slot = viewOf(ledger, configParam(params, 1));
      return inContext(slot, ledger.accountAt(address, slot)?.lamports ?? 0n);
    },
    getAccountInfo: (params) => {
      const address = addressOf(stringParam(params, 0));
      const config = configParam(params, 1);
      const slot = viewOf(ledger, config);
      return inContext(slot, shown(slot, config, 'binary')(ledger.accountAt(address, slot)));
    },
    getMultipleAccounts: (params) => {
      const addresses = arrayParam(params, 0);
      if (addresses.length > 100) throw invalidParams('Too many inputs provided; max 100');
      const config = configParam(params, 1);
      const slot = viewOf(ledger, config);
      const accounts = addresses.map((address) => ledger.accountAt(addressOf(address), slot));
      return inContext(slot, accounts.map(shown(slot, config, 'base64')));
    },
    getTokenAccountBalance: (params) => {
      const address = addressOf(stringParam(params, 0));
      const slot = viewOf(ledger, configParam(params, 1));
      return inContext(slot, tokenBalance(ledger, address, slot));
    },
    getTokenAccountsByOwner: (params) => {
      const owner = addressOf(stringParam(params, 0));
      const config = configParam(params, 2);
      const slot = viewOf(ledger, config);
      const show = shown(slot, config, 'binary');
      const found = tokenAccountsOf(ledger, owner, configParam(params, 1), slot);
      return inContext(
        slot,
        found.map(({ address, account }) => ({ pubkey: address, account: show(account) })),
      );
    },
  };
}

function tokenBalance(ledger, address, slot) {
  const account = ledger.accountAt(address, slot);
  if (!account) throw invalidParams('Invalid param: could not find account');
  const token = readTokenAccount(account);
  if (!token) throw invalidParams('Invalid param: not a Token account');
  const decimals = ledger.decimalsOf(token.mint, slot);
  if (decimals === null) throw invalidParams('Invalid param: could not find mint');
  return uiTokenAmount(token.amount, decimals);
}

function tokenAccountsOf(ledger, owner, filter, slot) {
  let program = filter.programId;
  if (filter.mint !== undefined) {
    const mint = ledger.accountAt(addressOf(filter.mint), slot);
    if (!mint) throw invalidParams('Invalid param: could not find mint');
    if (!readMint(mint)) throw invalidParams('Invalid param: not a Token mint');
    program = mint.owner;
  }
  if (!isTokenProgram(addressOf(program)))
    throw invalidParams('Invalid param: unrecognized Token program id');
  return ledger.accountsOwnedBy(program, slot).filter(({ account }) => {
    const token = readTokenAccount(account);
    return token?.owner === owner && (filter.mint === undefined || token.mint === filter.mint);
  });
}

/** An account in the encoding asked for; only mints and token accounts have a parsed form here. */
export function accountForm(account, config, defaultEncoding, decimalsOf) {
  const encoding = config.encoding ?? defaultEncoding;
  const { lamports, owner, executable, rentEpoch } = account;
  const rest = { executable, lamports, owner, rentEpoch, space: account.data.length };
  if (encoding === 'jsonParsed') {
    const parsed = parsedForm(account, decimalsOf);
    if (parsed) return { data: parsed, ...rest };
  }
  const slice = config.dataSlice;
  const data = slice ? account.data.subarray(slice.offset, slice.offset + slice.length) : account.data;
  return { data: encodedData(data, encoding), ...rest };
}

function encodedData(data, encoding) {
  switch (encoding) {
    case 'base64':
    case 'jsonParsed':
      return [Buffer.from(data).toString('base64'), 'base64'];
    case 'base58':
    case 'binary':
      if (data.length > 128)
        throw new RpcError(
          -32600,
          'Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding.',
        );
      return encoding === 'binary' ? encodeBase58(data) : [encodeBase58(data), 'base58'];
    default:
      throw invalidParams(
        `Invalid params: unknown variant \`${encoding}\`, expected one of base58, base64, jsonParsed.`,
      );
  }
}
