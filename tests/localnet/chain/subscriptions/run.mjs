// The instructions of one transaction, one after another: those of the emulated program are played, the others
// run in the VM.
import { encodeBase58 } from '../base58.mjs';
import { Call, ProgramError } from './call.mjs';
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

/** One transaction on its way: logs, inner instructions and units add up. */
export class Run {
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
      // Prices and limits are of the whole: the fee has them, the parts run with the VM's own limit.
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
