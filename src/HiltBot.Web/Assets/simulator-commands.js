import { el } from "./dom.js";

// Slash commands under the message box: a combobox, by mouse and by keyboard.
export function suggest(input, list, commandsNow) {
  let chosen = -1;
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    input.value = `/${item.dataset.name}`;
    close();
    input.focus();
  };
  const choose = (index) => {
    const items = [...list.children];
    chosen = (index + items.length) % items.length;
    items.forEach((item, position) => item.setAttribute("aria-selected", position === chosen));
    items[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[chosen].id);
  };
  input.addEventListener("input", () => {
    const text = input.value.toLowerCase();
    const found = text.startsWith("/")
      ? commandsNow().filter((command) => command.place !== "PRIVATE" && `/${command.name}`.startsWith(text))
      : [];
    if (found.length === 0 || (found.length === 1 && `/${found[0].name}` === text)) {
      close();
      return;
    }
    list.replaceChildren(...found.map((command, index) => el("li", {
      id: `suggestion-${index}`, role: "option", "aria-selected": "false", data: { name: command.name },
      onmousedown: (event) => {
        event.preventDefault();
        take(event.currentTarget);
      },
    }, el("b", {}, `/${command.name}`), el("small", {}, command.description))));
    list.hidden = false;
    chosen = -1;
    input.setAttribute("aria-expanded", "true");
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? list.children.length - 1 : chosen - 1);
    } else if (event.key === "Tab" || (event.key === "Enter" && chosen >= 0)) {
      event.preventDefault();
      take(list.children[Math.max(chosen, 0)]);
    } else if (event.key === "Escape") {
      close();
    }
  });
  input.addEventListener("blur", close);
}
