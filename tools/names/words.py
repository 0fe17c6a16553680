"""Words and forms that values are made of."""

from __future__ import annotations

LOCALES = {
    "en": "en_US en_US en_US en_US en_GB en_GB en_AU en_CA en_IE en_NZ en_IN en_NG en_KE en_PH",
    "de": "de_DE de_DE de_AT de_CH",
    "fr": "fr_FR fr_FR fr_CA fr_BE fr_CH",
    "es": "es_ES es_ES es_MX es_AR es_CO es_CL",
    "it": "it_IT",
    "nl": "nl_NL nl_BE",
    "xx": "pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR sl_SI da_DK sv_SE no_NO fi_FI et_EE lv_LV lt_LT pt_PT pt_BR tr_TR "
    "id_ID vi_VN az_AZ sq_AL sw zu_ZA yo_NG ig_NG ha_NG is_IS ga_IE tw_GH",
    "ru": "ru_RU uk_UA bg_BG",
    "zh": "zh_CN zh_TW",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "ar": "ar_SA fa_IR",
    "hi": "hi_IN",
    "el": "el_GR",
}
MIX = [("en", 62), ("de", 7), ("fr", 6), ("es", 8), ("it", 4), ("nl", 3), ("xx", 10)]
ROMANISED = """
    Wei Li Wang Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Ma Zhu Hu Guo Lin Yuki Haruto Sakura Hiroshi Kenji
    Tanaka Suzuki Sato Takahashi Watanabe Ito Yamamoto Nakamura Kobayashi Kim Lee Park Choi Jung Min-jun Seo-yeon
    Ji-woo Nguyen Tran Le Pham Mohammed Muhammad Ahmed Ali Hassan Hussein Fatima Aisha Omar Khalid Yusuf Ibrahim
    Mariam Layla Abdullah Al-Farsi Al-Masri Haddad Nasser Dmitri Sergei Olga Natasha Ivan Vladimir Tatiana Ivanov
    Petrov Smirnova Volkov Kuznetsov Shevchenko Oleksandr Bohdan Giorgos Papadopoulos Eleni Nikos Moshe Yael Cohen
    Levi Shlomo Avi Priya Rahul Anjali Sharma Patel Singh Gupta Kumar Iyer Reddy Chowdhury Begum Khan Arslan Yilmaz
    Demir Kaya Mehmet
    """.split()
STREETS = """
    Main Oak Maple Cedar Elm Pine Walnut Chestnut Birch Willow Park Lake Hill River Spring Church High Station Mill
    Victoria King Queen Albert Washington Lincoln Jefferson Madison Franklin Jackson Highland Sunset Ridge Meadow
    Forest Lakeview Broad Market Bridge School College North South West East First Second Third Fourth Fifth 5th
    42nd 3rd 10th 12th 110th 1st 2nd Grove Abbey Bishop Castle Manor Orchard Railway Windsor York London Oxford
    Cherry Magnolia Dogwood
    """.split()
ENDINGS = """
    Street Street Street St St. Avenue Ave Ave. Road Rd Rd. Lane Ln Drive Dr Dr. Boulevard Blvd Court Ct Place Pl Way
    Terrace Circle Close Crescent Square Parkway Gardens Row Alley Trail Highway Mews Walk Loop
    """.split()
STREETS_OF = {
    "de": "Hauptstraße Bahnhofstr. Gartenweg Schulstraße Dorfstraße Lindenallee Goethestraße Schillerstr. Bergweg "
    "Kirchgasse Marktplatz Ringstrasse Rosenweg Mozartstraße Industriestr. Waldweg Mühlenweg Friedrichstraße",
    "fr": "rue de la Paix|rue Victor Hugo|avenue des Champs|boulevard Saint-Michel|place du Marché|impasse des Lilas"
    "|chemin du Moulin|rue de Rivoli|avenue Jean Jaurès|allée des Tilleuls|quai de la Gare|rue de l'Église",
    "es": "Calle Mayor|Calle de Alcalá|Avenida de la Constitución|Av. Libertad|Paseo de Gracia|Plaza de España"
    "|C/ Real|Carrer de Mallorca|Camino Viejo|Calle San Juan|Ronda de Toledo",
    "it": "Via Roma|Via Garibaldi|Corso Italia|Piazza del Popolo|Viale Europa|Via Dante Alighieri|Vicolo Stretto"
    "|Via dei Mille|Largo Augusto|Via Giuseppe Verdi",
    "nl": "Kerkstraat Dorpsstraat Molenweg Stationsweg Prinsengracht Hoofdstraat Julianalaan Beatrixstraat",
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}
FACILITIES = """
    {last} Hospital|St. {first}'s Hospital|{city} General Hospital|{city} Airport|{city} Central Station|{last} Park
    |{last} Stadium|{city} City Hall|{last} Memorial Library|the {city} Museum of Art|{last} Bridge|{last} Arena
    |{city} Zoo|{last} Tower|St. {first}'s Church|{last} Plaza|{last} Medical Center|{city} Prison|Camp {last}
    |Lake {last}|Mount {last}|Central Park|Times Square|Heathrow|JFK|Buckingham Palace|the White House
    """
