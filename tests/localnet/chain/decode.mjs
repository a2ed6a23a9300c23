// The strict reader of transaction bytes. Everything that reaches the VM has passed here, because
// bytes that the VM cannot decode abort the whole process.
import { encodeBase58 } from './base58.mjs';

const packetBytes = 1232;
const version1Bytes = 4096;

/** Bytes that are no transaction (`reason`), or one that no node would take (`sanitize`). */
export class UndecodableError extends Error {
  constructor(reason, sanitize = false) {
    super(reason);
    this.sanitize = sanitize;
  }
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length)
      throw new UndecodableError('io error: failed to fill whole buffer');
    return this.bytes.subarray(this.at, (this.at += count));
  }

  u8() {
    return this.take(1)[0];
  }

  u16() {
    const [low, high] = this.take(2);
    return low | (high << 8);
  }

  u32() {
    return Buffer.from(this.take(4)).readUInt32LE();
  }

  /** 7 bits a byte, low first, at most 3 bytes and 65,535; a longer form than needed is refused. */
  compact() {
    let value = 0;
    for (let position = 0; position < 3; position++) {
      const byte = this.u8();
      if (position > 0 && byte === 0) throw new UndecodableError('compact length is not minimal');
      value |= (byte & 0x7f) << (7 * position);
      if ((byte & 0x80) === 0) {
        if (value > 0xffff) break;
        return value;
      }
    }
    throw new UndecodableError('compact length is out of range');
  }

  key() {
    return encodeBase58(this.take(32));
  }

  list(count, read) {
    return Array.from({ length: count }, read);
  }

  end() {
    if (this.at !== this.bytes.length) throw new UndecodableError('trailing bytes after the transaction');
  }
}

export function decodeTransaction(bytes) {
  if (bytes.length > 0 && bytes[0] === 0x81) return decodeVersion1(bytes);
  if (bytes.length > packetBytes)
    throw new UndecodableError(`too large: ${bytes.length} bytes (max: ${packetBytes})`);
  const reader = new Reader(bytes);
  const signatures = reader.list(reader.compact(), () => reader.take(64));
  const message = readMessage(reader);
  reader.end();
  return sanitized({ bytes, signatures, message });
}

/** A message alone, as `getFeeForMessage` takes it. */
export function decodeMessage(bytes) {
  const reader = new Reader(bytes);
  const message = bytes[0] === 0x81 ? readVersion1Message(reader) : readMessage(reader);
  reader.end();
  sanitizeMessage(message);
  return message;
}

function readMessage(reader) {
  const start = reader.at;
  let first = reader.u8();
  let version = 'legacy';
  if (first & 0x80) {
    version = first & 0x7f;
    if (version !== 0)
      throw new UndecodableError(`invalid value: integer \`${version}\`, expected message version 0`);
    first = reader.u8();
  }
  const header = readHeader(first, reader);
  const keys = reader.list(reader.compact(), () => reader.key());
  const blockhash = reader.key();
  const instructions = reader.list(reader.compact(), () => ({
    programIdIndex: reader.u8(),
    accounts: [...reader.take(reader.compact())],
    data: reader.take(reader.compact()),
  }));
  const lookups =
    version === 'legacy'
      ? []
      : reader.list(reader.compact(), () => ({
          table: reader.key(),
          writable: [...reader.take(reader.compact())],
          readonly: [...reader.take(reader.compact())],
        }));
  return {
    version,
    header,
    keys,
    blockhash,
    instructions,
    lookups,
    bytes: reader.bytes.subarray(start, reader.at),
  };
}

function readHeader(requiredSignatures, reader) {
  return { requiredSignatures, readonlySigned: reader.u8(), readonlyUnsigned: reader.u8() };
}

function decodeVersion1(bytes) {
  if (bytes.length > version1Bytes)
    throw new UndecodableError(`too large: ${bytes.length} bytes (max: ${version1Bytes})`);
  const reader = new Reader(bytes);
  const message = readVersion1Message(reader);
  const signatures = reader.list(message.header.requiredSignatures, () => reader.take(64));
  reader.end();
  return sanitized({ bytes, signatures, message });
}

function readVersion1Message(reader) {
  const start = reader.at;
  reader.u8();
  const header = readHeader(reader.u8(), reader);
  const mask = reader.u32();
  if (mask > 0b11111) throw new UndecodableError('unknown configuration bit');
  if (((mask & 1) === 0) !== ((mask & 2) === 0)) throw new UndecodableError('half a priority fee');
  const blockhash = reader.key();
  const instructionCount = reader.u8();
  const keys = reader.list(reader.u8(), () => reader.key());
  // Bits 0 and 1 together stand for one u64.
  const priorityFeeLamports = mask & 1 ? Buffer.from(reader.take(8)).readBigUInt64LE() : 0n;
  for (let bit = 2; bit < 5; bit++) if (mask & (1 << bit)) reader.take(4);
  const heads = reader.list(instructionCount, () => ({
    program: reader.u8(),
    accounts: reader.u8(),
    data: reader.u16(),
  }));
  const instructions = heads.map((head) => ({
    programIdIndex: head.program,
    accounts: [...reader.take(head.accounts)],
    data: reader.take(head.data),
  }));
  const messageBytes = reader.bytes.subarray(start, reader.at);
  return {
    version: 1,
    header,
    keys,
    blockhash,
    instructions,
    lookups: [],
    priorityFeeLamports,
    bytes: messageBytes,
  };
}

function sanitized(transaction) {
  sanitizeMessage(transaction.message);
  if (transaction.signatures.length !== transaction.message.header.requiredSignatures) refuse();
  return transaction;
}

function sanitizeMessage({ header, keys, instructions, lookups }) {
  if (header.requiredSignatures === 0 || header.readonlySigned >= header.requiredSignatures) refuse();
  if (header.requiredSignatures + header.readonlyUnsigned > keys.length) refuse();
  if (lookups.some((lookup) => lookup.writable.length + lookup.readonly.length === 0)) refuse();
  const total = lookups.reduce(
    (sum, lookup) => sum + lookup.writable.length + lookup.readonly.length,
    keys.length,
  );
  if (total > 256) refuse();
  for (const instruction of instructions) {
    if (instruction.programIdIndex === 0 || instruction.programIdIndex >= keys.length) refuse();
    if (instruction.accounts.some((index) => index >= total)) refuse();
  }
}

function refuse() {
  throw new UndecodableError('Transaction failed to sanitize accounts offsets correctly', true);
}
