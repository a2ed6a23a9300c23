// Reading of JSON-RPC parameters, refused in the words and with the codes of a real node.
import { decodeBase58 } from '../chain/base58.mjs';

export class RpcError extends Error {
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export function invalidParams(message) {
  return new RpcError(-32602, message);
}

export function stringParam(params, position) {
  const value = params[position];
  if (value === undefined) throw invalidParams(`\`params\` should have at least ${position + 1} argument(s)`);
  if (typeof value !== 'string')
    throw invalidParams(`Invalid params: invalid type: ${typeof value}, expected a string.`);
  return value;
}

export function arrayParam(params, position) {
  const value = params[position];
  if (!Array.isArray(value)) throw invalidParams('Invalid params: expected a sequence.');
  return value;
}

/** A whole number that a JSON number holds exactly. */
export function integerParam(params, position, fallback) {
  const value = params[position] ?? fallback;
  if (!Number.isSafeInteger(value) || value < 0)
    throw invalidParams(`Invalid params: invalid value: ${value}, expected u64.`);
  return value;
}

export function configParam(params, position) {
  const value = params[position] ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalidParams('Invalid params: expected a configuration object.');
  return value;
}

export function addressOf(text) {
  return fixedBase58(text, 32);
}

export function signatureOf(text) {
  return fixedBase58(text, 64);
}

function fixedBase58(text, size) {
  const bytes = typeof text === 'string' && text.length <= 128 ? decodeBase58(text) : null;
  if (!bytes) throw invalidParams('Invalid param: Invalid');
  if (bytes.length !== size) throw invalidParams('Invalid param: WrongSize');
  return text;
}

const commitments = ['processed', 'confirmed', 'finalized'];

export function commitmentOf(config, fallback = 'finalized') {
  const commitment = config.commitment ?? fallback;
  if (!commitments.includes(commitment))
    throw invalidParams(
      `Invalid params: unknown variant \`${commitment}\`, expected one of ${commitments.join(', ')}.`,
    );
  return commitment;
}

/** For history, which knows nothing below `confirmed`. */
export function historyCommitmentOf(config) {
  const commitment = commitmentOf(config);
  if (commitment === 'processed') throw invalidParams('Method does not support commitment below `confirmed`');
  return commitment;
}

/** The last slot that the caller may see, after the check that it is not older than the caller insists on. */
export function viewOf(ledger, config, commitment = commitmentOf(config)) {
  const slot = ledger.blocks.at(commitment).slot;
  const minimum = config.minContextSlot;
  if (minimum === undefined || minimum === null) return slot;
  if (!Number.isSafeInteger(minimum) || minimum < 0)
    throw invalidParams(`Invalid params: invalid value: ${minimum}, expected u64.`);
  if (slot < minimum)
    throw new RpcError(-32016, 'Minimum context slot has not been reached', { contextSlot: slot });
  return slot;
}

export const apiVersion = '3.1.4';

export function inContext(slot, value) {
  return { context: { apiVersion, slot }, value };
}
