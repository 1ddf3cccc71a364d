"""The usual readings of characters in names of Japanese firms, places and families, in Hepburn without long vowels."""

from __future__ import annotations

# The list is ours; it need not be complete: a name that is not read here is left to a person.
READINGS = """
奥羽 ou ohu|桐蔭 toin|
波 ha wa nami|淑 shuku yoshi|琴 koto kin|笛 fue|帆 ho|彫 cho|岬 misaki|稜 ryo|時 ji toki|堺 sakai|飯 han ii|一 ichi kazu hito|
二 ni futa|三 san mi mitsu|四 shi yon yo|五 go itsu|六 roku mu|七 shichi nana|八 hachi ya|九 kyu ku|十 ju to|百 hyaku momo|
千 sen chi|万 man|丸 maru gan|大 dai tai o|中 chu naka|小 sho ko o|上 jo kami ue|下 ka shita shimo|左 sa|右 u|東 to higashi azuma|
西 sei nishi sai|南 nan minami|北 hoku kita|前 zen mae|後 go ato|内 nai uchi|外 gai soto|本 hon moto|新 shin arata nii|古 ko furu|
旧 kyu|高 ko taka|低 tei|長 cho naga|短 tan|広 ko hiro|狭 kyo sa|太 ta futo o|細 sai hoso|深 shin fuka|浅 sen asa|明 mei aki myo|
光 ko mitsu hikari|暗 an|白 haku shiro shira|黒 koku kuro|赤 seki aka|青 sei ao|緑 ryoku midori|紫 shi murasaki|黄 o ki|紅 ko beni|
金 kin kane kana kon|銀 gin|銅 do|鉄 tetsu|鋼 ko hagane|錫 suzu|鉛 en|石 seki ishi|岩 gan iwa|砂 sa suna|土 do tsuchi to|火 ka hi|
水 sui mizu|木 moku ki|林 rin hayashi|森 shin mori|松 sho matsu|竹 chiku take|梅 bai ume|桜 o sakura|杉 sugi|桐 kiri|柳 ryu yanagi|
菊 kiku|蘭 ran|花 ka hana|草 so kusa|葉 yo ha ba|根 kon ne|実 jitsu mi sane|種 shu tane|米 bei yone kome|麦 baku mugi|豆 zu mame|
山 san yama zan|川 sen kawa gawa|河 ka kawa gawa|江 ko e|海 kai umi|洋 yo hiro|湖 ko mizuumi|池 chi ike|沢 taku sawa zawa|
谷 koku tani ya dani gaya|野 ya no|原 gen hara wara|田 den ta da|畑 hata hatake|井 sei i|泉 sen izumi|滝 taki|橋 kyo hashi bashi|
道 do michi|路 ro ji|坂 han saka zaka|島 to shima jima|崎 ki saki zaki|浜 hin hama|浦 ho ura|津 shin tsu zu|港 ko minato|
岸 gan kishi|潮 cho shio|瀬 se|渕 fuchi|淵 en fuchi|堀 hori|塚 tsuka zuka|丘 kyu oka|岡 ko oka|峰 ho mine|嶺 rei mine|
越 etsu koshi|村 son mura|町 cho machi|市 shi ichi|里 ri sato|郷 go sato|国 koku kuni|州 shu su|京 kyo kei|都 to miyako|府 fu|
県 ken agata|区 ku|城 jo shiro ki|宮 kyu gu miya|殿 den tono|寺 ji tera dera|社 sha yashiro ja|神 shin jin kami kan ko|仏 butsu|
天 ten ama|空 ku sora|日 nichi hi bi ni jitsu|月 getsu tsuki|星 sei hoshi boshi|風 fu kaze|雲 un kumo|雨 u ame|雪 setsu yuki|
春 shun haru|夏 ka natsu|秋 shu aki|冬 to fuyu|朝 cho asa|夕 yu|夜 ya yoru|昭 sho aki|和 wa kazu|平 hei hira taira|成 sei nari|
令 rei|正 sei sho masa|治 ji chi haru|慶 kei yoshi|応 o|文 bun fumi mon|武 bu mu take|化 ka|学 gaku|理 ri|工 ko ku|業 gyo|
産 san ubu|商 sho|農 no|漁 gyo|鉱 ko|電 den|気 ki|機 ki|械 kai|器 ki utsuwa|具 gu|車 sha kuruma|船 sen fune funa|航 ko|輸 yu|送 so|
運 un|転 ten|動 do|力 ryoku riki|熱 netsu|冷 rei|温 on|油 yu abura|薬 yaku kusuri|医 i|療 ryo|病 byo|院 in|健 ken|康 ko yasu|
生 sei nama iku sho|命 mei|活 katsu|食 shoku|品 hin shina|料 ryo|材 zai|質 shitsu|製 sei|作 saku tsukuri|造 zo|建 ken tate|
築 chiku tsuki|設 setsu|計 kei|測 soku|量 ryo|精 sei|密 mitsu|信 shin nobu|号 go|線 sen|網 mo ami|話 wa|声 sei koe|音 on oto|
楽 raku gaku|映 ei|画 ga kaku|写 sha|真 shin ma|印 in|刷 satsu|版 han|紙 shi kami|布 fu nuno|糸 shi ito|織 ori shoku|紡 bo|績 seki|
染 sen some|色 shoku iro|絹 ken kinu|綿 men wata|硝 sho|子 shi ko|珪 kei|素 so|酸 san|塩 en shio|炭 tan sumi|燐 rin|硫 ryu|
触 shoku|媒 bai|樹 ju ki|脂 shi|合 go ai|同 do|共 kyo|協 kyo|会 kai|組 so kumi gumi|団 dan|連 ren|盟 mei|総 so|統 to|括 katsu|
公 ko kimi|益 eki|私 shi|財 zai|法 ho nori|人 jin nin hito|民 min tami|族 zoku|家 ka ke ie ya|親 shin chika|友 yu tomo|愛 ai|
幸 ko sachi yuki|福 fuku|寿 ju toshi kotobuki|喜 ki yoshi|豊 ho toyo yutaka|富 fu to tomi|栄 ei sakae hide|昌 sho masa|隆 ryu taka|
盛 sei mori|進 shin susumu|勝 sho katsu masa|勇 yu isamu|強 kyo tsuyo|安 an yasu|全 zen|保 ho yasu|険 ken|証 sho|券 ken|
行 ko gyo yuki|貿 bo|易 eki yasu|販 han|売 bai|買 bai|店 ten|屋 ya oku|舗 ho|堂 do|館 kan tate|舎 sha|所 sho jo tokoro|場 jo ba|
庫 ko go|倉 so kura|蔵 zo kura|門 mon kado|戸 ko to do|窓 mado|室 shitsu muro|台 dai tai|塔 to|柱 hashira|壁 kabe|床 toko yuka|
瓦 kawara ga|陶 to|磁 ji|焼 yaki|窯 yo kama|釜 kama|伊 i|加 ka|嘉 ka yoshi|佐 sa|斎 sai|斉 sei sai|渡 to watari wata|
辺 hen be nabe|藤 to fuji do|近 kin chika|遠 en to|阿 a|宇 u|尾 bi o|吉 kichi yoshi kitsu|服 fuku|部 bu be|荒 ara ko|熊 yu kuma|
鹿 ka shika roku|馬 ba uma ma|牛 gyu ushi|犬 inu|猪 i|虎 tora ko|竜 ryu tatsu|亀 ki kame|鶴 kaku tsuru|鷹 taka|鷲 washi|
鳥 cho tori|魚 gyo uo|鯨 kujira|鮎 ayu|蜂 hachi|羽 u ha hane wa|毛 mo ke|角 kaku tsuno kado|皮 hi kawa|革 kaku kawa|骨 kotsu|
血 ketsu|肉 niku|手 shu te|足 soku ashi|目 moku me|耳 mimi|口 ko kuchi guchi|歯 shi ha|頭 to kashira|首 shu kubi|名 mei na|
静 sei shizu|岐 ki gi|阜 fu|滋 ji shi|賀 ga ka|重 ju shige e|奈 na|良 ryo ra yoshi|歌 ka uta|兵 hyo hei|取 shu tori|媛 hime|
知 chi tomo|香 ko ka kaori|徳 toku nori|讃 san|阪 han saka|児 ji ko|沖 oki chu|縄 nawa jo|琉 ryu|球 kyu|筑 tsuku chiku|茨 ibara|
埼 sai|玉 gyoku tama|栃 tochi|群 gun mura|梨 ri nashi|潟 kata gata|仙 sen|函 hako kan|札 sa satsu fuda|幌 poro horo|旭 asahi kyoku|
釧 kushi|形 gata kei katachi|若 waka jaku|舞 mai bu|敦 tsuru atsu|淡 awa tan|陸 riku|奥 oku o|甲 ko kabu|斐 hi i|丹 tan|但 tan|
早 so haya|稲 to ine ina|立 ritsu tachi tate|教 kyo|政 sei masa|専 sen|修 shu osamu|駒 ko koma|拓 taku|殖 shoku|亜 a|蹊 kei|習 shu|
帝 tei|順 jun|聖 sei|心 shin kokoro|女 jo onna|芝 shiba|園 en sono|関 kan seki|畿 ki|龍 ryu tatsu|佛 butsu|志 shi kokorozashi|
菱 ryo bishi hishi|住 ju sumi|椿 tsubaki|桑 kuwa so|柴 shiba sai|榊 sakaki|栗 kuri|柿 kaki|桃 momo|樋 hi toi|椎 shii|
楠 kusunoki kusu nan|樫 kashi|橘 tachibana|檜 hinoki|桂 katsura kei|榎 enoki e|楓 kaede|宅 taku|宗 so mune|宝 ho takara|宏 hiro ko|
寛 kan hiro|対 tai|尚 sho nao|居 i kyo|岳 gaku take|巌 iwao|巴 tomoe|幡 hata ban|庄 sho|庭 niwa tei|弓 yumi|弘 ko hiro|彦 hiko|
彰 sho akira|律 ritsu|恒 ko tsune|恵 kei e megumi|扇 sen ogi|抱 ho|揮 ki|掛 kake|敬 kei|旬 shun|昇 sho noboru|晃 ko akira|
晴 sei haru|暁 gyo akatsuki|曽 so|朋 ho tomo|望 bo mochi|杏 kyo an|杜 to mori|柏 kashiwa haku|柔 ju|格 kaku|桁 keta|梶 kaji|
棚 tana|植 ue shoku|楢 nara|榛 haru|槌 tsuchi|横 o yoko|樽 taru|欧 o|毎 mai|比 hi|氏 uji shi|永 ei naga|沼 numa sho|浩 ko hiro|
涌 waku|淀 yodo|清 sei kiyo shin|渋 shibu ju|湊 minato|湯 yu to|溝 mizo|潔 kiyoshi|澄 sumi cho|瀧 taki|灘 nada|照 sho teru|燃 nen|
片 kata hen|牧 maki boku|特 toku|狩 kari|王 o|瑞 zui mizu|環 kan|畠 hata|登 to nobori|皆 mina|相 so ai|眞 shin ma|矢 ya|砲 ho|
磐 iwa ban|祐 yu|秀 shu hide|穂 ho sui|積 seki tsumi zumi|端 hata tan|笠 kasa|笹 sasa|管 kan|箱 hako|篠 shino|簗 yana|粟 awa|
純 jun|紀 ki nori|結 yu ketsu|維 i|繁 han shige|耕 ko|能 no|自 ji|至 shi|興 ko oki|舟 shu fune|般 han|芦 ashi|芳 ho yoshi|芙 fu|
苅 kari|茂 mo shige|茶 cha sa|荻 ogi|菅 kan suga sugi|萩 hagi|落 ochi raku|薄 usu|藍 ai|蛇 ja|衛 ei|表 omote|見 mi ken|観 kan|
詩 shi|誉 yo homare|誠 sei makoto|諏 su|訪 ho wa|調 cho|貝 kai|貞 tei sada|資 shi|超 cho|迫 sako|速 soku haya|遊 yu|達 tatsu|那 na|
邦 ho kuni|郎 ro|鈴 rei suzu|鍋 nabe|鎌 kama|鏡 kyo kagami|間 kan ma|隈 kuma|雅 ga masa|雷 rai|震 shin|鞍 kura|須 su|額 nuka|
飛 hi tobi|養 yo|駿 shun suru|鬼 oni ki|鳴 naru mei|鴨 kamo|鴻 ko|麗 rei|麻 ma asa|黎 rei|鼎 kanae|不 fu|丁 cho|与 yo|世 se yo|
久 kyu hisa ku|之 no yuki|亘 wataru|交 ko|介 suke|仁 jin ni|今 kon ima|他 ta|代 dai yo shiro|任 nin|企 ki|伏 fushi|伸 shin nobu|
位 i|体 tai|何 ka|余 yo|依 yori|侃 kan|俊 shun toshi|俣 mata|倖 ko|倶 ku|優 yu|元 gen moto|兄 kei|充 ju mitsu|先 sen saki|克 katsu|
入 nyu iri|兼 ken kane|円 en|冠 kan|出 de shutsu|分 bun|刀 to katana|初 hatsu|利 ri toshi|制 sei|剛 go|勘 kan|勢 sei se|
匠 takumi sho|占 sen|卯 u|厚 ko atsu|双 so futa|反 han|叡 ei|君 kimi kun|吾 go|呉 go kure|周 shu|味 mi aji|咲 saki|哲 tetsu|
唐 to kara|啓 kei|善 zen yoshi|回 kai|固 ko|圭 kei|坪 tsubo|垣 kaki gaki|埋 mai|基 ki moto|堅 ken|堤 tsutsumi|境 kyo sakai|
増 zo masu|壮 so|夢 mu yume|央 o|奏 so|好 ko yoshi|如 jo|姫 hime|孝 ko taka|季 ki|孫 son|守 shu mori|宍 shishi|定 tei sada|宣 sen|
容 yo|射 sha|将 sho|尋 jin|尽 jin|尼 ni ama|峯 mine|巨 kyo|巻 maki|希 ki|干 kan|幹 kan miki|幾 iku ki|度 do|庵 an|式 shiki|引 hiki|
張 hari cho|弥 ya|当 to|彩 sai aya|影 kage ei|役 yaku|地 chi ji|物 butsu mono motsu|師 shi|育 iku|流 ryu|振 shin furi|済 sai|記 ki|
念 nen|経 kei kyo|験 ken|試 shi|査 sa|科 ka|庁 cho|域 iki|務 mu|字 ji|用 yo|防 bo|事 ji koto|推 sui|術 jutsu|創 so|護 go|検 ken|
研 ken|援 en|士 shi ji|畜 chiku|支 shi|通 tsu dori michi|性 sei|備 bi|労 ro|祉 shi|美 mi bi|警 kei|者 sha mono|員 in|芸 gei|働 do|
察 satsu|源 gen minamoto|害 gai|職 shoku|臓 zo|認 nin|看 kan|技 gi|価 ka|臨 rin|然 zen|多 ta o|整 sei|営 ei|省 sho|奨 sho|災 sai|
常 jo tsune toki|可 ka|装 so|議 gi|施 shi|評 hyo|消 sho|博 haku hiro|有 yu ari|盤 ban|属 zoku|予 yo|附 fu|陽 yo|未 mi|
来 rai ku kuru|恩 on|発 hatsu|診 shin|図 zu to|策 saku|無 mu|励 rei|剤 zai|留 ryu tome|症 sho|導 do|助 jo suke|衆 shu|障 sho|構 ko|
報 ho|校 ko|析 seki|圧 atsu|問 mon|腎 jin|脳 no|数 su kazu|賜 shi|視 shi|急 kyu|類 rui|促 soku|核 kaku|糖 to|圏 ken|委 i|
面 men omo|救 kyu|年 nen toshi|別 betsu|老 ro|書 sho|再 sai|帯 tai obi|雄 yu o|廃 hai|融 yu|眼 gan|湘 sho|響 kyo hibiki|接 setsu|
競 kyo|母 bo haha|果 ka|液 eki|獣 ju|互 go|湾 wan|御 go o mi|題 dai|適 teki|濃 no|参 san|像 zo|態 tai|第 dai|局 kyoku|改 kai|
郡 gun|潤 jun|翠 sui midori|酒 shu sake zaka|礎 so|費 hi|想 so|粉 fun ko|監 kan|婦 fu|及 kyu|止 shi|粒 ryu|座 za|存 son|系 kei|
英 ei hide|条 jo|権 ken|移 i|領 ryo|苑 en|陵 ryo|極 kyoku|呼 ko|吸 kyu|軽 kei karu|壌 jo|算 san|卒 sotsu|普 fu|独 doku|投 to|房 bo|
麓 roku fumoto|浄 jo|鋳 chu|輝 ki teru|衣 i koromo|層 so|断 dan|貨 ka|末 sue matsu|舶 haku|録 roku|翔 sho|級 kyu|華 ka hana|放 ho|
蒲 kama gama|枝 eda|栽 sai|培 bai|携 kei|拠 kyo|点 ten|童 do|板 han ita|身 shin mi|株 kabu|馨 kaori|男 dan otoko|故 ko|期 ki|
直 choku nao|規 ki|開 kai|型 kata|論 ron|珠 shu tama|蓮 ren hasu|指 shi ibu|半 han|斗 to|模 mo|智 chi tomo|包 ho|梁 ryo hari|透 to|
並 nami hei|走 so|節 setsu|卓 taku|際 sai kiwa|荘 so sho|漢 kan|置 chi|磨 ma|由 yu yoshi|史 shi|禅 zen|氷 hyo kori|灰 hai|才 sai|
韓 kan|糧 ryo|葛 katsu kuzu|辰 tatsu|洗 sen|辻 tsuji|崇 so taka|揚 yo age|缶 kan|沿 en|鍛 tan|虫 mushi|謙 ken|的 teki|曙 akebono|
晶 sho|展 ten|畷 nawate|変 hen|茅 kaya chi|忠 chu tada|郭 kaku|要 yo|仲 naka|隅 sumi|添 soe|筋 suji|佳 ka yoshi|滑 katsu|呂 ro|
持 mochi ji|歩 ho ayumi|軍 gun|功 ko|向 mukai ko|葵 aoi|銚 cho|虹 niji|貫 kan nuki|究 kyu|寮 ryo|歴 reki|霞 kasumi|宕 to|夙 shuku|
錬 ren|起 ki oki|案 an|曳 hiki|扶 fu|貴 ki taka|醗 hatsu|槻 tsuki|妻 tsuma|延 en nobu|督 toku|浪 nami ro|萌 moe|菌 kin|凸 totsu|
戦 sen|鳳 ho otori|等 to|蔭 kage|邑 mura|除 jo|栢 kaya|柄 gara|罪 zai|磯 iso|旦 tan|階 kai|意 i|綾 aya|昴 subaru|吹 sui fuki|
袋 fukuro|緩 kan|在 zai|釣 tsuri|軸 jiku|受 ju|刊 kan|郵 yu|便 bin|象 zo|喫 kitsu|官 kan|削 saku|景 kei kage|胸 mune|鶏 kei|両 ryo|
蓄 chiku|浸 shin|承 sho|皇 ko|茜 akane|尻 jiri|購 ko|艶 tsuya|縁 en|旅 ryo tabi|椅 i|厨 chu|街 gai|負 fu|宜 gi|霊 rei|鋭 ei|
隼 hayabusa|我 ga a|錦 nishiki|巽 tatsumi|曾 so|斯 shi|遥 haruka|鯖 saba|鋤 suki|柊 hiiragi|渚 nagisa|逗 zu|鉾 hoko|銘 mei|
錨 ikari|閃 sen|陣 jin|隠 kakushi|鞆 tomo|駅 eki|魁 kai|鮫 same|阿波 awa|仁科 nishina|明智 akechi|神島 konoshima kamishima|
不二 fuji|黎明 reimei|明治 meiji|黄燐 orin|楽天 rakuten|銀行 ginko|長谷 hase|木村 kimura|古屋 goya|神戸 kobe|網走 abashiri|
慶応 keio|法政 hosei|細亜 jia|成蹊 seikei|玉川 tamagawa|千葉 chiba|甲南 konan|近畿 kinki|国立 kokuritsu|修道 shudo|安田 yasuda|
三菱 mitsubishi|三井 mitsui|住友 sumitomo|豊田 toyota toyoda|日産 nissan|日立 hitachi|東芝 toshiba|出光 idemitsu|昭和 showa|
大和 daiwa yamato|富士 fuji|古河 furukawa|日本 nihon nippon japan|神鋼 shinko|川崎 kawasaki|播磨 harima|住江 suminoe|
島津 shimadzu shimazu|堀場 horiba|荏原 ebara|安川 yaskawa yasukawa|明電 meiden|小糸 koito|小松 komatsu|矢崎 yazaki|
椿本 tsubakimoto|湯浅 yuasa|日揮 nikki jgc|丸紅 marubeni|双日 sojitz|帝人 teijin|東洋 toyo|東亜 toa toua|東海 tokai|東北 tohoku|
中部 chubu|関西 kansai|関東 kanto|九州 kyushu|四国 shikoku|北陸 hokuriku|近江 omi|信越 shinetsu|信州 shinshu|上智 sophia jochi|
太陽 taiyo|日東 nitto|日新 nissin nisshin|日清 nisshin nissin|日亜 nichia|日曹 nisso|大同 daido|大阪 osaka|東京 tokyo|京都 kyoto|
横浜 yokohama|福岡 fukuoka|札幌 sapporo|仙台 sendai|広島 hiroshima|岡山 okayama|埼玉 saitama|新潟 niigata|金沢 kanazawa|
静岡 shizuoka|浜松 hamamatsu|豊橋 toyohashi|長岡 nagaoka|熊本 kumamoto|鳥取 tottori|大分 oita|群馬 gunma|茨城 ibaraki|三重 mie|
愛媛 ehime|弘前 hirosaki|室蘭 muroran|帯広 obihiro|北見 kitami|小樽 otaru|会津 aizu|琉球 ryukyu ryukyus|武蔵 musashi|首都 shuto|
成田 narita|斎藤 saito|染谷 someya|栄光 eiko|正木 masaki|武井 takei|焼津 yaizu|熱海 atami|百瀬 momose|立石 tateishi|
細川 hosokawa|西川 nishikawa|赤坂 akasaka|近藤 kondo|里見 satomi|量子 ryoshi|阪神 hanshin|電通 dentsu|青柳 aoyagi|九鬼 kuki|
但馬 tajima|八木 yagi|前田 maeda|協和 kyowa|和光 wako|土佐 tosa|実業 jitsugyo|対馬 tsushima|布施 fuse|幸田 koda|嵯峨 saga|
舟橋 funabashi|孫子 biko|蒲田 kamata|茨木 ibaraki|枚方 hirakata|生駒 ikoma|八幡 yahata yawata hachiman|石狩 ishikari|
日向 hyuga hinata|服部 hattori|渋谷 shibuya|一関 ichinoseki|八洲 yashima|八戸 hachinohe|宇部 ube|尼崎 amagasaki|明石 akashi|
神田 kanda|淀川 yodogawa|桃山 momoyama|大原 ohara|夙川 shukugawa|豊郷 toyosato|京阪 keihan|座間 zama|行田 gyoda|鈴峯 suzugamine|
水俣 minamata|鍛冶 kaji|関電 kanden|雅楽 gagaku|飛騨 hida|飛鳥 asuka|香取 katori|鷲見 sumi|鹿島 kashima kajima|黒崎 kurosaki|
龍谷 ryukoku|津田 tsuda|昌平 shohei|帝京 teikyo|杏林 kyorin|獨協 dokkyo|独協 dokkyo|大妻 otsuma|実践 jissen|成城 seijo|明星 meisei|
東邦 toho|目白 mejiro|立教 rikkyo|立正 rissho|城西 josai|文京 bunkyo|中京 chukyo|南山 nanzan|名城 meijo|同朋 doho|藤田 fujita|
佛教 bukkyo|仏教 bukkyo|花園 hanazono|大谷 otani|摂南 setsunan|福山 fukuyama|松山 matsuyama|崇城 sojo|椙山 sugiyama|佐藤 sato|
鈴木 suzuki|高橋 takahashi|田中 tanaka|伊藤 ito|渡辺 watanabe|山本 yamamoto|中村 nakamura|小林 kobayashi|加藤 kato|吉田 yoshida|
山田 yamada|山口 yamaguchi|松本 matsumoto|井上 inoue|清水 shimizu|山崎 yamazaki yamasaki|池田 ikeda|橋本 hashimoto|阿部 abe|
石川 ishikawa|山下 yamashita|中島 nakajima nakashima|石井 ishii|小川 ogawa|岡田 okada|後藤 goto|村上 murakami|遠藤 endo|青木 aoki|
坂本 sakamoto|斉藤 saito|福田 fukuda|太田 ota|西村 nishimura|藤井 fujii|金子 kaneko|岡本 okamoto|藤原 fujiwara|三浦 miura|
中野 nakano|中川 nakagawa|原田 harada|松田 matsuda|竹内 takeuchi|小野 ono|田村 tamura|中山 nakayama|和田 wada|石田 ishida|
森田 morita|上田 ueda|内田 uchida|柴田 shibata|酒井 sakai|宮崎 miyazaki|横山 yokoyama|高木 takagi takaki|安藤 ando|宮本 miyamoto|
大野 ono|小島 kojima oshima|工藤 kudo|谷口 taniguchi|今井 imai|高田 takada takata|増田 masuda|丸山 maruyama|杉山 sugiyama|
村田 murata|大塚 otsuka|新井 arai|小山 koyama oyama|平野 hirano|藤本 fujimoto|河野 kono kawano|上野 ueno|野口 noguchi|武田 takeda|
松井 matsui|菅原 sugawara|岩崎 iwasaki|久保 kubo|木下 kinoshita|佐野 sano|野村 nomura|松尾 matsuo|菊地 kikuchi|杉本 sugimoto|
市川 ichikawa|古川 furukawa|大西 onishi|島田 shimada|水野 mizuno|桜井 sakurai|高野 takano|渡部 watanabe|吉川 yoshikawa|
山内 yamauchi|西田 nishida|飯田 iida|菊池 kikuchi|北村 kitamura|川口 kawaguchi|平田 hirata|中田 nakata nakada|岩田 iwata|
土屋 tsuchiya|福島 fukushima|本田 honda|樋口 higuchi|秋山 akiyama|田口 taguchi|永井 nagai|山中 yamanaka|中西 nakanishi|
吉村 yoshimura|川上 kawakami|石原 ishihara|大橋 ohashi|松岡 matsuoka|馬場 baba|浜田 hamada|森本 morimoto|星野 hoshino|矢野 yano|
浅野 asano|吉岡 yoshioka|小池 koike|野田 noda|荒木 araki|熊谷 kumagai kumagaya|松浦 matsuura|内藤 naito|黒田 kuroda|尾崎 ozaki|
川村 kawamura|永田 nagata|望月 mochizuki|松村 matsumura|田辺 tanabe|菅野 kanno sugano|荒井 arai|堀内 horiuchi|西山 nishiyama|
平井 hirai|大島 oshima|片山 katayama|岩本 iwamoto|本間 honma|早川 hayakawa|横田 yokota|岡崎 okazaki|大石 oishi|鎌田 kamata|
宮田 miyata|小田 oda|石橋 ishibashi|篠原 shinohara|須藤 sudo|河合 kawai|高山 takayama|栗原 kurihara|伊東 ito|松原 matsubara|
三宅 miyake|福井 fukui|大森 omori|奥村 okumura|片岡 kataoka|内山 uchiyama|柳田 yanagida yanagita|川島 kawashima|今村 imamura|
沢田 sawada|榎本 enomoto|関口 sekiguchi|高島 takashima|土井 doi|富田 tomita|石塚 ishizuka|桑原 kuwahara|小沢 ozawa|大沢 osawa|
小西 konishi|三好 miyoshi|飯塚 iizuka|田島 tajima|上原 uehara|中井 nakai|児玉 kodama|宮川 miyagawa|黒木 kuroki|川田 kawada kawata|
牧野 makino|相馬 soma|白石 shiraishi|根本 nemoto|小倉 ogura kokura|富永 tominaga|青山 aoyama|岡村 okamura|栗田 kurita|
福本 fukumoto|杉浦 sugiura|川本 kawamoto|大川 okawa|大山 oyama|広瀬 hirose|北川 kitagawa|足立 adachi|宮下 miyashita|平山 hirayama|
川原 kawahara|天野 amano|島崎 shimazaki|石黒 ishiguro|西岡 nishioka|竹田 takeda|塚本 tsukamoto|古賀 koga|吉野 yoshino|
萩原 hagiwara|植田 ueda|松永 matsunaga|藤川 fujikawa|安部 abe|奥田 okuda|村松 muramatsu|田川 tagawa|上村 uemura kamimura|
河村 kawamura|町田 machida|小泉 koizumi|飯島 iijima|甲斐 kai|木内 kiuchi|倉田 kurata|戸田 toda|河田 kawada|滝沢 takizawa|
坂田 sakata|稲垣 inagaki|稲葉 inaba|西尾 nishio|村井 murai|榊原 sakakibara|浅井 asai|中沢 nakazawa|岸本 kishimoto|児島 kojima|
大木 oki|落合 ochiai|坂井 sakai|若林 wakabayashi|長田 nagata osada|安達 adachi|向井 mukai|中原 nakahara|野崎 nozaki|大場 oba|
大内 ouchi|大友 otomo|小原 ohara obara|小沼 onuma|小寺 kodera|丹羽 niwa|中谷 nakatani nakaya|井関 iseki|井口 iguchi|今仙 imasen|
伊勢 ise|佐賀 saga|信楽 shigaraki|倉敷 kurashiki|八尾 yao|六甲 rokko|出雲 izumo|前川 maekawa mayekawa|加古 kako|加賀 kaga|
十勝 tokachi|半田 handa|南部 nambu nanbu|厚木 atsugi|古林 furubayashi|吉本 yoshimoto|名張 nabari|因幡 inaba|国分 kokubu|多摩 tama|
大津 otsu|大垣 ogaki|大宮 omiya|大洗 oarai|大船 ofuna|太子 taishi|奥野 okuno|姫路 himeji|宇治 uji|宝塚 takarazuka|富山 toyama|
富岡 tomioka|小牧 komaki|山形 yamagata|山陽 sanyo|山洋 sanyo|岐阜 gifu|川越 kawagoe|常磐 tokiwa joban|常葉 tokoha|平塚 hiratsuka|
府中 fuchu|延岡 nobeoka|愛宕 atago|敷島 shikishima|新居 arai nii|春日 kasuga|時田 tokita|木曽 kiso|本庄 honjo|東レ toray|東リ toli|
東雲 shinonome|松下 matsushita|松江 matsue|松戸 matsudo|松阪 matsusaka|柏原 kashiwara|桐蔭 toin|桐生 kiryu|毛利 mori|水戸 mito|
江別 ebetsu|沼津 numazu|浜名 hamana|浦和 urawa|海南 kainan|淡路 awaji|深谷 fukaya|湘南 shonan|滋賀 shiga|瀬戸 seto|烏山 karasuyama|
熱田 atsuta|田原 tahara|甲府 kofu|町屋 machiya|白梅 shiraume|相生 aioi|相模 sagami|知多 chita|石巻 ishinomaki|砺波 tonami|
秩父 chichibu|秋田 akita|秋津 akitsu|稲沢 inazawa|立川 tachikawa|笠岡 kasaoka|米子 yonago|米沢 yonezawa|紀州 kishu|綾瀬 ayase|
羽田 haneda|船橋 funabashi|芦屋 ashiya|草津 kusatsu|蒲郡 gamagori|薩摩 satsuma|藤枝 fujieda|西宮 nishinomiya|西脇 nishiwaki|
豊岡 toyooka|豊川 toyokawa|赤穂 ako|越後 echigo|足利 ashikaga|那須 nasu|郡山 koriyama|都城 miyakonojo|都留 tsuru|酒田 sakata|
釜石 kamaishi|鈴鹿 suzuka|銚子 choshi|鎌倉 kamakura|長浜 nagahama|防府 hofu|阿蘇 aso|駒沢 komazawa|駿河 suruga|高岡 takaoka|
高崎 takasaki|高松 takamatsu|高槻 takatsuki|鳥羽 toba|鳴門 naruto|鳴尾 naruo|鶴岡 tsuruoka|鷹取 takatori|下関 shimonoseki|
下呂 gero|今治 imabari|麻布 azabu|美作 mimasaka|真田 sanada|鳥居 torii|瓜生 uryu|堀井 horii|湯川 yukawa|豊明 toyoake|
日特 nittoku nittoc|日南 nichinan|日光 nikko|日鉄 nittetsu|日軽 nikkei|川重 kawaju|大建 daiken|大成 taisei|大林 obayashi|
竹中 takenaka|不動 fudo|三機 sanki|三協 sankyo|三共 sankyo|三五 sango|三益 mimasu|互応 goo|光洋 koyo|光和 kowa|共和 kyowa|
協立 kyoritsu|共立 kyoritsu|大倉 okura|大王 daio|大洋 taiyo|大福 daifuku|大豊 taiho daiho|太平 taihei|寺岡 teraoka|小坂 kosaka|
山武 yamatake|岩谷 iwatani|帝国 teikoku|新光 shinko|新生 shinsei|明和 meiwa|有沢 arisawa|本州 honshu|栗本 kurimoto|
桂川 katsuragawa|極東 kyokuto|積水 sekisui|精工 seiko|荒川 arakawa|菱田 hishida|西部 seibu|豊和 howa|長瀬 nagase|阪和 hanwa|
阪南 hannan|雪印 yukijirushi|高砂 takasago|同志社 doshisha|工学院 kogakuin|旭化成 asahikasei|石川島 ishikawajima|千代田 chiyoda|
伊藤忠 itochu|北海道 hokkaido|太平洋 taiheiyo|大日本 dainippon dainihon|新日本 shinnippon shinnihon|名古屋 nagoya|神奈川 kanagawa|
鹿児島 kagoshima|和歌山 wakayama|立命館 ritsumeikan|日比谷 hibiya|武蔵野 musashino|六本木 roppongi|十文字 jumonji|四日市 yokkaichi|
八王子 hachioji|苫小牧 tomakomai|五十嵐 igarashi|長谷川 hasegawa|佐々木 sasaki|加古川 kakogawa|海老名 ebina|八重洲 yaesu|
宇都宮 utsunomiya|木更津 kisarazu|新居浜 niihama|江戸川 edogawa|甲子園 koshien|国士舘 kokushikan|学習院 gakushuin|
桜美林 obirin|亜細亜 asia|聖学院 seigakuin|武庫川 mukogawa|久留米 kurume|久保田 kubota|大久保 okubo|佐久間 sakuma|小笠原 ogasawara|
佐世保 sasebo|和歌浦 wakanoura|多摩川 tamagawa|大牟田 omuta|小野田 onoda|岸和田 kishiwada|帝塚山 tezukayama|春日井 kasugai|
東ソー tosoh|横須賀 yokosuka|福知山 fukuchiyama|茅ケ崎 chigasaki|鎌ケ谷 kamagaya|関ケ原 sekigahara|新明和 shinmaywa shinmeiwa|
富士通 fujitsu|旭有機 asahiyuki|蛇の目 janome|龍角散 ryukakusan|田辺三菱 mitsubishitanabe|首都高速 shutoko|大東文化 daitobunka|
第一薬科 daiichi|沖縄国際 okinawainternational|四天王寺 shitennoji|大日精化 dainichiseika|武蔵野美術 musashinoart|
追手門学院 otemongakuin
"""
