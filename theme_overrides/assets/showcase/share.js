// Buttons beside what can be shared: one that copies, and one for the device's own menu.
// Without this script the fields stand there to be copied by hand.

const section = document.querySelector(".sc-share");

if (section) {
  const { scCopy, scCopied, scSend } = section.dataset;
  const status = document.createElement("p");
  status.className = "sc-hidden";
  status.setAttribute("role", "status");
  section.append(status);
  let copied, timer;

  for (const field of section.querySelectorAll("input")) {
    field.addEventListener("focus", () => field.select());
    if (navigator.clipboard) {
      field.after(button(scCopy, field, (made) => copy(field, made)));
    }
  }

  const link = section.querySelector("#sc-share-link");
  if (link && navigator.share) {
    link.after(
      button(scSend, link, () =>
        // A visitor who closes the menu again has not met a mistake.
        navigator.share({ title: document.title, url: link.value }).catch(() => {}),
      ),
    );
  }

  async function copy(field, made) {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Not allowed: what is selected can be copied by hand.
      field.focus();
      return;
    }
    rest();
    copied = made;
    made.textContent = scCopied;
    status.textContent = scCopied;
    timer = setTimeout(rest, 2000);
  }

  function rest() {
    clearTimeout(timer);
    if (copied) copied.textContent = scCopy;
    status.textContent = "";
  }
}

/** A button that says what it does, and to a screen reader also with what. */
function button(text, field, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "sc-button sc-button--quiet";
  made.textContent = text;
  made.setAttribute("aria-describedby", labelOf(field));
  made.addEventListener("click", () => act(made));
  return made;
}

function labelOf(field) {
  const [label] = field.labels;
  label.id ||= `${field.id}-label`;
  return label.id;
}
