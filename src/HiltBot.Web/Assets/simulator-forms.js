import { el } from "./dom.js";

// Opens the dialog with these fields; answers the values by name, or null when it was closed.
function ask(dialog, title, words, fields, submitLabel) {
  return new Promise((resolve) => {
    const rows = fields.map((field) => {
      const id = `field-${field.name}`;
      const common = { id, name: field.name, required: field.is_required, maxlength: field.length_max };
      let control;
      if (field.choices?.length > 0) {
        control = el("select", common, !field.is_required && el("option", { value: "" }, ""),
          field.choices.map((choice) => el("option", { value: choice.value }, choice.label)));
      } else if (field.is_long) {
        control = el("textarea", common);
        control.value = field.value ?? "";
      } else {
        control = el("input", { ...common, type: "text", autocomplete: "off", value: field.value ?? "" });
        if (field.is_whole_number) control.inputMode = "numeric";
      }
      return el("div", { class: "field" },
        el("label", { for: id }, field.label, !field.is_required && el("span", { class: "hint" }, " (optional)")),
        control);
    });
    const cancel = el("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
    const form = el("form", { method: "dialog" },
      el("h2", { id: "form-title" }, title),
      words && el("p", { class: "quiet" }, words),
      rows,
      el("div", { class: "actions" }, cancel, el("button", { type: "submit", class: "primary" }, submitLabel)));
    let values = null;
    form.addEventListener("submit", () => {
      values = Object.fromEntries(new FormData(form).entries());
    });
    dialog.addEventListener("close", () => resolve(values), { once: true });
    dialog.replaceChildren(form);
    dialog.showModal();
    form.querySelector("input, select, textarea")?.focus();
  });
}

export function askForm(dialog, form, words) {
  return ask(dialog, form.title, words, form.fields, "Send");
}

// The options of a command, as Discord asks for them: people and channels of the place are chosen, not typed.
export async function askOptions(dialog, command, place) {
  const fields = command.options.map((option) => ({
    name: option.name,
    label: option.description,
    is_required: option.is_required,
    is_whole_number: option.type === "WHOLE_NUMBER",
    length_max: 200,
    choices: choicesOf(option, place),
  }));
  const values = await ask(dialog, `/${command.name}`, command.description, fields, "Send");
  return values && Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

function choicesOf(option, place) {
  switch (option.type) {
    case "PERSON":
      return place.members.map((member) => ({ value: member.account, label: member.display }));
    case "CHANNEL":
      return place.channels.map((channel) => ({ value: channel.id, label: `#${channel.title}` }));
    case "TARGET":
      return place.channels.filter((channel) => channel.gate === "TARGET")
        .map((channel) => ({ value: channel.target_id, label: channel.title }));
    default:
      return option.choices.map((choice) => ({ value: choice, label: choice }));
  }
}
