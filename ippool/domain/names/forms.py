"""Legal forms of the world as they stand in names: 株式会社 and Co., Ltd. and 주식회사 and GmbH, in every script.

A form is no part of the name proper, but it tells legal persons apart: 医療法人明和会 is not 社会福祉法人明和会. Forms of one
class are one form differently written; `agree` says what two classes mean for two names that are equal apart from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ippool.domain.names.writing import folded, is_cjk, large_kana


class Agreement(Enum):
    """What the legal forms say of two names that are otherwise equal."""

    YES = "YES"
    PERHAPS = "PERHAPS"
    NO = "NO"


class Sphere(Enum):
    """What sort of legal person a form makes."""

    COMPANY = "COMPANY"
    PUBLIC = "PUBLIC"
    CIVIL = "CIVIL"  # foundations and associations
    WELFARE = (
        "WELFARE"  # forms whose names repeat all over the country: clinics, temples, welfare bodies, partnerships of professions
    )


@dataclass(frozen=True, slots=True)
class Form:
    """One class of legal forms; `sign` is how a name key states it, itself a spelling of the form."""

    sign: str
    sphere: Sphere
    plain: bool = False  # the form is what a name of its sphere has unless it says otherwise; keys leave it out


# class | sphere, then the spellings. Kana and Hangul spellings are written without spaces; those in lines with ~ are how foreign
# forms sound, and stand after a name only.
_FORMS = """
株式会社 | COMPANY
  株式会社, (株), 株式會社, 주식회사, (주), 가부시키가이샤, 가부시끼가이샤, 가부시기가이샤, 카부시키가이샤, 股份有限公司,
  股份公司, (股)公司, 股ふん有限公司, 股フン有限公司, kk, kabushiki kaisha, kabushiki gaisha, kabushikikaisha, kabushikigaisha,
  kabusiki kaisha, co ltd, co limited, coltd, company ltd, company limited, co, company, comp, corp, corporation, corporaton,
  coporation, inc, incorporated, incorporation, incoporated, co inc, company inc, corp ltd, corporation ltd, corp inc,
  jusik hoesa, kaisha, kaisha ltd, gaisha
  ~ インコーポレイテッド, インコーポレーテッド, インコーポレイティド, インコーポレーティッド, インコーポレーテツド,
  ~ インコーポレイテツド, インコーポレイテイツド, インコーポレーション, インコーポレイション, インク, コーポレーション,
  ~ コーポレイション, コーポレーシヨン, カンパニー, カンパニーリミテッド, カンパニーリミテツド, カンパニリミテッド,
  ~ カンパニーインコーポレイテッド, 인코포레이티드, 인코퍼레이티드, 인코포레이션, 인코퍼레이션, 인크, 인코오포레이티드,
  ~ 코포레이션, 코퍼레이션, 코오포레이션, 컴퍼니, 컴패니, 컴퍼니리미티드, 컴퍼니엘티디, 씨오엘티디, 엘티디
有限会社 | COMPANY
  有限会社, (有), 有限會社, yugen kaisha, yugen gaisha, yugenkaisha, yk, 유겐가이샤, 유겐카이샤
合同会社 | COMPANY
  合同会社, (同), 合同會社, llc, limited liability company, limited liability co, godo kaisha, goudou kaisha, gk, 유한책임회사,
  고도가이샤
  ~ リミテッドライアビリティカンパニー, リミテツドライアビリテイカンパニー, リミテッドライアビリティーカンパニー,
  ~ ユーリミテッドライアビリティカンパニー, エルエルシー, 엘엘씨
合資会社 | COMPANY
  合資会社, (資), goshi kaisha
合名会社 | COMPANY
  合名会社, (名), gomei kaisha
ltd | COMPANY
  ltd, limited, ltd co, lt
  ~ リミテッド, リミテツド, リミティド, 리미티드, 엘티디
有限公司 | COMPANY
  有限公司, 有限責任公司, 유한공사
유한회사 | COMPANY
  유한회사, yuhan hoesa
plc | COMPANY
  plc, public limited company
  ~ パブリックリミテッドカンパニー, ピーエルシー, 피엘씨
