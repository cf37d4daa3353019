/** The customers of the fictitious credit union: what a newcomer can log in with. */

/** A customer with one account. All of it is made up. */
export interface SandboxCustomer {
  /** 店番, 3 digits. */
  readonly branchCode: string;
  /** 口座番号, 7 digits, of an ordinary deposit. */
  readonly accountNumber: string;
  /** Half-width katakana. */
  readonly nameKana: string;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  /** The number registered with the credit union, digits only. */
  readonly phoneNumber: string;
  /** PIN of the cash card; undefined for an account without one. */
  readonly pin?: string;
  /** `troubled`: core banking answers slowly, then not at all. */
  readonly state: "open" | "closed" | "troubled";
  /** What the customer is good for, told to the newcomer. */
  readonly purpose: string;
}

/** All of them. */
export const SANDBOX_CUSTOMERS: readonly SandboxCustomer[] = [
  {
    branchCode: "115",
    accountNumber: "1100026",
    nameKana: "ﾃﾞ-ﾀ ﾊﾅｺ",
    dateOfBirth: "1964-04-01",
    phoneNumber: "09000003333",
    pin: "1234",
    state: "open",
    purpose: "主役：3か月分の日常の取引（約200件）",
  },
  {
    branchCode: "001",
    accountNumber: "1234567",
    nameKana: "ｼﾝｸﾐ ﾀﾛｳ",
    dateOfBirth: "1990-12-31",
    phoneNumber: "0300001234",
    pin: "0000",
    state: "open",
    purpose: "固定電話から発信するお客様",
  },
  {
    branchCode: "001",
    accountNumber: "0000042",
    nameKana: "ｳﾙｳ ﾂﾞｷｺ",
    dateOfBirth: "2000-02-29",
    phoneNumber: "08000004444",
    pin: "9876",
    state: "open",
    purpose: "短い口座番号、うるう日生まれ、取引なし",
  },
  {
    branchCode: "115",
    accountNumber: "5000001",
    nameKana: "ﾀﾞｲﾘﾖｳ ﾄﾘｵ",
    dateOfBirth: "1985-07-15",
    phoneNumber: "07000005555",
    pin: "2468",
    state: "open",
    purpose: "12,000件の取引（ページ送りの確認用）",
  },
  {
    branchCode: "115",
    accountNumber: "7654321",
    nameKana: "ﾃﾂｳﾁﾖｳ ﾉﾐ",
    dateOfBirth: "1978-03-03",
    phoneNumber: "09000007777",
    state: "open",
    purpose: "キャッシュカードなし（お取り扱いできない口座）",
  },
  {
    branchCode: "001",
    accountNumber: "9999999",
    nameKana: "ｶｲﾔｸ ｽﾞﾐ",
    dateOfBirth: "1950-01-01",
    phoneNumber: "09000009999",
    pin: "1111",
    state: "closed",
    purpose: "解約済みの口座",
  },
  {
    branchCode: "001",
    accountNumber: "8888888",
    nameKana: "ｼﾖｳｶﾞｲ ﾖｳ",
    dateOfBirth: "1970-10-10",
    phoneNumber: "09000008888",
    pin: "5555",
    state: "troubled",
    purpose: "勘定系の応答が遅く、やがて途絶える（障害時の文言の確認用）",
  },
];
