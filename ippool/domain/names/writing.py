"""How a name is written: width, case, accents, old and new characters, the marks an office puts around a rare character.

`folded` takes all of that away and nothing else: what remains of two spellings of one name is equal, and folding it again
changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Old, traditional and simplified characters, each group led by the one used in Japan today: a name in a Chinese publication and the
# same name in a Japanese one are one name. Only characters that stand for each other as they are; where one simplified character
# stands for two others (后, 发, 干), the one that occurs in names of organizations is taken.
_SAME_CHARACTERS = """
亜亞亚 悪惡恶 圧壓压 囲圍围 医醫 壱壹 稲稻 飲飮饮 隠隱隐 営營营 栄榮荣 衛衞卫 駅驛驿 円圓圆 塩鹽盐 艶艷艳 応應应 欧歐欧 殴毆
桜櫻樱 奥奧 横橫 温溫 穏穩稳 仮假 価價价 画畫画 会會会 絵繪绘 拡擴扩 覚覺觉 学學 岳嶽 楽樂乐 渇渴 巻卷 陥陷 勧勸劝 寛寬宽 漢汉
関關关 歓歡欢 観觀观 館舘馆 気氣气 帰歸归 亀龜龟 犠犧 旧舊旧 拠據据 挙擧举 峡峽 狭狹 郷鄕乡 暁曉晓 区區区 駆驅驱 勲勳勋 薫薰 径徑
恵惠 掲揭 渓溪 経經经 継繼继 茎莖 鶏鷄鸡 軽輕轻 芸藝艺 撃擊击 県縣县 倹儉俭 剣劍剑 険險险 圏圈 検檢检 権權权 献獻献 研硏 顕顯显
験驗验 厳嚴严 広廣广 効效 鉱鑛礦矿 号號号 国國 黒黑 砕碎 済濟济 斎齋斋 剤劑剂 雑雜杂 参參参 桟棧 蚕蠶 惨慘 賛贊赞 残殘 糸絲丝
歯齒齿 児兒儿 辞辭辞 湿濕湿 実實实 舎舍 釈釋释 寿壽寿 収收 従從从 渋澁涩 獣獸兽 縦縱纵 粛肅 処處处 緒緖绪 諸諸诸 叙敍 奨奬 将將将
渉涉 焼燒烧 称稱 証證证 乗乘 条條条 状狀状 浄淨净 剰剩 場场塲 畳疊 嬢孃 譲讓让 醸釀 嘱囑 触觸触 真眞 寝寢 慎愼 尽盡尽 図圖图 粋粹
酔醉 随隨 髄髓 数數数 枢樞枢 瀬瀨 声聲声 静靜静 斉齊齐 摂攝 窃竊 専專专 戦戰战 浅淺浅 潜潛 繊纖纤 践踐 銭錢钱 禅禪 曽曾 双雙双
壮壯 捜搜 挿插 巣巢 装裝装 総總总綜综 聡聰聪 荘莊 蔵藏 臓臟脏 続續续 属屬 堕墮 対對对 体體体 帯帶带 滞滯 台臺台 沢澤泽 択擇择 滝瀧
担擔担 単單单 胆膽 団團团 弾彈弹 断斷断 痴癡 遅遲迟 昼晝 虫蟲虫 鋳鑄铸 庁廳厅 徴徵 聴聽听 鎮鎭镇 逓遞递 鉄鐵铁鐡 転轉转 点點点
伝傳传 党黨党 盗盜 灯燈 当當当 闘鬪 徳德 独獨独 読讀读 届屆 縄繩绳 弐貳 悩惱 脳腦脑 覇霸 拝拜 廃廢废 売賣卖 麦麥麦 発發发 髪髮
抜拔 蛮蠻 秘祕 浜濱滨 瓶甁 払拂 仏佛 併倂 並竝并 変變变 辺邊邉边 弁辨瓣辯 歩步 穂穗 宝寶宝 豊豐丰 褒襃 翻飜 万萬 満滿满 黙默
訳譯译 薬藥药 与與与 予豫 余餘 誉譽 揺搖 様樣样 謡謠 来來来 頼賴 覧覽览 竜龍龙 両兩两 猟獵 緑綠绿 涙淚 塁壘 励勵励 礼禮礼 霊靈灵
隷隸 齢齡龄 恋戀 炉爐炉 労勞劳 楼樓楼 録錄录 湾灣湾 高髙 崎﨑碕嵜 槙槇 遥遙 船舩 富冨 島嶋嶌岛 桧檜 祢禰 曳曵 瑤瑶 浜濵 渋澁 淵渊
凛凜 尭堯 晋晉 電电 動动 車车 業业 産产產 術术 総总 機机 構构 開开 話话 設设 備备 製制 鋼钢 銅铜 銀银 鉛铅 錫锡 錬炼鍊 鍛锻 鋭锐
銘铭 門门 間间 問问 聞闻 陽阳 陰阴 隊队 陸陆 際际 階阶 東东 華华 長长 馬马 風风 飛飞 龍龙 鳥鸟 魚鱼 鴻鸿 鵬鹏 紅红 紙纸 級级 紡纺
純纯 線线 組组 細细 終终 結结 絡络 給给 統统 絹绢 維维 綿绵 網网 緊紧 編编 縁缘 織织 績绩 計计 記记 訓训 訊讯 許许 訪访 評评 詞词
試试 詩诗 誠诚 語语 説說说 調调 談谈 論论 識识 議议 護护 貝贝 財财 貢贡 貨货 販贩 責责 貯贮 貴贵 買买 費费 貿贸 賀贺 資资 質质
購购 輝辉 輪轮 輸输 農农 運运 達达 違违 遠远 適适 遷迁 選选 遺遗 醤醬酱 針针 鈴铃 鏡镜 鐘钟鍾 頂顶 項项 順顺 領领 頭头 頻频 題题
額额 願愿 類类 顧顾 飼饲 飾饰 養养 鮮鲜 麗丽 個个 倉仓 偉伟 側侧 傑杰 債债 傷伤 億亿 優优 儀仪 凍冻 則则 創创 劇剧 務务 勝胜 協协
員员 営营 園园 塗涂 塊块 墾垦 奪夺 婦妇 導导 寧宁 層层 岡冈 師师 帥帅 幣币  庫库 廠厂 強强 後后 復复 徹彻 態态 慶庆 憲宪 憶忆
懸悬 掃扫 採采 撥拨 書书 極极 標标 樹树 橋桥 櫃柜 殺杀 殻殼壳 氷冰 決决 況况 減减 測测 湯汤 準准 溝沟 滅灭 漁渔 潤润 潔洁 濃浓
烏乌 無无 煉炼 熱热 燦灿 爍烁 爾尔 環环 現现 瑪玛 瓊琼 畢毕 異异 療疗 監监 盤盘 盧卢 確确 碼码 禍祸 種种 積积  窯窑 競竞 筆笔
節节 範范  簡简 糧粮 緯纬 習习 聯联 職职 腸肠 膚肤 興兴 艦舰 蘇苏 蘭兰 虧亏 衆众 補补 規规 視视 親亲 訂订 課课 諾诺 謙谦 譜谱
 負负 賓宾 賞赏 賢贤 贏赢 趙赵 躍跃 軌轨 軍军 軟软 軸轴 載载 輔辅 輕轻 郵邮 鄭郑 鉗钳 鉄铁 鋁铝 鋰锂 鎂镁 鎳镍 鈉钠 鈦钛 釩钒