pty ltd | COMPANY
  pty ltd, pty limited, proprietary ltd, proprietary limited, pty
  ~ プロプライエタリーリミテッド, プロプライアタリーリミテッド, ピーティーワイリミテッド
pte ltd | COMPANY
  pte ltd, pte limited, pte, private ltd, private limited, pvt ltd, pvt limited, p ltd
  ~ プライベートリミテッド, プライヴェートリミテッド
lp | COMPANY
  lp, limited partnership, llp, limited liability partnership, lllp, 有限責任事業組合
  ~ リミテッドパートナーシップ, リミテッドライアビリティパートナーシップ, エルピー
ulc | COMPANY
  ulc, unlimited liability company, unlimited liability co
  ~ アンリミテッドライアビリティカンパニー
gmbh | COMPANY
  gmbh, gmbh mbh, mbh, ggmbh, gesellschaft mit beschrankter haftung, gesellschaft mit beschraenkter haftung, ges mbh
  ~ ゲーエムベーハー, ゲゼルシャフトミットベシュレンクテルハフツング, ゲゼルシャフトミトベシュレンクテルハフツング,
  ~ ゲゼルシャフトミットベシュレンクテルハフトゥング, ゲゼルシャフトミットベシュレンクテルハフトング,
  ~ ゲゼルシャフトミットベシュレンクターハフツング, ゲゼルシヤフトミツトベシユレンクテルハフツング, ゲゼルシャフトエムベーハー,
  ~ ゲーエムベーハ, ゲゼルシャフトミットベシュレンクテルハフッング, 게엠베하, 게젤샤프트밋베슈랭크터하프퉁,
  ~ 게젤샤프트미트베쉬랭크터하프퉁
gmbh and co kg | COMPANY
  gmbh and co kg, gmbh co kg, gmbh and co, gmbh and cie kg, gmbh and co kgaa
  ~ ゲーエムベーハーウントコンパニーカーゲー, ゲーエムベーハーウントコーカーゲー,
  ~ ゲゼルシャフトミットベシュレンクテルハフツングウントコンパニーカーゲー
ag and co kg | COMPANY
  ag and co kg, ag and co kgaa
  ~ アーゲーウントコーカーゲー, アーゲーウントコンパニーカーゲー
ag and co ohg | COMPANY
  ag and co ohg
  ~ アクチエンゲゼルシャフトウントコンパニーオッフェネハンデルスゲゼルシャフト,
  ~ アクチエンゲゼルシャフトウントコンパニオッフェネハンデルスゲゼルシャフト
kg | COMPANY
  kg, kommanditgesellschaft
  ~ カーゲー, コマンディートゲゼルシャフト
kgaa | COMPANY
  kgaa, se and co kgaa
  ~ カーゲーアーアー, コマンディートゲゼルシャフトアウフアクティエン
ag | COMPANY
  ag, aktiengesellschaft, aktien gesellschaft
  ~ アクチエンゲゼルシャフト, アクチェンゲゼルシャフト, アクティエンゲゼルシャフト, アクツィエンゲゼルシャフト,
  ~ アクチエンゲゼルシヤフト, アクチーエンゲゼルシャフト, アーゲー, 아게, 악티엔게젤샤프트
se | COMPANY
  se, societas europaea
  ~ ソシエタスヨーロピア, ソシエタスエウロパエア, ソシエタスオイロペア, エスエー社, 에스이
sa | COMPANY
  sa, societe anonyme, sociedad anonima, sociedade anonima
  ~ ソシエテアノニム, ソシエテアノニーム, ソシエダッドアノニマ, ソシエダードアノニマ, エスアー, エスエイ, 소시에떼아노님,
  ~ 소시에테아노님
sas | COMPANY
  sas, societe par actions simplifiee, sasu
  ~ ソシエテパールアクシオンサンプリフィエ, ソシエテパアクシオンシンプリフィエ, エスアエス, エスアーエス
sarl | COMPANY
  sarl, societe a responsabilite limitee, eurl
spa | COMPANY
  spa, societa per azioni
  ~ ソチエタペルアツィオーニ, ソチエタペルアチオニ, ソシエタペルアチオニ, エスピーエー, エッセピア
