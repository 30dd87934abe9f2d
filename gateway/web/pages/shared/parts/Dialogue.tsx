import { useLingui } from "@lingui/react/macro";
import { Modal, type ModalRootProps } from "@mantine/core";
import type { ReactNode } from "react";

interface Props extends ModalRootProps {
  readonly title: ReactNode;
}

/** Over the page, with a title and a cross; it is no second banner of the page. */
export function Dialogue({ title, children, ...root }: Props) {
  const { t } = useLingui();
  return (
    <Modal.Root {...root}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header role="presentation">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t`Close`} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