COMPANIES = """
    {last} {suffix}|{last} {suffix}|{last} & {last}|{last} and Sons|{last}, {last} and {last}|{last} {trade}
    |{last} {trade} {suffix}|{made}|{made} {suffix}|{made} {trade}|{city} {trade}|University of {city}|{city} University
    |{last} University|{city} City Council|{last} High School|{city} Police Department|Bank of {city}|{city} United
    |{city} FC|{last} Foundation|Ministry of {field}|Department of {field}|{country} National Bank|{last} Group
    |National Institute of {field}|{city} Chamber of Commerce|{last} College|{last}'s {trade}|First {city} Bank
    |{common} {common} {trade}|{common} {trade}|{common} {common}
    |{common} & {common}|{first}'s {trade}|{last}'s|{common} {trade} {suffix}
    |{city} {common} {trade}|The {common} {common}
    |{letters} {trade}|{letters} {suffix}|Association of {country} {trade}|{made} {made} {suffix}|The {last} {trade}
    |{famous}|{famous}|{famous}|{famous}|{famous}|{famous}|{company}|{company}|{company}|{company}|{company}
    """
SUFFIXES = (
    "Inc Inc. LLC Ltd Ltd. Corp Corp. PLC plc GmbH AG SE S.A. S.p.A. B.V. Co. Group Holdings KG Limited SARL".split()
)
TRADES = """
    Consulting Logistics Systems Technologies Solutions Bakery Motors Insurance Bank Capital Partners Foods Energy
    Pharmaceuticals Labs Media Studios Records Airlines Hotels Construction Engineering Electronics Analytics
    Software Industries Dental Clinic Pharmacy Plumbing Law Architects Realty Properties Furniture Fashion Sports
    Cafe Restaurant Grill Maintenance Supply Merchandising Rentals Appliance Stores Outlet Catering Fitness Salon
    Repair Cleaning Landscaping Advisors Wealth Mortgage Credit Union Theatre Gallery Museum Academy Institute Books
    Publishing Travel Tours Shipping Steel Chemicals Biotech Health Care Services International Security
    """.split()
COMMON = """
    Total Best Quick Happy Royal Golden Silver Green Blue Red Prime Smart Modern Classic Natural Pacific Atlantic
    Global National American Family Super Value Choice Quality Perfect Rapid Express Star Eagle Lion Fox Harvest
    Home Garden Yard House Auto Car Food Fashion Music Record Book Toy Pet Water Mountain Valley Sunrise Sunset
    Rainbow Diamond Crown Castle Corner Town Country Village Farm Market Fresh Sweet Magic Dream Future Vision Power
    Pro Master First United Integrated Advanced Creative Dynamic Universal Metro Central Northern Southern Western
    Eastern Circle Square Planet Ocean Coast Harbor Bay Stone Brick Wood Iron Copper Crystal Pearl Olympic Liberty
    Heritage Pioneer Frontier Summit
    """.split()
FIELDS = (
    "Health|Education|Finance|Justice|Defence|Foreign Affairs|the Interior|Agriculture|Transport|Technology|Labor"
)
MADE = (
    "bright nova sun terra vita blue north clear swift stone river gold iron open true hex lumi sky green alto vero"
)
MADE_ENDS = (
    "wave tech field gate ware works mind ly fy soft net point path ridge bank mark dyne flow bit cast ora ia io"
)
SURNAME_STARTS = "Br Kr St Mar Vel Dor Han Tor Gal Fen Wil Car Ost Pet Ros Sel Ab Kal Zim Now Haf Jer Ler Mon Vas Qui"
SURNAME_ENDS = (
    "son man berg stein ski ova ović escu ez elli ini ard ton ley field wood er ing enko idis yan ova ic aux"
)
