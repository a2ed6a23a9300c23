// Reads a Solana transaction, legacy or version 0, out of its bytes, strictly: what is shown to the buyer before the wallet
// opens is taken from the very bytes that the wallet will sign, not from what the server says about them.
import { toBase58 } from "./bytes.js";

const sizeMax = 1232;
const keyLength = 32;
const signatureLength = 64;
const utf8 = new TextDecoder("utf-8", { fatal: true });

export const programs = {
  system: "11111111111111111111111111111111",
  token: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  token2022: "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
  associated: "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
  memo: "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr",
  oldMemo: "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo",
  budget: "ComputeBudget111111111111111111111111111111",
  subscriptions: "De1egAFMkMWZSN5rYXRj9CAdheBamobVNubTsi9avR44",
  lighthouse: "L2TExMFKdjpN9kozasaurPirfHy9P8sbXTAN1qA3S95",
};

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Error("The transaction is cut short.");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte() {
    return this.take(1)[0];
  }

  key() {
    return toBase58(this.take(keyLength));
  }

  // Seven bits a byte, low ones first, at most three bytes, in its shortest form only.
  count() {
    let value = 0;
    for (let index = 0; index < 3; index += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * 128 ** index;
      if (byte < 0x80) {
        if (value > 0xffff || (index > 0 && byte === 0)) break;
        return value;
      }
    }
    throw new Error("The transaction holds a number that is written wrong.");
  }

  list(read) {
    return Array.from({ length: this.count() }, read);
  }
}

export function decode(bytes) {
  if (bytes.length > sizeMax) throw new Error("The transaction is too large.");
  if (bytes[0] === 0x81) throw new Error("The transaction is of a newer kind than this page reads.");
  const reader = new Reader(bytes);
  const signatures = reader.list(() => reader.take(signatureLength));
  const message = bytes.subarray(reader.at);
  const decoded = { ...readMessage(reader), signatures, message };
  if (reader.at !== bytes.length) throw new Error("Something stands behind the end of the transaction.");
  if (signatures.length !== decoded.header[0]) throw new Error("The transaction asks for another number of signatures.");
  return decoded;
}

export function decodeMessage(bytes) {
  const reader = new Reader(bytes);
  const message = readMessage(reader);
  if (reader.at !== bytes.length) throw new Error("Something stands behind the end of the message.");
  return message;
}

function readMessage(reader) {
  const isVersioned = reader.bytes[reader.at] >= 0x80;
  if (isVersioned && reader.byte() !== 0x80) throw new Error("The transaction is of a newer kind than this page reads.");
  const header = [...reader.take(3)];
  const keys = reader.list(() => reader.key());
  const [signers, readonlySigners, readonlyOthers] = header;
  if (signers === 0 || readonlySigners >= signers || signers + readonlyOthers > keys.length) {
    throw new Error("The transaction's header does not fit its keys.");
  }
  if (new Set(keys).size !== keys.length) throw new Error("The transaction names a key twice.");
  const blockhash = reader.key();
  const compiled = reader.list(() => {
    const program = reader.byte();
    const accounts = [...reader.take(reader.count())];
    return { program, accounts, data: reader.take(reader.count()) };
  });
  const lookups = isVersioned
    ? reader.list(() => ({
      table: reader.key(),
      writable: [...reader.take(reader.count())],
      readonly: [...reader.take(reader.count())],
    }))
    : [];
  const loaded = lookups.reduce((sum, one) => sum + one.writable.length + one.readonly.length, 0);
  const isWritable = (index) =>
    index < signers ? index < signers - readonlySigners : index < keys.length - readonlyOthers;
  const instructions = compiled.map(({ program, accounts, data }) => {
    if (program === 0 || program >= keys.length) throw new Error("The transaction calls a program that it does not name.");
    return {
      program: keys[program],
      data,
      // What a lookup table brings in is not readable here: its key is null.
      accounts: accounts.map((index) => {
        if (index >= keys.length + loaded) throw new Error("The transaction uses an account that it does not name.");
        return index < keys.length
          ? { key: keys[index], isSigner: index < signers, isWritable: isWritable(index) }
          : { key: null, isSigner: false, isWritable: true };
      }),
    };
  });
  return { version: isVersioned ? 0 : "legacy", header, keys, blockhash, instructions, lookups, signers: keys.slice(0, signers) };
}

const view = (data) => new DataView(data.buffer, data.byteOffset, data.byteLength);
const u64 = (data, at) => view(data).getBigUint64(at, true);

