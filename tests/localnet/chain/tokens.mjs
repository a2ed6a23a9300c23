// Mint and token accounts: their bytes, and the forms in which the RPC shows them.
import { encodeBase58 } from './base58.mjs';
import { addressBytes, token2022Program, tokenProgram } from './keys.mjs';

const mintBytes = 82;
export const tokenAccountBytes = 165;
const states = ['uninitialized', 'initialized', 'frozen'];

export function isTokenProgram(program) {
  return program === tokenProgram || program === token2022Program;
}

/** What a token account says, or null when it is none. Longer ones (Token-2022) have a 2 at byte 165. */
export function readTokenAccount(account) {
  if (!account || !isTokenProgram(account.owner)) return null;
  const data = Buffer.from(account.data);
  const isShaped =
    data.length === tokenAccountBytes || (data.length > tokenAccountBytes && data[tokenAccountBytes] === 2);
  if (!isShaped || data[108] === 0 || data[108] > 2) return null;
  return {
    mint: encodeBase58(data.subarray(0, 32)),
    owner: encodeBase58(data.subarray(32, 64)),
    amount: data.readBigUInt64LE(64),
    delegate: data.readUInt32LE(72) ? encodeBase58(data.subarray(76, 108)) : null,
    state: states[data[108]],
    isNative: data.readUInt32LE(109) !== 0,
    delegatedAmount: data.readBigUInt64LE(121),
    closeAuthority: data.readUInt32LE(129) ? encodeBase58(data.subarray(133, 165)) : null,
    program: account.owner,
  };
}

export function readMint(account) {
  if (!account || !isTokenProgram(account.owner)) return null;
  const data = Buffer.from(account.data);
  const isShaped =
    data.length === mintBytes || (data.length > tokenAccountBytes && data[tokenAccountBytes] === 1);
  if (!isShaped || data[45] !== 1) return null;
  return {
    mintAuthority: data.readUInt32LE(0) ? encodeBase58(data.subarray(4, 36)) : null,
    supply: data.readBigUInt64LE(36),
    decimals: data[44],
    freezeAuthority: data.readUInt32LE(46) ? encodeBase58(data.subarray(50, 82)) : null,
    program: account.owner,
  };
}

export function mintData({ decimals, supply, mintAuthority, freezeAuthority }) {
  const data = Buffer.alloc(mintBytes);
  writeOption(data, 0, mintAuthority);
  data.writeBigUInt64LE(supply, 36);
  data[44] = decimals;
  data[45] = 1;
  writeOption(data, 46, freezeAuthority);
  return new Uint8Array(data);
}

export function tokenAccountData({ mint, owner, amount, isFrozen }) {
  const data = Buffer.alloc(tokenAccountBytes);
  data.set(addressBytes(mint), 0);
  data.set(addressBytes(owner), 32);
  data.writeBigUInt64LE(amount, 64);
  data[108] = isFrozen ? 2 : 1;
  return new Uint8Array(data);
}

function writeOption(data, at, address) {
  if (!address) return;
  data.writeUInt32LE(1, at);
  data.set(addressBytes(address), at + 4);
}

/** A copy of a mint's or token account's bytes with another u64 at the given place. */
export function withAmount(data, at, amount) {
  const copy = Buffer.from(data);
  copy.writeBigUInt64LE(amount, at);
  return new Uint8Array(copy);
}

export const supplyAt = 36;
export const amountAt = 64;

export function uiTokenAmount(amount, decimals) {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  const uiAmountString = fraction ? `${whole}.${fraction}` : whole;
  return { uiAmount: Number(uiAmountString), decimals, amount: amount.toString(), uiAmountString };
}

/** The `jsonParsed` form of an account's data, or null when it is neither a mint nor a token account. */
export function parsedForm(account, decimalsOf) {
  const program = account.owner === tokenProgram ? 'spl-token' : 'spl-token-2022';
  const mint = readMint(account);
  if (mint) {
    const info = {
      mintAuthority: mint.mintAuthority,
      supply: mint.supply.toString(),
      decimals: mint.decimals,
      isInitialized: true,
      freezeAuthority: mint.freezeAuthority,
    };
    return { program, parsed: { info, type: 'mint' }, space: account.data.length };
  }
  const token = readTokenAccount(account);
  const decimals = token && decimalsOf(token.mint);
  if (!token || decimals === null) return null;
  const info = {
    mint: token.mint,
    owner: token.owner,
    state: token.state,
    isNative: token.isNative,
    tokenAmount: uiTokenAmount(token.amount, decimals),
  };
  if (token.delegate) {
    info.delegate = token.delegate;
    info.delegatedAmount = uiTokenAmount(token.delegatedAmount, decimals);
  }
  if (token.closeAuthority) info.closeAuthority = token.closeAuthority;
  return { program, parsed: { info, type: 'account' }, space: account.data.length };
}
