import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { Icon } from "./Icon.tsx";

/** The native dialog: it keeps the focus, closes on Escape and makes the page behind inert. */
export function Dialog({ isOpen, onClose, title, children, isWide = false }: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly isWide?: boolean;
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-label={title}
      className={`glass m-auto max-h-[88vh] max-w-[94vw] overflow-auto rounded-xl border border-white/12 p-0 text-ink shadow-2xl ${
        isWide ? "w-[760px]" : "w-[460px]"
      }`}
    >
      {isOpen
        ? (
          <>
            <div className="flex items-center gap-3 border-b border-white/8 px-5 py-3">
              <h2 className="text-sm font-semibold">{title}</h2>
              <button
                type="button"
                onClick={onClose}
                aria-label="Close"
                className="ml-auto grid size-7 place-items-center rounded-md text-ink-3 hover:text-ink"
              >
                <Icon name="close" size={15} />
              </button>
            </div>
            <div className="px-5 py-4">{children}</div>
          </>
        )
        : null}
    </dialog>
  );
}