// Says of each instruction what it does; what is not known by heart is "unknown", and nobody guesses.
export function effects(transaction) {
  return transaction.instructions.map((instruction) => {
    const { program, data } = instruction;
    const accounts = instruction.accounts.map((account) => account.key);
    return read(program, data, accounts) ?? { kind: "unknown", program };
  });
}

function read(program, data, accounts) {
  switch (program) {
    case programs.system:
      return readSystem(data, accounts);
    case programs.token:
    case programs.token2022:
      return readToken(program, data, accounts);
    case programs.associated:
      return (data.length === 0 || (data.length === 1 && data[0] <= 1)) && accounts.length === 6
        ? { kind: "open", payer: accounts[0], account: accounts[1], owner: accounts[2], mint: accounts[3] }
        : null;
    case programs.memo:
    case programs.oldMemo:
      return readMemo(data);
    case programs.budget:
      return readBudget(data);
    case programs.subscriptions:
      return readSubscriptions(data, accounts);
    case programs.lighthouse:
      // Numbers 0 and 1 write and close an account of its own; everything above only compares and can only stop the rest.
      return data.length > 0 && data[0] > 1 ? { kind: "guard" } : null;
    default:
      return null;
  }
}

function readSystem(data, accounts) {
  if (data.length < 4) return null;
  const number = view(data).getUint32(0, true);
  if (number === 2 && data.length === 12 && accounts.length >= 2) {
    return { kind: "send", source: accounts[0], owner: accounts[0], to: accounts[1], mint: null, amount: u64(data, 4), keys: accounts.slice(2) };
  }
  return number === 4 && data.length === 4 ? { kind: "nonce", account: accounts[0] } : null;
}

function readToken(program, data, accounts) {
  if (data[0] === 12 && data.length === 10 && accounts.length >= 4) {
    const [source, mint, to, owner] = accounts;
    return { kind: "send", program, source, owner, to, mint, amount: u64(data, 1), decimals: data[9], keys: accounts.slice(4) };
  }
  if ((data[0] === 4 && data.length === 9) || (data[0] === 13 && data.length === 10)) {
    return { kind: "approve", source: accounts[0], delegate: accounts[data[0] === 4 ? 1 : 2], amount: u64(data, 1) };
  }
  return null;
}

function readMemo(data) {
  try {
    return { kind: "memo", text: utf8.decode(data) };
  } catch {
    return null;
  }
}

function readBudget(data) {
  if (data[0] === 2 && data.length === 5) return { kind: "budget", limit: view(data).getUint32(1, true) };
  if (data[0] === 3 && data.length === 9) return { kind: "budget", price: u64(data, 1) };
  return (data[0] === 1 || data[0] === 4) && data.length === 5 ? { kind: "budget" } : null;
}

function readSubscriptions(data, accounts) {
  if (data[0] === 0 && data.length === 1 && accounts.length === 6) {
    return { kind: "allow", user: accounts[0], authority: accounts[1], mint: accounts[2], account: accounts[3] };
  }
  if (data[0] === 3 && data.length === 1 && accounts.length === 3) return { kind: "close", user: accounts[0], plan: accounts[2] };
  if (data[0] === 7 && data.length === 457 && accounts.length === 5) {
    return { kind: "publish", owner: accounts[0], plan: accounts[1], amount: u64(data, 41), periodHours: u64(data, 49) };
  }
  if (data[0] === 12 && data.length === 1) return { kind: "cancel", user: accounts[0], plan: accounts[1] };
  if (data[0] === 13 && data.length === 9) return { kind: "resume", user: accounts[0], plan: accounts[1] };
  if (data[0] !== 11 || data.length !== 74 || accounts.length !== 8) return null;
  return {
    kind: "subscribe",
    subscriber: accounts[0],
    merchant: accounts[1],
    plan: accounts[2],
    mint: toBase58(data.subarray(10, 42)),
    amount: u64(data, 42),
    periodHours: u64(data, 50),
  };
}

const baseFee = 5000n;
const unitsOfInstruction = 200_000n;
const unitsMax = 1_400_000n;

// What the network takes, in lamports: for each signature, and for being quick when that is asked for.
export function networkFee(transaction) {
  const budget = effects(transaction).filter((one) => one.kind === "budget");
  const price = budget.find((one) => one.price !== undefined)?.price ?? 0n;
  const asked = budget.find((one) => one.limit !== undefined)?.limit;
  const usual = unitsOfInstruction * BigInt(transaction.instructions.length);
  const limit = asked === undefined ? (usual < unitsMax ? usual : unitsMax) : BigInt(asked);
  return baseFee * BigInt(transaction.signers.length) + (price * limit + 999_999n) / 1_000_000n;
}
