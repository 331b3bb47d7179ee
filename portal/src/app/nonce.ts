// The nonce that the server allows styles by.

/** Undefined when the development server sent the page. */
export function styleNonce(): string | undefined {
  const content = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return content === "" ? undefined : content;
}
