// What the VM lacks: blocks, balances before and after, an index of transactions by every key, and the
// way back. A transaction keeps what its accounts were before it, so that it can be undone, and so that
// an older commitment still sees the older state.
import { createHash } from 'node:crypto';
import { lookupTableProgram, systemProgram } from './keys.mjs';
import { encodeBase58 } from './base58.mjs';
import { readMint, readTokenAccount, uiTokenAmount } from './tokens.mjs';

/** A lookup table that a message names and that is not there, or too short. */
export class LookupError extends Error {}

export class Ledger {
  /** `emulation` plays a program that the VM does not have, or is null. */
  constructor({ vm, blocks, autoAdvance, emulation = null }) {
    this.vm = vm;
    this.emulation = emulation;
    this.blocks = blocks;
    this.autoAdvance = autoAdvance;
    this.records = [];
    this.bySignature = new Map();
    this.byKey = new Map();
    this.vm.moveTo(blocks);
  }

  advance(slots, secondsPerSlot, areSkipped) {
    this.blocks.advance(slots, secondsPerSlot, areSkipped);
    this.vm.moveTo(this.blocks);
  }

  setTime(unixTimestamp) {
    this.blocks.setTime(unixTimestamp);
    this.vm.moveTo(this.blocks);
  }

  /** The account as it was after that slot. */
  accountAt(address, slot) {
    for (const record of this.recordsAfter(slot))
      if (record.before.has(address)) return record.before.get(address);
    return this.vm.account(address);
  }

  /** Oldest first. */
  recordsAfter(slot) {
    let first = this.records.length;
    while (first > 0 && this.records[first - 1].slot > slot) first--;
    return this.records.slice(first);
  }

  /** All accounts of a program after that slot, also those that were closed since. */
  accountsOwnedBy(program, slot) {
    const addresses = new Set(this.vm.addressesOwnedBy(program));
    for (const record of this.recordsAfter(slot))
      for (const address of record.before.keys()) addresses.add(address);
    return [...addresses]
      .sort()
      .map((address) => ({ address, account: this.accountAt(address, slot) }))
      .filter(({ account }) => account?.owner === program);
  }

  decimalsOf(mint, slot = this.blocks.slot) {
    return readMint(this.accountAt(mint, slot))?.decimals ?? null;
  }

  /** Puts an account in place from outside, as if it had always been so: at every commitment, for good. */
  place(address, account) {
    for (const record of this.records) record.before.delete(address);
    this.vm.setAccount(address, account);
  }

  /** The addresses that a message loads from lookup tables. */
  loadedAddresses(message) {
    const loaded = { writable: [], readonly: [] };
    for (const lookup of message.lookups) {
      const table = this.vm.account(lookup.table);
      if (!table) throw new LookupError('AddressLookupTableNotFound');
      if (table.owner !== lookupTableProgram) throw new LookupError('InvalidAddressLookupTableOwner');
      const addressAt = (index) => {
        const at = 56 + 32 * index;
        if (at + 32 > table.data.length) throw new LookupError('InvalidAddressLookupTableIndex');
        return encodeBase58(table.data.subarray(at, at + 32));
      };
      loaded.writable.push(...lookup.writable.map(addressAt));
      loaded.readonly.push(...lookup.readonly.map(addressAt));
    }
    return loaded;
  }

  /**
   * Why a bank would not take the transaction at all, or null: it stands in the ledger already, or its
   * blockhash is neither in the window of the bank's block nor in the nonce account that it advances.
   */
  refusalOf(transaction, bank) {
    if (this.bySignature.has(encodeBase58(transaction.signatures[0]))) return 'AlreadyProcessed';
    if (this.blocks.isValidAt(transaction.message.blockhash, bank)) return null;
    return this.nonceOf(transaction.message) ? null : 'BlockhashNotFound';
  }

  /** The nonce account that the message rightly uses instead of a blockhash, or null. */
  nonceOf(message) {
    const [first] = message.instructions;
    if (!first || message.keys[first.programIdIndex] !== systemProgram) return null;
    if (first.data.length < 4 || Buffer.from(first.data).readUInt32LE() !== 4) return null;
    const address = message.keys[first.accounts[0]];
    const account = address && this.vm.account(address);
    if (!account || account.owner !== systemProgram || account.data.length !== 80) return null;
    const data = Buffer.from(account.data);
    const authority = encodeBase58(data.subarray(8, 40));
    const isSigned = first.accounts.some(
      (index) => index < message.header.requiredSignatures && message.keys[index] === authority,
    );
    const holds = data.readUInt32LE(4) === 1 && encodeBase58(data.subarray(40, 72)) === message.blockhash;
    return isSigned && holds ? address : null;
  }

