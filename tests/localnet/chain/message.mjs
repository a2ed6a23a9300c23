// Builds the bytes of a legacy transaction out of instructions, unsigned: what the test server itself lets the
// VM run while signatures are not looked at.
import { addressBytes } from './keys.mjs';

function compact(value) {
  const bytes = [];
  for (; value > 0x7f; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/**
 * instruction: {program, accounts: [{address, isSigner, isWritable}], data}. Returns the bytes, and the keys in
 * the order of their indexes.
 */
export function unsignedTransaction(payer, instruction) {
  const flags = new Map([[payer, { isSigner: true, isWritable: true }]]);
  const { program, accounts, data } = instruction;
  for (const { address, isSigner, isWritable } of [{ address: program }, ...accounts]) {
    const known = flags.get(address) ?? { isSigner: false, isWritable: false };
    flags.set(address, {
      isSigner: known.isSigner || isSigner === true,
      isWritable: known.isWritable || isWritable === true,
    });
  }
  const groups = [[], [], [], []];
  for (const [address, { isSigner, isWritable }] of flags)
    groups[(isSigner ? 0 : 2) + (isWritable ? 0 : 1)].push(address);
  const keys = groups.flat();
  const signers = groups[0].length + groups[1].length;
  const message = Buffer.concat([
    Buffer.from([signers, groups[1].length, groups[3].length]),
    compact(keys.length),
    ...keys.map(addressBytes),
    Buffer.alloc(32),
    Buffer.from([1, keys.indexOf(program)]),
    compact(accounts.length),
    Buffer.from(accounts.map(({ address }) => keys.indexOf(address))),
    compact(data.length),
    data,
  ]);
  const bytes = Buffer.concat([compact(signers), Buffer.alloc(64 * signers), message]);
  return { bytes: new Uint8Array(bytes), keys };
}
