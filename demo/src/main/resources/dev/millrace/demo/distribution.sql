-- Distribution ERP of Nordwasser Handel: natural and composite keys, status numbers,
-- a movement ledger instead of balances, hard deletes, German names. Times are UTC.

CREATE TABLE geschaeftspartner (        -- business partners of all roles
  gpnr        VARCHAR(10)   NOT NULL,
  name1       VARCHAR(80)   NOT NULL,
  name2       VARCHAR(80)   NULL,
  lieferant   CHAR(1)       NOT NULL,   -- supplier: J/N
  kunde       CHAR(1)       NOT NULL,   -- customer: J/N
  spediteur   CHAR(1)       NOT NULL,   -- carrier: J/N
  ustid       VARCHAR(20)   NULL,
  strasse     VARCHAR(80)   NOT NULL,
  plz         VARCHAR(12)   NOT NULL,
  ort         VARCHAR(60)   NOT NULL,
  land        CHAR(2)       NOT NULL,
  gesperrt    CHAR(1)       NOT NULL,   -- blocked: J/N
  geaendert   DATETIME      NOT NULL,
  PRIMARY KEY (gpnr)
);

CREATE TABLE lager (                    -- sites
  lagernr     CHAR(4)       NOT NULL,
  bezeichnung VARCHAR(80)   NOT NULL,
  lagerart    SMALLINT      NOT NULL,   -- 1 central, 2 regional warehouse, 3 shop, 9 zone
  oberlager   CHAR(4)       NULL,
  ort         VARCHAR(60)   NOT NULL,
  land        CHAR(2)       NOT NULL,
  breite      DECIMAL(9, 6) NULL,
  laenge      DECIMAL(9, 6) NULL,
  stillgelegt CHAR(1)       NOT NULL,   -- closed down: J/N
  PRIMARY KEY (lagernr)
);

CREATE TABLE artikel (                  -- part master
  artnr       VARCHAR(20)   NOT NULL,
  bezeichnung VARCHAR(120)  NOT NULL,
  artikelart  SMALLINT      NOT NULL,   -- 1 trading good, 2 kit, 3 packaging
  einheit     CHAR(3)       NOT NULL,   -- STK piece, MTR metre, KGM kilogram, ROL roll, SET set
  ek_preis    DECIMAL(13, 4) NOT NULL,  -- purchase price
  vk_preis    DECIMAL(13, 4) NOT NULL,  -- sales price
  waehrung    CHAR(3)       NOT NULL,
  gewicht     DECIMAL(11, 4) NOT NULL,  -- kg
  ean         VARCHAR(14)   NULL,
  wbz         INT           NOT NULL,   -- replenishment time, days
  mindestbestand DECIMAL(13, 3) NOT NULL,
  gesperrt    CHAR(1)       NOT NULL,
  geaendert   DATETIME      NOT NULL,
  PRIMARY KEY (artnr)
);

CREATE TABLE artikel_lieferant (        -- who supplies what
  artnr       VARCHAR(20)   NOT NULL,
  gpnr        VARCHAR(10)   NOT NULL,
  bestellnr   VARCHAR(30)   NOT NULL,   -- the supplier's code for it
  preis       DECIMAL(13, 4) NOT NULL,
  waehrung    CHAR(3)       NOT NULL,
  mindestmenge DECIMAL(13, 3) NOT NULL,
  lieferzeit  INT           NOT NULL,   -- days
  rang        SMALLINT      NOT NULL,   -- 1 is bought from first
  PRIMARY KEY (artnr, gpnr)
);

CREATE TABLE stueckliste (              -- kits
  setnr       VARCHAR(20)   NOT NULL,
  bezeichnung VARCHAR(120)  NOT NULL,
  basismenge  DECIMAL(13, 3) NOT NULL,
  einheit     CHAR(3)       NOT NULL,
  aktiv       CHAR(1)       NOT NULL,
  PRIMARY KEY (setnr)
);

CREATE TABLE stuecklistenpos (          -- what a kit is made of; a kit may hold kits
  setnr       VARCHAR(20)   NOT NULL,
  posnr       SMALLINT      NOT NULL,
  artnr       VARCHAR(20)   NOT NULL,
  menge       DECIMAL(13, 4) NOT NULL,
  einheit     CHAR(3)       NOT NULL,
  schwund     DECIMAL(5, 2) NOT NULL,   -- percent
  PRIMARY KEY (setnr, posnr)
);

CREATE TABLE lagerbewegung (            -- the ledger: stock is the sum of its quantities
  jahr        SMALLINT      NOT NULL,
  belegnr     INT           NOT NULL,
  posnr       SMALLINT      NOT NULL,
  artnr       VARCHAR(20)   NOT NULL,
  lagernr     CHAR(4)       NOT NULL,
  bewegungsart SMALLINT     NOT NULL,   -- 101 receipt, 201 issue, 301 transfer, 561 carried forward, 701 count
  menge       DECIMAL(13, 3) NOT NULL,
  einheit     CHAR(3)       NOT NULL,
  bezug       VARCHAR(30)   NOT NULL,   -- what it belongs to
  gebucht     DATETIME(6)   NOT NULL,
  PRIMARY KEY (jahr, belegnr, posnr),
  KEY (artnr, lagernr)
);