srl | COMPANY
  srl, societa a responsabilita limitata
  ~ エスアールエル, ソシエタアレスポンサビリタリミタータ
sl | COMPANY
  sl, slu, sociedad limitada
bv | COMPANY
  bv, besloten vennootschap
  ~ ベーフェー, ベーヴェー, ビーヴィー, ビーブイ, 비브이
nv | COMPANY
  nv, naamloze vennootschap
  ~ エヌヴェ, エヌフェー, エヌヴィ, エヌヴィー, エヌブイ, 엔브이
ab | COMPANY
  ab, aktiebolag, aktiebolaget, ab publ
  ~ アクチエボラグ, アクチボラゲット, アクチエボラゲット, アーベー
oy | COMPANY
  oy, oyj, oy ab, osakeyhtio
  ~ オイ, オサケユキチュア, オーワイ
as | COMPANY
  as, asa, aksjeselskap, aktieselskab, anonim sirketi, anonim sti
  ~ アクティーゼルスカブ, アクチエセルスカブ, アクシェセルスカプ
aps | COMPANY
  aps
ans | COMPANY
  ans
bhd | COMPANY
  bhd, berhad, sdn bhd, sendirian berhad
ooo | COMPANY
  ooo, ооо, limited liability company ooo, общество с ограниченнои ответственностью
oao | COMPANY
  oao, оао, zao, зао, ao, ао, pao, пао, aoot, open joint stock company, joint stock company, jsc, ojsc, акционерное общество,
  открытое акционерное общество, aktsionernoe obshchestvo, otkrytoe aktsionernoe obshchestvo,
  publichnoe aktsionernoe obshchestvo
kft | COMPANY
  kft, korlatolt felelossegu tarsasag
  ~ コルラートルトフェレレーシェギュータールシャシャーグ, コルラートルトフェレロェセーギュータールシャシャーグ
zrt | COMPANY
  zrt, nyrt, rt
sp zoo | COMPANY
  sp zoo, sp z oo, spolka z ograniczona odpowiedzialnoscia, spzoo
sro | COMPANY
  sro, spol sro
doo | COMPANY
  doo, dd
a body corporate | PUBLIC
  a body corporate
  ~ ア ボディー コーポレイト, ボディコーポレイト, アボディーコーポレイト, アボディコーポレイト
独立行政法人 | PUBLIC
  独立行政法人, 国立研究開発法人, (独), (国研), 国立研究开发法人, incorporated administrative agency,
  independent administrative institution, independent administrative agency, independent administrative corporation,
  independent administrative institute, national research and development agency, national research and development institute,
  national research and development corporation, 도쿠리츠교세이호진, 도쿠리츠교세이호우진, 독립행정법인,
  고쿠리츠겐큐카이하츠호진, 고쿠리츠켄큐카이하츠호진, 고쿠리쓰겐큐가이하쓰호진, 국립연구개발법인, dokuritsu gyosei hojin,
  kokuritsu kenkyu kaihatsu hojin, kokuritsukenkyukaihatsuhojin, dokuritsugyoseihojin
地方独立行政法人 | PUBLIC
  地方独立行政法人, (地独), local independent administrative institution, local incorporated administrative agency
国立大学法人 | PUBLIC
  国立大学法人, (大), national university corporation, natl univ corp, nat univ corp, national univ corp, nat univ corporation,
  national univ corporation, a japanese national university corp, a japanese national university corporation,
  kokuritsu daigaku hojin, kokuritsudaigakuhojin, kokuritsu daigaku houjin, 고쿠리츠다이가쿠호진, 고쿠리쓰다이가쿠호진,
  고꾸리쯔다이가꾸호징, 국립대학법인, 코쿠리츠다이가쿠호진, 고쿠리츠다이가쿠 호우진
公立大学法人 | PUBLIC
  公立大学法人, public university corporation, univ public corp, university public corporation, univ public corporation,
  public univ corp, 공립대학법인, 고리츠다이가쿠호진
大学共同利用機関法人 | PUBLIC
  大学共同利用機関法人, inter-university research institute corporation, inter university research institute corp,
  inter university research institute, inter university research institute corporation
