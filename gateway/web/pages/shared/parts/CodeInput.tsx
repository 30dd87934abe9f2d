import { TextInput, type TextInputProps } from "@mantine/core";

interface Props extends Omit<TextInputProps, "onChange" | "value"> {
  readonly value: string;
  readonly changed: (code: string) => void;
}

/** For a one-time code: phones offer the one that has just come. */
export function CodeInput({ changed, ...rest }: Props) {
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      {...rest}
      onChange={(event) => changed(event.currentTarget.value)}
    />
  );
}
