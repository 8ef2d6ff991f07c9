import type { IngestRequest, IngestRoute, IngestWhat, ProviderWord } from "../../api/types.ts";
import { symbolsIn } from "../../lib/symbols.ts";

/** An ingestion as a person fills it in. */
export interface Draft {
  readonly provider: ProviderWord;
  readonly what: IngestWhat;
  readonly route: IngestRoute;
  readonly text: string;
  readonly from: string;
  readonly to: string;
  readonly isReload: boolean;
}

/** What is asked of the server; words that mean the default are left out. */
export function requestOf(draft: Draft): IngestRequest {
  const symbols = symbolsIn(draft.text);
  return {
    provider: draft.provider,
    ...(symbols.length === 0 ? {} : { symbols }),
    ...(draft.from === "" ? {} : { from: draft.from }),
    ...(draft.to === "" ? {} : { to: draft.to }),
    ...(draft.what === "bars" ? {} : { what: draft.what }),
    ...(draft.route === "automatic" ? {} : { route: draft.route }),
    ...(draft.isReload ? { isReload: true } : {}),
  };
}
