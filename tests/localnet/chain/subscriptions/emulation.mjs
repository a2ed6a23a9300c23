// AN EMULATION of the Subscriptions program: no package ships the compiled one, so its state rules are played
// here from their description. What it changes in its own accounts is written by this code; lamports and tokens
// move by real instructions of the system and token programs in the VM.
//
// The VM can't run a transaction that calls a program it does not have. So such a transaction is taken apart:
// each instruction of another program runs in the VM as a transaction of its own, which is paid for by a wallet
// of the test server and whose signatures are not looked at, as those of the whole were checked before. The
// parts stand or fall together, and the fee is charged once.
import { encodeBase58 } from '../base58.mjs';
import { feeOf } from '../fees.mjs';
import { errorOf, isFailure } from '../failures.mjs';
import { newKeyPair, systemProgram } from '../keys.mjs';
import { unsignedTransaction } from '../message.mjs';
import { neverRent } from '../vm.mjs';
import { Call, ProgramError } from './call.mjs';
import { Addresses } from './layout.mjs';
import { createPlan, deletePlan, updatePlan } from './plans.mjs';
import { pull } from './pull.mjs';
import {
  cancel,
  cancelNow,
  closeAuthority,
  initAuthority,
  resume,
  revokeAuthority,
  revokeSubscription,
  subscribe,
} from './subscribers.mjs';

const instructions = new Map([
  [0, initAuthority],
  [3, revokeSubscription],
  [6, closeAuthority],
  [7, createPlan],
  [8, updatePlan],
  [9, deletePlan],
  [10, pull],
  [11, subscribe],
  [12, cancel],
  [13, resume],
  [14, revokeAuthority],
  [17, cancelNow],
]);
const computeBudgetProgram = 'ComputeBudget111111111111111111111111111111';
const memoProgram = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
const callsMax = 64;
/** What a call itself is said to cost; a guess, the real program is not here to be measured. */
const unitsOfCall = 5000n;
const unitsLimit = 1_400_000n;

/** The instruction with that number has failed. */
class Failed extends Error {
  constructor(index, reason) {
    super(`instruction ${index} failed`);
    this.err = { InstructionError: [index, reason] };
  }
}

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

/** One transaction on its way: logs, inner instructions and units add up. */
class Run {
  constructor(emulation, { keys, metas }) {
    this.emulation = emulation;
    this.vm = emulation.vm;
    this.keys = keys;
    this.metas = metas;
    this.logs = [];
    this.inner = [];
    this.units = 0n;
  }

  /** Null, or the error of the first instruction that fails. */
  all(message) {
    try {
      for (const [index, instruction] of message.instructions.entries()) this.one(index, instruction);
      return null;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return error.err;
    }
  }

  one(index, { programIdIndex, accounts, data }) {
    const program = this.keys[programIdIndex];
    const instruction = { program, accounts: accounts.map((at) => this.metas[at]), data: Buffer.from(data) };
    if (program === computeBudgetProgram) {
      // Prices and limits are of the whole transaction; the fee has them, the parts run with the VM's own limit.
      this.logs.push(`Program ${program} invoke [1]`, `Program ${program} success`);
      this.units += 150n;
    } else if (program === this.emulation.program) this.emulated(index, instruction);
    else this.ordinary(index, instruction, 1);
  }

  ordinary(index, instruction, depth) {
    const { err, logs, units, inner } = this.vm.runAlone(this.emulation.treasury, instruction);
    this.logs.push(...logs.map((line) => deeper(line, depth - 1)));
    this.units += units;
    this.innerOf(
      index,
      inner.map((entry) => ({ ...entry, stackHeight: entry.stackHeight + depth - 1 })),
    );
    if (err) throw new Failed(index, err.InstructionError ? err.InstructionError[1] : err);
  }

  emulated(index, instruction) {
    const { program } = instruction;
    const unitsBefore = this.units;
    this.logs.push(`Program ${program} invoke [1]`);
    this.units += unitsOfCall;
    let failure = null;
    try {
      const run = instructions.get(instruction.data[0]);
      if (!run) throw new ProgramError('InvalidInstructionData');
      run(
        new Call({
          vm: this.vm,
          addresses: this.emulation.addresses,
          accounts: instruction.accounts,
          data: instruction.data,
          clock: this.vm.clock(),
          invoke: (inner) => this.invoke(index, instruction, inner),
        }),
      );
    } catch (error) {
      if (error instanceof ProgramError) failure = new Failed(index, error.reason);
      else if (error instanceof Failed) failure = error;
      else throw error;
    }
    const used = this.units - unitsBefore;
    this.logs.push(`Program ${program} consumed ${used} of ${unitsLimit - unitsBefore} compute units`);
    this.logs.push(failure ? failedLine(program, failure) : `Program ${program} success`);
    if (failure) throw failure;
  }

  /** An inner instruction: of the program to itself it is an event, of another program it runs in the VM. */
  invoke(index, outer, inner) {
    const known = new Set([...outer.accounts.map(({ address }) => address), outer.program]);
    for (const address of [inner.program, ...inner.accounts.map((account) => account.address)])
      if (!known.has(address)) throw new Failed(index, 'MissingAccount');
    this.innerOf(index, [
      {
        program: inner.program,
        accounts: inner.accounts.map(({ address }) => address),
        data: inner.data,
        stackHeight: 2,
      },
    ]);
    if (inner.program !== this.emulation.program) return this.ordinary(index, inner, 2);
    this.logs.push(`Program ${inner.program} invoke [2]`, `Program ${inner.program} success`);
    return undefined;
  }

  innerOf(index, entries) {
    if (entries.length === 0) return;
    let list = this.inner.find((entry) => entry.index === index);
    if (!list) this.inner.push((list = { index, instructions: [] }));
    for (const { program, accounts, data, stackHeight } of entries)
      list.instructions.push({
        programIdIndex: this.keys.indexOf(program),
        accounts: accounts.map((address) => this.keys.indexOf(address)),
        data: encodeBase58(data),
        stackHeight,
      });
    if (list.instructions.length > callsMax) throw new Failed(index, 'MaxInstructionTraceLengthExceeded');
  }
}

function deeper(line, levels) {
  return line.replace(/ invoke \[(\d+)\]$/, (_, depth) => ` invoke [${Number(depth) + levels}]`);
}

function failedLine(program, { err }) {
  const [, reason] = err.InstructionError;
  const text =
    typeof reason === 'object' && reason.Custom !== undefined
      ? `custom program error: 0x${reason.Custom.toString(16)}`
      : String(reason);
  return `Program ${program} failed: ${text}`;
}
