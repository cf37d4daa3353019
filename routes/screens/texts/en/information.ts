/** The pages that stand in where the institution has none of its own, in English. */
import type { Texts } from "../catalogue.ts";
import type { InformationSection } from "../../information_page.tsx";
import { common } from "./common.ts";
import { links } from "./links.ts";

const LINKS_PAGE = { href: "/links", text: links.name };

/** API terms of use. */
export const termsPage: Texts["termsPage"] = ({ name, termsVersion }) => ({
  title: common.terms,
  sections: [
    {
      heading: "About this translation",
      paragraphs: ["This translation is for reference only. The Japanese terms are binding."],
    },
    {
      heading: "The service",
      paragraphs: [
        `By API link authentication you permit that information about your ordinary deposit account at ${name} (balance and transactions, your name in katakana, the branch number and the account number) is given to the provider of the app that you use.`,
        "The provider of the app cannot withdraw or transfer money from your account by this procedure.",
      ],
    },
    {
      heading: "Accounts that can be used",
      paragraphs: ["Ordinary deposit accounts in your own name with a cash card."],
    },
    {
      heading: "Your responsibility",
      paragraphs: [
        "Please judge for yourself whether the app and its provider can be trusted. The provider's terms of use apply when you use the app.",
        "Your PIN serves to confirm your identity only, and is not disclosed to the provider of the app.",
      ],
    },
    {
      heading: "How long it lasts, and how to withdraw it",
      paragraphs: [
        "The permission ends after the period that was shown with it. Before that you can withdraw it in the app, on the page “View and end your links”, or by contacting our credit union.",
        "Deleting (uninstalling) the app does not withdraw the permission.",
      ],
    },
    {
      heading: "Personal information",
      paragraphs: [
        "The name that you enter is used only for the record of operations, and the email address only for the notice of completion.",
      ],
    },
    { heading: "Version of the terms", paragraphs: [links.termsVersion(termsVersion)] },
  ],
});

/** Frequently asked questions. */
export const faqPage: Texts["faqPage"] = ({ name, mailDomain }) => ({
  title: common.faq,
  sections: [...before(name), ...LOCKS, ...after(mailDomain)],
});

function before(name: string): readonly InformationSection[] {
  return [
    {
      heading: "I do not know which phone number is registered.",
      paragraphs: [`Please contact a branch of ${name}.`],
    },
    {
      heading: "Are there times at which the service cannot be used?",
      paragraphs: ["It is closed at these times (Japan time):"],
      list: [
        "1st and 3rd Monday of the month, 2:00–6:00",
        "2nd and 4th Sunday of the month, 23:40–0:10",
        "from 23:50 of the day before the 2nd and 4th Sunday until 7:00",
        "two days before the 2nd and 4th Sunday, 23:40–0:10",
        "1 to 3 January, 0:00–8:00 and 19:00–24:00",
        "daily for about a minute at 0:00, and for some minutes at 4:00",
        "during maintenance",
      ],
    },
  ];
}

const LOCKS: readonly InformationSection[] = [
  {
    heading: "It says “This service can no longer be used today.”",
    paragraphs: [
      "What was entered to confirm your identity was wrong too often, so linking is stopped for the day. It becomes possible again automatically at midnight, Japan time. If the service is closed then, it can be used as soon as it is open again (usually at 0:01).",
    ],
  },
  {
    heading: "It says “The reason code is B84.”",
    paragraphs: [
      "This is shown when linking is tried again while it is stopped. It becomes possible again automatically at midnight, Japan time: please start again when the service is open again (usually at 0:01).",
      "If you did not try to link, please call our help desk at once.",
    ],
  },
  {
    heading: "Can I still withdraw cash when linking is stopped?",
    paragraphs: [
      "Yes. Only linking is stopped. Withdrawals and everything else work as before, and so do the apps that are already linked.",
    ],
  },
];

function after(mailDomain: string): readonly InformationSection[] {
  return [
    {
      heading: "Can I see which apps are linked, and end a link?",
      paragraphs: [
        "Yes, at any time, on the following page, after your identity has been confirmed.",
      ],
      link: LINKS_PAGE,
    },
    {
      heading: "The notice of completion does not arrive.",
      paragraphs: [
        `Please check that your spam filter lets our emails (@${mailDomain}) through. If it is urgent, please call our help desk.`,
      ],
    },
    {
      heading: "I made a mistake in my name or email address.",
      paragraphs: [
        "The name is used only for the record of operations and the email address only for the notice of completion. They need not be corrected afterwards.",
      ],
    },
    {
      heading: "How far back can transactions be seen?",
      paragraphs: [
        "About three months. Please ask the provider of the app how long the app keeps what it has fetched.",
      ],
    },
    {
      heading: "What if I delete the app or change my phone?",
      paragraphs: [
        "The link goes on for its period even when the app is deleted. How it moves to another phone depends on the app: please ask its provider.",
      ],
    },
  ];
}

/** Contact. */
export const contactPage: Texts["contactPage"] = ({ name }) => ({
  title: common.contact,
  sections: [{ heading: name, paragraphs: [], link: LINKS_PAGE }],
});
