/** A key that never leaves its vault: `vault.sign` is the call that your KMS or HSM has for RSASSA-PKCS1-v1_5. */
export const vaultSigner = (vault, kid) => ({
  alg: "RS256",
  kid,
  sign: (data) => vault.sign(data),
});