CREATE TABLE reservierung (             -- stock promised to order lines; gone once it is shipped
  auftragnr   VARCHAR(14)   NOT NULL,
  posnr       SMALLINT      NOT NULL,
  artnr       VARCHAR(20)   NOT NULL,
  lagernr     CHAR(4)       NOT NULL,
  menge       DECIMAL(13, 3) NOT NULL,
  PRIMARY KEY (auftragnr, posnr),
  KEY (artnr, lagernr)
);

CREATE TABLE auftrag (                  -- sales orders
  auftragnr   VARCHAR(14)   NOT NULL,
  gpnr        VARCHAR(10)   NOT NULL,
  lagernr     CHAR(4)       NOT NULL,
  status      SMALLINT      NOT NULL,   -- 10 draft, 20 open, 30 reserved, 40 partly delivered, 50 delivered, 80 closed, 90 cancelled
  auftragsdatum DATETIME    NOT NULL,
  wunschtermin DATETIME     NOT NULL,
  zusagetermin DATETIME     NOT NULL,
  netto       DECIMAL(15, 2) NOT NULL,
  waehrung    CHAR(3)       NOT NULL,
  bestellzeichen VARCHAR(40) NULL,      -- the customer's reference
  PRIMARY KEY (auftragnr),
  KEY (status)
);

CREATE TABLE auftragposition (
  auftragnr   VARCHAR(14)   NOT NULL,
  posnr       SMALLINT      NOT NULL,
  artnr       VARCHAR(20)   NOT NULL,
  menge       DECIMAL(13, 3) NOT NULL,
  geliefert   DECIMAL(13, 3) NOT NULL,
  einheit     CHAR(3)       NOT NULL,
  preis       DECIMAL(13, 4) NOT NULL,
  rabatt      DECIMAL(5, 2) NOT NULL,   -- percent off the price
  wunschtermin DATETIME     NOT NULL,
  status      SMALLINT      NOT NULL,   -- as of the order
  PRIMARY KEY (auftragnr, posnr),
  KEY (artnr)
);

CREATE TABLE bestellung (               -- purchase orders
  bestellnr   VARCHAR(14)   NOT NULL,
  gpnr        VARCHAR(10)   NOT NULL,
  lagernr     CHAR(4)       NOT NULL,
  status      SMALLINT      NOT NULL,   -- 10 draft, 20 open, 40 partly received, 50 received, 80 closed, 90 cancelled
  bestelldatum DATETIME     NOT NULL,
  liefertermin DATETIME     NOT NULL,
  netto       DECIMAL(15, 2) NOT NULL,
  waehrung    CHAR(3)       NOT NULL,
  PRIMARY KEY (bestellnr),
  KEY (status)
);

CREATE TABLE bestellposition (
  bestellnr   VARCHAR(14)   NOT NULL,
  posnr       SMALLINT      NOT NULL,
  artnr       VARCHAR(20)   NOT NULL,
  menge       DECIMAL(13, 3) NOT NULL,
  erhalten    DECIMAL(13, 3) NOT NULL,
  einheit     CHAR(3)       NOT NULL,
  preis       DECIMAL(13, 4) NOT NULL,
  liefertermin DATETIME     NOT NULL,
  status      SMALLINT      NOT NULL,   -- as of the purchase order
  PRIMARY KEY (bestellnr, posnr),
  KEY (artnr)
);

CREATE TABLE lieferung (                -- shipments
  liefernr    VARCHAR(14)   NOT NULL,
  art         CHAR(2)       NOT NULL,   -- WA outbound, WE inbound, UM transfer
  auftragnr   VARCHAR(14)   NULL,
  bestellnr   VARCHAR(14)   NULL,
  gpnr        VARCHAR(10)   NULL,       -- customer or supplier
  von_lager   CHAR(4)       NULL,
  nach_lager  CHAR(4)       NULL,
  spediteur   VARCHAR(10)   NULL,
  sendungsnr  VARCHAR(30)   NULL,
  status      SMALLINT      NOT NULL,   -- 0 planned, 1 picked, 2 under way, 3 delivered, 9 cancelled
  abgang_soll DATETIME      NOT NULL,
  abgang_ist  DATETIME      NULL,
  ankunft_soll DATETIME     NOT NULL,
  ankunft_ist DATETIME      NULL,
  PRIMARY KEY (liefernr),
  KEY (auftragnr),
  KEY (bestellnr),
  KEY (status)
);

CREATE TABLE lieferposition (
  liefernr    VARCHAR(14)   NOT NULL,
  posnr       SMALLINT      NOT NULL,
  bezugspos   SMALLINT      NULL,       -- the line of the order it belongs to
  artnr       VARCHAR(20)   NOT NULL,
  menge       DECIMAL(13, 3) NOT NULL,
  einheit     CHAR(3)       NOT NULL,
  PRIMARY KEY (liefernr, posnr),
  KEY (artnr)
);

CREATE TABLE lieferhinweis (            -- what is written about a shipment on its way
  liefernr    VARCHAR(14)   NOT NULL,
  lfdnr       SMALLINT      NOT NULL,
  verfasser   VARCHAR(40)   NOT NULL,
  erfasst     DATETIME      NOT NULL,
  hinweis     VARCHAR(500)  NOT NULL,
  PRIMARY KEY (liefernr, lfdnr)
);

CREATE TABLE nummernkreis (             -- the last number given out in each number range
  kreis       VARCHAR(12)   NOT NULL,
  letzte      INT           NOT NULL,
  PRIMARY KEY (kreis)
);
