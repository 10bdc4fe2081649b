/** The shop's pages and the applications that they lead to. */

import type { Product } from "../../api.js";

export const shopPages = [
  { name: "private", path: "/", product: "loan" },
  { name: "business", path: "/business", product: "businessLoan" },
  { name: "insurance", path: "/insurance", product: "insurance" },
  { name: "creditCard", path: "/credit-card", product: "creditCard" },
  { name: "loan", path: "/loan", product: "loan" },
] as const satisfies readonly { name: string; path: string; product: Product }[];

export type ShopName = (typeof shopPages)[number]["name"];

export const applyPages: readonly { path: string; product: Product }[] = [
  { path: "/apply/loan", product: "loan" },
  { path: "/apply/business-loan", product: "businessLoan" },
  { path: "/apply/credit-card", product: "creditCard" },
  { path: "/apply/insurance", product: "insurance" },
];

export function applyPath(product: Product): string {
  return applyPages.find((page) => page.product === product)?.path ?? "/";
}

export function shopPath(name: ShopName): string {
  return shopPages.find((page) => page.name === name)?.path ?? "/";
}
