// What makes the pages a little better where scripts run. Everything works
// without it.
(() => {
  "use strict";

  // A form came back with something to mend: begin there.
  document.querySelector("[data-focus]")?.focus();

  // A second press of a button while the first is on its way sends nothing. It
  // is let go again after a while, and on coming back to the page.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("busy" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "";
    setTimeout(() => delete form.dataset.busy, 8000);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) delete form.dataset.busy;
  });

  // Printing needs a script, so its button shows only with one.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
