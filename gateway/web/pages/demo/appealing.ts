// Somebody whose membership staff ended by mistake, and who appeals with a picture.
import { hashOf } from "../shared/asking/client";
import { DemoEvidenceDocument } from "./graph/graphql";

/** A receipt, as somebody would photograph it. */
async function receipt(says: string): Promise<Blob> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 420, height: 160 });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "black";
  pen.font = "24px sans-serif";
  pen.fillText(says, 24, 88);
  return new Promise((done, failed) =>
    canvas.toBlob((picture) => (picture ? done(picture) : failed(new Error(says)))),
  );
}

/** As the GraphQL multipart request specification has it. */
export async function addReceipt(number: string, says: string, token: string): Promise<void> {
  const body = new FormData();
  const variables = { input: { number, files: [null], text: says } };
  const persistedQuery = { version: 1, sha256Hash: hashOf(DemoEvidenceDocument) };
  body.set("operations", JSON.stringify({ variables, extensions: { persistedQuery } }));
  body.set("map", JSON.stringify({ 0: ["variables.input.files.0"] }));
  body.set("0", await receipt(says), "receipt.png");
  const headers = { authorization: `Bearer ${token}`, "graphql-require-preflight": "1" };
  const answer = await fetch("/graphql", { method: "POST", headers, body });
  const { data, errors } = await answer.json();
  const refused = data?.addEvidence?.message ?? errors?.[0]?.message;
  if (refused) throw new Error(refused);
}
