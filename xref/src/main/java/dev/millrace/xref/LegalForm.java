package dev.millrace.xref;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What kinds of company there are, as their names say it. */
final class LegalForm {
  /** The longer before the shorter; what is left of the colon is how the form is compared. */
  private static final Map<List<String>, String> FORMS =
      forms(
          "gmbhkg:gmbh co kg,gmbh cie kg,gmbh co ohg",
          "agkg:ag co kg,ag co kgaa",
          "gmbh:gesellschaft mit beschrankter haftung,ges m b h,gesmbh,gmbh,mbh",
          "kg:co kg,kg,kommanditgesellschaft",
          "ltd:private limited,pvt ltd,pty ltd,co ltd,company limited,limited,ltd",
          "spzoo:sp z oo,sp z o o,sp zoo,spolka z oo,spzoo",
          "sarl:s a r l,sarl,sarlu",
          "spa:s p a,spa",
          "srl:s r l,srl",
          "sa:societe anonyme,sociedad anonima,s a,sa",
          "sas:s a s,sas,sasu",
          "bv:b v,bv,besloten vennootschap",
          "nv:n v,nv",
          "as:a s,as,asa",
          "ag:aktiengesellschaft,ag",
          "inc:incorporated,inc",
          "corp:corporation,corp",
          "ek:e k,ek,e kfm",
          "sro:s r o,sro,spol s r o",
          "sl:s l,sl,slu",
          "co:company,co,cie",
          "ab:aktiebolag,ab",
          "oy:oyj,oy",
          "ohg:ohg",
          "gbr:gbr",
          "kgaa:kgaa",
          "ug:ug haftungsbeschrankt,ug",
          "eg:eg",
          "se:se",
          "llc:l l c,llc",
          "llp:llp",
          "plc:plc",
          "eurl:eurl",
          "snc:snc",
          "vof:vof",
          "aps:aps",
          "kft:kft",
          "doo:d o o,doo",
          "eood:eood",
          "ood:ood",
          "ltda:ltda,lda",
          "pte:pte ltd,pte",
          "bhd:sdn bhd,bhd",
          "kk:kk");

  private LegalForm() {}

  private static Map<List<String>, String> forms(String... lines) {
    Map<List<String>, String> byWords = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(":", 2);
      for (String form : parts[1].split(",", -1)) {
        byWords.put(List.of(form.split(" ", -1)), parts[0]);
      }
    }
    List<Map.Entry<List<String>, String>> longestFirst = new ArrayList<>(byWords.entrySet());
    longestFirst.sort((a, b) -> Integer.compare(b.getKey().size(), a.getKey().size()));
    Map<List<String>, String> sorted = new LinkedHashMap<>();
    longestFirst.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /**
   * Takes the legal form away from the words of a name, where it stands at the end, or at the start
   * as in {@code SARL Dupont}. A name is never left without words.
   *
   * @param words changed in place
   * @return the form; empty when the name says none
   */
  static String takeFrom(List<String> words) {
    for (Map.Entry<List<String>, String> form : FORMS.entrySet()) {
      int length = form.getKey().size();
      int rest = words.size() - length;
      if (rest < 1) {
        continue;
      }
      if (words.subList(rest, words.size()).equals(form.getKey())) {
        words.subList(rest, words.size()).clear();
        return form.getValue();
      }
      if (length == 1 && words.get(0).length() > 2 && words.subList(0, 1).equals(form.getKey())) {
        words.remove(0);
        return form.getValue();
      }
    }
    return "";
  }
}
