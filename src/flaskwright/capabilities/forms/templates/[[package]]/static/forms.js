// Forms: tokens that renew themselves, lists that grow, and the focus on what is wrong.

(() => {
  const tokenUrl = document.currentScript.dataset.csrfUrl;
  const openedAt = Date.now();
  const MAX_AGE = 30 * 60 * 1000;
  let token = null;

  const known = () => token ?? document.querySelector('input[name="csrf_token"]')?.value ?? null;

  // Fetches a token and puts it into every form of the page.
  const renew = async () => {
    const response = await fetch(tokenUrl, { headers: { Accept: "application/json" } });
    token = (await response.json()).csrf_token;
    for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = token;
    return token;
  };

  // fetch() for requests that change something: adds the token, and tries again with a new one when it has expired.
  window.send = async (url, options = {}) => {
    const attempt = async (value) => {
      const headers = new Headers(options.headers);
      headers.set("X-CSRFToken", value);
      if (!headers.has("Accept")) headers.set("Accept", "application/json");
      const body = options.body instanceof FormData ? options.body : undefined;
      if (body?.has("csrf_token")) body.set("csrf_token", value);
      return fetch(url, { method: "POST", ...options, headers });
    };
    const response = await attempt(known() ?? (await renew()));
    return response.headers.has("X-CSRF-Error") ? attempt(await renew()) : response;
  };

  // htmx: the same.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get" && known()) detail.headers["X-CSRFToken"] = known();
  });
  document.addEventListener("htmx:responseError", async ({ detail }) => {
    const { xhr, elt, requestConfig } = detail;
    if (!xhr.getResponseHeader("X-CSRF-Error") || elt.dataset.retried) return;
    elt.dataset.retried = "yes";
    await renew();
    await htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt });
    delete elt.dataset.retried;
  });

  // A plain form that was open for long gets a new token before it is sent.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const input = form.elements.csrf_token;
    if (!input || form.matches("[hx-post]") || form.dataset.confirm || Date.now() - openedAt < MAX_AGE || form.dataset.renewed) return;
    event.preventDefault();
    try {
      await renew();
    } finally {
      form.dataset.renewed = "yes";
      form.requestSubmit(event.submitter);
    }
  });

  // Lists
  const name = (entry, index) => {
    for (const field of entry.querySelectorAll("[name], [id], [for], [aria-label]")) {
      for (const attribute of ["id", "name", "for"]) {
        const value = field.getAttribute(attribute);
        if (value) field.setAttribute(attribute, value.replace(/-\d+(?=-|$)/, `-${index}`));
      }
      const label = field.getAttribute("aria-label");
      if (label) field.setAttribute("aria-label", label.replace(/\d+$/, index + 1));
      if (field.dataset.remove !== undefined) field.value = index;
    }
  };

  const clear = (entry) => {
    for (const field of entry.querySelectorAll("input, select, textarea")) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else field.value = "";
      field.removeAttribute("aria-invalid");
    }
  };

  const refresh = (list) => {
    const entries = [...list.querySelectorAll(":scope > .entry")];
    entries.forEach(name);
    list.querySelector("[data-add]").hidden = list.dataset.max !== "" && entries.length >= Number(list.dataset.max);
    return entries;
  };

  const focusIn = (entry) => entry.querySelector("input, select, textarea")?.focus();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const list = button.closest(".entries");
    const entries = [...list.querySelectorAll(":scope > .entry")];
    if (button.dataset.add !== undefined) {
      const added = entries.at(-1).cloneNode(true);
      clear(added);
      entries.at(-1).after(added);
      refresh(list);
      focusIn(added);
    } else {
      const entry = button.closest(".entry");
      const neighbor = entry.nextElementSibling?.matches(".entry") ? entry.nextElementSibling : entry.previousElementSibling;
      if (entries.length > 1) entry.remove();
      else clear(entry);
      refresh(list);
      focusIn(entries.length > 1 && neighbor.matches(".entry") ? neighbor : list);
    }
  });

  // Enter in a field sends the form by its own button, not by the first one of a list.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("form:has(.entries) input") || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  // Errors
  const showErrors = (place) => place.querySelector(".error-summary")?.focus();
  document.addEventListener("htmx:afterSettle", ({ target }) => showErrors(target.parentElement ?? document));
  showErrors(document);
})();
