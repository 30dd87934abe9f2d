// What a browser and the graph say to each other of passkeys: both as the JSON of WebAuthn, level 3.

/** Passkeys are bound to a name: there are none at a mere address, nor in old browsers. */
export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential === "function" &&
  "parseRequestOptionsFromJSON" in PublicKeyCredential &&
  !/^[\d.]+$|:/.test(location.hostname);

/** Proves that the owner is there; null: the person changed their mind. */
export async function shown(options: unknown): Promise<string | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as PublicKeyCredentialRequestOptionsJSON,
  );
  return told(() => navigator.credentials.get({ publicKey }));
}

/** Makes one on this device; null: the person changed their mind. */
export async function made(options: unknown): Promise<string | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as PublicKeyCredentialCreationOptionsJSON,
  );
  return told(() => navigator.credentials.create({ publicKey }));
}

async function told(ask: () => Promise<Credential | null>): Promise<string | null> {
  try {
    return JSON.stringify(await ask());
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