鈷钴 鋅锌 鍋锅 鎖锁 鏈链 閃闪 閉闭 閣阁 閥阀 闊阔 陳陈 雲云 霧雾 韓韩 響响 頁页 預预 飯饭 駐驻 駿骏 騰腾 驪骊 魯鲁 鯨鲸 鳳凤 鷹鹰
黄黃 塵尘 滬沪 濰潍  燈灯 専专 並并 亜亚 連连 進进 過过 還还 這这  郎郞 鄧邓 醸酿 録录 鎔熔 氣气 州洲 匯汇 滙汇 瀾澜 煙烟
燁烨 獅狮 瑋玮 璽玺 甌瓯 疇畴 碩硕 磚砖 礎础 禎祯 稜棱 穎颖 筍笋 紹绍 綱纲 緻致 繼继 羅罗 翹翘 聖圣 肅肃 脈脉 膠胶 舗铺  蓋盖
薦荐 藍蓝 虜虏  訟讼 詳详 誘诱 謝谢 譚谭 豈岂 貞贞 賈贾 賽赛 贛赣 軒轩 較较 輛辆 轄辖 辦办 遼辽 醫医 鈞钧 銷销 鋒锋 錢钱 鎮镇
鐳镭 閩闽 隨随 雖虽 韋韦 頓顿 顔颜 飄飘 餅饼 駕驾 驕骄  鯉鲤 鴨鸭 鶴鹤 齊齐 侶侣 倫伦 値值
"""
_MARKS = "▲▼△▽\u200b\u200c\u200d\u2060\ufeff\u00ad"
_DASHES = "‐‑‒–—―−－"
_MIDDLE_DOTS = "·•‧∙⋅"
_QUOTES = "\"“”„«»'’‘`´ʼ′″"
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŀ": "l", "ħ": "h"}
_KANA = {"ヂ": "ジ", "ヅ": "ズ", "ヰ": "イ", "ヱ": "エ", "ヲ": "オ"}
# ヴ is written as バ行 as well, with small and, in old print, with large kana.
_VU = (
    *((f"ヴ{small}", plain) for small, plain in zip("ァィェォ", "バビベボ", strict=True)),
    *((f"ヴ{large}", plain) for large, plain in zip("アイエオ", "バビベボ", strict=True)),
    ("ヴ", "ブ"),
)
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ", "アイウエオツヤユヨワカケあいうえおつやゆよわ")
_SPACES = re.compile(r"\s+")


def _character_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for group in _SAME_CHARACTERS.split():
        first = table.get(ord(group[0]), group[0])
        for other in group[1:]:
            if other != first and ord(other) not in table:
                table[ord(other)] = first
    for old in list(table):  # a leader that another group replaces: follow it to its end
        seen = {old}
        while (following := ord(table[old])) in table and following not in seen:
            seen.add(following)
            table[old] = table[following]
    table.update(dict.fromkeys(map(ord, _MARKS), ""))
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    table.update(dict.fromkeys(map(ord, _MIDDLE_DOTS), "・"))
    table.update(dict.fromkeys(map(ord, _QUOTES), "'"))
    table.update({ord(character): plain for character, plain in _LATIN.items()})
    table.update({ord(character): plain for character, plain in _KANA.items()})
    return table


_CHARACTERS = _character_table()


@lru_cache(maxsize=4096)
def _without_accents(character: str) -> str:
    """Return a Latin letter without its accents, and every other character as it is (が is not か with an accent)."""
    decomposed = unicodedata.normalize("NFD", character)
    return decomposed[0] if len(decomposed) > 1 and decomposed[0].isascii() else character


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a text in one width and case, with today's characters, without accents, office marks and needless spaces.

    >>> folded("ＴＯＹＯＴＡ　Motor"), folded("大學▲齋▼藤"), folded("Université"), folded("ヴァレオ")
    ('toyota motor', '大学斎藤', 'universite', 'バレオ')
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_CHARACTERS).casefold()).translate(_CHARACTERS)
        text = "".join(map(_without_accents, text)).translate(_CHARACTERS)
        text = "".join(character for character in text if not unicodedata.combining(character) or character in "\u3099\u309a")
        if "ヴ" in text:
            for written, plain in _VU:
                text = text.replace(written, plain)
    else:
        text = text.translate(_CHARACTERS).lower()
    return _SPACES.sub(" ", "".join(c if c.isprintable() else " " for c in text) if not text.isprintable() else text).strip()


def large_kana(text: str) -> str:
    """Return a text with large kana for small ones, which were not told apart in print until the 1980s (イオニツク, キヤノン)."""
    return text.translate(_SMALL_KANA)


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese character (kanji, hanzi)."""
    return "一" <= character <= "鿿" or character == "々" or "㐀" <= character <= "䶿" or "豈" <= character <= "龎"


def is_kana(character: str) -> bool:
    """Tell whether a character is hiragana or katakana, the long mark with it."""
    return "ぁ" <= character <= "ヿ" and character != "・"


def is_hangul(character: str) -> bool:
    """Tell whether a character is a Korean syllable."""
    return "가" <= character <= "힣"


def is_cjk(character: str) -> bool:
    """Tell whether a character is of a script that is written without spaces between words, or Korean."""
    return is_han(character) or is_kana(character) or is_hangul(character)
