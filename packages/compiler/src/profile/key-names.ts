// The names under which people keep what belongs to each event key.

/** A name without case, separators and signs: `$insert_id` and `insertId` are `insertid`. */
export function bareName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** Bare names, the likeliest first; a name of two parts is also found as one key below another, as in `user.id`. */
export const KEY_NAMES = {
  user_id: [
    "userid",
    "useruuid",
    "uid",
    "distinctid",
    "customerid",
    "customeruuid",
    "memberid",
    "accountid",
    "profileid",
    "personid",
    "subscriberid",
    "contactid",
    "playerid",
    "visitorid",
    "externaluserid",
    "externalid",
    "login",
    "username",
    "user",
    "customer",
    "useremail",
    "email",
    "emailaddress",
    "kundennummer",
    "kundennr",
    "kundenid",
    "kunde",
    "clienteid",
    "iduser",
    "idclient",
  ],
  device_id: [
    "deviceid",
    "deviceuuid",
    "anonymousid",
    "anonid",
    "userpseudoid",
    "domainuserid",
    "networkuserid",
    "fullvisitorid",
    "visitorid",
    "clientid",
    "cookieid",
    "cookie",
    "browserid",
    "installationid",
    "installid",
    "distinctid",
  ],
  event_type: [
    "eventtype",
    "eventname",
    "event",
    "action",
    "eventaction",
    "activity",
    "activitytype",
    "ereignis",
    "aktion",
    "activityname",
    "verb",
    "interaction",
    "kind",
    "type",
    "messagetype",
    "name",
    "status",
    "category",
  ],
  insert_id: ["insertid", "messageid", "eventid", "eventuuid", "eventguid", "rowid", "requestid", "uuid", "guid", "id"],
  session_id: ["sessionid"],
  app_version: ["appversion", "appversionstring", "appversionname", "clientversion", "appinfoversion", "release"],
  platform: ["platform", "deviceplatform", "channelplatform"],
  os_name: ["osname", "os", "operatingsystem", "mposname"],
  os_version: ["osversion", "operatingsystemversion"],
  device_brand: ["devicebrand", "mobilebrandname", "brandname"],
  device_manufacturer: ["devicemanufacturer", "manufacturer"],
  device_model: ["devicemodel", "mobilemodelname", "model"],
  carrier: ["carrier", "devicecarrier", "networkcarrier"],
  country: ["country", "countrycode", "mpcountrycode", "geocountry", "countryname", "land"],
  region: ["region", "georegion", "regionname", "mpregion", "geostate"],
  city: ["city", "geocity", "cityname"],
  dma: ["dma"],
  language: ["language", "lang", "locale", "devicelanguage", "brlang"],
  ip: ["ip", "ipaddress", "useripaddress", "clientip", "contextip"],
  user_agent: ["useragent", "ua", "contextuseragent"],
  idfa: ["idfa"],
  idfv: ["idfv"],
  adid: ["adid"],
  android_id: ["androidid"],
  price: ["price", "unitprice", "itemprice"],
  quantity: ["quantity", "qty"],
  revenue: ["revenue", "totalrevenue", "purchaserevenue", "amount", "umsatz", "betrag", "ordertotal", "total"],
  currency: ["currency", "currencycode", "currencyiso"],
  location_lat: ["locationlat", "latitude", "lat", "geolatitude"],
  location_lng: ["locationlng", "longitude", "lng", "lon", "geolongitude"],
  event_properties: ["eventproperties"],
  user_properties: ["userproperties", "traits"],
  groups: ["groups"],
  group_properties: ["groupproperties"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type NamedKey = keyof typeof KEY_NAMES;

/** Bare names of the time of an event, the likeliest first. */
export const TIME_NAMES: readonly string[] = [
  "eventtime",
  "eventtimestamp",
  "time",
  "timestamp",
  "derivedtstamp",
  "dvcecreatedtstamp",
  "collectortstamp",
  "occurredat",
  "happenedat",
  "eventts",
  "ts",
  "at",
  "datetime",
  "eventdatetime",
  "eventdate",
  "originaltimestamp",
  "createdat",
  "created",
  "creationdate",
  "createddate",
  "orderdate",
  "orderedat",
  "purchasedate",
  "purchasedat",
  "bestelltam",
  "datum",
  "zeitpunkt",
  "date",
  "day",
  "loggedat",
  "recordedat",
  "startedat",
  "starttime",
  "clienteventtime",
];

/** In the name of a time that says something else than when the event happened. */
export const OTHER_TIME =
  /birth|expir|updat|modif|process|upload|server|receiv|sent|load|etl|first|last|creation|install|signup|delet|end|due|valid|refr/;

/** Columns that hold the properties of an event, as one object. */
export const PROPERTY_NAMES: readonly string[] = [
  "properties",
  "eventproperties",
  "params",
  "attributes",
  "props",
  "data",
  "payload",
];

/** Columns that hold the time of a day whose date is in another. */
export const CLOCK_NAMES = /time|hour|clock|uhrzeit|zeit|heure|hora/;

const ID_KEYS = ["user_id", "device_id", "insert_id", "ip", "idfa", "idfv", "adid", "android_id"] as const;

/** Whether a key names what identifies somebody or something: an id, an address, a phone. */
export function isIdName(name: string): boolean {
  const bare = bareName(name);
  const isListed = ID_KEYS.some((key) => (KEY_NAMES[key] as readonly string[]).includes(bare));
  // `paid` and `valid` are not ids.
  return isListed || /(?:^|[^A-Za-z])id$|I[dD]$|(?:uuid|guid|email|phone)$/.test(name);
}
