// Inside a chat app's own browser no wallet of this device can be reached: the page says so, and how to get out.
const $ = (id) => document.getElementById(id);

export function isInsideTelegram() {
  return "TelegramWebviewProxy" in window || "TelegramWebview" in window || /Telegram/i.test(navigator.userAgent);
}

export function showWayOut() {
  if (!$("elsewhere")) return;
  $("copy-link").textContent = location.href;
  $("copy-link-button").dataset.copy = location.href;
  if (!isInsideTelegram()) return;
  $("elsewhere").open = true;
  $("inside").hidden = false;
  const button = $("outside");
  if (window.TelegramWebviewProxy?.postEvent) {
    button.hidden = false;
    button.addEventListener("click", () => {
      window.TelegramWebviewProxy.postEvent("web_app_open_link", JSON.stringify({ url: location.href }));
    });
  }
}