学校法人 | PUBLIC
  学校法人, 準学校法人, (学), 학교법인, gakko hojin, gakkohojin, school juridical person, incorporated educational institution,
  educational foundation, gakkou houjin, 각코호진
特殊法人 | PUBLIC
  特殊法人
財団法人 | CIVIL
  財団法人, 一般財団法人, 公益財団法人, (財), (一財), (公財), 재단법인, zaidan hojin, zaidanhojin,
  general incorporated foundation, public interest incorporated foundation, 자이단호진
社団法人 | CIVIL
  社団法人, 一般社団法人, 公益社団法人, (社), (一社), (公社), 사단법인, shadan hojin, general incorporated association,
  public interest incorporated association, ev, eingetragener verein
  ~ エーファオ, エーフォー
特定非営利活動法人 | WELFARE
  特定非営利活動法人, npo法人, (特非), nonprofit organization, specified nonprofit corporation
医療法人 | WELFARE
  医療法人, (医), medical corporation, 의료법인
医療法人社団 | WELFARE
  医療法人社団, (医社)
医療法人財団 | WELFARE
  医療法人財団, (医財)
社会医療法人 | WELFARE
  社会医療法人, 特定医療法人
社会福祉法人 | WELFARE
  社会福祉法人, (福), social welfare corporation
宗教法人 | WELFARE
  宗教法人, (宗), religious corporation
税理士法人 | WELFARE
  税理士法人
監査法人 | WELFARE
  監査法人
弁護士法人 | WELFARE
  弁護士法人
弁理士法人 | WELFARE
  弁理士法人, 特許業務法人
司法書士法人 | WELFARE
  司法書士法人
行政書士法人 | WELFARE
  行政書士法人
社会保険労務士法人 | WELFARE
  社会保険労務士法人
土地家屋調査士法人 | WELFARE
  土地家屋調査士法人
農事組合法人 | WELFARE
  農事組合法人
管理組合法人 | WELFARE
  管理組合法人
投資法人 | WELFARE
  投資法人
相互会社 | COMPANY
  相互会社
영농조합법인 | WELFARE
  영농조합법인, 어업회사법인, 농업회사법인
