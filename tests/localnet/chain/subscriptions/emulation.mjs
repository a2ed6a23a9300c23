// AN EMULATION of the Subscriptions program: no package ships the compiled one, so its state rules are played
// here from their description. What it changes in its own accounts is written by this code; lamports and tokens
// move by real instructions of the system and token programs in the VM.
//
// The VM can't run a transaction that calls a program it does not have. So such a transaction is taken apart:
// each instruction of another program runs in the VM as a transaction of its own, which is paid for by a wallet
// of the test server and whose signatures are not looked at, as those of the whole were checked before. The
// parts stand or fall together, and the fee is charged once.
import { feeOf } from '../fees.mjs';
import { errorOf, isFailure } from '../failures.mjs';
import { newKeyPair, systemProgram } from '../keys.mjs';
import { neverRent } from '../vm.mjs';
import { Addresses } from './layout.mjs';
import { Run } from './run.mjs';

const memoProgram = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';

export class Emulation {
  constructor(vm, program) {
    this.vm = vm;
    this.addresses = new Addresses(program);
    this.program = program;
    this.treasury = newKeyPair().address;
    vm.setAccount(this.treasury, systemAccount(500_000_000n * 1_000_000_000n));
    // Something executable stands at the address, so that the VM takes a message that names it and clients
    // find a program there. It is the memo program and never runs with an effect.
    vm.addProgram(program, vm.account(memoProgram).data);
  }

  isCalledBy(message) {
    return message.instructions.some(({ programIdIndex }) => message.keys[programIdIndex] === this.program);
  }

  /** Runs the transaction and keeps its effects. Its outcome looks like the VM's own (`Vm.send`). */
  send(transaction, loaded, sigVerify = true) {
    const refusal = this.refusalOf(transaction, sigVerify);
    if (refusal) return refusal;
    const parts = partsOf(transaction.message, loaded);
    const run = new Run(this, parts);
    const [payer] = parts.keys;
    const account = this.vm.account(payer);
    this.vm.setAccount(payer, { ...account, lamports: account.lamports - feeOf(transaction.message) });
    const before = parts.keys.map((key) => this.vm.account(key));
    const err = run.all(transaction.message) ?? this.rentErrorOf(parts, before);
    if (err) this.restore(parts.keys, before);
    return {
      err,
      logs: run.logs,
      computeUnits: run.units,
      returnData: null,
      innerInstructions: run.inner,
    };
  }

  /** The same, and everything is as it was afterwards; the outcome has what the accounts would be. */
  simulate(transaction, loaded, sigVerify) {
    const keys = [...transaction.message.keys, ...loaded.writable, ...loaded.readonly];
    const before = keys.map((key) => this.vm.account(key));
    const outcome = this.send(transaction, loaded, sigVerify);
    const after = new Map(keys.map((key) => [key, this.vm.account(key)]));
    this.restore(keys, before);
    return { ...outcome, postAccounts: outcome.err ? new Map() : after };
  }

  /**
   * What the VM says to the whole before any instruction runs: signatures, the fee payer, lookup tables, an
   * account that stands in it twice. Its trial of the instructions means nothing, as the program is not there.
   */
  refusalOf(transaction, sigVerify) {
    const result = this.vm.simulateRaw(transaction, sigVerify);
    const err = isFailure(result) ? errorOf(result) : null;
    if (err === null || err.InstructionError) return null;
    return { err, logs: [], computeUnits: 0n, returnData: null, innerInstructions: [] };
  }

  /** No account may be left with less than its rent minimum, unless it was before. */
  rentErrorOf({ keys, metas }, before) {
    for (const [index, key] of keys.entries()) {
      if (!metas[index].isWritable) continue;
      const isPoor = (account) =>
        account && account.lamports > 0n && account.lamports < this.vm.rentMinimum(account.data.length);
      if (isPoor(this.vm.account(key)) && !isPoor(before[index]))
        return { InsufficientFundsForRent: { account_index: index } };
    }
    return null;
  }

  restore(keys, accounts) {
    for (const [index, key] of keys.entries())
      if (!isSame(this.vm.account(key), accounts[index])) this.vm.setAccount(key, accounts[index]);
  }
}

function systemAccount(lamports) {
  return { lamports, owner: systemProgram, data: new Uint8Array(), executable: false, rentEpoch: neverRent };
}

function isSame(one, other) {
  if (one === null || other === null) return one === other;
  return (
    one.lamports === other.lamports && one.owner === other.owner && Buffer.compare(one.data, other.data) === 0
  );
}

/** All keys of a message with what it lets be done to them. */
function partsOf({ header, keys }, loaded) {
  const { requiredSignatures, readonlySigned, readonlyUnsigned } = header;
  const all = [...keys, ...loaded.writable, ...loaded.readonly];
  const metas = all.map((address, index) => {
    if (index >= keys.length)
      return { address, isSigner: false, isWritable: index < keys.length + loaded.writable.length };
    const isSigner = index < requiredSignatures;
    const isWritable = isSigner
      ? index < requiredSignatures - readonlySigned
      : index < keys.length - readonlyUnsigned;
    return { address, isSigner, isWritable };
  });
  return { keys: all, metas };
}
