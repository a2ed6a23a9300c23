// Compares what a transaction does to what this session asks for. Whatever does not belong to the payment is a reason not
// to open the wallet, and each reason is said in words.
import { toMoney } from "./bytes.js";
import { decode, effects, networkFee } from "./transaction.js";

// Being quick may cost a little; a hundred times the usual is no fee but a loss.
const feeMax = 10_000_000n;

const money = (amount, terms) => toMoney(amount, terms.decimals, terms.symbol);
const sol = (lamports) => toMoney(lamports, 9, "SOL");

export function problemsOf(transaction, terms, wallet) {
  const problems = [];
  const all = effects(transaction);
  const of = (kind) => all.filter((one) => one.kind === kind);
  if (transaction.signers.length !== 1 || transaction.signers[0] !== wallet) {
    problems.push("It is not for this wallet alone to sign.");
  }
  if (networkFee(transaction) > feeMax) {
    problems.push(`The network's fee would be ${sol(networkFee(transaction))}, which is far too much.`);
  }
  for (const { program } of of("unknown")) problems.push(`It does something that this page cannot read (program ${program}).`);
  for (const { delegate } of of("approve")) problems.push(`It lets ${delegate} take money out of your wallet.`);
  if (of("nonce").length > 0) problems.push("It could be used much later than today.");
  problems.push(...ofSending(of("send"), terms, wallet), ...ofOpening(of("open"), terms, wallet));
  problems.push(...ofRenewal(of("allow"), of("subscribe"), terms, wallet));
  const memos = of("memo").map((one) => one.text);
  if (memos.length !== 1 || memos[0] !== terms.memo) problems.push("It does not carry the note of this payment.");
  return problems;
}

function ofSending(sends, terms, wallet) {
  const problems = [];
  const wanted = [
    { to: terms.merchant_account, amount: BigInt(terms.amount), name: "the merchant" },
    ...(terms.fee_account ? [{ to: terms.fee_account, amount: BigInt(terms.fee), name: "the operator" }] : []),
  ];
  const left = [...sends];
  for (const { to, amount, name } of wanted) {
    const at = left.findIndex((one) => one.to === to && one.amount === amount);
    if (at < 0) {
      problems.push(`It does not send ${money(amount, terms)} to ${name}.`);
      continue;
    }
    const [one] = left.splice(at, 1);
    if (one.mint !== terms.mint || (terms.mint && (one.program !== terms.token_program || one.decimals !== terms.decimals))) {
      problems.push(`It does not pay in ${terms.symbol}.`);
    }
    if (one.owner !== wallet) problems.push("It would pay with somebody else's money.");
    if (name === "the merchant" && !one.keys.includes(terms.reference)) {
      problems.push("It does not carry the mark by which this payment is found.");
    }
  }
  for (const one of left) problems.push(`It sends something to ${one.to ?? "an account that cannot be read"}, which is no part of this payment.`);
  return problems;
}

function ofOpening(opens, terms, wallet) {
  const known = new Map([[terms.merchant_account, terms.merchant], [terms.fee_account, terms.fee_wallet]]);
  return opens
    .filter((one) => one.payer !== wallet || one.mint !== terms.mint || known.get(one.account) !== one.owner)
    .map((one) => `It opens an account for ${one.owner}, which is no part of this payment.`);
}

function ofRenewal(allows, subscribes, terms, wallet) {
  const plan = terms.plan;
  if (!plan) {
    return allows.length + subscribes.length > 0 ? ["It agrees to later charges, and this payment has none."] : [];
  }
  const problems = [];
  if (allows.some((one) => one.user !== wallet || one.mint !== terms.mint)) problems.push("It allows charges to something else.");
  const isAsAgreed = (one) => one.subscriber === wallet && one.merchant === terms.merchant && one.plan === plan.address &&
    one.mint === terms.mint && one.amount === BigInt(plan.amount) && one.periodHours === BigInt(plan.period_hours);
  if (subscribes.length > 1 || !subscribes.every(isAsAgreed)) problems.push("It agrees to other charges than this page says.");
  return problems;
}

// Every line is taken from the bytes.
export function wordsOf(transaction, terms) {
  const lines = [];
  const all = effects(transaction);
  if (all.some((one) => one.kind === "open")) {
    lines.push(`Opens the ${terms.symbol} account that receives it; you pay its small deposit in SOL.`);
  }
  for (const one of all) {
    if (one.kind === "send") {
      const isFee = one.to === terms.fee_account && one.to !== terms.merchant_account;
      lines.push(`Sends ${money(one.amount, terms)} to the ${isFee ? "operator" : "merchant"}, ${isFee ? terms.fee_wallet : terms.merchant}.`);
    }
  }
  for (const one of all) {
    if (one.kind === "memo") lines.push(`Carries the note ${one.text}, which says what is being paid.`);
    if (one.kind === "allow") {
      lines.push(`Lets the subscriptions program collect ${terms.symbol} from this wallet. Wallets call this an unlimited approval.`);
    }
    if (one.kind === "subscribe") {
      lines.push(`Agrees that at most ${money(one.amount, terms)} is collected every ${periodOf(one.periodHours)}, until you cancel.`);
    }
  }
  if (!all.some((one) => one.kind === "allow" || one.kind === "subscribe")) {
    lines.push("Nothing else: no approval, no later charge.");
  }
  lines.push(`The network takes ${sol(networkFee(transaction))} as its fee.`);
  return lines;
}

export const periodOf = (hours) => hours % 24n === 0n
  ? hours === 24n ? "day" : `${hours / 24n} days`
  : hours === 1n ? "hour" : `${hours} hours`;

// Throws the reasons when these bytes are not what this session asks for.
export function check(bytes, terms, wallet) {
  let transaction;
  try {
    transaction = decode(bytes);
  } catch (error) {
    throw new Error(`This transaction cannot be read, so it is not signed. ${error.message}`);
  }
  const problems = problemsOf(transaction, terms, wallet);
  if (problems.length > 0) throw new Error(`This transaction is not the payment of this page. ${problems.join(" ")}`);
  return transaction;
}
