/* Which copies belong to the form that was sent last from this tab. The next page says which addresses took what was
   sent to them; every other copy stays. */

const NAME = "kept-posted";

/* Where a form goes when this button sends it. Fields may be called "action", so the attributes are asked. */
export function pathOf(form, submitter, here) {
  const action = submitter?.getAttribute("formaction") || form.getAttribute("action") || here;
  return new URL(action, here).pathname;
}

export class Posted {
  constructor(storage) {
    this.storage = storage;
  }

  list() {
    try {
      return JSON.parse(this.storage.getItem(NAME)) ?? [];
    } catch {
      return [];
    }
  }

  add(path, copy) {
    try {
      this.storage.setItem(NAME, JSON.stringify([...this.list(), { path, copy }]));
    } catch {
      /* Then the copy stays and is found again; a step is taken only once. */
    }
  }

  /* The copies that the server has answered for. The page that comes next is the answer, so the list ends here. */
  settle(takenPaths) {
    const taken = this.list().filter(({ path }) => takenPaths.includes(path));
    try {
      this.storage?.removeItem(NAME);
    } catch {
      /* Nothing was noted. */
    }
    return taken.map(({ copy }) => copy);
  }
}