"""
_PLAIN = frozenset({"株式会社", "ltd"})
# A form abroad that English renders as Ltd. or Co., Ltd.: such an English name does not contradict it.
_ENGLISH_LIMITED = frozenset(
    {"有限会社", "有限公司", "유한회사", "pty ltd", "pte ltd", "plc", "合資会社", "合名会社", "相互会社", "bhd"}
)
_PUBLIC_CHANGES = (frozenset({"独立行政法人", "特殊法人"}),)


def _tables() -> tuple[dict[str, Form], dict[str, Form], dict[str, Form], frozenset[str]]:
    forms: dict[str, Form] = {}
    cjk: dict[str, Form] = {}
    latin: dict[str, Form] = {}
    foreign: set[str] = set()
    for line in _FORMS.strip().splitlines():
        if "|" in line:
            sign, sphere = line.split(" | ")
            form = forms[folded(sign)] = Form(folded(sign), Sphere(sphere), plain=sign in _PLAIN)
            continue
        for spelling in filter(None, map(str.strip, line.strip(" ~").split(","))):
            written = large_kana(folded(spelling).replace("-", " "))
            if not any(map(is_cjk, written)):
                latin.setdefault(written, form)
                continue
            for compact in {written.replace(" ", ""), written.replace(" ", "").removesuffix("ー")}:
                cjk.setdefault(compact, form)
                if "~" in line:
                    foreign.add(compact)
    return forms, cjk, latin, frozenset(foreign)


FORMS, CJK_FORMS, LATIN_FORMS, _FOREIGN = _tables()
STOCK = CJK_FORMS["株式会社"]
LTD = LATIN_FORMS["ltd"]


def _lengths(place: int) -> dict[str, tuple[int, ...]]:
    """Return how long the spellings are that have a character at their beginning (0) or end (-1), the longest first."""
    lengths: dict[str, set[int]] = {}
    for spelling in CJK_FORMS:
        lengths.setdefault(spelling[place], set()).add(len(spelling))
    return {character: tuple(sorted(found, reverse=True)) for character, found in lengths.items()}


_HEAD_LENGTHS, _TAIL_LENGTHS = _lengths(0), _lengths(-1)
_LATIN_LENGTH = max(spelling.count(" ") + 1 for spelling in LATIN_FORMS)
# Forms that also stand before the name: 株式会社X, Kabushiki Kaisha X, A/S X, OOO X, AB Volvo.
_LATIN_BEFORE = frozenset(
    spelling
    for spelling, form in LATIN_FORMS.items()
    if spelling
    in {"kk", "kabushiki kaisha", "kabushiki gaisha", "kabushikikaisha", "kabushikigaisha", "as", "ab", "ooo", "oao", "zao", "oy"}
    or form.sphere is not Sphere.COMPANY
    or form.sign == LATIN_FORMS["oao"].sign
    or spelling in {"yugen kaisha", "godo kaisha", "aktiebolaget", "societe anonyme"}
) - {"a body corporate", "ev"}


def take_cjk_form(text: str) -> tuple[int, int, list[Form]]:
    """Find the legal forms at both ends of a name written without spaces: where the name proper begins and ends, and the forms.

    A foreign form in kana (コーポレーション) is taken only where no domestic one stands: in 株式会社ユアサコーポレーション it is
    part of the name.
    """
    text = large_kana(text)
    start, end = 0, len(text)
    found: list[Form] = []
    while taken := _outermost(text, start, end, foreign=False):
        start, end = start + taken[0], end - taken[1]
        found.append(taken[2])
    if not found:
        while taken := _outermost(text, start, end, foreign=True):
            start, end = start + taken[0], end - taken[1]
            found.append(taken[2])
    return start, end, found


def _outermost(text: str, start: int, end: int, *, foreign: bool) -> tuple[int, int, Form] | None:
    """Return how much the longest form at either end takes of the beginning and of the end, and the form."""
    for length in _TAIL_LENGTHS.get(text[end - 1], ()):
        tail = text[end - length : end]
        if length < end - start and tail in CJK_FORMS and (tail in _FOREIGN) is foreign:
            return 0, length, CJK_FORMS[tail]
    for length in () if foreign else _HEAD_LENGTHS.get(text[start], ()):
        head = text[start : start + length]
        if length < end - start and head in CJK_FORMS and head not in _FOREIGN:
            return length, 0, CJK_FORMS[head]
    return None


def take_latin_form(words: list[str]) -> tuple[list[str], list[Form]]:
    """Take the legal forms off the end of a name in Latin letters, and those off its beginning that stand there."""
    found: list[Form] = []
    while len(words) > 1:
        for length in range(min(_LATIN_LENGTH, len(words) - 1), 0, -1):
            tail = " ".join(words[-length:])
            if tail in LATIN_FORMS:
                words, form = words[:-length], LATIN_FORMS[tail]
                break
            head = " ".join(words[:length])
            if head in _LATIN_BEFORE:
                words, form = words[length:], LATIN_FORMS[head]
                break
        else:
            return words, found
        found.append(form)
    return words, found


def most_telling(forms: list[Form]) -> Form | None:
    """Return the form that says most: one that is not plain before one that is, the outermost first."""
    return next((form for form in forms if not form.plain), forms[0] if forms else None)


def agree(first: Form | None, second: Form | None) -> Agreement:
    """Say whether two forms can be those of one legal person whose name is otherwise equal."""
    if first is second:
        return Agreement.YES
    if first is None or second is None:
        present = first or second
        return Agreement.PERHAPS if present is not None and present.sphere is Sphere.WELFARE else Agreement.YES
    if first.plain and second.plain:
        return Agreement.YES
    signs = {first.sign, second.sign}
    if any(form.plain for form in (first, second)) and signs & _ENGLISH_LIMITED_SIGNS and signs & {LTD.sign, STOCK.sign}:
        return Agreement.PERHAPS if STOCK.sign in signs else Agreement.YES
    if any(signs <= change for change in _PUBLIC_CHANGES):
        return Agreement.YES
    if first.sphere is not second.sphere and Sphere.COMPANY in (first.sphere, second.sphere):
        return Agreement.NO
    return Agreement.PERHAPS


_ENGLISH_LIMITED_SIGNS = frozenset(map(folded, _ENGLISH_LIMITED))
