// Reading of control parameters. A test that spells a name wrongly must hear of it, not pass by accident.
import { addressBytes } from '../chain/keys.mjs';
import { invalidParams } from '../rpc/params.mjs';

const u64Max = 2n ** 64n - 1n;

export class Fields {
  constructor(method, values) {
    this.method = method;
    this.values = values;
  }

  value(name, fallback) {
    const value = this.values[name] ?? fallback;
    if (value === undefined) this.refuse(`needs \`${name}\``);
    return value;
  }

  address(name, fallback) {
    const value = this.value(name, fallback);
    if (value !== null && addressBytes(value) === null) this.refuse(`\`${name}\` is no address`);
    return value;
  }

  /** A u64 as decimal text, or as a number that JSON holds exactly. */
  amount(name, fallback) {
    const value = this.value(name, fallback);
    const isNumber = typeof value === 'bigint' || Number.isSafeInteger(value);
    if (!isNumber && !(typeof value === 'string' && /^\d+$/.test(value)))
      this.refuse(`\`${name}\` is no amount`);
    const amount = BigInt(value);
    if (amount < 0n || amount > u64Max) this.refuse(`\`${name}\` is no u64`);
    return amount;
  }

  integer(name, { fallback, min = 0, max = Number.MAX_SAFE_INTEGER } = {}) {
    const value = this.value(name, fallback);
    if (value === null) return null;
    if (!Number.isSafeInteger(value) || value < min || value > max)
      this.refuse(`\`${name}\` must be a whole number from ${min} to ${max}`);
    return value;
  }

  text(name, { fallback, oneOf } = {}) {
    const value = this.value(name, fallback);
    if (typeof value !== 'string' || (oneOf && !oneOf.includes(value)))
      this.refuse(`\`${name}\` must be ${oneOf ? `one of ${oneOf.join(', ')}` : 'text'}`);
    return value;
  }

  flag(name, fallback = false) {
    const value = this.value(name, fallback);
    if (typeof value !== 'boolean') this.refuse(`\`${name}\` must be true or false`);
    return value;
  }

  refuse(reason) {
    throw invalidParams(`${this.method} ${reason}`);
  }
}