  /** What no bank takes is lost without a word. */
  land(transaction) {
    if (this.refusalOf(transaction, this.blocks.tip) === null) this.apply(transaction);
  }

  /** Runs a transaction in a block of its own. Returns its record, or null when it was not even charged. */
  apply(transaction) {
    if (this.autoAdvance > 0) this.advance(this.autoAdvance, 0, false);
    const { message } = transaction;
    const loaded = this.loadedAddresses(message);
    const nonce = this.blocks.isValidAt(message.blockhash, this.blocks.tip) ? null : this.nonceOf(message);
    const keys = [...message.keys, ...loaded.writable, ...loaded.readonly];
    const before = keys.map((key) => this.vm.account(key));
    const outcome = this.emulation?.isCalledBy(message)
      ? this.emulation.send(transaction, loaded)
      : this.vm.send(transaction);
    const hasFailed = outcome.err !== null;
    if (hasFailed && nonce) this.advanceNonce(nonce);
    const after = keys.map((key) => this.vm.account(key));
    const fee = lamportsOf(before) - lamportsOf(after);
    if (hasFailed && fee === 0n) return null;
    return this.keep(this.recordOf({ transaction, loaded, keys, before, after, fee, outcome }));
  }

  /** A trial run: nothing changes. */
  simulate(transaction, sigVerify) {
    const { message } = transaction;
    return this.emulation?.isCalledBy(message)
      ? this.emulation.simulate(transaction, this.loadedAddresses(message), sigVerify)
      : this.vm.simulate(transaction, sigVerify);
  }

  recordOf({ transaction, loaded, keys, before, after, fee, outcome }) {
    const changed = keys
      .map((key, index) => [key, before[index]])
      .filter((_, index) => !same(before[index], after[index]));
    return {
      signature: encodeBase58(transaction.signatures[0]),
      transaction,
      loaded,
      keys,
      fee,
      slot: this.blocks.tip.slot,
      blockTime: this.blocks.unixTimestamp,
      ...outcome,
      preBalances: before.map((account) => account?.lamports ?? 0n),
      postBalances: after.map((account) => account?.lamports ?? 0n),
      preTokenBalances: this.tokenBalances(before),
      postTokenBalances: this.tokenBalances(after),
      before: new Map(changed),
    };
  }

  keep(record) {
    record.position = this.records.length;
    this.records.push(record);
    this.bySignature.set(record.signature, record);
    for (const key of new Set(record.keys)) {
      if (!this.byKey.has(key)) this.byKey.set(key, []);
      this.byKey.get(key).push(record);
    }
    return record;
  }

  tokenBalances(accounts) {
    return accounts.flatMap((account, accountIndex) => {
      const token = readTokenAccount(account);
      const decimals = token && this.decimalsOf(token.mint);
      if (!token || decimals === null) return [];
      return [
        {
          accountIndex,
          mint: token.mint,
          owner: token.owner,
          programId: token.program,
          uiTokenAmount: uiTokenAmount(token.amount, decimals),
        },
      ];
    });
  }

  /** A failed transaction uses its nonce up as well; the VM only does so with its own blockhash check. */
  advanceNonce(address) {
    const account = this.vm.account(address);
    const next = createHash('sha256').update('DURABLE_NONCE').update(this.vm.blockhashBytes()).digest();
    account.data.set(next, 40);
    this.vm.setAccount(address, account);
  }

  /** Takes back every transaction that landed after that slot, newest first. Returns their signatures. */
  rollbackAfter(slot) {
    const removed = [];
    while (this.records.length > 0 && this.records.at(-1).slot > slot) {
      const record = this.records.pop();
      for (const [address, account] of record.before) this.vm.setAccount(address, account);
      this.bySignature.delete(record.signature);
      for (const key of new Set(record.keys)) this.byKey.get(key).pop();
      removed.push(record.signature);
    }
    this.blocks.replaceAfter(slot);
    this.vm.moveTo(this.blocks);
    return removed;
  }
}

function lamportsOf(accounts) {
  return accounts.reduce((sum, account) => sum + (account?.lamports ?? 0n), 0n);
}

function same(one, other) {
  if (one === null || other === null) return one === other;
  return (
    one.lamports === other.lamports && one.owner === other.owner && Buffer.compare(one.data, other.data) === 0
  );
}
