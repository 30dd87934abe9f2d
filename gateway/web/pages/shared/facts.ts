/** What the gateway says of itself in the document. */
interface Facts {
  readonly development: boolean;
  /** What stands in no list of operations does not run. Told to the Explorer alone. */
  readonly onlyListed?: boolean;
}

const said = document.querySelector<HTMLMetaElement>('meta[name="facts"]')?.content;
export const facts: Facts = said?.startsWith("{") ? JSON.parse(said) : { development: false };

/** Under which this document may have styles: one answer's, never used again. */
export const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? "";
