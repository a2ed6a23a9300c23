// One call of the emulated program: its accounts and data, what it may read and change, and how it fails.
// Reads and changes of accounts go to the VM at once; whoever runs the call takes them back when it fails.
import { systemProgram, token2022Program, tokenProgram } from '../keys.mjs';
import { readMint, readTokenAccount } from '../tokens.mjs';
import { neverRent } from '../vm.mjs';
import { FieldReader, FieldWriter } from './layout.mjs';

/** What an instruction fails with: a number, or the name of an error of the runtime. */
export class ProgramError extends Error {
  constructor(reason) {
    super(`program error ${reason}`);
    this.reason = typeof reason === 'number' ? { Custom: reason } : reason;
  }
}

export function require(condition, reason) {
  if (!condition) throw new ProgramError(reason);
}

/** Where the token programs have a code each: the first for SPL Token, the second for Token-2022. */
const codesOf = { mint: [106, 109], account: [107, 110] };

export class Call {
  constructor({ vm, addresses, accounts, data, clock, invoke }) {
    this.vm = vm;
    this.addresses = addresses;
    this.program = addresses.program;
    this.accounts = accounts;
    this.data = Buffer.from(data);
    this.now = clock.unixTimestamp;
    this.slot = clock.slot;
    this.invoke = invoke;
  }

  /** The accounts by position: at least so many, or exactly. */
  take(count, isExact = false) {
    require(this.accounts.length >= count, 113);
    require(!isExact || this.accounts.length === count, 113);
    return this.accounts.slice(0, count);
  }

  /** The fields after the number; their length must be that exactly. */
  fields(length) {
    require(this.data.length === length + 1, 112);
    return new FieldReader(this.data.subarray(1));
  }

  signs(...accounts) {
    for (const account of accounts) require(account.isSigner, 100);
  }

  writes(...accounts) {
    for (const account of accounts) require(account.isWritable, 131);
  }

  /** Who pays the rent: the trailing account when there is one, and it must sign then. */
  payer(count, otherwise) {
    const payer = this.accounts[count] ?? otherwise;
    this.signs(payer);
    this.writes(payer);
    return payer;
  }

  account({ address }) {
    return this.vm.account(address);
  }

  /** The data of an account of this program, read; another owner or another shape has its own reason. */
  owned(account, read, { otherwise, shape = 'InvalidAccountData' }) {
    const found = this.account(account);
    require(found?.owner === this.program, otherwise);
    const value = read(found.data);
    require(value !== null, shape);
    return value;
  }

  tokenProgram({ address }) {
    require(address === tokenProgram || address === token2022Program, 105);
    return address;
  }

  mint(account, program) {
    const found = this.account(account);
    const mint = found?.owner === program ? readMint(found) : null;
    require(mint !== null, codesOf.mint[program === tokenProgram ? 0 : 1]);
    return mint;
  }

  tokenAccount(account, program) {
    const found = this.account(account);
    const token = found?.owner === program ? readTokenAccount(found) : null;
    require(token !== null, codesOf.account[program === tokenProgram ? 0 : 1]);
    return token;
  }

  events(authority, self) {
    require(authority.address === this.addresses.eventAuthority, 600);
    require(self.address === this.program, 604);
  }

  /** Events are inner instructions to the program itself, with its event authority as their one account. */
  emit(bytes) {
    this.invoke({
      program: this.program,
      accounts: [{ address: this.addresses.eventAuthority, isSigner: true, isWritable: false }],
      data: bytes,
    });
  }

  /** The payer's lamports move in the VM by the system program; then the bytes are put in. */
  create({ address }, payer, data) {
    const lamports = this.vm.rentMinimum(data.length);
    const held = this.vm.account(address)?.lamports ?? 0n;
    const size = BigInt(data.length);
    if (held === 0n) {
      this.system([payer.address, address], number(0).u64(lamports).u64(size).key(this.program));
    } else {
      // Somebody sent lamports to the address before: what is missing is added, then the account is taken over.
      if (held < lamports) this.system([payer.address, address], number(2).u64(lamports - held));
      this.system([address], number(8).u64(size));
      this.system([address], number(1).key(this.program));
    }
    this.write({ address }, data);
  }

  /** All of its accounts sign here; an address of this program may. */
  system(addresses, fields) {
    this.invoke({
      program: systemProgram,
      accounts: addresses.map((address) => ({ address, isSigner: true, isWritable: true })),
      data: fields.bytes(),
    });
  }

  write({ address }, data) {
    const account = this.vm.account(address);
    this.vm.setAccount(address, { ...account, owner: this.program, data, rentEpoch: neverRent });
  }

  /** Gives the rent back and lets the account go. */
  close({ address }, receiver) {
    const { lamports } = this.vm.account(address);
    const current = this.vm.account(receiver) ?? {
      lamports: 0n,
      owner: systemProgram,
      data: new Uint8Array(),
      executable: false,
      rentEpoch: neverRent,
    };
    this.vm.setAccount(receiver, { ...current, lamports: current.lamports + lamports });
    this.vm.setAccount(address, null);
  }

  /** An instruction of the token program; the signer may be an address of this program. */
  token(program, accounts, signer, fields) {
    this.invoke({
      program,
      accounts: accounts.map(([address, isWritable]) => ({
        address,
        isSigner: address === signer,
        isWritable,
      })),
      data: fields.bytes(),
    });
  }
}

function number(value) {
  return new FieldWriter().raw([value, 0, 0, 0]);
}
