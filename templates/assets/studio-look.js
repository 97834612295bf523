
// The look, tried out as one changes it: the preview follows, what cannot be
// read is said beside its colour with the nearest that can, and a colour can be
// typed. Without a script, buttons do the same.
(() => {
  "use strict";

  const form = document.querySelector("[data-look]");
  if (!form) return;
  const frame = form.querySelector("iframe"), room = form.querySelector(".look-window"), preview = form.querySelector(".look-preview");
  const unsaved = form.querySelector("[data-unsaved]"), asSaved = form.querySelector("[data-as-saved]");
  const pages = [...form.querySelectorAll("[data-page]")];
  let page = pages.find((b) => b.hasAttribute("aria-pressed")), timer, request, dirty = !asSaved;
  for (const e of form.querySelectorAll("[data-without-script]")) e.hidden = true;

  // What the address of the preview says: every field but the files.
  function values() {
    const q = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "wide") q.append(name, value);
    return q;
  }

  function show() {
    preview.setAttribute("aria-busy", "true");
    frame.contentWindow.location.replace(page.formAction + "?" + values()); // no entry in the history for each change
  }
  frame.addEventListener("load", () => { preview.removeAttribute("aria-busy"); fit(); });

  // A page of a desk's or a telephone's width, seen whole.
  function fit() {
    const scale = Math.min(1, room.clientWidth / Number(form.elements.wide.value));
    frame.style.transform = scale < 1 ? `scale(${scale})` : "";
    frame.style.blockSize = scale < 1 ? `${100 / scale}%` : "";
  }
  room.setAttribute("data-scaled", "");
  room.removeAttribute("tabindex"); // there is nothing left to scroll but the page itself
  if (room.clientWidth < 600) form.querySelector("[name=wide][value='360']").checked = true; // a telephone shows one
  new ResizeObserver(fit).observe(room);
  fit();

  for (const b of pages) {
    b.addEventListener("click", (event) => {
      event.preventDefault();
      page.removeAttribute("aria-pressed");
      page = b;
      page.setAttribute("aria-pressed", "true");
      show();
    });
  }

  // The code of a colour, to read and to type.
  for (const picker of form.querySelectorAll("input[type=color]")) {
    const text = document.createElement("input"), both = document.createElement("span");
    both.className = "hex";
    text.type = "text";
    text.maxLength = 7;
    text.spellcheck = false;
    text.autocapitalize = "none";
    text.disabled = picker.disabled;
    text.value = picker.value;
    text.setAttribute("aria-label", (picker.labels[0]?.textContent ?? picker.ariaLabel) + " #");
    picker.before(both);
    both.append(picker, text);
    picker.addEventListener("input", () => { text.value = picker.value; });
    text.addEventListener("input", () => {
      const typed = text.value.trim().replace(/^#?/, "#");
      if (!/^#[0-9a-f]{6}$/i.test(typed)) return;
      picker.value = typed;
      own(picker);
    });
    text.addEventListener("blur", () => { text.value = picker.value; });
    picker.addEventListener("input", () => own(picker));
  }
  function own(picker) {
    const field = picker.dataset.own;
    if (field) form.querySelector(`[name=${field}][value=own]`).checked = true;
  }

  // What could not be read, and the nearest that could.
  async function check() {
    request?.abort();
    request = new AbortController();
    let verdicts;
    try {
      const answer = await fetch(form.dataset.check + "?" + values(), { signal: request.signal, redirect: "error" });
      if (!answer.ok) return;
      verdicts = await answer.json();
    } catch { return; } // a later one is on its way, or saving will tell
    for (const group of form.querySelectorAll("[data-colour]")) {
      const verdict = verdicts[group.dataset.colour], said = group.querySelector("[data-verdict]");
      said.textContent = verdict?.message ?? "";
      said.hidden = !verdict;
      group.classList.toggle("wrong", Boolean(verdict));
      for (const old of group.querySelectorAll(".nearest")) old.closest("p").remove();
      if (verdict?.nearest) said.after(offer(group, verdict));
    }
  }

  function offer(group, verdict) {
    const p = document.createElement("p"), b = document.createElement("button");
    b.type = "button";
    b.className = "nearest";
    b.append(dab(verdict.nearest), verdict.take);
    b.addEventListener("click", () => {
      const field = group.dataset.colour, ready = form.querySelector(`[name=${field}][value="${verdict.nearest}"]`);
      const picker = form.querySelector(`[name=${field}_own]`) ?? form.elements[field];
      if (ready) ready.checked = true;
      else {
        picker.value = verdict.nearest;
        picker.dispatchEvent(new Event("input", { bubbles: true }));
      }
      picker.focus();
      changed(0);
    });
    p.append(b);
    return p;
  }

  function dab(colour) {
    const make = (name, attributes) => {
      const e = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
      return e;
    };
    const svg = make("svg", { class: "dab", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" });
    svg.append(make("rect", { width: 20, height: 20, fill: colour }));
    return svg;
  }

  function changed(after) {
    clearTimeout(timer);
    timer = setTimeout(() => { show(); check(); }, after);
  }

  form.addEventListener("input", (event) => {
    if (event.target.name === "wide") { fit(); return; }
    if (event.target.type === "file") return;
    if (event.target.name !== "as" && event.target.name !== "in") {
      dirty = true;
      if (unsaved) { unsaved.hidden = false; asSaved.hidden = true; }
    }
    changed(event.target.type === "radio" || event.target.type === "checkbox" ? 0 : 300);
  });

  // A picture that is chosen is sent at once, to be seen; nothing else of the
  // look is saved by that.
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    dirty = false;
    form.requestSubmit(form.querySelector("button[value=try]"));
  });
  document.addEventListener("submit", (event) => { if (event.target === form) dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
