// What is filled into a message is text. Trans looks for the message's own marks in the message that
// is filled in already: a name such as <b>me</b> would be taken for one, and lose letters.
import { i18n } from "@lingui/core";

const MARK = /<(?=\/?[a-zA-Z0-9])/g;
/** How Trans passes a component that is a value. */
const COMPONENT = /^<\d+\/>$/;
/** Not seen, and no space: what stands on its sides is no mark any more. */
const WORD_JOINER = "\u2060";

const asText = (value: unknown): unknown =>
  typeof value === "string" && !COMPONENT.test(value)
    ? value.replace(MARK, `<${WORD_JOINER}`)
    : value;

const filledIn = i18n._.bind(i18n) as (
  id: string,
  values?: Record<string, unknown>,
  options?: object,
) => string;

i18n._ = ((id: string, values?: Record<string, unknown>, options?: object) =>
  filledIn(
    id,
    values && Object.fromEntries(Object.entries(values).map(([name, one]) => [name, asText(one)])),
    options,
  )) as typeof i18n._;
