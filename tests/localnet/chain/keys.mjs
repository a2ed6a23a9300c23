// Key pairs, addresses and program-derived addresses.
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { decodeBase58, encodeBase58 } from './base58.mjs';

export const systemProgram = '11111111111111111111111111111111';
export const tokenProgram = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
export const token2022Program = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';
export const ataProgram = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
export const memoPrograms = [
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  'Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo',
];
export const lookupTableProgram = 'AddressLookupTab1e1111111111111111111111111';

const pkcs8Ed25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** 32 address bytes from text, or null. */
export function addressBytes(text) {
  const bytes = typeof text === 'string' && text.length <= 44 ? decodeBase58(text) : null;
  return bytes?.length === 32 ? bytes : null;
}

export function newKeyPair(seed = randomBytes(32)) {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Ed25519, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { address: encodeBase58(publicKey), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

export function randomAddress() {
  return newKeyPair().address;
}

const p = 2n ** 255n - 19n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

function power(base, exponent) {
  let result = 1n;
  for (let b = base % p, e = exponent; e > 0n; e >>= 1n, b = (b * b) % p)
    if (e & 1n) result = (result * b) % p;
  return result;
}

/** Whether 32 bytes decompress as an Edwards point; a program-derived address must not. */
export function isOnCurve(bytes) {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const encoded = BigInt(`0x${hex}`);
  const y = (encoded & ((1n << 255n) - 1n)) % p;
  const y2 = (y * y) % p;
  const x2 = ((y2 - 1n + p) * power(d * y2 + 1n, p - 2n)) % p;
  // Euler's criterion: x exists when x² is zero or a square. A zero x with the sign bit set
  // still decompresses in the library that the cluster uses.
  return x2 === 0n || power(x2, (p - 1n) / 2n) === 1n;
}

export function findProgramAddress(seeds, program) {
  return findProgramAddressAndBump(seeds, program).address;
}

export function findProgramAddressAndBump(seeds, program) {
  for (let bump = 255; bump >= 0; bump--) {
    const hash = createHash('sha256');
    for (const seed of seeds) hash.update(seed);
    hash.update(Uint8Array.of(bump)).update(addressBytes(program)).update('ProgramDerivedAddress');
    const candidate = hash.digest();
    if (!isOnCurve(candidate)) return { address: encodeBase58(candidate), bump };
  }
  throw new Error('no bump gives an address off the curve');
}

export function ataAddress(owner, mint, program) {
  return findProgramAddress([owner, program, mint].map(addressBytes), ataProgram);
}
