"""Common family and given names, by which people are told from organizations. The lists are ours and need not be complete."""

from __future__ import annotations

_JAPANESE = """
佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川
山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川
原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 工藤 谷口 今井 高田 増田
丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地 杉本 市川 古川 大西
島田 水野 桜井 高野 渡部 吉川 山内 西田 飯田 菊池 西川 小松 北村 安田 五十嵐 川口 平田 関 中田 久保田 東 服部 川崎 岩田 土屋 福島
本田 辻 樋口 秋山 田口 永井 山中 中西 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 星野 矢野 浅野 大久保 吉岡 小池 野田 荒木 熊谷 松浦
大谷 内藤 黒田 尾崎 川村 永田 望月 堀 松村 田辺 菅野 荒井 堀内 西山 平井 大島 片山 岩本 本間 早川 横田 岡崎 大石 鎌田 成田 宮田
小田 石橋 篠原 須藤 河合 高山 栗原 伊東 松原 三宅 福井 大森 奥村 岡 片岡 内山 柳田 川島 今村 沢田 榎本 関口 高島 土井 富田 石塚
桑原 小沢 大沢 小西 三好 沖 飯塚 田島 上原 中井 児玉 宮川 黒木 津田 川田 牧野 相馬 西 松下 白石 根本 泉 小倉 富永 青山 岡村 栗田
神田 福本 杉浦 八木 川本 大川 大山 広瀬 北川 足立 宮下 平山 川原 天野 島崎 石黒 西岡 竹田 塚本 古賀 吉野 萩原 植田 松永 藤川 安部
奥田 村松 南 田川 上村 河村 町田 小泉 飯島 甲斐 佐久間 木内 倉田 戸田 河田 松山 滝沢 坂田 稲垣 稲葉 西尾 村井 榊原 浅井 中沢 岸本
児島 大木 落合 坂井 若林 畑 細川 長田 小笠原 安達 向井 中原 野崎 正宗 土肥 光石 畑村 田山 橋口 舟城 小栗 亀井 飯原 住江 濱口 浜口
渡邉 川副 野呂 今中 辰巳砂 山淵 作田 忠永 宝野 広沢 中尾 永尾 岩谷 堀江 北原 江口 岩井 山根 吉本 金井 大竹 倉持 豊田 梅田 出口
米田 松崎 梅原 森下 森川 森山 桜庭 桑田 鳥居 鶴田 亀田 深沢 関根 野中 藤岡 藤沢 藤村 藤森 三木 三上 大場 大内 大友 小原 小沼 小寺
"""
_KOREAN = """
김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 유 홍 전 고 문 양 손 배 백 허 남 심 노 하 곽 성 차 주 우 구 민 나 진 지
엄 채 원 천 방 공 현 함 변 염 여 추 도 소 석 선 설 마 길 연 위 표 명 기 반 라 왕 금 옥 육 인 맹 제 모 남궁 황보 제갈 선우 독고
"""
_CHINESE = """
王李張劉陳楊黄趙呉周徐孫馬朱胡郭何高林羅鄭梁謝宋唐許韓馮鄧曹彭曽肖田董袁潘于蒋蔡余杜葉程蘇魏呂丁任沈姚盧姜崔鍾譚陸汪范金石廖賈夏韋
付方白鄒孟熊秦邱江尹薛閻段雷侯竜史陶黎賀顧毛郝龔邵万銭厳覃武戴莫孔向湯温康施文牛樊葛邢安斉易喬伍龐顔倪荘聶章魯岳翟殷詹申欧耿関蘭焦
兪左柳甘祝包寧尚符舒阮柯紀梅童凌畢単季裴霍塗成苗谷盛曲翁冉駱藍路游辛靳管柴蒙鮑華喩祁蒲房滕屈饒解牟艾尤陽時穆農司卓古吉繆簡車項連芦
麦褚婁竇戚岑景党宮費卜冷晏席衛米柏宗瞿桂全佟応臧閔苟鄔辺卞姫師和仇欒隋商刁沙榮巫寇桑郎甄叢仲虞敖巩明佘池査麻苑遅邝
"""
_GIVEN = """
aaron abdul abdullah abraham achim adam adolf adrian agnes ahmed ahmet akash akihiko akihiro akihisa akiko akinori akio akira
akiyoshi alain alan albert alberto albrecht alejandro aleksandar aleksander aleksandr aleksei aleksej aleksey alessandro alex
alexander alexandra alexandre alexei alexis alfonso alfred ali alice alina allan allen altin amanda amir amit amy anatolij anatoly
anders andre andrea andreas andrei andrej andrew andrey andrzej angela angelo anil anita ann anna anne annette anthony antoine
anton antonio arash ari armin arnold arthur arun arvind ashok ashraf asmund atsuhiro atsushi august ayako bao barbara beat
benjamin benoit bernard bernd bernhard bert bill bin birgit bjorn bo bob boris brad bradley brandon brenda brent brian bruce bruno
bryan carl carla carlo carlos carol caroline carsten catherine cecile chad chandra charles chen chia chiara chloe chris christian
christiane christina christine christoph christophe christopher chun claire clark claude claudia claus clemens clifford colin
corinne craig cristian curtis cyril dai daiki daisuke dale dan daniel daniela daniele danny darren dave david dean deborah denis
dennis derek detlef diana diane dieter dietmar dimitri dirk dmitri dmitrij dmitriy dmitry dominik dominique don donald doris
douglas dustin earl eberhard ed eddie eduard eduardo edward edwin eiichi eiji elena elizabeth ellen elmar emi emil emile emilia
emine emma emmanuel enrico enrique erdinc eric erich erik erika ernest ernst erwin eugen eugene eva evan evelyn evgenij evgeny
fabian fabio fabrice faruk federico felix feng ferdinand fernando filippo florian francesco francis francisco francois frank franz
fred frederic frederick friedrich fritz fumiaki fumihiko fumihiro fumio gabriel gary genady gene geoffrey georg george georges
gerald gerard gerd gerhard gertraude gilles giorgio giovanni giuseppe glen glenn gordon graham greg gregory guenter guenther guido
guillaume gunter gustav guy hajime hans harald harold harry hartmut harumi hasan hassan heike heiko heiner heinrich heinz helen
helge helmut henri henrik henry herbert hermann hideaki hidekazu hideki hideo hidetoshi hideyori hideyuki hirofumi hiroki hiroko
hiromi hironori hiroshi hirotaka hiroyasu hiroyuki hisao hisashi hitoshi holger horst howard hubert hugo hui ian ichiro igor ikuo
ilya ingo ingrid irene irina iris isabelle isamu isao ivan ivor jaakko jack jackson jacob jacqueline jacques jae jaime jake jakob
james jan jana jane janet janne jari jason javier jean jeff jeffrey jennifer jens jeremy jerome jerry jesper jesse jessica jesus
jian jim jing joachim joan joao joel joerg johan johann johanna johannes john johnny jon jonas jonathan jordan jorg jorge jose
josef joseph joshua juan juergen juha juhani jukka julia julian julie julien jun jurgen juri jurij justin kai karin karl katherine
kathleen kathrin kathryn katja katsuhiko katsumi katsuya kazuaki kazuhiko kazuhiro kazuhisa kazuki kazuko kazumi kazunaga kazunori
kazuo kazushi kazutoshi kazuya kazuyoshi kazuyuki keiichi keiji keiko keinosuke keith keizo kelly ken kenichi kenji kenneth kenta
kentaro kerstin kevin kiichi kim kirill kirk kirsteen kiyoshi klaus koichi koji konrad konstantin kosuke kouichi kouji kristian
kristina kristine kumar kunio kurt kyle larry lars laura laurence laurent lawrence lea lee lena leo leon leonard leonid leonidas
leslie lev lewis li lili linda lisa lorenzo loris louis luc luca lucas lucia luigi luis lukas lutz lyudmila magnus mahesh maheswar
makoto malcolm mamoru manabu manfred manuel marc marcel marcello marco marcus margaret margaretha maria marie marija mario marion
mark marko markus marshall martha martin martina mary masaaki masafumi masahide masahiko masahiro masakazu masaki masami masanobu
masanori masao masaru masashi masataka masato masatoshi masaya masayoshi masayuki mathias mathieu matthew matthias matti maurice
max maxim maximilian megumi mehmet melanie melvin meng mi michael michail michel michele michelle michiko michio midori miguel
mika mikael mike mikhail miki mikio mikko milan milos min ming minoru mircea mirko mitsuhiro mitsuo mitsuru mohamed mohammad
mohammed moritz motonobu motoo muhammad naoki naoko naomi naoto naoya naoyuki natalia nathalie nathan neil nicholas nick nicola
nicolas nicole niels niemi nigel nikolai nikolaj nikolaus nikolay nils njal noboru nobuaki nobuhiro nobuhito nobuo nobuyuki noel
noriaki norihiro noriko norio noriyuki norman olaf oleg olga oliver olivier olof osamu oscar oskar otto ove owen pablo paolo
pascal patrice patricia patrick patrik paul paula paulo pavel pedro pekka per peter petr petra petri philip philipp philippe
phillip pierre pieter piotr rachel radha rafael raghu rainer raj rajesh rajiv ralf ralph ramesh randall randolph randy raphael
raul ravi raymond rebecca reiner reinhard reinhold renate rene reza ricardo richard rick rino robert roberto robin rodney roger
roland rolf roman ronald rosa ross roy rudolf russell ruth ryan ryo ryoichi ryoji ryosuke ryota ryuichi ryuji saburo sachiko sadao
sakae salvatore sam sami samuel sandeep sandra sanjay sara sarah satoru satoshi scott sean sebastian seigo seiichi seiji seiya
serdar serge sergei sergej sergey sergio serkan sevda shane sharon shaun sheila shigeki shigeo shigeru shigeyuki shin shinichi
shinji shinya shinzo shiro shoichi shoji shoko shozo shuhei shuichi shuji shun shunichi shunji shunsuke sigrid silvia simon simone
sofia sonia sophie sota stefan stefanie stefano stephan stephane stephanie stephen steve steven stuart sudhir sumio sun sunil
suresh susan susanne susumu sven sylvain sylvia sylvie tadahiro tadao tadashi taichi taiji takaaki takafumi takahiro takahisa
takanori takao takashi takayuki takehiko takehiro takeo takeshi taku takuji takuma takuya tamara tamotsu tanja taro tatsuo tatsuya
tatyana ted teppo teruaki teruo tetsuji tetsuo tetsuro tetsuya theodor theodore thierry thomas thorsten tim timo timothy tobias
todd tohru tokio tokuo tom tomas tomasz tomohiro tomoko tomoyuki tony torsten toru toshiaki toshihiko toshihiro toshikazu
toshimitsu toshinori toshio toshiro toshiyuki tracy trevor tsuneo tsutomu tsuyoshi tudor ulrich ulrike urs ursula uwe vadim
valentin valentina valerie valerij valery vasilij vasily venkat vera veronique victor victoria vijay viktor vincent vincenzo
virginia vitalij vitaly vivek vladimir vladislav volker vyacheslav waldemar walter wanda wang warren wataru wayne wei wenbin wendy
werner wesley wilfried wilhelm willi william willy winfried wishvender wolfgang wolfram xavier xiang xiao xin xu yan yang yann
yannick yasuhiko yasuhiro yasuo yasushi yasutaka yasuyuki yevgen yi ying yohei yoichi yoichiro yoji yoko yong yoshiaki yoshifumi
yoshihide yoshihiko yoshihiro yoshihisa yoshikazu yoshiki yoshimi yoshinori yoshio yoshitaka yoshito yoshiyuki yu yuichi yuji
yukihiro yukiko yukio yuko yumi yun yuri yurij yusuke yutaka yuya yves yvonne zhang zhao zhen zhi zhiyong zoltan zvi
"""
_FAMILY = """
abe andersson aoki arai bauer becker braun brown chang chen cheng chung davis emilsson endo fang feng fischer fujii fujita fukase
gong goto guo hansen hartmann hayashi herrala hoffmann hofmann huang inoue ishii ito ivanov iwasaki jiang johansson johnson jones
karlsson kato kikuchi kim kitamura klein kobayashi kondo korhonen krueger kusano kylmaenen lange larsen lebedev lee li liang lim
lin liu luo maeda martin matsumoto meyer miller miyazaki moore mori morozov mueller muller murakami nakagawa nakajima nakamura
nemoto neumann nguyen niemi nilsen nilsson nishimura novikov ogawa okada okamoto okuma olsen park peng petrov popov richter saito
sakurada sasaki sato schaefer schmidt schneider schroeder schwarz shibata shimizu sidorov singh smith sokolov solberg song sun
suzuki takahashi takeda tanaka tang tanigawa taylor thomas thompson vasilev virtanen volkov wagner wang watanabe weber williams
wilson wolf wu xiao xie xu yamada yamaguchi yamamoto yamashita yamazaki yang yao yin yoshida zhang zhao zheng zhou zhu zimmermann
"""
# As `writing.folded` writes them: in today's Japanese characters.
JAPANESE_FAMILY_NAMES = frozenset(_JAPANESE.split())
KOREAN_FAMILY_NAMES = frozenset(_KOREAN.split())
CHINESE_FAMILY_NAMES = frozenset(_CHINESE) - {"\n"}
# Given names in Latin letters, as they occur among inventors and applicants.
GIVEN_NAMES = frozenset(_GIVEN.split())
# Family names in Latin letters that rarely occur in names of firms: two of them, or one with an initial, name a person.
FAMILY_NAMES = frozenset(_FAMILY.split())
