// Publishing: what the button says follows what is chosen. The server reckons;
// without this the button beside it asks it to.
(() => {
  "use strict";
  const form = document.querySelector("[data-publish]");
  if (!form || !window.fetch) return;
  const button = form.querySelector("[data-now]"), says = form.querySelector("[data-says]"), update = form.querySelector("[data-update]");
  if (!button) return;
  update.hidden = true;
  let asked = 0, timer = 0;

  async function reckon(turn) {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "update");
    try {
      const res = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await res.text(), "text/html");
      const now = page.querySelector("[data-now]");
      if (turn !== asked) return; // something else has been chosen since
      if (!res.ok || !now) throw new Error(res.status);
      button.textContent = now.textContent;
      button.value = now.value;
      says.textContent = page.querySelector("[data-says]").textContent;
      for (const shown of form.querySelectorAll(".see details")) {
        const frame = shown.querySelector("iframe"), link = shown.querySelector("a"), other = page.getElementById(shown.id);
        const src = other && other.querySelector("iframe").getAttribute("src");
        if (src && frame.getAttribute("src") !== src) { frame.setAttribute("src", src); link.setAttribute("href", src); }
      }
    } catch {
      update.hidden = false; // by hand, then
    } finally {
      if (turn === asked) form.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("input", (e) => {
    if (e.target === form.elements.at) form.elements.when.value = "at";
    if (e.target.name === "purposes") form.elements.asks.value = "purposes";
    if (e.target.name === "meaning" || e.target.name === "confirmed") form.elements.weight.value = "correction";
    if (e.target.name === "asks" || e.target.name === "purposes") form.elements.weight.value = "new";
    const turn = ++asked;
    form.setAttribute("aria-busy", "true"); // from now on the button says something else than is chosen
    clearTimeout(timer);
    timer = setTimeout(() => reckon(turn), e.target.type === "textarea" ? 900 : 250);
  });
})();
