// The part of the payment page where a wallet of this browser pays: choose it, read what will be signed, sign.
import { fromBase64 } from "./bytes.js";
import { el, send } from "./dom.js";
import { check, wordsOf } from "./judgement.js";
import { connect, disconnect, findWallets, payWith, remember, watch } from "./wallets.js";

// A blockhash lives about a minute; what was prepared longer ago is prepared afresh.
const freshFor = 40_000;

const $ = (id) => document.getElementById(id);

export function offerWallets({ path, payment, chain, terms, lookAsync }) {
  let known = [];
  let unwatch = () => {};
  let chosen = null;

  function problem(text, retry) {
    $("wallet-problem").textContent = text ?? "";
    $("wallet-problem").hidden = !text;
    $("again").hidden = !retry;
    $("again").onclick = retry ?? null;
  }

  function busy(text) {
    $("wallet-busy").textContent = text ?? "";
    $("wallet-way").setAttribute("aria-busy", String(Boolean(text)));
  }

  function showList() {
    unwatch();
    chosen = null;
    $("preview").hidden = true;
    $("wallets").hidden = false;
  }

  function draw(wallets) {
    known = wallets;
    $("wallet-way").hidden = wallets.length === 0;
    if (chosen && !wallets.includes(chosen.wallet)) {
      const { name } = chosen.wallet;
      showList();
      problem(`${name} cannot pay on this network any more. Change the network in the wallet, or choose another.`);
    }
    $("wallets").replaceChildren(...wallets.map((wallet) => el("button", {
      type: "button", onclick: () => chooseAsync(wallet),
    }, /^data:image\//.test(wallet.icon ?? "") && el("img", { src: wallet.icon, alt: "" }), `Pay with ${wallet.name}`)));
  }

  async function chooseAsync(wallet) {
    if ($("wallet-way").getAttribute("aria-busy") === "true") return;
    problem(null);
    busy(`Waiting for ${wallet.name}…`);
    try {
      const accounts = await connect(wallet, chain);
      remember(wallet);
      drawAccounts(wallet, accounts);
      await prepareAsync(wallet, accounts[0]);
    } catch (error) {
      showList();
      problem(error.message, () => chooseAsync(wallet));
    }
    busy(null);
  }

  function drawAccounts(wallet, accounts) {
    $("from").hidden = accounts.length < 2;
    $("account").replaceChildren(...accounts.map((one, index) =>
      el("option", { value: `${index}` }, one.label ? `${one.label}: ${one.address}` : one.address)));
    $("account").onchange = async () => {
      busy("Looking at that account…");
      try {
        await prepareAsync(wallet, accounts[Number($("account").value)]);
      } catch (error) {
        problem(error.message, () => chooseAsync(wallet));
      }
      busy(null);
    };
  }

  // Asks the server for the transaction, reads it out of its bytes, and only then offers to open the wallet.
  async function prepareAsync(wallet, account) {
    problem(null);
    $("sign").hidden = true;
    const wanted = await terms();
    const prepared = await send(`${path}/prepare`, { wallet: account.address });
    const transaction = fromBase64(prepared.transaction);
    const read = check(transaction, wanted, account.address);
    unwatch();
    unwatch = watch(wallet, account, chain, (text) => {
      showList();
      problem(text);
    });
    chosen = { wallet, account, transaction, terms: wanted, at: Date.now() };
    $("words").replaceChildren(...wordsOf(read, wanted).map((word) => el("li", {}, word)));
    $("wallets").hidden = true;
    $("preview").hidden = false;
    if (document.activeElement !== $("account")) $("preview-title").focus();
    if (prepared.missing) problem(prepared.missing, () => againAsync(wallet, account));
    else $("sign").hidden = false;
  }

  async function againAsync(wallet, account) {
    busy("Looking again…");
    try {
      await prepareAsync(wallet, account);
    } catch (error) {
      problem(error.message, () => againAsync(wallet, account));
    }
    busy(null);
  }

  async function signAsync() {
    if (!chosen || $("wallet-way").getAttribute("aria-busy") === "true") return;
    const { wallet, account } = chosen;
    problem(null);
    busy(`Waiting for ${wallet.name}: agree there…`);
    try {
      if (Date.now() - chosen.at > freshFor) await prepareAsync(wallet, account);
      if (!$("sign").hidden) {
        await payWith({ ...chosen, chain, path, payment });
        showList();
        await lookAsync();
      }
    } catch (error) {
      // What was signed once is not offered again; the next try is prepared afresh.
      if (chosen) chosen.at = 0;
      problem(error.message);
    }
    busy(null);
  }

  $("sign").addEventListener("click", signAsync);
  $("other").addEventListener("click", async () => {
    const wallet = chosen?.wallet;
    showList();
    problem(null);
    if (wallet) await disconnect(wallet);
    if (known.length > 0) $("wallets").firstElementChild?.focus();
  });
  findWallets(chain, draw);
}
